"""Git notes: text that hangs on commits, read from a ref's tree and added to with one commit, lossless under races."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from relkit.errors import RelkitError, UsageError
from relkit.git.authors import committer
from relkit.git.files import read_objects
from relkit.git.process import Git, GitError
from relkit.git.repository import Repository
from relkit.model.ids import CommitId
from relkit.model.refs import NotesRef

_ID = re.compile(r"[0-9a-f]{40}")
_TRIES = 20  # another process writes for milliseconds
_PAUSE = 0.05  # seconds
_NONE = "0" * 40
_BUSY = ("File exists", "but expected", "reference already exists")
"""What git says when somebody else holds a ref's lock or has moved the ref."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A note: the commit that it hangs on, the ref that holds it, its bytes."""

    on: CommitId
    ref: str
    content: bytes


def read_notes(git: Git, refs: Iterable[NotesRef]) -> tuple[tuple[Note, ...], tuple[str, ...]]:
    """Return the notes of all the refs, and what of them could not be read, in words.

    A tree of notes may be fanned out over folders ("ab/cdef…"); what is no object's id in it is no note.
    """
    found: list[Note] = []
    said: list[str] = []
    for ref in refs:
        try:
            places = _tree(git, ref.commit).notes
            contents = read_objects(git, places.values())
        except GitError as error:
            said.append(f"the notes of {ref.ref} cannot be read ({error.first_line}); they were left alone")
            continue
        for (path, _), content in zip(places.items(), contents, strict=True):
            if content is None:
                said.append(f"the note on {_on(path)[:12]} in {ref.ref} is missing its text; it was left alone")
            else:
                found.append(Note(on=_on(path), ref=ref.ref, content=content))
    return tuple(found), tuple(said)


def change_notes(
    repository: Repository, ref: str, changes: Mapping[CommitId, Callable[[bytes], bytes]], message: str
) -> None:
    """Change the notes on some commits, all with one commit on ``ref``; an empty note goes.

    Each function gets the note's bytes (none: empty) as they are at that moment and returns the new ones; it may be
    called again. Where somebody else moves the ref meanwhile, their notes are kept. Raises RelkitError.
    """
    git = repository.git
    lock = repository.common_dir / f"{ref}.lock"
    for _ in range(_TRIES):
        old = git.text("rev-parse", "--quiet", "--verify", ref, ok=(0, 1))
        new = _written(git, old, changes, message)
        if new is None:
            return
        try:
            git.run("update-ref", "--create-reflog", "-m", message, ref, new, old or _NONE)
        except GitError as error:
            if not any(sign in error.said for sign in _BUSY):
                raise RelkitError(f"{ref} cannot be written: {error.first_line}") from error
            time.sleep(_PAUSE)
            continue
        return
    hint = f"if no other git is at work, delete {lock}" if lock.exists() else "try again when the others are done"
    raise RelkitError(f"{ref} cannot be written: others hold or move it all the time", hint)


def check_writable(repository: Repository, ref: str) -> None:
    """Raise UsageError when notes cannot be written to ``ref`` here, for any reason that can be known before."""
    import os  # only here

    for folder in (repository.common_dir, repository.common_dir / "objects", repository.common_dir / "refs"):
        if not os.access(folder, os.W_OK):
            raise UsageError(
                f"decisions cannot be kept: no permission to write to {folder}",
                "go to a clone of your own, or ask for permission",
            )
    committer(repository)
    git = repository.git
    try:
        old = git.text("rev-parse", "--quiet", "--verify", ref, ok=(0, 1))
        if old:
            read_objects(git, _tree(git, old).notes.values())
        # Locks the ref as a change of it would, and lets go of it.
        git.run("update-ref", "--stdin", stdin=f"start\nverify {ref} {old or _NONE}\nprepare\nabort\n".encode())
    except GitError as error:
        raise UsageError(
            f"decisions cannot be kept: {ref} cannot be read or written: {error.first_line}",
            f"`git fsck` may tell more; `git update-ref -d {ref}` gives the notes up, if they are worth nothing",
        ) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tree:
    """A tree of notes: the path of each with its blob, and the paths of other files in it."""

    notes: Mapping[str, str]
    others: frozenset[str]


