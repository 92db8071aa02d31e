"""Making commits of what came about in a sandbox: objects are written, nothing is checked out."""

from __future__ import annotations

import os
import time
from pathlib import Path

from relkit.errors import RelkitError, StoppedError, UsageError
from relkit.git.authors import committer_line, zone_of
from relkit.git.objects import BLOB, COMMIT, EMPTY_TREE, TREE, RawTree
from relkit.git.predict.sandbox import Sandbox
from relkit.git.repository import Repository
from relkit.git.store import KINDS, Store, storing_failed
from relkit.git.user import Said, UserGit
from relkit.model.backport import Authorship
from relkit.model.ids import CommitId, TreeId

_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
_FOLDER = b"40000"
_SUBMODULE = b"160000"
_UNFIT = str.maketrans("", "", "<>\n\0")


def hooks_of_commits(repository: Repository) -> tuple[str, ...]:
    """Return the hooks that a commit runs here: those that are there and can be executed.

    Where ``core.hooksPath`` is relative, each worktree has the hooks that its own files hold; then all may be there.
    """
    said = Path(os.fsdecode(repository.git.run("rev-parse", "--git-path", "hooks").removesuffix(b"\n")))
    return tuple(name for name in _HOOKS if not said.is_absolute() or os.access(said / name, os.X_OK))


def signs(repository: Repository) -> bool:
    """Whether git's configuration says that commits are signed."""
    return repository.git.text("config", "--type=bool", "--get", "commit.gpgsign", ok=(0, 1)) == "true"


class Maker:
    """Makes commits in a repository, of trees that a sandbox has."""

    def __init__(self, repository: Repository, sandbox: Sandbox) -> None:
        """Remember where to write."""
        self._repository = repository
        self._sandbox = sandbox
        self._store = Store(repository)
        self._signs: bool | None = None
        self._committer: tuple[str, int | None, str] | None = None

    def commit(
        self, *, tree: TreeId, parent: CommitId, author: Authorship, message: str, sign: bool | None
    ) -> CommitId:
        """Write a tree with all that the repository lacks of it, then a commit of it, and return that.

        ``sign`` is None where git's configuration decides. Of a name git drops what it deems no part of one ("Jr."
        loses its full stop) where it makes the commit itself, to sign it. Raises StoppedError where signing fails, and
        UsageError where nothing can be written.
        """
        self.store(tree, parent)
        if self._signs is None:
            self._signs = signs(self._repository)
        if self._signs if sign is None else sign:
            return self._signed(tree, parent, author, message)
        person, when, zone = self._who()
        header = (
            f"tree {tree}\nparent {parent}\n"
            f"author {_person(author)} {author.when} {zone_of(author.offset)}\n"
            f"committer {person} {int(time.time()) if when is None else when} {zone}\n\n"
        )
        content = (header + message).encode("utf-8", "surrogateescape")
        return CommitId(self._store.write(COMMIT, content))

    def store(self, tree: TreeId, parent: CommitId) -> None:
        """Write a tree with all that the repository lacks of it, and that ``parent``'s tree does not have."""
        header = self._sandbox.objects.commit(parent)
        before = None if header is None else self._sandbox.objects.tree(header.tree)
        if header is None or header.tree != tree:
            self._keep(bytes.fromhex(tree), before or {})

    def _who(self) -> tuple[str, int | None, str]:
        """Return who commits, when (None: now) and in which zone, as git would write it."""
        if self._committer is None:
            name, _, moment = committer_line(self._repository).rpartition("> ")
            when, _, zone = moment.partition(" ")
            self._committer = (f"{name}>", int(when) if os.environ.get("GIT_COMMITTER_DATE") else None, zone)
        return self._committer

    def _keep(self, tree: bytes, before: RawTree) -> None:
        """Write a tree, and what it holds before it: one that is there has all that it holds."""
        objects = self._sandbox.objects
        after = objects.tree(tree)
        if after is None:
            raise RelkitError(f"tree {tree.hex()} is missing", "`git fsck` tells more")
        known = set(before.values())
        for name, (mode, entry) in after.items():
            if (mode, entry) in known or mode == _SUBMODULE or self._store.has(entry.hex()):
                continue
            if mode == _FOLDER:
                was_mode, was = before.get(name, (b"", b""))
                self._keep(entry, (objects.tree(was) if was_mode == _FOLDER else None) or {})
            else:
                self._copy(entry.hex(), BLOB)
        self._copy(tree.hex(), TREE)

    def _copy(self, name: str, kind: int) -> None:
        if self._store.has(name):
            return
        content = b"" if name == EMPTY_TREE else self._sandbox.objects.content(name)
        if content is None and kind == BLOB and self._store.promises:
            return  # a file of the pick's own, which git fetches when somebody asks for it
        if content is None or self._store.write(kind, content) != name:
            raise RelkitError(f"{KINDS[kind]} {name} could not be written as it is", "`git fsck` tells more")

    def _signed(self, tree: TreeId, parent: CommitId, author: Authorship, message: str) -> CommitId:
        git = UserGit(folder=self._repository.git_dir)
        where = f"--git-dir={self._repository.git_dir}"
        said = git.run(
            where,
            *("commit-tree", "-S", "-p", parent, "-F", "-", tree),
            stdin=message.encode("utf-8", "surrogateescape"),
            environment=author_environment(author),
        )
        if said.status:
            raise commit_failed(self._repository, said, was_signing=True)
        return CommitId(said.text)


def commit_failed(repository: Repository, said: Said, *, was_signing: bool) -> StoppedError | UsageError:
    """Return the error for a commit that git did not make: it could not be written, or not be signed, or else."""
    storing = storing_failed(repository, said.lines)
    if storing is not None:
        return storing
    if was_signing:
        way = repository.git.text("config", "--get", "gpg.format", ok=(0, 1)) or "openpgp"
        return StoppedError(
            f"a commit could not be signed ({way}), and no ref was moved",
            "see that `git commit -S` works (user.signingKey, gpg.format, the agent); then `relkit backport "
            "--continue`, or `--abort` and again with --no-sign",
            said.lines,
        )
    return StoppedError("git did not commit, and no ref was moved", "see what git says", said.lines)


def author_environment(author: Authorship) -> dict[str, str]:
    """Return what tells git the author of a commit; git takes nobody without a name."""
    email = author.person.email
    return {
        "GIT_AUTHOR_NAME": author.person.name or email.partition("@")[0] or "unknown",
        "GIT_AUTHOR_EMAIL": email,
        "GIT_AUTHOR_DATE": f"@{author.when} {zone_of(author.offset)}",
    }


def _person(author: Authorship) -> str:
    name, email = (text.translate(_UNFIT) for text in (author.person.name, author.person.email))
    return f"{name} <{email}>" if name else f"<{email}>"
