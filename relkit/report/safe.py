"""Text from repositories, made safe to show: nothing in it acts on a terminal, and all of it can be encoded."""

from __future__ import annotations

import re
import unicodedata

_SPACES = frozenset("\t\n\v\f\r\u0085\u2028\u2029")
# Joiners hold emoji and Persian or Indic letters together; every other invisible character could hide or reorder text.
_JOINERS = frozenset("\u200c\u200d")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_COMBINING = frozenset({"Mn", "Me"})  # not only those of a combining class: enclosing marks have none
_COMBINING_RUN = 4
"""Marks on one letter that are shown; more would write over the lines above and below."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"  # Hebrew, Arabic, Syriac …
)
# What a sentence quotes: “a title”, (a title), with parentheses of its own.
_QUOTED = re.compile(r"(?P<open>“)(?P<quoted>[^“”]*)(?=”)|(?P<bracket>\()(?P<within>(?:[^()]|\([^()]*\))*)(?=\))")
ISOLATE, END = "\u2068", "\u2069"
"""Unicode's first strong isolate, and the end of one."""
_TYPOGRAPHY = str.maketrans(
    {
        "\u2013": "-",  # dashes
        "\u2014": "-",
        "\u2018": "'",  # quotation marks
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
        "\u2022": "*",  # bullet
        "\u00b7": "-",  # middle dot
        "\u2192": "->",
    }
)


def visible(text: str) -> str:
    r"""Return text on one line in which nothing acts or hides.

    Line ends and tabs become spaces; control characters, marks of direction (which reorder what is read), bytes that
    are not UTF-8 and unassigned characters become their escapes (``\x1b``, ``\u202e``).
    """
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = 0
    for character in text:
        if character in _SPACES:
            character = " "  # noqa: PLW2901 # it takes the character's place
        marks = marks + 1 if unicodedata.category(character) in _COMBINING else 0
        if marks > _COMBINING_RUN:
            continue
        shown.append(_escaped(character) if _hides(character) else character)
    return "".join(shown)


def _hides(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _HIDDEN


def isolated(text: str) -> str:
    """Return text in which what is written from right to left moves nothing but itself.

    Where a display orders both directions (the bidirectional algorithm, UAX 9), a Hebrew or Arabic title would take
    the signs and figures beside it along: two quoted titles would change places. So each quoted piece with such
    letters, or the whole text where they stand outside of quotes, becomes an isolate. Displays that do not order
    show isolates as nothing; other text gets none. ``text`` has none of its own: ``visible`` wrote them out.
    """
    if text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return text
    marked = _QUOTED.sub(_isolate_quoted, text)
    return f"{ISOLATE}{marked}{END}" if _RIGHT_TO_LEFT.search(_QUOTED.sub("", text)) else marked


def _isolate_quoted(found: re.Match[str]) -> str:
    opening, quoted = (found["open"], found["quoted"]) if found["open"] else (found["bracket"], found["within"])
    return f"{opening}{ISOLATE}{quoted}{END}" if _RIGHT_TO_LEFT.search(quoted) else f"{opening}{quoted}"


def encodable(text: str) -> str:
    r"""Return text that UTF-8 can carry: a byte that was not UTF-8 (a surrogate escape) becomes ``\xNN``."""
    return text if text.isascii() else _SURROGATES.sub(lambda found: _escaped(found.group()), text)


def plain_ascii(text: str) -> str:
    """Return text in ASCII, for terminals that show no more: typography spelled out, other characters as "?"."""
    return text if text.isascii() else text.translate(_TYPOGRAPHY).encode("ascii", "replace").decode("ascii")


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 # how Python keeps a byte that is not UTF-8
        code -= 0xDC00
    if code <= 0xFF:  # noqa: PLR2004
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
