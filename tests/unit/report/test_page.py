from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from relkit.report.page import LEAST_WIDTH, Page, Piece
from relkit.report.safe import END, ISOLATE
from relkit.report.tones import Tone

TEXTS = st.text(st.characters(codec=None, categories=None), max_size=60)
WIDE = "修复👩\u200d🔬⚠\ufe0f e\u0301 "


@given(st.lists(TEXTS, max_size=4), st.integers(1, 60), st.booleans())
def test_no_line_is_wider_than_the_page(texts: list[str], width: int, ascii_only: bool) -> None:  # noqa: FBT001
    page = Page(width, ascii_only)
    page.line(*(Piece(text) for text in texts))
    for text in texts:
        page.paragraph(text, first="• ")
    assert all(cell_len(line.plain) <= max(width, LEAST_WIDTH) for line in page.lines)
    if ascii_only:
        assert all(line.plain.isascii() for line in page.lines)


@given(TEXTS, st.integers(LEAST_WIDTH, 60))
def test_a_paragraph_loses_nothing(text: str, width: int) -> None:
    page = Page(width)
    page.paragraph(text)
    said = "".join(line.plain for line in page.lines).replace(ISOLATE, "").replace(END, "")
    assert said.replace(" ", "") == page.clean(text).replace(" ", "")


@pytest.mark.parametrize("width", range(20, 60))
def test_wide_characters_are_cut_in_whole(width: int) -> None:
    page = Page(width)
    page.line(Piece(WIDE * 20))
    (line,) = page.lines
    assert cell_len(line.plain) <= width
    assert line.plain.endswith("…")


def test_a_cut_says_so_in_ascii_too() -> None:
    page = Page(20, ascii_only=True)
    page.line(Piece("a" * 40))
    assert page.lines[0].plain == "a" * 17 + "..."


def test_padding_is_exact() -> None:
    page = Page(40)
    for text in ("", "ab", "修复", "修复解析器", "abcdefgh"):
        assert cell_len(page.pad(text, 5)) == 5


def test_rich_markup_is_text() -> None:
    page = Page(60)
    page.line(Piece("[bold red]x[/] [link=file:///etc/passwd]y[/link] :boom:"))
    assert page.lines[0].plain == "[bold red]x[/] [link=file:///etc/passwd]y[/link] :boom:"


def test_a_hanging_indent() -> None:
    page = Page(20)
    page.paragraph("one two three four five", first="• ")
    assert [line.plain for line in page.lines] == ["• one two three four", "  five"]


def test_blank_lines_do_not_pile_up() -> None:
    page = Page(20)
    page.blank()
    page.line(Piece("a"))
    page.blank()
    page.blank()
    page.line(Piece("b", Tone.BAD))
    assert [line.plain for line in page.lines] == ["a", "", "b"]


def test_a_long_command_can_still_be_copied() -> None:
    page = Page(30)
    page.command("git switch 2.4.x && git cherry-pick -x 0123456789 abcdefabcd")
    lines = [line.plain for line in page.lines]
    assert len(lines) > 1
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert " ".join("".join(line.removesuffix("\\") for line in lines).split()) == (
        "git switch 2.4.x && git cherry-pick -x 0123456789 abcdefabcd"
    )


def test_a_command_is_continued_between_the_words_of_a_shell() -> None:
    page = Page(30)
    page.command("""gh pr create --title "Fix it's parser" 'a  b' a\\ b""", first="  type: ")
    assert [line.plain for line in page.lines] == [
        "  type:",
        "  gh pr create --title \\",
        """      "Fix it's parser" \\""",
        "      'a  b' a\\ b",
    ]
    page = Page(80)
    page.command("relkit log", first="  all of it: ")
    page.command("")
    assert [line.plain for line in page.lines] == ["  all of it: relkit log", ""]
    page = Page(30)
    page.command("cd a/folder && relkit backport --continue")
    page.command("cd a && relkit undo")
    assert [line.plain for line in page.lines] == [
        "cd a/folder && \\",
        "    relkit backport \\",
        "    --continue",
        "cd a && relkit undo",
    ]
