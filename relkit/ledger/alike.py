"""How two changes are alike and how they differ, said so that a person can judge whether they are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from relkit.ledger.references import plain_title
from relkit.model.commit import Change
from relkit.model.evidence import Evidence

_SIMILAR = 0.6
"""Likeness of two titles from which they are called similar."""
_NAMED = 3
"""Files that are named."""


def compared(source: Change, carried: Change) -> tuple[Evidence, ...]:
    """Return what is alike in a change and what a line has (weights above 0), and what differs (below)."""
    return (*_titles(source, carried), *_people(source, carried), *_files(source, carried))


def is_same(one: Change, other: Change) -> bool:
    """Tell whether two changes of different lines are the same work, where neither is the mainline's.

    They are where the title is the same, and beside it an author or a file.
    """
    if plain_title(one.title) != plain_title(other.title):
        return False
    writers = [{email for email, _ in _written(change)} for change in (one, other)]
    paths = [{file.path for file in change.files} for change in (one, other)]
    return not writers[0].isdisjoint(writers[1]) or not paths[0].isdisjoint(paths[1])


def near(source: Change, changes: Iterable[Change], most: int) -> tuple[Change, ...]:
    """Return those of the changes that touch most of the same files, the nearest first, ``most`` at most."""
    paths = {file.path for file in source.files}
    common = [(len(paths & {file.path for file in change.files}), change) for change in changes]
    ordered = sorted((pair for pair in common if pair[0]), key=lambda pair: (-pair[0], -pair[1].landed))
    return tuple(change for _, change in ordered[:most])


def _titles(source: Change, carried: Change) -> Iterator[Evidence]:
    one, other = plain_title(source.title), plain_title(carried.title)
    if one == other:
        yield Evidence(signal="title", weight=1.0, detail="the same title")
        return
    ratio = SequenceMatcher(a=one, b=other, autojunk=False).ratio()
    if ratio >= _SIMILAR:
        yield Evidence(signal="title", weight=round(ratio, 2), detail="similar titles")
    else:
        yield Evidence(signal="title", weight=-1.0, detail="different titles")


def _people(source: Change, carried: Change) -> Iterator[Evidence]:
    ones, others = _written(source), _written(carried)
    if ones & others:
        yield Evidence(signal="author", weight=1.0, detail="the same author, at the same time")
    elif {email for email, _ in ones} & {email for email, _ in others}:
        yield Evidence(signal="author", weight=0.5, detail="the same author")
        yield Evidence(signal="author-time", weight=-0.5, detail="written at another time")
    else:
        yield Evidence(signal="author", weight=-0.5, detail="another author")


def _written(change: Change) -> set[tuple[str, int]]:
    commits = [commit for commit in change.commits if not commit.is_merge] or [change.commit]
    return {(commit.author.email.lower(), commit.authored) for commit in commits}


def _files(source: Change, carried: Change) -> Iterator[Evidence]:
    ones, others = ({file.path for file in change.files} for change in (source, carried))
    if not ones or not others:
        return
    common = ones & others
    if ones == others:
        same = {(file.path, file.old, file.new) for file in source.files} == {
            (file.path, file.old, file.new) for file in carried.files
        }
        said = "the same files, byte for byte before and after" if same else "the same files"
        yield Evidence(signal="files", weight=1.0, detail=said)
        return
    if common:
        share = round(len(common) / len(ones), 2)
        said = "all its files" if common == ones else f"{len(common)} of its {len(ones)} files"
        yield Evidence(signal="files", weight=share, detail=said)
    else:
        yield Evidence(signal="files", weight=-1.0, detail="none of its files")
    for paths, said in ((ones - others, "without"), (others - ones, "also")):
        if common and paths:
            yield Evidence(signal="files", weight=-0.5, detail=f"{said} {_named(sorted(paths))}")


def _named(paths: list[str]) -> str:
    rest = len(paths) - _NAMED
    return ", ".join(paths[:_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
