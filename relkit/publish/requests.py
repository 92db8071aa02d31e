"""Pull requests: opened once, brought up to date ever after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from relkit.git.repository import Repository
from relkit.publish.forges import Ends, Forge, Gh, Glab, Text
from relkit.publish.network import NO_NETWORK, is_offline
from relkit.publish.projects import project_of
from relkit.publish.tools import RequestRefused

_KINDS = (("github", Gh), ("gitlab", Glab))


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A request that is open: ``updated`` where it was before. ``notes`` tell what was not done ("no label x")."""

    url: str
    updated: bool
    notes: tuple[str, ...] = ()


def find_forge(repository: Repository, remote: str) -> Forge | None:
    """Return the forge that a remote's repository lies on, where its tool is installed and signed in there; else None.

    Raises RequestRefused where ``NO_NETWORK`` is set: the tools ask the forge who somebody is.
    """
    _check_network()
    return next((forge for forge in _candidates(repository, remote) if forge.is_signed_in), None)


def likely_forge(repository: Repository, remote: str) -> Forge | None:
    """Return the forge that a remote's URL speaks of, whether or not its tool is there; for commands to be typed."""
    return next(iter(_candidates(repository, remote, sure=True)), None)


def ends_of(repository: Repository, *, head: str, pushed_to: str, base: str) -> Ends | None:
    """Return the ends of a request for a branch that was pushed to a remote; None where that lies on no forge."""
    source = project_of(repository, pushed_to, push=True)
    return None if source is None else Ends(head=head, source=source, base=base)


def request(forge: Forge, ends: Ends, text: Text) -> Answer:
    """Open a request, or bring the one that is open between the same branches up to date; the same one twice is one.

    Labels are added and none is taken away; one that the forge does not have is among the notes. Raises
    RequestRefused where ``NO_NETWORK`` is set, and in the tool's words where it fails.
    """
    _check_network()
    found = forge.find(ends)
    if found is None:
        try:
            url = forge.open(ends, text)
        except RequestRefused:
            found = forge.find(ends)  # somebody else may have opened it meanwhile
            if found is None:
                raise
        else:
            return Answer(url=url, updated=False, notes=tuple(_label(forge, url, text.labels)))
    if (found.text.title, _plain(found.text.body)) != (text.title, _plain(text.body)):
        forge.update(found, text)
    had = {label.casefold() for label in found.text.labels}
    missing = tuple(label for label in text.labels if label.casefold() not in had)
    return Answer(url=found.url, updated=True, notes=tuple(_label(forge, found.url, missing)))


def commands(forge: Forge, ends: Ends, text: Text, body: Path) -> tuple[str, ...]:
    """Return what to type to open the request, its text in the file ``body``."""
    return (forge.command(ends, text, body),)


def _candidates(repository: Repository, remote: str, *, sure: bool = False) -> Iterator[Forge]:
    """Yield what a remote's host may be: by its name, else anything that its tool knows."""
    project = project_of(repository, remote)
    if project is None:
        return
    folder = repository.work_tree or repository.git_dir
    named = [kind for word, kind in _KINDS if word in project.host]
    for kind in named or ([] if sure else [kind for _, kind in _KINDS]):
        yield kind(project=project, folder=folder)


def _label(forge: Forge, url: str, labels: tuple[str, ...]) -> Iterator[str]:
    """Add labels, and yield what could not be done."""
    if not labels:
        return
    try:
        forge.label(url, labels)
    except RequestRefused as error:
        if len(labels) == 1:
            yield f"the label {labels[0]} was not added: {error.message.partition(' failed: ')[2] or error.message}"
            return
        for label in labels:
            yield from _label(forge, url, (label,))


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def _check_network() -> None:
    if is_offline():
        raise RequestRefused(
            f"no pull request is opened: {NO_NETWORK} is set", f"do it again without {NO_NETWORK} in the environment"
        )
