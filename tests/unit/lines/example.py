"""Small projects as literals: commits by the day, branches, tags, and the graph that relkit.lines asks about."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.lines import build_layout, find_candidates, find_mainline
from relkit.model.ids import CommitId
from relkit.model.line import Layout, Line
from relkit.model.refs import Branch, Refs, Tag
from relkit.model.settings import LineSettings

START = 1_500_000_000
DAY = 86_400


def tag(name: str, day: float = 0, commit: str | None = None) -> Tag:
    """A tag without a history."""
    when = START + round(day * DAY)
    return Tag(name=name, ref=f"refs/tags/{name}", commit=CommitId(commit or name), date=when, committed=when)


def branch(name: str, day: float = 0, *, remote: str | None = None, tip: str | None = None) -> Branch:
    """A branch without a history."""
    where = f"refs/heads/{name}" if remote is None else f"refs/remotes/{remote}/{name}"
    return Branch(
        name=name if remote is None else f"{remote}/{name}",
        ref=where,
        short=name,
        remote=remote,
        tip=CommitId(tip or f"tip of {name}"),
        committed=START + round(day * DAY),
    )


def refs(
    *branches: Branch, tags: Sequence[Tag] = (), head: str | None = "refs/heads/main", defaults: Sequence[str] = ()
) -> Refs:
    return Refs(
        head=head, head_commit=CommitId("0"), defaults=tuple(defaults), branches=branches, tags=tuple(tags), damaged=()
    )


class Project:
    """A history that is written down step by step; it remembers whose history was asked for."""

    def __init__(self) -> None:
        self.parents: dict[CommitId, tuple[CommitId, ...]] = {}
        self.when: dict[CommitId, int] = {}
        self.heads: dict[str, CommitId] = {}
        self.tags: list[Tag] = []
        self.asked: set[CommitId] = set()

    def commit(self, day: float, on: str = "main", *merged: str) -> CommitId:
        commit = CommitId(f"{len(self.parents):04}")
        first = (self.heads[on],) if on in self.heads else ()
        self.parents[commit] = first + tuple(self.heads[other] for other in merged)
        self.when[commit] = START + round(day * DAY)
        self.heads[on] = commit
        return commit

    def branch(self, name: str, at: str = "main") -> None:
        self.heads[name] = self.heads[at]

    def release(self, name: str, day: float, on: str = "main") -> CommitId:
        """Commit on a branch and tag that commit."""
        commit = self.commit(day, on)
        self.tags.append(tag(name, day, commit))
        return commit

    def refs(self) -> Refs:
        branches = [
            branch(name, (self.when[tip] - START) / DAY, tip=tip) for name, tip in self.heads.items() if name[0] != "~"
        ]
        return refs(*branches, tags=self.tags)

    def layout(self, day: float, asked: Sequence[str] = (), configured: Sequence[LineSettings] = ()) -> Layout:
        known = self.refs()
        mainline = find_mainline(known)
        candidates, ignored = find_candidates(known, mainline, configured=configured)
        return build_layout(
            known,
            self,
            START + round(day * DAY),
            mainline=mainline,
            candidates=candidates,
            asked=asked,
            ignored=ignored,
            configured=configured,
        )

    def chain(self, tip: CommitId) -> Sequence[CommitId]:
        self.asked.add(tip)
        found = [tip]
        while self.parents[found[-1]]:
            found.append(self.parents[found[-1]][0])
        return found

    def steps(self, tip: CommitId) -> frozenset[CommitId]:
        return frozenset(self.chain(tip))

    def committed(self, commit: CommitId) -> int:
        return self.when[commit]

    def merge_base(self, one: CommitId, other: CommitId) -> CommitId | None:
        shared = self._reach(one) & self._reach(other)
        return max(shared, key=self.when.__getitem__, default=None)

    def between(self, tip: CommitId, base: CommitId) -> frozenset[CommitId]:
        self.asked.add(tip)
        return frozenset(self._reach(tip) - self._reach(base))

    def _reach(self, tip: CommitId) -> set[CommitId]:
        found: set[CommitId] = set()
        todo = [tip]
        while todo:
            commit = todo.pop()
            if commit not in found:
                found.add(commit)
                todo.extend(self.parents[commit])
        return found


def names(line: Line) -> list[str]:
    """The tags of a line's releases."""
    return [release.tag.name for release in line.releases]


def line_of(layout: Layout, name: str) -> Line:
    return next(line for line in layout.lines if line.name == name)
