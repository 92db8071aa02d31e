"""Reading the tables of words that this room keeps as text."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, which white space separates."""
    return frozenset(text.split())


def any_of(*patterns: str) -> str:
    """Return a regular expression that matches any of these."""
    return "(?:" + "|".join(patterns) + ")"


def words_pattern(text: str) -> str:
    """Return a regular expression that matches any of the words of a text, which are expressions without spaces."""
    return any_of(*text.split())
