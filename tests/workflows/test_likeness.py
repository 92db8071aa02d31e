"""Which questions about kinds one answer may serve."""

from __future__ import annotations

from dataclasses import replace

from relkit.model.evidence import Evidence, Kind
from relkit.model.question import KindQuestion, Question
from relkit.workflows.likeness import alike
from tests.plans import judged


def about(
    title: str, kind: Kind = Kind.FIX, reason: str | None = None, author: tuple[str, str] | None = None
) -> KindQuestion:
    one = judged(title, kind)
    said = reason or f"title says {title}"
    one = replace(one, verdict=replace(one.verdict, evidence=(Evidence(signal="message", weight=1.0, detail=said),)))
    if author is not None:
        person = replace(one.change.commit.author, name=author[0], email=author[1])
        one = replace(one, change=replace(one.change, commit=replace(one.change.commit, author=person)))
    return KindQuestion(judged=one, on=one.change.id, waits=(), lacking=(), effects=())


def titles(question: Question, *others: Question) -> list[str]:
    return [one.judged.change.title for one in alike(question, others) if isinstance(one, KindQuestion)]


def test_for_the_same_reason_taken_for_the_same() -> None:
    one = about("Mend tides", reason="edits 1 code file")
    assert titles(one, about("Mend sea", reason="edits 1 code file"), about("Mend it")) == ["Mend sea"]
    assert titles(one, about("Add sea", Kind.FEATURE, reason="edits 1 code file")) == []


def test_what_speaks_against_and_what_is_common_are_no_reason() -> None:
    def said(title: str, *evidence: tuple[str, float, str]) -> KindQuestion:
        one = about(title)
        told = tuple(Evidence(signal=signal, weight=weight, detail=detail) for signal, weight, detail in evidence)
        verdict = replace(one.judged.verdict, evidence=told)
        return replace(one, judged=replace(one.judged, verdict=verdict))

    common, against = ("prior", 3.0, "how common it is"), ("paths", -4.0, "touches docs")
    one = said("Mend sea", against, common, ("message", 1.0, "title says mend"))
    assert titles(one, said("Add it", against, common, ("message", 1.0, "title says add"))) == []
    assert titles(one, said("Mend it", ("message", 1.0, "title says mend"), common)) == ["Mend it"]


def test_under_one_scope_whatever_number_or_branch_stands_before_it() -> None:
    one = about("parser: mend tides")
    assert titles(one, about("[2.3] Parser: tell more"), about("writer: tell more"), about("parser of tides")) == [
        "[2.3] Parser: tell more"
    ]
    assert titles(about("[sea] mend"), about("[sea] add"), about("[lake] add")) == ["[sea] add"]


def test_of_one_bot() -> None:
    bot = ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.example.org")
    one = about("Raise pins", author=bot)
    others = (about("Raise more", author=bot), about("Raise all", author=("Ada Abbot", "abbot@example.org")))
    assert titles(one, *others) == ["Raise more"]
    assert titles(others[1], about("Raise it", author=("Ada Abbot", "abbot@example.org"))) == []
