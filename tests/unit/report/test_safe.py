from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relkit.report.safe import encodable, plain_ascii, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fix the parser", "Fix the parser"),
        ("\x1b[31mred\x1b]0;title\x07", r"\x1b[31mred\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),  # the one-byte form of ESC [
        ("a\tb\r\nc\u2028d", "a b  c d"),
        ("user\u202enimda", r"user\u202enimda"),
        ("\u2066isolated\u2069", r"\u2066isolated\u2069"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("caf\udce9", r"caf\xe9"),  # Latin-1 as surrogateescape keeps it
        ("lone \ud83d", r"lone \ud83d"),
        ("שלום עולם", "שלום עולם"),
        ("修复解析器", "修复解析器"),
        ("👩\u200d🔬 tests ⚠\ufe0f", "👩\u200d🔬 tests ⚠\ufe0f"),
        ("می\u200cروم", "می\u200cروم"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_marks_do_not_pile_up() -> None:
    assert visible("a" + "\u0301" * 50) == "a" + "\u0301" * 4
    assert visible("a" + "\u20dd" * 50) == "a" + "\u20dd" * 4  # an enclosing circle, of no combining class


@given(st.text(st.characters(codec=None, categories=None)))
def test_nothing_visible_acts_or_hides(text: str) -> None:
    shown = visible(text)
    assert all(unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    shown.encode("utf-8")
    assert visible(shown) == shown


@given(st.text(st.characters(codec=None, categories=None)))
def test_encodable_changes_surrogates_only(text: str) -> None:
    encodable(text).encode("utf-8")
    kept = [character for character in text if not 0xD800 <= ord(character) <= 0xDFFF]
    if len(kept) == len(text):
        assert encodable(text) == text


def test_plain_ascii() -> None:
    assert plain_ascii("“Fix” … a · b → c \u2013 é") == '"Fix" ... a - b -> c - ?'
