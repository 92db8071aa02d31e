from __future__ import annotations

from relkit.decisions import NoteText, called, for_line, said_wanted, settle, written
from relkit.model.decision import Decision, KindDecided, SameDecided, WantedDecided, Word
from relkit.model.evidence import Kind
from relkit.model.ids import CommitId
from relkit.model.line import Line, Status
from relkit.model.refs import Branch

ONE, TWO, THREE = (CommitId(digit * 40) for digit in "123")
ADA, BEN = "Ada <ada@example.org>", "Ben <ben@example.org>"
OWN, THEIRS = "refs/notes/relkit", "refs/notes/origin/relkit"
SECOND = 1_000_000
FIX, FEATURE = KindDecided(kind=Kind.FIX), KindDecided(kind=Kind.FEATURE)


def said(word: Word, at: int = 0, by: str = ADA, on: CommitId = ONE) -> Decision:
    return Decision(on=on, at=at, by=by, word=word)


def note(*decisions: Decision, ref: str = OWN) -> NoteText:
    return NoteText(on=decisions[0].on, ref=ref, text="".join(f"{written(one)}\n" for one in decisions))


def line(name: str, series: str | None = None, remote: str | None = None) -> Line:
    full = f"{remote}/{name}" if remote else name
    ref = f"refs/remotes/{full}" if remote else f"refs/heads/{full}"
    return Line(
        name=full,
        branch=Branch(name=full, ref=ref, short=name, remote=remote, tip=TWO, committed=0),
        is_mainline=False,
        series=series,
        fork_point=None,
        status=Status.MAINTAINED,
        status_reason="",
        releases=(),
    )


def test_the_latest_word_counts_wherever_it_stands() -> None:
    found = settle([note(said(FEATURE, at=2)), note(said(FIX, at=1), ref=THEIRS)])
    assert found.kinds == {ONE: said(FEATURE, at=2)}
    assert found.outranked == ()  # Ada changed her own mind


def test_the_same_line_in_two_refs_is_one_decision() -> None:
    found = settle([note(said(FIX)), note(said(FIX), ref=THEIRS)])
    assert found.all == (said(FIX),)


def test_people_who_contradict_each_other_are_told_apart() -> None:
    found = settle([note(said(FIX, at=1), said(FEATURE, at=2, by=BEN))])
    assert found.kinds[ONE].by == BEN
    assert found.outranked == ((said(FIX, at=1), said(FEATURE, at=2, by=BEN)),)


def test_people_who_agree_in_the_end_do_not_contradict() -> None:
    found = settle([note(said(FEATURE, at=1), said(FIX, at=2, by=BEN), said(FIX, at=3))])
    assert found.kinds[ONE] == said(FIX, at=3)
    assert found.outranked == ()


def test_two_words_of_one_moment_have_an_order_that_every_clone_sees() -> None:
    one, other = said(FIX, by=ADA), said(FEATURE, by=BEN)
    here = settle([note(one), note(other, ref=THEIRS)])
    there = settle([note(other), note(one, ref=THEIRS)])
    assert here.kinds == there.kinds


def test_later_decisions_are_hidden_from_an_earlier_moment() -> None:
    notes = [note(said(FIX, at=5 * SECOND + 999_999), said(FEATURE, at=6 * SECOND))]
    assert settle(notes, until=5).kinds[ONE].word == FIX
    assert settle(notes, until=4).all == ()


def test_each_line_and_each_pair_is_a_subject_of_its_own() -> None:
    found = settle(
        [
            note(
                said(WantedDecided(line="1.x", wanted=True), at=1),
                said(WantedDecided(line="2.x", wanted=False), at=2),
                said(SameDecided(line="1.x", commit=TWO, same=True), at=3),
                said(SameDecided(line="1.x", commit=THREE, same=False), at=4),
            )
        ]
    )
    assert len(found.all) == 4
    assert found.on == {ONE}


def test_a_line_is_known_by_any_of_its_names() -> None:
    for name in ("1.x", "origin/1.x", "refs/remotes/origin/1.x", "1"):
        found = settle([note(said(WantedDecided(line=name, wanted=False)))])
        assert said_wanted(found, line("1.x", series="1", remote="origin")) == {ONE: False}
        assert said_wanted(found, line("2.x", series="2")) == {}


def test_of_two_names_for_a_line_the_later_word_counts() -> None:
    words = (
        said(WantedDecided(line="1.x", wanted=True), at=2),
        said(WantedDecided(line="1", wanted=False), at=1),
    )
    assert said_wanted(settle([note(*words)]), line("1.x", series="1")) == {ONE: True}


def test_a_lines_links_are_its_own() -> None:
    found = settle([note(said(SameDecided(line="1.x", commit=TWO, same=True)))])
    assert len(for_line(found, line("1.x")).same[ONE]) == 1
    assert for_line(found, line("2.x")).same == {}


def test_what_is_no_decision_is_named_and_the_rest_counts() -> None:
    text = f"Reviewed-by: Ada\n\n{written(said(FIX))}\n" + '{"v": 7}\n'
    found = settle([NoteText(on=ONE, ref=OWN, text=text)])
    assert found.kinds[ONE].word == FIX
    assert len(found.strange) == 2
    assert all("left alone" in said and "111111111111" in said for said in found.strange)
    assert any("newer relkit" in said for said in found.strange)
    assert any("line 1" in said for said in found.strange)


def test_many_strange_notes_are_one_warning() -> None:
    notes = [NoteText(on=CommitId(f"{number:040x}"), ref=OWN, text="no") for number in range(9)]
    (told,) = settle(notes).strange
    assert "9 notes" in told
    assert "and 6 more" in told


def test_a_line_is_called_alike_in_every_clone_and_after_its_branch_is_renamed() -> None:
    for name in ("stable/1.2", "unmaintained/1.2", "1.2.x", "rel_1_2"):
        assert called(line(name, series="1.2")) == called(line(name, series="1.2", remote="origin")) == "1.2"
    # What moves from series to series is called by its own name.
    assert called(line("stable", series="1.2", remote="origin")) == "stable"
    renamed = settle([note(said(WantedDecided(line=called(line("stable/1.2", series="1.2")), wanted=False)))])
    assert said_wanted(renamed, line("unmaintained/1.2", series="1.2")) == {ONE: False}
