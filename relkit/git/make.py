"""Making commits of what came about in a sandbox: objects are written, nothing is checked out."""

from __future__ import annotations

import os
import time
from pathlib import Path

from relkit.errors import RelkitError, StoppedError, UsageError
from relkit.git.authors import committer_line, zone_of
from relkit.git.objects import BLOB, COMMIT, TREE, RawTree
from relkit.git.predict.sandbox import Sandbox
from relkit.git.repository import Repository
from relkit.git.user import UserGit
from relkit.model.backport import Authorship
from relkit.model.ids import CommitId, TreeId

_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
_FOLDER = b"40000"
_SUBMODULE = b"160000"
_NAMES = {COMMIT: "commit", TREE: "tree", BLOB: "blob"}
_UNFIT = str.maketrans("", "", "<>\n\0")


def hooks_of_commits(repository: Repository) -> tuple[str, ...]:
    """Return the hooks that a commit runs here: those that are there and can be executed."""
    top = repository.work_tree or repository.git_dir
    said = [
        os.fspath(top / repository.git.text("rev-parse", "--git-path", f"hooks/{name}", cwd=top)) for name in _HOOKS
    ]
    return tuple(name for name, path in zip(_HOOKS, said, strict=True) if os.access(path, os.X_OK))


def signs(repository: Repository) -> bool:
    """Whether git's configuration says that commits are signed."""
    return repository.git.text("config", "--type=bool", "--get", "commit.gpgsign", ok=(0, 1)) == "true"


class Maker:
    """Makes commits in a repository, of trees that a sandbox has."""

    def __init__(self, repository: Repository, sandbox: Sandbox) -> None:
        """Remember where to write."""
        self._repository = repository
        self._sandbox = sandbox
        self._store: _Store | None = None
        self._signs: bool | None = None
        self._committer: tuple[str, str] | None = None

    def commit(
        self, *, tree: TreeId, parent: CommitId, author: Authorship, message: str, sign: bool | None
    ) -> CommitId:
        """Write a tree with all that the repository lacks of it, then a commit of it, and return that.

        ``sign`` is None where git's configuration decides. Raises StoppedError where signing fails, and UsageError
        where nothing can be written.
        """
        self.store(tree, parent)
        if self._signs is None:
            self._signs = signs(self._repository)
        if self._signs if sign is None else sign:
            return self._signed(tree, parent, author, message)
        if self._committer is None:
            said = committer_line(self._repository)
            name, _, moment = said.rpartition("> ")
            self._committer = (f"{name}>", moment.partition(" ")[2])
        person, zone = self._committer
        header = (
            f"tree {tree}\nparent {parent}\n"
            f"author {_person(author)} {author.when} {zone_of(author.offset)}\n"
            f"committer {person} {int(time.time())} {zone}\n\n"
        )
        content = (header + message).encode("utf-8", "surrogateescape")
        return CommitId(self._write(COMMIT, content))

    def store(self, tree: TreeId, parent: CommitId) -> None:
        """Write a tree with all that the repository lacks of it, and that ``parent``'s tree does not have."""
        header = self._sandbox.objects.commit(parent)
        before = None if header is None else self._sandbox.objects.tree(header.tree)
        if header is None or header.tree != tree:
            self._keep(bytes.fromhex(tree), before or {})

    def _keep(self, tree: bytes, before: RawTree) -> None:
        objects = self._sandbox.objects
        after = objects.tree(tree)
        if after is None:
            raise RelkitError(f"tree {tree.hex()} is missing", "`git fsck` tells more")
        known = set(before.values())
        for name, (mode, entry) in after.items():
            if (mode, entry) in known or mode == _SUBMODULE or self._has(entry.hex()):
                continue
            if mode == _FOLDER:
                was_mode, was = before.get(name, (b"", b""))
                self._keep(entry, (objects.tree(was) if was_mode == _FOLDER else None) or {})
            else:
                self._copy(entry.hex(), BLOB)
        self._copy(tree.hex(), TREE)

    def _has(self, name: str) -> bool:
        return self._opened.has(name)

    def _copy(self, name: str, kind: int) -> None:
        if self._has(name):
            return
        content = self._sandbox.objects.content(name)
        if content is None or self._write(kind, content) != name:
            raise RelkitError(f"{_NAMES[kind]} {name} could not be written as it is", "`git fsck` tells more")

    def _write(self, kind: int, content: bytes) -> str:
        try:
            return self._opened.write(kind, content)
        except OSError as error:
            raise UsageError(
                f"{self._repository.name} cannot be written to: {error}",
                "no ref was moved; make room, or see to whom its folder `objects` belongs",
            ) from error

    @property
    def _opened(self) -> _Store:
        if self._store is None:
            self._store = _Store(self._repository)
        return self._store

    def _signed(self, tree: TreeId, parent: CommitId, author: Authorship, message: str) -> CommitId:
        git = UserGit(folder=self._repository.common_dir)
        where = f"--git-dir={self._repository.common_dir}"
        said = git.run(
            where,
            *("commit-tree", "-S", "-p", parent, "-F", "-", tree),
            stdin=message.encode("utf-8", "surrogateescape"),
            environment=author_environment(author),
        )
        if said.status:
            raise signing_failed(said.lines)
        return CommitId(said.text)


def signing_failed(said: tuple[str, ...]) -> StoppedError:
    """Return the error that says that a commit could not be signed."""
    return StoppedError(
        "a commit could not be signed, and no ref was moved",
        "see that `git commit -S` works (user.signingKey, gpg.format, the agent); then `relkit backport --continue`, "
        "or `--abort` and again with --no-sign",
        said,
    )


def author_environment(author: Authorship) -> dict[str, str]:
    """Return what tells git the author of a commit."""
    return {
        "GIT_AUTHOR_NAME": author.person.name,
        "GIT_AUTHOR_EMAIL": author.person.email,
        "GIT_AUTHOR_DATE": f"@{author.when} {zone_of(author.offset)}",
    }


def _person(author: Authorship) -> str:
    return f"{author.person.name.translate(_UNFIT)} <{author.person.email.translate(_UNFIT)}>"


class _Store:
    """The repository's object store, to be written to."""

    def __init__(self, repository: Repository) -> None:
        import pygit2  # 100 ms, see Objects

        self._failures = (pygit2.GitError, OSError)
        self._git = repository.git
        # libgit2 does not know who else may write here; git does.
        self._shared = bool(repository.git.text("config", "--get", "core.sharedRepository", ok=(0, 1)))
        self._odb = pygit2.Odb(os.fspath(_objects(repository)))
        self._known: set[str] = set()

    def has(self, name: str) -> bool:
        if name not in self._known:
            if name not in self._odb:
                return False
            self._known.add(name)
        return True

    def write(self, kind: int, content: bytes) -> str:
        try:
            if self._shared:
                return self._git.text("hash-object", "-w", "--stdin", "-t", _NAMES[kind], stdin=content)
            name = str(self._odb.write(kind, content))
        except (*self._failures, RelkitError) as error:
            raise OSError(str(error)) from error
        self._known.add(name)
        return name


def _objects(repository: Repository) -> Path:
    return repository.common_dir / "objects"
