"""`relkit init`: find out how a project releases, and draft a configuration that says so."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from relkit.config import CONFIG_FILES, OWN_FILE, SHARED_FILE, RefusedError, Values, completed, rendered
from relkit.errors import UsageError
from relkit.git.files import is_unchanged
from relkit.git.refs import OWN_NOTES
from relkit.git.remotes import fetch_also, fetched
from relkit.git.repository import Repository, open_repository
from relkit.model.found import Found
from relkit.model.line import Line, Status
from relkit.model.progress import Progress
from relkit.workflows.configuration import is_maintenance_branch, read_top
from relkit.workflows.findings import Findings, find_out
from relkit.workflows.sharing import fetch_refspec, project_remotes
from relkit.workflows.survey import Survey, survey

_TABLES = {SHARED_FILE: ("tool", "relkit"), OWN_FILE: ()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovery:
    """What was found, and what could be done with it.

    ``values`` are the keys that the configuration lacks. ``files`` are those that it may be written to, the usual one
    first; where there is none, ``nowhere`` says why. ``open_lines`` are lines whose last day nobody has told;
    empty where there is a configuration already: it is completed, not asked about again. ``remotes`` are those that
    decisions are not fetched from yet, the project's own first.
    """

    repository: Repository
    source: str | None
    found: tuple[Found, ...]
    values: Values
    files: tuple[str, ...]
    nowhere: str | None
    open_lines: tuple[Line, ...]
    remotes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A file as it would be: ``old`` is what it is now (None: there is none), ``undo`` how to have that back."""

    path: Path
    old: bytes | None
    new: bytes
    undo: str


def discover(where: Path, progress: Progress) -> Discovery:
    """Find out what a configuration could say. Nothing is changed. Raises RepositoryError and UsageError."""
    with survey(where, asked=(), as_of=None, every_line=False, progress=progress) as known:
        findings = find_out(known)
        files, nowhere = _files(known)
        living = tuple(line for line in known.layout.lines if line.status is not Status.ENDED)
        return Discovery(
            repository=known.repository,
            source=known.config.source,
            found=findings.found,
            values=_values(findings),
            files=files,
            nowhere=nowhere,
            open_lines=() if known.config.source else living,
            remotes=_unfetched(known.repository),
        )


def _values(findings: Findings) -> Values:
    lines = {pattern: {"policy": policy.value} for pattern, policy in findings.policies.items()}
    return {**findings.keys, **({"lines": lines} if lines else {})}


def with_last_days(values: Values, days: Mapping[str, date]) -> Values:
    """Return values that also say until when lines are maintained, by the branches' names without the remote."""
    if not days:
        return values
    lines = values.get("lines")
    said = {name: {"until": last} for name, last in days.items()}
    return {**values, "lines": {**(lines if isinstance(lines, Mapping) else {}), **said}}


def text_of(values: Values, file: str) -> str:
    """Return values as they would stand in a file of that name."""
    return rendered(values, _TABLES[file])


def draft(discovery: Discovery, file: str, values: Values) -> Draft:
    """Return the file with ``values`` added. Raises UsageError where that would disturb what is in it."""
    top = discovery.repository.work_tree
    if top is None:
        raise UsageError(discovery.nowhere or "there is no work tree to write to")
    old = read_top(top, [file]).get(file)
    try:
        new = completed(old or b"", values, _TABLES[file])
    except RefusedError as error:
        hint = f"write them to {OWN_FILE}: relkit init --file {OWN_FILE}" if file == SHARED_FILE else None
        hint = hint if discovery.source is None else "add them by hand; `relkit init --print` shows them"
        raise UsageError(f"{file} cannot be completed without disturbing what is in it: {error}", hint) from error
    real = _real(top, file)
    return Draft(path=top / file, old=old, new=new, undo=_undo(discovery.repository, top, real, old))


def _real(top: Path, file: str) -> str:
    """Return the path in the work tree of the file that is written to. Raises UsageError for a link out of it."""
    real = (top / file).resolve()
    try:
        return str(real.relative_to(top.resolve()))
    except ValueError as error:
        raise UsageError(
            f"{file} is a link to {real}, outside the work tree", "`relkit init --print` shows what to add there"
        ) from error


def _undo(repository: Repository, top: Path, file: str, old: bytes | None) -> str:
    """Return the command that takes it back, wherever it is typed.

    Only a file that is as it was committed may be checked out again: other changes would go with relkit's.
    """
    if old is None:
        return f"rm {shlex.quote(str(top / file))}"
    if is_unchanged(repository.git, top, file):
        return f"git -C {shlex.quote(str(top))} checkout -- {shlex.quote(file)}"
    return f"take the lines out of {file} again, which has other changes that are not committed"


def _files(known: Survey) -> tuple[tuple[str, ...], str | None]:
    """Return the files that may be written to, and why there is none."""
    source, top = known.config.source, known.repository.work_tree
    if top is None:
        return (), "a bare repository has no files to write to"
    if source in CONFIG_FILES:
        return (source,), None
    mainline = known.layout.mainline.name
    if is_maintenance_branch(known.refs):
        return (), f"a maintenance branch is checked out, and the configuration is read from the mainline, {mainline}"
    if source is not None:
        return (), f"the configuration is in {source}, which the work tree does not have"
    content = read_top(top, [SHARED_FILE]).get(SHARED_FILE)
    return ((SHARED_FILE, OWN_FILE) if content is not None and _is_toml(content) else (OWN_FILE,)), None


def _is_toml(content: bytes) -> bool:
    try:
        tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # of which both the decoder's and the parser's errors are kinds
        return False
    return True


def usual_file(discovery: Discovery) -> str:
    """Return the file that the configuration belongs into, also where it cannot be written."""
    if discovery.files:
        return discovery.files[0]
    return OWN_FILE if (discovery.source or "").endswith(OWN_FILE) else SHARED_FILE


def known_remote(repository: Repository, asked: str | None) -> str:
    """Return the remote that was asked for, else the one that is the project. Raises UsageError where there is none."""
    remotes = project_remotes(repository)
    if not remotes:
        raise UsageError("there is no remote to fetch decisions from", "git remote add origin URL")
    if asked is not None and asked not in remotes:
        raise UsageError(f"there is no remote called {asked}", f"the remotes are {', '.join(remotes)}")
    return asked or remotes[0]


def _unfetched(repository: Repository) -> tuple[str, ...]:
    known = project_remotes(repository)
    return tuple(remote for remote in known if not _fetches_notes(fetched(repository.git, remote)))


def _fetches_notes(refspecs: Sequence[str]) -> bool:
    sources = (refspec.removeprefix("+").partition(":")[0] for refspec in refspecs)
    return any(fnmatchcase(OWN_NOTES, source) for source in sources)


def fetch_decisions(where: Path, asked: str | None) -> tuple[str, str | None]:
    """Let `git fetch` bring the decisions too, from the remote ``asked`` for, else from the one that is the project.

    Returns the remote, and the command that undoes it: None where it does already. Raises UsageError for no remote.

    The pattern's ``*`` matches nothing more, but without it git refuses to fetch at all from a remote that has no
    decisions yet. The plus lets only the copy of the remote's be overwritten.
    """
    repository = open_repository(where)
    remote = known_remote(repository, asked)
    if _fetches_notes(fetched(repository.git, remote)):
        return remote, None
    fetch_also(repository.git, remote, fetch_refspec(remote))
    folder = shlex.quote(str(repository.work_tree or repository.common_dir))
    key = shlex.quote(f"remote.{remote}.fetch")
    return remote, f"git -C {folder} config --unset-all {key} '^[+]{OWN_NOTES}[*]:'"
