"""Reading all refs at once."""

from __future__ import annotations

import re

from relkit.git.process import Git, GitError
from relkit.git.repository import Repository
from relkit.model.ids import CommitId
from relkit.model.refs import Branch, NotesRef, Refs, Tag

OWN_NOTES = "refs/notes/relkit"
"""Where decisions made in this repository are kept."""
_TRACKED = "/relkit"
"""The end of the refs that fetching puts others' decisions under; before it stands the remote's name."""
_FIELDS = (
    "refname",
    "symref",
    "objecttype",
    "objectname",
    "*objecttype",
    "*objectname",
    "creatordate:unix",
    "committerdate:unix",
    "*committerdate:unix",
)
_NAMESPACES = ("refs/heads", "refs/remotes", "refs/tags", "refs/notes")
_BROKEN = re.compile(r"ignoring broken ref (\S+)")
_BATCH = 500  # refs a command line
_FORMAT = "%00".join(f"%({field})" for field in _FIELDS)


def tracking_notes(remote: str) -> str:
    """Return the ref that fetched decisions of a remote are kept under."""
    return f"refs/notes/{remote}{_TRACKED}"


def read_refs(repository: Repository) -> Refs:
    """Read HEAD, branches, remote-tracking branches, tags and decisions' notes; ``damaged`` are refs to nowhere."""
    git = repository.git
    said, damaged = _list(git)
    branches: list[Branch] = []
    tags: list[Tag] = []
    defaults: list[str] = []
    notes: list[NotesRef] = []
    for line in said.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n") if said else ():
        ref, symref, kind, name, peeled_kind, peeled, created, committed, peeled_committed = line.split("\0")
        if symref:
            if ref.startswith("refs/remotes/") and ref.endswith("/HEAD"):
                defaults.append(symref)
            continue
        if ref.startswith("refs/tags/"):
            commit, moment = (name, committed) if kind == "commit" else (peeled, peeled_committed)
            if (kind == "commit" or peeled_kind == "commit") and moment:
                date = committed if kind == "commit" else created or moment
                tags.append(Tag(name=ref[10:], ref=ref, commit=CommitId(commit), date=int(date), committed=int(moment)))
        elif ref.startswith("refs/notes/"):
            if ref == OWN_NOTES or ref.endswith(_TRACKED):
                notes.append(NotesRef(ref=ref, commit=CommitId(name)))
        elif kind == "commit" and committed:
            branches.append(_branch(ref, CommitId(name), int(committed)))
        else:
            damaged.append(ref)
    head, head_commit = _head(git)
    return Refs(
        head=head,
        head_commit=head_commit,
        defaults=tuple(defaults),
        branches=tuple(branches),
        tags=tuple(tags),
        damaged=tuple(damaged),
        # This repository's own first.
        notes=tuple(sorted(notes, key=lambda note: (note.ref != OWN_NOTES, note.ref))),
    )


def _head(git: Git) -> tuple[str | None, CommitId | None]:
    """Return the ref that HEAD names, and the commit that it leads to."""
    head = git.text("symbolic-ref", "-q", "HEAD", ok=(0, 1)) or None
    try:
        return head, CommitId(git.text("rev-parse", "-q", "--verify", "HEAD^{commit}", ok=(0, 1))) or None
    except GitError:
        return head, None


def _list(git: Git) -> tuple[bytes, list[str]]:
    """List all refs with their commits; git gives up at the first whose object is missing, so those are left out."""
    command = ("for-each-ref", f"--format={_FORMAT}")
    try:
        listed, said = git.listen(*command, *_NAMESPACES)
        return listed, _BROKEN.findall(said)
    except GitError as error:
        broken = _BROKEN.findall(error.said)
        names = git.text("for-each-ref", "--format=%(objectname) %(refname)", *_NAMESPACES).split("\n")
    refs = [(object_id, ref) for object_id, _, ref in (line.partition(" ") for line in names)]
    asked = "".join(f"{object_id}^{{}}\n" for object_id, _ in refs).encode()
    checks = git.text("cat-file", "--batch-check=%(objecttype)", stdin=asked).splitlines()
    whole = [ref for (_, ref), check in zip(refs, checks, strict=True) if not check.endswith(" missing")]
    damaged = [ref for (_, ref), check in zip(refs, checks, strict=True) if check.endswith(" missing")]
    lists = [git.run(*command, *whole[start : start + _BATCH]) for start in range(0, len(whole), _BATCH)]
    return b"".join(lists), [*broken, *damaged]


def _branch(ref: str, tip: CommitId, committed: int) -> Branch:
    if ref.startswith("refs/heads/"):
        name = ref[11:]
        return Branch(name=name, ref=ref, short=name, remote=None, tip=tip, committed=committed)
    name = ref[13:]
    remote, _, short = name.partition("/")
    return Branch(name=name, ref=ref, short=short, remote=remote, tip=tip, committed=committed)
