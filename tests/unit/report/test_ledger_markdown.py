from __future__ import annotations

from relkit.report.ledger.markdown import markdown
from relkit.report.ledger.view import view
from tests.ledgers import MISSING, PARSER, PRESENT, WRITER, ledger, row, usual_ledger
from tests.plans import judged


def test_a_table_in_words_and_a_checklist() -> None:
    told = markdown(view(usual_ledger())).split("\n")
    assert told[:3] == ["# tidewater: ledger", "", "4 fixes of main are missing on some line. 2025-06-15 15:06 UTC."]
    assert told[4:6] == ["| Change | Kind | 2.4 | 2.3 |", "| --- | --- | --- | --- |"]
    assert f"| `{WRITER.change.id[:10]}` Fix the writer | fix | missing | missing |" in told
    assert f"- [ ] `{WRITER.change.id[:10]}` Fix the writer: 2.4 and 2.3" in told
    assert f"- [ ] `{PARSER.change.id[:10]}` Fix the parser of station names: 2.4" in told
    assert "## Only on a line, never on main: 3 changes" in told


def test_what_is_everywhere_is_nothing_to_do() -> None:
    from dataclasses import replace

    from relkit.ledger.selecting import select
    from relkit.model.ledger import Wish

    rows = (row(judged("Fix"), PRESENT, PRESENT),)
    wish = Wish(every=True)
    made = replace(ledger(), wish=wish, selection=select(rows, ("2.4.x", "2.3.x"), wish))
    told = markdown(view(made))
    assert "| there as `" in told or "| there as " in told
    assert "[ ]" not in told


def test_no_markup_comes_from_a_title() -> None:
    told = markdown(view(ledger(row(judged("Fix <b> | `x` @ada [a](b)"), MISSING, PRESENT))))
    assert "<b>" not in told.replace("\\<b\\>", "")
    assert "\\|" in told
    assert "@ada" not in told


def test_no_sign_stands_alone() -> None:
    assert not set("✓✗↑↩·").intersection(markdown(view(usual_ledger())).replace("2.3 → 2.4", ""))


def test_a_guess_is_said_in_words() -> None:
    from dataclasses import replace

    from relkit.model.evidence import Kind
    from relkit.model.ledger import Wish

    made = ledger(row(judged("Maybe", confidence=0.2), MISSING, MISSING), wish=Wish(kinds=frozenset({Kind.FIX})))
    assert "| perhaps fix |" in markdown(view(replace(made)))