def _tree(git: Git, commit: str) -> _Tree:
    said = git.run("ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
    notes: dict[str, str] = {}
    others: set[str] = set()
    for entry in said.split("\0")[:-1]:
        meta, _, path = entry.partition("\t")
        if _ID.fullmatch(path.replace("/", "")):
            notes[path] = meta.split(" ")[2]
        else:
            others.add(path)
    return _Tree(notes=notes, others=frozenset(others))


def _on(path: str) -> CommitId:
    return CommitId(path.replace("/", ""))


def _written(git: Git, old: str, changes: Mapping[CommitId, Callable[[bytes], bytes]], message: str) -> str | None:
    """Write the commit that holds the changed notes and return its id; None where nothing changes."""
    tree = _tree(git, old) if old else _Tree(notes={}, others=frozenset())
    at: dict[CommitId, list[str]] = {}
    for path in tree.notes:
        at.setdefault(_on(path), []).append(path)
    lines: list[str] = []
    for commit, change in changes.items():
        paths = at.get(commit, [])
        joined = b"".join(_readable(git, commit, [tree.notes[path] for path in paths]))
        after = change(joined)
        if after == joined:
            continue
        # A note that stands twice, under two ways of fanning out, becomes one.
        lines += [f"0 {_NONE}\t{path}" for path in paths]
        if after:
            blob = git.text("hash-object", "-w", "--stdin", stdin=after)
            lines.append(f"100644 {blob}\t{paths[0] if paths else _fanned(commit, tree)}")
    return _commit(git, old, lines, message) if lines else None


def _readable(git: Git, commit: CommitId, blobs: Sequence[str]) -> list[bytes]:
    """Return a note's parts. Raises RelkitError where one is missing: it must not be written over."""
    contents = read_objects(git, blobs)
    found = [content for content in contents if content is not None]
    if len(found) < len(contents):
        raise RelkitError(
            f"the note on {commit[:12]} is there but cannot be read, so nothing was written",
            "`git fsck` tells what is missing; fetching it from another clone may bring it back",
        )
    return found


def _fanned(commit: CommitId, tree: _Tree) -> str:
    """Return the path of a new note, as the others' are spread over folders (git reads any way)."""
    depth = min((path.count("/") for path in tree.notes), default=0)
    folders = [commit[2 * level : 2 * level + 2] for level in range(depth)]
    if any("/".join(folders[: level + 1]) in tree.others for level in range(depth)):
        return commit  # where a folder would be stands somebody's file
    return "/".join([*folders, commit[2 * depth :]])


def _commit(git: Git, old: str, lines: list[str], message: str) -> str:
    with tempfile.TemporaryDirectory(prefix="relkit-notes-") as folder:
        # An index of our own: the user's is never touched.
        own = replace(git, environment={**git.environment, "GIT_INDEX_FILE": str(Path(folder) / "index")})
        own.run("read-tree", old) if old else own.run("read-tree", "--empty")
        own.run("update-index", "-z", "--index-info", stdin="".join(f"{line}\0" for line in lines).encode())
        tree = own.text("write-tree")
    parents = ["-p", old] if old else []
    return git.text("commit-tree", tree, *parents, stdin=f"{message}\n".encode())


def unreachable(git: Git, commits: Iterable[CommitId]) -> tuple[tuple[CommitId, ...], tuple[CommitId, ...]]:
    """Return those of the commits that are not in the repository, and those that no branch or tag leads to."""
    asked = list(dict.fromkeys(commits))
    if not asked:
        return (), ()
    said = git.text("cat-file", "--batch-check=%(objecttype)", stdin="".join(f"{c}\n" for c in asked).encode())
    kinds = said.splitlines()
    missing = tuple(commit for commit, kind in zip(asked, kinds, strict=True) if not kind.startswith("commit"))
    here = [commit for commit in asked if commit not in missing]
    loose: set[str] = set()
    with suppress(GitError):  # a damaged history elsewhere is not this question's business
        asked_about = "".join(f"{commit}\n" for commit in here).encode()
        walk = ("rev-list", "--stdin", "--not", "--branches", "--remotes", "--tags")
        loose.update(git.text(*walk, stdin=asked_about).split())
    return missing, tuple(commit for commit in here if commit in loose)
