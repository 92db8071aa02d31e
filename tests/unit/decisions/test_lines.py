from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relkit.decisions.lines import NewerError, read_line, written
from relkit.model.decision import Decision, KindDecided, SameDecided, WantedDecided, Word
from relkit.model.evidence import Kind
from relkit.model.ids import CommitId

ON = CommitId("1" * 40)
OTHER = CommitId("2" * 40)
AT = 1_750_000_000_123_456
ADA = "Ada Example <ada@example.org>"

words: st.SearchStrategy[Word] = st.one_of(
    st.builds(KindDecided, kind=st.sampled_from([kind for kind in Kind if kind is not Kind.UNKNOWN])),
    st.builds(WantedDecided, line=st.text(min_size=1, max_size=40), wanted=st.booleans()),
    st.builds(SameDecided, line=st.text(min_size=1, max_size=40), commit=st.just(OTHER), same=st.booleans()),
)


def test_a_decision_is_a_line_that_begins_with_its_moment() -> None:
    decision = Decision(on=ON, at=AT, by=ADA, word=KindDecided(kind=Kind.FIX))
    said = '{"at": "2025-06-15T15:06:40.123456Z", "by": "Ada Example <ada@example.org>", "kind": "fix", "v": 1}'
    assert written(decision) == said
    assert read_line(said, ON) == decision


@given(word=words, at=st.integers(0, 4_000_000_000_000_000), by=st.text(min_size=1, max_size=60))
def test_what_is_written_is_read_back(word: Word, at: int, by: str) -> None:
    decision = Decision(on=ON, at=at, by=by, word=word)
    line = written(decision)
    assert line.splitlines() == [line]
    assert read_line(line, ON) == decision


@given(st.lists(st.integers(0, 4_000_000_000_000_000), min_size=2, max_size=6))
def test_sorted_lines_are_in_the_order_of_time(moments: list[int]) -> None:
    lines = [written(Decision(on=ON, at=at, by=ADA, word=KindDecided(kind=Kind.FIX))) for at in moments]
    assert [read_line(line, ON).at for line in sorted(lines)] == sorted(moments)


def test_a_name_stays_readable_unless_it_would_end_a_line() -> None:
    for name, shown in (("Zoë", "Zoë"), ("Zo\u2028ë", "Zo\\u2028\\u00eb"), ("Zo\udcff", "Zo\\udcff")):
        decision = Decision(on=ON, at=AT, by=f"{name} <z@example.org>", word=KindDecided(kind=Kind.FIX))
        assert shown in written(decision)
        assert read_line(written(decision), ON) == decision


def test_a_decision_tells_whose_it_is_and_from_when() -> None:
    assert Decision(on=ON, at=AT, by=ADA, word=KindDecided(kind=Kind.FIX)).who == "Ada Example, 2025-06-15"


GOOD = {"at": "2025-06-15T15:06:40Z", "by": ADA, "kind": "fix", "v": 1}


def test_fields_of_later_relkits_do_no_harm() -> None:
    assert read_line(json.dumps({**GOOD, "why": "because"}), ON).word == KindDecided(kind=Kind.FIX)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("reviewed by Ada", "no JSON"),
        ("[" * 100_000, "too long"),
        ("[" * 9_000, "no JSON"),
        ("[1]", "no JSON object"),
        ("{}", '"v": 1'),
        (json.dumps({**GOOD, "v": True}), '"v": 1'),
        (json.dumps({**GOOD, "v": "1"}), '"v": 1'),
        (json.dumps({**GOOD, "at": "yesterday"}), '"at"'),
        (json.dumps({**GOOD, "at": "2025-13-15T15:06:40Z"}), '"at"'),
        (json.dumps({**GOOD, "at": 1_750_000_000}), '"at"'),
        (json.dumps({**GOOD, "by": ""}), '"by"'),
        (json.dumps({**GOOD, "kind": "bug"}), "'bug' is no kind"),
        (json.dumps({**GOOD, "kind": "unknown"}), "no kind"),
        (json.dumps({"at": GOOD["at"], "by": ADA, "v": 1}), "decides nothing"),
        (json.dumps({"at": GOOD["at"], "by": ADA, "v": 1, "wanted": True}), '"line"'),
        (json.dumps({"at": GOOD["at"], "by": ADA, "v": 1, "wanted": "yes", "line": "1.x"}), '"wanted"'),
        (json.dumps({"at": GOOD["at"], "by": ADA, "v": 1, "same": True, "line": "1.x", "commit": "abc"}), "'abc'"),
    ],
)
def test_what_is_no_decision_is_refused_with_a_reason(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)) as told:
        read_line(line, ON)
    assert not isinstance(told.value, NewerError)


def test_a_later_format_is_told_from_nonsense() -> None:
    with pytest.raises(NewerError, match="2"):
        read_line('{"v": 2, "anything": "else"}', ON)
