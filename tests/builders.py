"""Building real repositories fast: objects are written with libgit2, nothing is ever checked out.

    repo = RepoBuilder(tmp_path / "project")
    fix = repo.commit("Fix the parser", {"parser.py": "def parse(): ...\n"})
    repo.branch("2.3.x", at=fix)
    repo.tag("v2.3.0", at=fix)
    late = repo.commit("Fix the writer", {"writer.py": "…"}, author="Mia Lund <mia@example.org>")
    repo.cherry_pick(late, onto="2.3.x")
    repo.commit("Add colours", {"colours.py": "…"}, branch="colours", parents=[late])
    repo.merge("colours", "Merge pull request #7 from mia/colours\n\nAdd colours")

Times are seconds since 1970, UTC. Each commit is an hour after the one written before it, unless ``when`` says more
exactly; the clock then goes on from there. The same calls give the same commit ids.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pygit2
from pygit2.enums import CheckoutStrategy, FileMode, ObjectType

from relkit.model.ids import CommitId

START = 1_700_000_000
HOUR = 3600
DAY = 24 * HOUR
_TRAILER = r"\n(?:[\w-]+: .*|\(cherry picked from commit .*\))"
_ENDS_IN_TRAILERS = re.compile(rf"\n(?:{_TRAILER})+\Z")
ADA = "Ada Example <ada@example.org>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A file that is not a plain one: executable (0o100755), a link (0o120000), a submodule (0o160000, an id)."""

    content: str
    mode: int


Files = Mapping[str, str | bytes | Entry | None]
"""Paths and their contents; None takes the path away."""


class ConflictError(Exception):
    """A merge or cherry-pick does not apply: the test has to give the conflicted files, or wants another history."""


