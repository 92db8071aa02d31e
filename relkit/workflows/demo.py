"""The demonstration: tidewater, an invented project with a past, for a first look at relkit."""

from __future__ import annotations

import re
from pathlib import Path

from relkit.git.demo import new_repository
from relkit.model.commit import Person
from relkit.model.ids import CommitId
from relkit.workflows.demo_project import DemoProject
from relkit.workflows.demo_story import (
    Backport,
    Candidate,
    Commit,
    Edit,
    Fork,
    Open,
    PullRequest,
    Release,
    Revert,
    Step,
    Tag,
    read_story,
)

_NAME = "tidewater"
_NUMBER = re.compile(r"\(#(\d+)\)")


def make_demo(where: Path, now: int) -> Path:
    """Make the demonstration's repository in a new folder below ``where``, and return that folder.

    Its past ends shortly before ``now`` (seconds since 1970); the same moment makes the same commits. It has two
    maintenance branches, 2.3.x and 2.4.x, and one that ended, 2.2.x. Features wait on main; fixes that were backported
    wait for their release; 2.3.x lacks a fix (#107), one that would conflict there (#90) and a security fix (#116);
    no branch has the newest fix (#120) yet. A bot's branch, a feature branch and two tags are no part of any line.
    """
    story = read_story()
    people = {key: _person(text) for key, text in story.people.items()}
    folder = where / _NAME
    with new_repository(folder) as stream:
        project = DemoProject(stream, now=now, maintainer=people["ada"])
        known: dict[str | None, CommitId] = {}
        for step in story.step:
            _tell(step, project, people, known)
        project.finish()
    return folder


def _tell(step: Step, project: DemoProject, people: dict[str, Person], known: dict[str | None, CommitId]) -> None:
    match step:
        case Commit(days=days):
            commit = project.commit(step.on, _message(step), _edits(step), days=days, author=people[step.by])
            known[step.id] = commit
        case PullRequest(days=days):
            login = people[step.by].email.partition("@")[0]
            message = f"Merge pull request #{step.number} from {login}/{step.topic}\n\n{step.title}"
            commits = [(_message(commit), _edits(commit, step.number)) for commit in step.commit]
            known[step.id] = project.pull_request(message, commits, days=days, author=people[step.by])
        case Backport(of=of, on=on, days=days, title=title):
            project.backport(known[of], on, days=days, title=title)
        case Revert(of=of, days=days, why=why):
            project.revert(known[of], why, days=days)
        case Fork(branch=branch):
            project.fork(branch)
        case Release(on=on, version=version, days=days):
            project.release(on, version, days=days)
        case Candidate(on=on, version=version, days=days):
            project.candidate(on, version, days=days)
        case Open(version=version, released=released, days=days):
            project.open_series(version, released=released, days=days)
        case Tag(name=name, on=on, days=days, title=title):
            project.tag(name, on, title, days=days)


def _person(text: str) -> Person:
    name, _, email = text.removesuffix(">").partition(" <")
    return Person(name=name, email=email)


def _message(step: Commit) -> str:
    return f"{step.title}\n\n{step.body}".rstrip()


def _edits(step: Commit, number: int | None = None) -> list[Edit]:
    found = _NUMBER.search(step.title)
    number = int(found[1]) if found else number
    notes = [Edit(path=f"newsfragments/{number}.{kind}.md", new=f"{text}\n") for kind, text in step.note.items()]
    return [*step.edit, *notes]
