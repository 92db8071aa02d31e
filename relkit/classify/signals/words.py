"""The words of a title: its leading verb, pairs of words, and what is named anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from relkit.classify.case import Case
from relkit.classify.sign import Sign, Votes
from relkit.classify.signals.revert import unreverted
from relkit.classify.weights import ANYWHERE, LEADING, PAIRS
from relkit.model.evidence import Kind

LONGEST_TITLE = 300
"""Characters of a title whose words count."""

_TOKEN = re.compile(r"[A-Za-z_][\w.']*[\w']|[A-Za-z]")
_ERROR_CLASS = re.compile(r"\b[A-Z]\w*(?:Error|Exception)s?\b")
_COMPONENT = re.compile(r"[\w./ ,*&-]{1,40}?:\s+(?=\S)")
_SKIPPED = frozenset(
    "also now properly correctly just really please some minor small simple trivial quick first a an the to various more further".split()
)
_CAP = 4.0
"""Most that the words together may say for or against a kind: a long title is not more certain than a clear one."""


@lru_cache(maxsize=8192)
def base_form(word: str) -> str:
    """Return the base form of an English verb as titles use it, when the table knows it, else the word."""
    if word in LEADING:
        return word
    for ending, instead in (
        ("ies", "y"),
        ("es", "e"),
        ("es", ""),
        ("s", ""),
        ("ied", "y"),
        ("ed", "e"),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
    ):
        if word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if stem in LEADING:
                return stem
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in LEADING:
                return stem[:-1]
    return word


def tokens_of(text: str) -> list[str]:
    """Return the plain words of a text in lower case, leaving out code: names with underscores, dots or inner capitals."""
    words = (token.rstrip(".'") for token in _TOKEN.findall(text.replace("\u2019", "'")))
    return [
        word.lower()
        for word in words
        if word and not ("_" in word or "." in word or (word[1:] != word[1:].lower() and not word.isupper()))
    ]


def word_votes(text: str) -> tuple[Votes, tuple[str, ...]]:
    """Return what the words of a title say, and those that said most, strongest first."""
    text = text[:LONGEST_TITLE]
    component = _COMPONENT.match(text)
    spoken = tokens_of(text[component.end() :] if component else text)
    forms = [base_form(word) for word in spoken]
    votes: dict[Kind, float] = {}
    said: dict[str, float] = {}

    def count(name: str, weights: Mapping[Kind, float], share: float = 1.0) -> None:
        for kind, weight in weights.items():
            votes[kind] = votes.get(kind, 0.0) + share * weight
        said[name] = max(said.get(name, 0.0), share * max(map(abs, weights.values())))

    lead = next(
        (place for place, form in enumerate(forms) if form not in _SKIPPED or form in ("properly", "correctly")),
        len(forms),
    )
    if lead < len(forms) and forms[lead] in LEADING:
        count(spoken[lead], LEADING[forms[lead]])
    for place in range(len(forms) - 1):
        pair = f"{forms[place]} {forms[place + 1]}"
        if pair not in PAIRS:
            pair = f"{spoken[place]} {spoken[place + 1]}"
        if pair in PAIRS:
            count(pair, PAIRS[pair])
        elif pair in LEADING and place == lead:
            count(pair, LEADING[pair])
    named = set(tokens_of(component[0])) if component else set()
    for word in dict.fromkeys(spoken[lead + 1 :] + spoken[:lead] + list(named)):
        weights = ANYWHERE.get(word) or ANYWHERE.get(base_form(word))
        if weights:
            count(word, weights)
    if found := _ERROR_CLASS.search(text):
        count(found[0], {Kind.FIX: 0.6})
    strongest = tuple(sorted(said, key=lambda name: -said[name])[:4])
    return {kind: max(-_CAP, min(_CAP, vote)) for kind, vote in votes.items()}, strongest


def words(case: Case) -> Iterator[Sign]:
    """The words of the title, without prefix and backport marks; of a revert of a revert, those of what came back."""
    votes, said = word_votes(unreverted(case.words)[0])
    if votes:
        yield Sign(signal="message", detail="title says " + ", ".join(f'"{word}"' for word in said), votes=votes)


def side_words(case: Case) -> Iterator[Sign]:
    """The subjects that a merge brought, on average and with less weight than its own title."""
    subjects = [commit.subject for commit in case.change.brought[:12] if not commit.is_merge]
    if not subjects or case.title in subjects:
        return
    total: dict[Kind, float] = {}
    for subject in subjects:
        for kind, vote in word_votes(subject)[0].items():
            total[kind] = total.get(kind, 0.0) + vote
    votes = {kind: 0.4 * vote / len(subjects) for kind, vote in total.items()}
    if votes:
        yield Sign(signal="message", detail=f"titles of the {len(subjects)} commits that it brought", votes=votes)