class RepoBuilder:
    """A new repository, and what is done in it."""

    def __init__(self, path: Path, *, bare: bool = False, start: int = START, step: int = HOUR) -> None:
        """Make an empty repository whose HEAD is main. ``start`` is the first commit's time, ``step`` the distance."""
        self.path = path
        self.repository = pygit2.init_repository(str(path), bare=bare, initial_head="main")
        self.clock = start
        self._step = step

    @property
    def git_dir(self) -> Path:
        """The repository's git folder."""
        return Path(self.repository.path)

    def tip(self, branch: str = "main") -> CommitId:
        """Return the commit that a branch (or a full ref) is at."""
        return CommitId(str(self.repository.references[_ref(branch)].target))

    def commit(
        self,
        message: str | bytes,
        files: Files | None = None,
        *,
        branch: str | None = "main",
        parents: Sequence[CommitId] | None = None,
        author: str = ADA,
        committer: str | None = None,
        when: int | None = None,
        authored: int | None = None,
        encoding: str | None = None,
    ) -> CommitId:
        """Commit ``files`` on top of the first parent's and move ``branch`` (None: no branch) there.

        ``parents`` is the branch's tip unless given; a branch that does not exist begins with a root commit.
        ``message`` in bytes is written as it is, with ``encoding`` as the commit's header for it.
        """
        if parents is None:
            parents = [self.tip(branch)] if branch is not None and self.exists(branch) else []
        tree = self._tree(parents[0] if parents else None, files or {})
        return self._write(
            tree=tree,
            parents=parents,
            message=message,
            author=author,
            committer=committer or author,
            when=when,
            authored=authored,
            encoding=encoding,
            branch=branch,
        )

    def branch(self, name: str, at: CommitId | str = "main", *, remote: str | None = None) -> CommitId:
        """Set a branch, or with ``remote`` a remote-tracking one, to a commit or to another branch's tip."""
        commit = self.resolve(at)
        self._move(f"refs/remotes/{remote}/{name}" if remote else _ref(name), commit)
        return commit

    def tag(
        self,
        name: str,
        at: CommitId | str = "main",
        *,
        annotated: bool = True,
        when: int | None = None,
        message: str | None = None,
    ) -> CommitId:
        """Tag a commit or a branch's tip. An annotated tag's date is the commit's unless ``when`` is given."""
        commit = self.resolve(at)
        target = str(commit)
        if annotated:
            date = self._commit(commit).commit_time if when is None else when
            lines = [
                f"object {commit}",
                "type commit",
                f"tag {name}",
                f"tagger {ADA} {date} +0000",
                "",
                message or name,
            ]
            target = str(self.repository.write(ObjectType.TAG, "\n".join(lines).encode() + b"\n"))
        self._move(f"refs/tags/{name}", target)
        return commit

    def merge(
        self,
        other: CommitId | str,
        message: str | None = None,
        *,
        into: str = "main",
        files: Files | None = None,
        author: str = ADA,
        when: int | None = None,
    ) -> CommitId:
        """Merge a branch or commit with a merge commit, never forwards only. ``files`` settles conflicts."""
        ours, theirs = self.tip(into), self.resolve(other)
        base = self.repository.merge_base(ours, theirs)
        tree = self._merged(str(base) if base else None, ours, theirs, files or {})
        return self._write(
            tree=tree,
            parents=[ours, theirs],
            message=message or f"Merge branch '{other}'" + ("" if into == "main" else f" into {into}"),
            author=author,
            committer=author,
            when=when,
            branch=into,
        )

    def cherry_pick(
        self,
        commit: CommitId,
        onto: str,
        *,
        x: bool = True,
        message: str | None = None,
        files: Files | None = None,
        committer: str = ADA,
        when: int | None = None,
    ) -> CommitId:
        """Pick a commit (of a merge: what it did to its first parent) onto a branch, keeping author and author's date.

        ``x`` appends git's ``(cherry picked from commit …)``. ``files`` settles conflicts, or adapts the pick.
        """
        source = self._commit(commit)
        text = source.message if message is None else message
        if x:
            # As git does it: the trailer joins a block of trailers, and stands apart from anything else.
            text = text.rstrip()
            text += f"{'' if _ENDS_IN_TRAILERS.search(text) else chr(10)}\n(cherry picked from commit {commit})"
        base = str(source.parent_ids[0]) if source.parent_ids else None
        tip = self.tip(onto)
        return self._write(
            tree=self._merged(base, tip, commit, files or {}),
            parents=[tip],
            message=text,
            author=f"{source.author.name} <{source.author.email}>",
            committer=committer,
            when=when,
            authored=source.author.time,
            branch=onto,
        )

    def revert(self, commit: CommitId, on: str = "main", *, when: int | None = None) -> CommitId:
        """Take back what a commit did, with git's own message for it."""
        source = self._commit(commit)
        subject = source.message.partition("\n")[0]
        tip = self.tip(on)
        tree = self._merged(commit, tip, str(source.parent_ids[0]), {})
        message = f'Revert "{subject}"\n\nThis reverts commit {commit}.\n'
        return self._write(tree=tree, parents=[tip], message=message, author=ADA, committer=ADA, when=when, branch=on)

    def checkout(self, branch: str = "main") -> None:
        """Let HEAD name a branch and write its files into the work tree, for tests that need them there."""
        self.repository.set_head(_ref(branch))
        self.repository.checkout_head(strategy=CheckoutStrategy.FORCE)  # type: ignore[no-untyped-call] # pygit2's

    def detach(self, at: CommitId | str = "main") -> None:
        """Let HEAD name a commit."""
        self.repository.set_head(pygit2.Oid(hex=self.resolve(at)))

    def exists(self, branch: str) -> bool:
        """Say whether there is such a branch (or full ref)."""
        return _ref(branch) in self.repository.references

    def resolve(self, commit: CommitId | str) -> CommitId:
        """Return the commit itself, or the tip of the branch of that name."""
        return self.tip(commit) if self.exists(commit) else CommitId(str(commit))

    def read(self, path: str, at: CommitId | str = "main") -> str | None:
        """Return a file's text at a commit or a branch's tip, None where there is none."""
        tree = self._commit(self.resolve(at)).tree
        if path not in tree:
            return None
        blob = tree[path]
        assert isinstance(blob, pygit2.Blob)
        return blob.data.decode()

    def _commit(self, commit: CommitId) -> pygit2.Commit:
        found = self.repository[commit]
        assert isinstance(found, pygit2.Commit)
        return found

    def _tree(self, parent: CommitId | None, files: Files) -> str:
        if parent and not files:
            return str(self._commit(parent).tree_id)
        index = pygit2.Index()
        if parent:
            index.read_tree(self._commit(parent).tree)
        self._put(index, files)
        return str(index.write_tree(self.repository))

    def _put(self, index: pygit2.Index, files: Files) -> None:
        for path, content in files.items():
            if content is None:
                index.remove(path)
                continue
            mode = FileMode(content.mode) if isinstance(content, Entry) else FileMode.BLOB
            data = content.content if isinstance(content, Entry) else content
            if mode == FileMode.COMMIT:
                target = pygit2.Oid(hex=str(data))
            else:
                target = self.repository.create_blob(data.encode() if isinstance(data, str) else data)
            index.add(pygit2.IndexEntry(path, target, mode))

    def _merged(self, base: str | None, ours: CommitId, theirs: str, files: Files) -> str:
        empty = self.repository.TreeBuilder().write()
        ancestor = self.repository[base].peel(pygit2.Tree) if base else self.repository[empty].peel(pygit2.Tree)
        trees = (self._commit(ours).tree, self.repository[theirs].peel(pygit2.Tree))
        index = self.repository.merge_trees(ancestor, *trees)
        conflicts = {entry.path for sides in index.conflicts or () for entry in sides if entry is not None}
        if conflicts - set(files):
            raise ConflictError(f"{theirs} does not apply to {ours}: {', '.join(sorted(conflicts - set(files)))}")
        for path in conflicts:
            del index.conflicts[path]
        self._put(index, files)
        return str(index.write_tree(self.repository))

    def _write(
        self,
        *,
        tree: str,
        parents: Sequence[CommitId],
        message: str | bytes,
        author: str,
        committer: str,
        branch: str | None,
        when: int | None = None,
        authored: int | None = None,
        encoding: str | None = None,
    ) -> CommitId:
        # Raw objects, since tests also need what git's own commands refuse to write: other encodings, odd characters.
        committed = self.clock if when is None else when
        self.clock = committed + self._step
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines.append(f"author {author} {committed if authored is None else authored} +0000")
        lines.append(f"committer {committer} {committed} +0000")
        if encoding:
            lines.append(f"encoding {encoding}")
        text = message if isinstance(message, bytes) else message.rstrip("\n").encode() + b"\n"
        commit = CommitId(str(self.repository.write(ObjectType.COMMIT, "\n".join(lines).encode() + b"\n\n" + text)))
        if branch is not None:
            self._move(_ref(branch), commit)
        return commit

    def _move(self, ref: str, target: str) -> None:
        self.repository.references.create(ref, pygit2.Oid(hex=target), force=True)


def _ref(branch: str) -> str:
    return branch if branch.startswith("refs/") else f"refs/heads/{branch}"
