from __future__ import annotations

import pytest
from rich.cells import cell_len

from relkit.model.commit import Change
from relkit.model.decision import Decision, SameDecided, WantedDecided
from relkit.model.evidence import Evidence
from relkit.model.explained import Alike, Carrier, Explained, Explanation, OnLine
from relkit.model.ledger import Standing
from relkit.model.link import Link, Method, Owed
from relkit.model.plan import Judged
from relkit.report.ledger.explanation import view
from relkit.report.ledger.explanation_terminal import lines
from relkit.report.ledger.markdown import explanation as markdown
from tests.ledgers import LOST, MISSING, PARSER, PARTIAL, PRESENT, REVERTED, WRITER
from tests.plans import NOW, judged, line, sha

EVIDENCE = (
    Evidence(signal="title", weight=1.0, detail="the same title"),
    Evidence(signal="author", weight=-0.5, detail="another author"),
)


def change(title: str) -> Change:
    return judged(title).change


def carrier(title: str = "Pick", *, taken_back: str | None = None) -> Carrier:
    pick = change(title)
    link = Link(
        mainline=PARSER.change.id,
        line=pick.id,
        mainline_change=PARSER.change.id,
        line_change=pick.id,
        method=Method.REFERENCE,
        score=0.99,
        evidence=(Evidence(signal="reference", weight=0.99, detail="the message names 12345678"),),
    )
    return Carrier(
        change=pick,
        links=(link,),
        compared=EVIDENCE,
        taken_back=None if taken_back is None else change(taken_back),
        unresolved=("0badc0de" * 5,),
    )


def explained(*told: OnLine, of: Judged = PARSER) -> Explanation:
    one = Explained(judged=of, home=line("main", mainline=True), lines=told)
    return Explanation(
        repository="tidewater",
        now=NOW,
        as_of=False,
        asked="HEAD",
        changes=(one,),
        through=None,
        titles=((WRITER.change.id, WRITER.change.title),),
        warnings=(),
    )


def on(name: str, standing: Standing, **more: object) -> OnLine:
    return OnLine(line=line(name), standing=standing, **more)  # type: ignore[arg-type]


def text(told: Explanation, width: int = 100, *, ascii_only: bool = False) -> str:
    return "\n".join(one.plain for one in lines(view(told), width=width, ascii_only=ascii_only))


def test_where_it_is_with_what_speaks_for_and_against() -> None:
    told = text(explained(on("2.3.x", PRESENT, carriers=(carrier(),))))
    assert "on main since 2025-06-03 (12 days ago), by Ada Example; fix, 90% sure" in told
    assert f"✓ 2.3.x  there as {sha('pick')[:10]}" in told
    assert "+ reference, 99%: the message names 12345678" in told
    assert "+ the same title" in told
    assert "- another author" in told
    assert "its message also names 0badc0de0b, which is no commit here" in told


def test_why_something_is_missing() -> None:
    near = change("Touch the same")
    alike = Alike(change=change("Nearly"), evidence=EVIDENCE)
    told = text(explained(on("2.3.x", LOST, alike=alike, near=(near, alike.change))))
    assert "↑ 2.3.x  missing, although 2.3.x has it" in told
    assert "- nothing there is linked with it" in told
    assert "most alike, but too little to take it for the same" in told
    assert "“Nearly”" in told
    assert "only there, and in the same files" in told
    assert "“Touch the same”" in told


def test_what_is_there_in_part_and_what_was_taken_back() -> None:
    told = text(
        explained(
            on("2.4.x", PARTIAL, carriers=(carrier(),)),
            on("2.3.x", REVERTED, carriers=(carrier(taken_back="Back out the pick"),)),
        )
    )
    assert f"- without {sha('rest')[:10]}" in told
    assert f"↩ 2.3.x  reverted by {sha('Back out the pick')[:10]}" in told
    assert "“Back out the pick”" in told


def test_what_people_said() -> None:
    by = "Ada <ada@example.org>"
    told = text(
        explained(
            on(
                "2.3.x",
                MISSING,
                decisions=(
                    Decision(on=PARSER.change.id, at=0, by=by, word=WantedDecided(line="2.3.x", wanted=True)),
                    Decision(
                        on=PARSER.change.id, at=0, by=by, word=SameDecided(line="2.3.x", commit=sha("pick"), same=False)
                    ),
                ),
            )
        )
    )
    assert "decided: wanted there, says Ada, 1970-01-01" in told
    assert f"- decided: not the same as {sha('pick')[:10]}, says Ada" in told


def test_what_is_owed() -> None:
    why = (Evidence(signal="trailer", weight=1.0, detail="its message says what it fixes"),)
    of = Owed(change=PARSER.change, of=WRITER.change.id, evidence=why)
    later = Owed(change=change("Mend it"), of=PARSER.change.id, evidence=())
    told = text(explained(on("2.3.x", PRESENT, of=(of,), later=(later,))))
    assert "owed because of" in told
    assert "“Fix the writer”" in told
    assert "its message says what it fixes" in told
    assert "“Mend it” belongs to it and is owed there" in told


def test_what_is_missing_leads_to_its_forecast() -> None:
    told = explained(on("2.4.x", PRESENT), on("a b", MISSING), on("2.2.x", MISSING))
    command = f"relkit forecast {PARSER.change.id[:10]} --to 'a b'"
    assert [one.command for one in view(told).commands] == [command]
    assert command in text(told)
    assert command in markdown(view(told))
    assert view(explained(on("2.4.x", PRESENT))).commands == ()


def test_it_may_be_several_changes() -> None:
    from dataclasses import replace

    one = explained(on("2.3.x", PRESENT))
    both = replace(
        one,
        changes=(*one.changes, *explained(on("2.3.x", MISSING), of=WRITER).changes),
        through=(line("2.3.x"), change("Backport two")),
    )
    assert "is on 2.3.x and carries these 2 changes" in text(both)
    assert "Fix the writer" in text(both)


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("title", ["\x1b[31mred \u202eevil", "修复解析器" * 20, "x" * 200])
def test_it_fits_and_is_safe(width: int, title: str) -> None:
    told = explained(on("2.3.x", PRESENT, carriers=(carrier(title),)), of=judged(title))
    shown = text(told, width, ascii_only=width == 40)
    assert max(map(cell_len, shown.split("\n"))) <= width
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_markdown_says_it_without_signs() -> None:
    told = markdown(view(explained(on("2.3.x", PRESENT, carriers=(carrier("Pick | it"),)))))
    assert "## fix" in told
    assert "### 2.3.x: there as" in told
    assert "- for: the same title" in told
    assert "- against: another author" in told
    assert "Pick \\| it" in told
    assert "✓" not in told
