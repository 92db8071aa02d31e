"""What is written from right to left moves nothing but itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from relkit.model.forecast import Outcome
from relkit.model.plan import Action
from relkit.report.page import Page, Piece
from relkit.report.plan.markdown import markdown
from relkit.report.plan.terminal import lines
from relkit.report.plan.view import view
from relkit.report.safe import END, ISOLATE, isolated, visible
from tests.plans import judged, line, missing, plan, planned, sha

HEBREW, ARABIC = "תיקון המנתח", "إصلاح المحلل"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fix the parser", "Fix the parser"),
        ("修复 “解析器” café", "修复 “解析器” café"),
        (HEBREW, f"<{HEBREW}>"),
        (f"2 wait: “{HEBREW}”, “{ARABIC}” and 3 more.", f"2 wait: “<{HEBREW}>”, “<{ARABIC}>” and 3 more."),
        (f"because of 12 ({HEBREW} (#7)), 34 (Fix)", f"because of 12 (<{HEBREW} (#7)>), 34 (Fix)"),
        (f"{HEBREW} (#12)", f"<{HEBREW} (#12)>"),
        (f"“{HEBREW}", f"<“{HEBREW}>"),
        (f"a) ({HEBREW}", f"<a) ({HEBREW}>"),
    ],
)
def test_isolates(text: str, shown: str) -> None:
    assert isolated(text) == shown.replace("<", ISOLATE).replace(">", END)


@given(st.text(st.sampled_from("aא ب1(“”),.\u2068\u2069"), max_size=40), st.integers(20, 40))
def test_every_line_ends_what_it_begins(text: str, width: int) -> None:
    page = Page(width)
    page.paragraph(text)
    page.line(Piece(text), Piece(text))
    for shown in page.lines:
        depth = 0
        for character in shown.plain:
            depth += (character == ISOLATE) - (character == END)
            assert depth >= 0
        assert depth == 0
        assert cell_len(shown.plain) <= width
    said = "".join(shown.plain for shown in page.lines[:-1])
    assert _letters(said) == _letters(visible(text))


def _letters(text: str) -> str:
    return text.replace(" ", "").replace(ISOLATE, "").replace(END, "")


def test_a_cut_title_ends_where_it_is_read_to() -> None:
    page = Page(20)
    page.line(Piece("fix 1a  "), Piece(HEBREW * 3))
    assert page.lines[0].plain.endswith(f"…{END}")


def test_no_marks_in_ascii_nor_in_what_is_copied() -> None:
    page = Page(40, ascii_only=True)
    page.line(Piece(HEBREW))
    page.paragraph(HEBREW)
    assert all(shown.plain.isascii() for shown in page.lines)
    branch = "ענף"
    made = plan(
        planned(line("main", mainline=True), Action.NONE),
        planned(line(branch), Action.RELEASE, "1.0", lacks=(missing(judged("Fix")),)),
    )
    for width in (40, 120):
        shown = [item.plain for item in lines(view(made, asked=[branch]), width=width)]
        copied = [item.partition(" # ")[0] for item in shown if "relkit backport" in item]
        assert copied
        assert not any(ISOLATE in item for item in copied)


def test_titles_in_a_plan() -> None:
    culprit = judged(HEBREW)
    clash = missing(judged(f"{ARABIC} (#3)"), Outcome.CONFLICT, paths=("a.py",), culprits=(culprit.change.id,))
    made = plan(
        planned(line("main", mainline=True), Action.WAIT, unreleased=(culprit,)),
        planned(line("2.4.x"), Action.RELEASE, "2.4.5", lacks=(clash,)),
    )
    for said in (
        markdown(view(made, asked=["2.4.x"])),
        "\n".join(item.plain for item in lines(view(made, asked=["2.4.x"]), width=120)),
    ):
        assert f"{ISOLATE}{ARABIC} (#3){END}" in said
        assert f"because of {sha(HEBREW)[:10]} ({ISOLATE}{HEBREW}{END})" in said
