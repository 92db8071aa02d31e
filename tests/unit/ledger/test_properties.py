"""Whatever was done to a line: what was picked is found, what was reverted is reverted, the rest is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relkit.model.ids import CommitId
from relkit.model.link import State
from tests.builders import RepoBuilder
from tests.unit.ledger.books import book

BEA = "Bea Example <bea@example.org>"
HOW = ("trailer", "author", "content", "adapted")
"""What a pick keeps of its source: git's trailer; author and time; nothing but what it does; most of that."""

steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 2), st.just("")),
        st.tuples(st.just("pick"), st.integers(0, 11), st.sampled_from(HOW)),
        st.tuples(st.just("revert"), st.integers(0, 11), st.just("")),
        st.tuples(st.just("own"), st.integers(0, 2), st.just("")),
    ),
    min_size=4,
    max_size=24,
)


def paragraph(number: int, *, adapted: bool = False) -> list[str]:
    """Six lines like no others; adapted, one of them reads otherwise."""
    words = ("check", "header", "number", "against", "limit", "configured")
    return [
        f"    {word} the {word[::-1]} of case {number:04d}{'!' * (adapted and not n)}" for n, word in enumerate(words)
    ]


@dataclass(kw_only=True)
class Project:
    """A project in the making, and what its ledger has to say."""

    repo: RepoBuilder
    main: dict[int, list[int]] = field(default_factory=lambda: {0: [], 1: [], 2: []})
    line: dict[int, dict[int, bool]] = field(default_factory=lambda: {0: {}, 1: {}, 2: {}})
    commits: list[tuple[int, int, CommitId]] = field(default_factory=list)
    picks: dict[CommitId, CommitId] = field(default_factory=dict)
    reverted: dict[CommitId, CommitId] = field(default_factory=dict)
    own: list[CommitId] = field(default_factory=list)
    count: int = 0

    def take(self, step: tuple[str, int, str]) -> None:
        what, which, how = step
        if what == "change":
            self.change(which)
        elif what == "own":
            self.count += 1
            text = "\n".join(paragraph(self.count)) + "\n"
            self.own.append(self.repo.commit(f"Own {self.count}", {f"own{self.count}": text}, branch="1.x", author=BEA))
        elif self.commits:
            file, number, source = self.commits[which % len(self.commits)]
            if what == "pick" and number not in self.line[file]:
                self.pick(file, number, source, how)
            elif what == "revert" and number in self.line[file]:
                self.revert(file, number, source)

    def change(self, file: int) -> None:
        self.count += 1
        self.main[file].append(self.count)
        commit = self.repo.commit(
            f"Mend case {self.count}", {f"f{file}": self.text(dict.fromkeys(self.main[file], False))}
        )
        self.commits.append((file, self.count, commit))

    def pick(self, file: int, number: int, source: CommitId, how: str) -> None:
        self.line[file][number] = how == "adapted"
        files = {f"f{file}": self.text(self.line[file])}
        if how in ("content", "adapted"):
            picked = self.repo.commit(f"Take over, {len(self.picks)}", files, branch="1.x", author=BEA)
        else:
            picked = self.repo.cherry_pick(source, onto="1.x", x=how == "trailer", files=files)
        self.picks[source] = picked

    def revert(self, file: int, number: int, source: CommitId) -> None:
        del self.line[file][number]
        picked = self.picks.pop(source)
        files = {f"f{file}": self.text(self.line[file])}
        message = f'Revert "whatever"\n\nThis reverts commit {picked}.'
        self.reverted[picked] = self.repo.commit(message, files, branch="1.x")

    @staticmethod
    def text(numbers: dict[int, bool]) -> str:
        parts = [paragraph(number, adapted=adapted) for number, adapted in sorted(numbers.items())]
        return "\n".join(["begin", *(line for part in parts for line in (*part, "")), "end", ""])


@given(steps)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_book_says_what_was_done(drawn: Sequence[tuple[str, int, str]]) -> None:
    with TemporaryDirectory() as folder:
        project = Project(repo=RepoBuilder(Path(folder) / "project"))
        start = {f"f{file}": Project.text({}) for file in range(3)}
        project.repo.branch("1.x", at=project.repo.commit("Start", start))
        for step in drawn:
            project.take(step)
        found = book(project.repo)
    standing = {(link.mainline, link.line) for link in found.links if link.line not in found.reverted}
    assert standing == set(project.picks.items())
    assert dict(found.reverted) == project.reverted
    absent = {absent.change.id: absent.state for absent in found.absent}
    assert absent.keys() == {commit for _, _, commit in project.commits} - project.picks.keys()
    assert State.PARTIAL not in absent.values()
    alone = {change.id for change in found.only_here}
    assert alone == {*project.own, *project.reverted.values()}
