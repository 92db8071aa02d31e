"""Reading history: one walk for all lines, commit facts kept by commit id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.cache import Cache
from relkit.git.process import Git, GitError
from relkit.model.commit import Commit, FileChange, FileStatus, Person
from relkit.model.ids import BlobId, CommitId
from relkit.model.progress import Progress, Silent

# With -z git separates everything by NUL, which no message, name or path can hold; the byte after it marks a record.
_FORMAT = "%x01%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"
_HEADER_FIELDS = 9
_RECORD = re.compile(rb"(?:\A|\x00)\x01(?=[0-9a-f]{40}\x00)")
_LOG = ("log", "--no-walk=unsorted", "--stdin", "-z", "--encoding=UTF-8", f"--format={_FORMAT}")
_RAW = ("--raw", "-r", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")
_FACTS = ("git-log-raw", "1")
_WALKS = ("walk", "1")
_BATCH = 2000  # commits a process: progress moves and an interrupt loses little
_UNREADABLE_LIMIT = 20  # commits with missing trees that are worked around one by one
_NOTHING = "0" * 40


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """The commits in question, children before their parents, and what could not be read of them."""

    commits: dict[CommitId, Commit]
    warnings: tuple[str, ...]


def read_history(
    git: Git,
    cache: Cache,
    tips: Sequence[CommitId],
    without: Sequence[CommitId],
    progress: Progress | None = None,
    *,
    remember: bool = True,
) -> History:
    """Read the commits that are reachable from ``tips`` and not from ``without``, with the paths that each changed.

    With ``remember`` the next reading above the same commits asks git only for what came since. Raises GitError when
    the walk itself fails (missing commits).
    """
    key = hashlib.sha256("".join(without).encode()).digest()
    last_tips, last_walk = _unpack(cache.get(*_WALKS, (key,)).get(key)) if remember else ([], [])
    fresh = _walk(git, tips, [*without, *last_tips])
    history = read_commits(git, cache, list(dict.fromkeys([*fresh, *last_walk])), progress)
    if last_walk:  # a branch that was moved elsewhere left commits behind
        history = replace(history, commits=_reachable(history.commits, tips))
    if remember and (fresh or not last_walk):
        cache.put(*_WALKS, {key: _pack(tips, history.commits)})
    return history


def _pack(tips: Sequence[CommitId], walk: Iterable[CommitId]) -> bytes:
    return len(tips).to_bytes(4, "big") + b"".join(bytes.fromhex(commit) for commit in (*tips, *walk))


def _unpack(value: bytes | None) -> tuple[list[CommitId], list[CommitId]]:
    if value is None:
        return [], []
    ids = [CommitId(value[i : i + 20].hex()) for i in range(4, len(value), 20)]
    tips = int.from_bytes(value[:4], "big")
    return ids[:tips], ids[tips:]


def _reachable(commits: Mapping[CommitId, Commit], tips: Iterable[CommitId]) -> dict[CommitId, Commit]:
    reached = set(tips)
    for commit, facts in commits.items():  # children before their parents
        if commit in reached:
            reached.update(facts.parents)
    return {commit: facts for commit, facts in commits.items() if commit in reached}


def _walk(git: Git, tips: Sequence[CommitId], without: Sequence[CommitId]) -> list[CommitId]:
    # A tip of the last walk may be gone since: git ignores it then, and the walk is only longer.
    stdin = "\n".join((*tips, *(f"^{commit}" for commit in without), "--", "")).encode()
    said = git.run("rev-list", "--topo-order", "--ignore-missing", "--stdin", stdin=stdin)
    return [CommitId(commit) for commit in said.decode().split()]


def read_titles(git: Git, cache: Cache, commits: Iterable[CommitId]) -> dict[CommitId, str]:
    """Return what commits say that they do, of those that can be read."""
    found = read_commits(git, cache, list(dict.fromkeys(commits))).commits
    return {commit.id: commit.title for commit in found.values()}


def read_messages(git: Git, commits: Sequence[CommitId]) -> dict[CommitId, str]:
    """Return whole messages, to be written again: a byte that is not UTF-8 is kept, as a surrogate escape."""
    asked = "".join(f"{commit}\n" for commit in commits).encode()
    said = git.run(*_LOG[:-1], "--format=%H%x00%B%x00", stdin=asked) if asked else b""
    fields = said.decode("utf-8", "surrogateescape").split("\0")
    return {CommitId(commit): message for commit, message in zip(fields[::3], fields[1::3], strict=False)}


def read_commits(git: Git, cache: Cache, ids: Sequence[CommitId], progress: Progress | None = None) -> History:
    """Read the facts of commits, in the order given; those known from earlier runs are not read again."""
    progress = progress or Silent()
    keys = {bytes.fromhex(commit): commit for commit in ids}
    kept = cache.get(*_FACTS, keys)
    facts: dict[CommitId, Commit] = {}
    for key, record in kept.items():
        facts[keys[key]] = _parse(record)
    unknown = [commit for commit in ids if commit not in facts]
    warnings: list[str] = []
    if unknown:
        progress.start("reading history", len(unknown))
    for start in range(0, len(unknown), _BATCH):
        batch = unknown[start : start + _BATCH]
        records, said = _read_batch(git, batch)
        warnings += said
        facts.update((commit, _parse(record)) for commit, record in records.items())
        if not said:  # what could not be read may be there next time
            cache.put(*_FACTS, {bytes.fromhex(commit): record for commit, record in records.items()})
        progress.advance(len(batch))
    return History(commits={commit: facts[commit] for commit in ids if commit in facts}, warnings=tuple(warnings))


def _read_batch(git: Git, ids: Sequence[CommitId]) -> tuple[dict[CommitId, bytes], list[str]]:
    """Read records, going around commits whose trees are missing: those are read without their paths."""
    records: dict[CommitId, bytes] = {}
    warnings: list[str] = []
    todo = list(ids)
    while todo:
        try:
            output = git.run(*_LOG, *_RAW, stdin="\n".join((*todo, "")).encode())
        except GitError as error:
            # git stops at the first missing tree: halve until it stands alone, unless there are too many.
            if len(todo) > 1 and len(warnings) < _UNREADABLE_LIMIT:
                half = len(todo) // 2
                for part in (todo[:half], todo[half:]):
                    found, said = _read_batch(git, part)
                    records.update(found)
                    warnings += said
                return records, warnings
            warnings.append(_unreadable(todo, error))
            output = git.run(*_LOG, stdin="\n".join((*todo, "")).encode(), ok=(0, 128))
        records.update(_split(output, with_files=not warnings))
        todo = []
    return records, warnings


def _unreadable(ids: Sequence[CommitId], error: GitError) -> str:
    which = ids[0][:12] if len(ids) == 1 else f"{len(ids)} commits, {ids[0][:12]} among them,"
    first = next((line for line in error.said.splitlines() if line), "")
    return f"the paths that {which} changed could not be read ({first}); the rest goes on"


def _split(output: bytes, *, with_files: bool) -> Iterable[tuple[CommitId, bytes]]:
    for record in _RECORD.split(output)[1:]:
        marked = record if with_files else record.rstrip(b"\0") + b"\0\0?"
        yield CommitId(record[:40].decode()), marked


def _parse(record: bytes) -> Commit:
    """Read one record of the log: nine header fields, then pairs of a raw entry and its path."""
    fields = record.split(b"\0")
    commit, parents, an, ae, at, cn, ce, ct, message = (
        field.decode("utf-8", "replace") for field in fields[:_HEADER_FIELDS]
    )
    parent_ids = tuple(CommitId(parent) for parent in parents.split())
    files = None if len(parent_ids) > 1 or fields[-1] == b"?" else tuple(_files(fields[_HEADER_FIELDS:]))
    return Commit(
        id=CommitId(commit),
        parents=parent_ids,
        author=Person(name=an, email=ae),
        authored=_seconds(at),
        committer=Person(name=cn, email=ce),
        committed=_seconds(ct),
        message=message,
        files=files,
    )


def _seconds(text: str) -> int:
    """Read a time; a damaged commit may have none."""
    return int(text) if text.lstrip("-").isdigit() else 0


def _files(fields: Sequence[bytes]) -> Iterable[FileChange]:
    entries = iter(fields)
    for entry in entries:
        meta = entry.lstrip(b"\n")
        if not meta.startswith(b":"):
            continue
        old_mode, new_mode, old, new, status = meta[1:].decode().split(" ")
        path = next(entries, b"").decode("utf-8", "surrogateescape")
        yield FileChange(
            path=path,
            status=FileStatus(status[0]) if status[0] in "AMDT" else FileStatus.MODIFIED,
            old_mode=int(old_mode, 8),
            new_mode=int(new_mode, 8),
            old=None if old == _NOTHING else BlobId(old),
            new=None if new == _NOTHING else BlobId(new),
        )
