"""The words of a title: its leading verb, pairs of words, and what is named anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from relkit.classify.case import Case
from relkit.classify.sign import Sign, Votes
from relkit.classify.tables import word_set
from relkit.classify.weights import ANYWHERE, ERROR_CLASS, LEADING, PAIRS
from relkit.model.evidence import Kind

LONGEST_WORDED = 300
"""Characters of a title whose words count."""

MOST_VOTE = 4.0
"""Most that the words together may say for or against a kind: a long title is not more certain than a clear one."""

_MOST_BROUGHT = 12
_SIDE_SHARE = 0.4
_LENGTHS = ("1 to 2", "3 to 5", "6 to 8", "9 to 11", "12 to 14", "15 or more")
_SHORTEST_STEM = 4
_TOKEN = re.compile(r"[A-Za-z_][\w.'-]*[\w']|[A-Za-z]")
_ERROR_CLASS = re.compile(r"\b[A-Z]\w*(?:Error|Exception)s?\b")
# "component: …", "[component] …", "component - …" before the words proper
_COMPONENT = re.compile(r"(?:\[[^\]]{1,40}\]:?|[`\w./ ,*&()+-]{1,40}?:|[`\w./]{1,40}\s[\u2013-])\s+(?=\S)")
_SKIPPED = word_set("""
    also now just really please some minor small simple trivial quick first a an the to various more further
""")
_ENDINGS = (
    ("ies", "y"), ("es", "e"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""),
)  # fmt: skip


@lru_cache(maxsize=8192)
def base_form(word: str) -> str:
    """Return the base form of an English verb as titles use it, when the table knows it, else the word."""
    if word in LEADING:
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if stem in LEADING:
                return stem
            if len(stem) >= _SHORTEST_STEM and stem[-1] == stem[-2] and stem[:-1] in LEADING:
                return stem[:-1]
    return word


def tokens_of(text: str) -> list[str]:
    """Return the plain words of a text in lower case, without code: names with underscores, dots or inner capitals."""
    found = (token.rstrip(".'") for token in _TOKEN.findall(text.replace("\u2019", "'")))
    return [word.lower() for word in found if _is_plain(word)]


def _is_plain(word: str) -> bool:
    return bool(word) and "_" not in word and "." not in word and (word.isupper() or word[1:] == word[1:].lower())


@lru_cache(maxsize=4096)
def word_votes(text: str) -> Votes:
    """Return what the words of a title say by the tables of words."""
    text = text[:LONGEST_WORDED]
    component = _COMPONENT.match(text)
    spoken = tokens_of(text[component.end() :] if component else text)
    forms = [base_form(word) for word in spoken]
    found: list[Votes | None] = []
    lead = next((place for place, form in enumerate(forms) if form not in _SKIPPED), len(forms))
    if lead < len(forms):
        found.append(LEADING.get(forms[lead]))
    for place in range(len(forms) - 1):
        pair = f"{forms[place]} {forms[place + 1]}"
        literal = f"{spoken[place]} {spoken[place + 1]}"
        found.append(PAIRS.get(pair) or PAIRS.get(literal) or (LEADING.get(pair) if place == lead else None))
    named = tokens_of(component[0]) if component else []
    anywhere = dict.fromkeys(spoken[lead + 1 :] + spoken[:lead] + named)
    found += (ANYWHERE.get(word) or ANYWHERE.get(base_form(word)) for word in anywhere)
    if _ERROR_CLASS.search(text):
        found.append(ERROR_CLASS)
    total: dict[Kind, float] = {}
    for votes in filter(None, found):
        for kind, weight in votes.items():
            total[kind] = total.get(kind, 0.0) + weight
    return {kind: max(-MOST_VOTE, min(MOST_VOTE, vote)) for kind, vote in total.items()}


WORD = re.compile(r"[a-z][a-z'_]+")
"""A word of a text in lower case, as features name it."""
_MOST_WORDS = 40
_LOOKS = (
    ("title names an error", re.compile(r"\b[A-Z]\w*(?:Error|Exception|Warning)\b")),
    ("title quotes code", re.compile(r"`|\(\)")),
    ("title names code", re.compile(r"\w_\w")),
    ("title names a member", re.compile(r"\w\.\w")),
    ("title names a component", re.compile(r"^[\w/.` -]{1,40}: ")),
)
_NUMBERED = re.compile(r"#\d+")


def words(case: Case) -> Iterator[Sign]:
    """See the words of the title, without prefix and backport marks, one by one, in pairs and in their places."""
    votes = word_votes(case.words)
    features = tuple(title_features(case.words)) + (("title has a number",) if _NUMBERED.search(case.title) else ())
    if votes or features:
        yield Sign(signal="message", detail="", votes=votes, features=features)


def title_features(title: str) -> Iterator[str]:
    """Yield the features of a plain title; none for one without words."""
    found = WORD.findall(title.lower())[:_MOST_WORDS]
    if not found:
        return
    yield from (f'title "{word}"' for word in dict.fromkeys(found))
    pairs = [f"{one} {two}" for one, two in pairwise(found)]
    yield from (f'title "{pair}"' for pair in dict.fromkeys(pairs))
    yield f'title begins "{found[0]}"'
    yield f'title ends "{found[-1]}"'
    if pairs:
        yield f'title begins "{pairs[0]}"'
    yield f"title of {_LENGTHS[min(len(found) // 3, len(_LENGTHS) - 1)]} words"
    yield from (name for name, pattern in _LOOKS if pattern.search(title))
    if title[:1].isupper():
        yield "title in upper case"


def side_words(case: Case) -> Iterator[Sign]:
    """See the subjects that a merge brought, on average and with less weight than its own title."""
    subjects = [commit.subject for commit in case.change.brought[:_MOST_BROUGHT] if not commit.is_merge]
    if not subjects or case.title in subjects:
        return
    total: dict[Kind, float] = {}
    for subject in subjects:
        for kind, vote in word_votes(subject).items():
            total[kind] = total.get(kind, 0.0) + vote
    votes = {kind: _SIDE_SHARE * vote / len(subjects) for kind, vote in total.items()}
    if votes:
        yield Sign(
            signal="message", detail=f"titles of the commits that it brought, {len(subjects)} in all", votes=votes
        )
