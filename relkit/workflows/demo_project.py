"""What the demonstration's maintainer does to the repository, step by step."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relkit.git.demo import DemoStream
from relkit.model.commit import Person
from relkit.model.ids import CommitId
from relkit.workflows.demo_story import Edit

_DAY = 86_400
_CHANGELOG = "CHANGES.md"
_CHANGELOG_START = "<!-- towncrier release notes start -->\n"
_FRAGMENT = re.compile(r"newsfragments/(?P<number>\d+)\.(?P<kind>[a-z]+)\.md")
_VERSION = re.compile(r'^version = ".*"$', re.MULTILINE)
_ENDS_IN_TRAILERS = re.compile(r"(?:\A|\n\n)[\w-]+: .*\Z")
_SECTIONS = {
    "security": "Security",
    "feature": "Features",
    "bugfix": "Bug fixes",
    "removal": "Deprecations and removals",
    "doc": "Documentation",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """What is remembered of a commit, to do it again elsewhere or to take it back."""

    message: str
    author: Person
    authored: int
    edits: tuple[Edit, ...]


class DemoProject:
    """A project in the making: what each branch holds, and where it stands. Moments are days before the end."""

    def __init__(self, stream: DemoStream, *, now: int, maintainer: Person) -> None:
        """Write to ``stream``. The maintainer commits and tags; authors are who is named."""
        self._stream = stream
        self._now = now
        self._maintainer = maintainer
        self._files: dict[str, dict[str, str]] = {"main": {}}
        self._tips: dict[str, CommitId] = {}
        self._steps: dict[CommitId, _Step] = {}
        self._sections: dict[str, str] = {}

    def commit(self, on: str, message: str, edits: Sequence[Edit], *, days: float, author: Person) -> CommitId:
        """Commit to a branch: a push, or a pull request merged by squashing; it was written some hours before."""
        authored = self._moment(days + 0.3)
        return self._apply(on, _Step(message=message, author=author, authored=authored, edits=tuple(edits)), days=days)

    def pull_request(
        self, message: str, commits: Sequence[tuple[str, Sequence[Edit]]], *, days: float, author: Person
    ) -> CommitId:
        """Merge commits that began where main stands into main."""
        side = "pull request"
        self.fork(side)
        for order, (commit, edits) in enumerate(commits):
            self.commit(side, commit, edits, days=days + 2 - order / 4, author=author)
        brought = self._tips.pop(side)
        del self._files[side]
        together = tuple(edit for _, edits in commits for edit in edits)
        step = _Step(message=message, author=self._maintainer, authored=self._moment(days), edits=together)
        return self._apply("main", step, days=days, brought=brought)

    def backport(self, commit: CommitId, on: str, *, days: float, title: str | None) -> CommitId:
        """Cherry-pick a commit with ``-x``, keeping author and author's date; of a merge, what it did to main."""
        step = self._steps[commit]
        subject, _, body = step.message.partition("\n")
        joint = "\n" if _ENDS_IN_TRAILERS.search(body.strip()) else "\n\n"
        message = f"{title or subject}\n{body}".rstrip() + f"{joint}(cherry picked from commit {commit})"
        again = _Step(message=message, author=step.author, authored=step.authored, edits=step.edits)
        return self._apply(on, again, days=days)

    def revert(self, commit: CommitId, why: str, *, days: float) -> CommitId:
        """Take a commit of main back; it may have replaced text and added files."""
        step = self._steps[commit]
        subject = step.message.partition("\n")[0]
        back = [Edit(path=edit.path, old=edit.new, new=edit.old or "") for edit in reversed(step.edits)]
        message = f'Revert "{subject}"\n\nThis reverts commit {commit}.\n\n{why}'
        return self.commit("main", message, back, days=days, author=self._maintainer)

    def fork(self, branch: str) -> None:
        """Open a branch where main stands."""
        self._tips[branch], self._files[branch] = self._tips["main"], dict(self._files["main"])

    def release(self, on: str, version: str, *, days: float) -> None:
        """Set the version, turn the fragments into a section of the changelog, commit, and tag."""
        files = self._files[on]
        date = time.strftime("%Y-%m-%d", time.gmtime(self._moment(days)))
        self._sections[version] = _section(files, version, date)
        self._put_release(on, f"Release {version}", version, notes_of=version, gone=_fragments(files), days=days)
        self.tag(f"v{version}", on, f"tidewater {version}", days=days)

    def candidate(self, on: str, version: str, *, days: float) -> None:
        """Set the version, commit, and tag; the fragments wait for the release."""
        self._put_release(on, f"Release {version}", version, notes_of=None, gone=(), days=days)
        self.tag(f"v{version}", on, f"tidewater {version}", days=days)

    def open_series(self, version: str, *, released: str, days: float) -> None:
        """On main after a fork: the next development version, and the changelog of what the branch released."""
        shipped = [
            path for path in _fragments(self._files["main"]) if f"(#{_number(path)})" in self._sections[released]
        ]
        title = f"Open development of {version.removesuffix('.dev0')}"
        self._put_release("main", title, version, notes_of=released, gone=shipped, days=days)

    def tag(self, name: str, on: str, message: str, *, days: float) -> None:
        """Tag a branch's tip."""
        when = self._moment(days)
        self._stream.tag(name, self._tips[on], tagger=self._maintainer, when=when, message=message + "\n")

    def finish(self) -> None:
        """Set all branches to where they stand now."""
        for branch, commit in self._tips.items():
            self._stream.branch(branch, commit)

    def _moment(self, days: float) -> int:
        return self._now - round(days * _DAY)

    def _put_release(
        self, on: str, message: str, version: str, *, notes_of: str | None, gone: Sequence[str], days: float
    ) -> None:
        files = self._files[on]
        project = _VERSION.sub(f'version = "{version}"', files["pyproject.toml"])
        edits = [Edit(path="pyproject.toml", new=project), *(Edit(path=path, old=files[path], new="") for path in gone)]
        if notes_of:
            notes = f"{_CHANGELOG_START}\n{self._sections[notes_of]}"
            edits.append(Edit(path=_CHANGELOG, old=_CHANGELOG_START, new=notes))
        self.commit(on, message, edits, days=days, author=self._maintainer)

    def _apply(self, on: str, step: _Step, *, days: float, brought: CommitId | None = None) -> CommitId:
        before = self._files[on]
        after = dict(before)
        for edit in step.edits:
            _edit(after, edit)
        parents = [self._tips[on]] if on in self._tips else []
        changed = {path: after.get(path) for path in sorted(before | after) if before.get(path) != after.get(path)}
        commit = self._stream.commit(
            parents=[*parents, brought] if brought else parents,
            author=step.author,
            authored=step.authored,
            committer=self._maintainer,
            committed=self._moment(days),
            message=step.message + "\n",
            files=changed,
        )
        self._tips[on], self._files[on], self._steps[commit] = commit, after, step
        return commit


def _edit(files: dict[str, str], edit: Edit) -> None:
    if edit.old is None:
        files[edit.path] = edit.new
        return
    text, old = files[edit.path], edit.old.rstrip("\n")
    if text.count(old) != 1:
        raise ValueError(f"{edit.path} of the demonstration holds {text.count(old)} times, not once: {old!r}")
    files[edit.path] = text.replace(old, edit.new.rstrip("\n"))
    if not files[edit.path].strip():
        del files[edit.path]


def _fragments(files: Mapping[str, str]) -> list[str]:
    return sorted((path for path in files if _FRAGMENT.fullmatch(path)), key=_number)


def _number(path: str) -> int:
    found = _FRAGMENT.fullmatch(path)
    return int(found["number"]) if found else 0


def _section(files: Mapping[str, str], version: str, date: str) -> str:
    lines = [f"## {version} ({date})"]
    for kind, title in _SECTIONS.items():
        entries = [path for path in _fragments(files) if f".{kind}." in path]
        if entries:
            lines += ["", f"### {title}", "", *(f"- {files[path].strip()} (#{_number(path)})" for path in entries)]
    return "\n".join(lines) + "\n"
