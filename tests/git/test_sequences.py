"""Picks one after the other: each on the result of those before it, as git's own cherry-picks are."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from relkit.cache import Cache
from relkit.git.predict import Adviser, Sandbox
from relkit.git.repository import open_repository
from relkit.model.forecast import Forecast, Outcome
from relkit.model.ids import BlobId, CommitId
from relkit.model.progress import Silent
from tests.builders import RepoBuilder
from tests.git.test_blame import START, edited


def in_sequence(builder: RepoBuilder, *picks: CommitId) -> tuple[Forecast, ...]:
    repository = open_repository(builder.path)
    with Adviser(repository, Cache(None)) as adviser:
        return adviser.in_sequence(picks, builder.tip("1.x"), Silent())


def test_each_on_the_result_of_those_before_it(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": START})
    builder.branch("1.x")
    one = builder.commit("One", {"a.py": edited({5: "five"})})
    two = builder.commit("Two", {"a.py": edited({5: "5"})})
    alone, (first, second) = in_sequence(builder, two), in_sequence(builder, one, two)
    assert alone[0].outcome is Outcome.NEEDS
    assert (first.outcome, second.outcome) == (Outcome.CLEAN, Outcome.CLEAN)
    assert (first.after, second.after) == ((), (one,))
    assert second.onto == builder.tip("1.x")


def test_one_that_needs_others_counts_as_picked_with_them(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": START})
    builder.branch("1.x")
    one = builder.commit("One", {"a.py": edited({5: "five"})})
    two = builder.commit("Two", {"a.py": edited({5: "5"})})
    three = builder.commit("Three", {"a.py": edited({5: "V"})})
    second, third = in_sequence(builder, two, three)
    assert (second.outcome, [first.id for first in second.prerequisites]) == (Outcome.NEEDS, [one])
    assert (third.outcome, third.after) == (Outcome.CLEAN, (one, two))


def test_one_that_was_picked_already_for_another(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": START})
    builder.branch("1.x")
    one = builder.commit("One", {"a.py": edited({5: "five"})})
    two = builder.commit("Two", {"a.py": edited({5: "5"})})
    first, second, third = in_sequence(builder, two, one, two)
    assert first.outcome is Outcome.NEEDS
    assert (second.outcome, second.conflicts) == (Outcome.EMPTY, ())
    assert second.warnings == (f"already picked before {two[:10]}",)
    assert (third.outcome, third.warnings) == (Outcome.EMPTY, ("already picked",))
    assert second.tree == third.tree is not None


def test_one_that_conflicts_is_left_out(builder: RepoBuilder) -> None:
    builder.commit("Start", {"a.py": START})
    builder.branch("1.x")
    builder.commit("Only here", {"a.py": edited({5: "hier"})}, branch="1.x")
    one = builder.commit("One", {"a.py": edited({5: "five"})})
    two = builder.commit("Two", {"a.py": edited({5: "five", 20: "twenty"})})
    first, second = in_sequence(builder, one, two)
    assert (first.outcome, second.outcome, second.after) == (Outcome.CONFLICT, Outcome.CLEAN, ())


def test_the_files_of_a_result_can_be_read(builder: RepoBuilder) -> None:
    builder.commit("Start", {"src/a.py": START, "src/b.py": "b\n"})
    builder.branch("1.x")
    builder.commit("Only here", {"src/a.py": edited({25: "here"})}, branch="1.x")
    pick = builder.commit("Fix", {"src/a.py": edited({5: "five"}), "src/c.py": "c\n"})
    with Sandbox(open_repository(builder.path)) as sandbox:
        header = sandbox.objects.commit(builder.tip("1.x"))
        assert header is not None
        question = sandbox.question(pick, header.tree)
        assert not isinstance(question, str)
        merged = sandbox.merge([question])[question]
        assert merged.clean
        assert merged.tree is not None
        text = edited({5: "five", 25: "here"}).encode()
        assert sandbox.objects.read_in(merged.tree, "src/a.py") == text
        assert sandbox.objects.read_in(merged.tree, "src/c.py") == b"c\n"
        entry = sandbox.objects.entry_in(merged.tree, "src/a.py")
        assert entry is not None
        assert sandbox.objects.size(BlobId(entry.id)) == len(text)


PATHS = st.sampled_from(["a.py", "b.py", "src/a.py", "src/b.py"])
EDITS = st.tuples(PATHS, st.one_of(st.none(), st.tuples(st.integers(0, 5), st.sampled_from(["one", "two", "three"]))))


@settings(max_examples=10, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=3), st.lists(EDITS, min_size=2, max_size=6), st.data())
def test_a_sequence_is_what_git_does(
    line: list[tuple[str, tuple[int, str] | None]],
    mainline: list[tuple[str, tuple[int, str] | None]],
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder = RepoBuilder(Path(folder) / "project")
        files = dict.fromkeys(("a.py", "b.py", "src/a.py"), tuple(f"{number}" for number in range(6)))
        builder.commit("Start", _texts(files))
        builder.branch("1.x")
        _commit(builder, dict(files), line, "1.x")
        commits = _commit(builder, files, mainline, "main")
        picks = data.draw(st.lists(st.sampled_from(commits), min_size=1, unique=True), label="picks")
        told = in_sequence(builder, *picks)
        assert [(one.outcome, one.tree) for one in told] == _real(builder, Path(folder) / "clone", told)


def _commit(
    builder: RepoBuilder,
    files: dict[str, tuple[str, ...]],
    edits: list[tuple[str, tuple[int, str] | None]],
    branch: str,
) -> list[CommitId]:
    made = []
    for path, edit in edits:
        if edit is None:
            files.pop(path, None)
        else:
            lines = list(files.get(path, ("new",) * 6))
            lines[edit[0]] = edit[1]
            files[path] = tuple(lines)
        is_there = builder.read(path, at=branch) is not None
        gone = {path: None} if edit is None and is_there else {}
        made.append(builder.commit(f"{branch} {path} {edit}", {**_texts(files), **gone}, branch=branch))
    return made


def _texts(files: dict[str, tuple[str, ...]]) -> dict[str, str | None]:
    return {path: "".join(f"{line}\n" for line in lines) for path, lines in files.items()}


def _real(builder: RepoBuilder, clone: Path, told: tuple[Forecast, ...]) -> list[tuple[Outcome, str | None]]:
    """Return what git's own cherry-picks come to, prerequisites picked where they are offered."""

    def git(*words: str) -> tuple[bool, str]:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        done = subprocess.run(["git", "-C", clone, *identity, *words], check=False, capture_output=True)
        return not done.returncode, done.stdout.decode().strip()

    def pick(commit: CommitId) -> tuple[Outcome, str | None]:
        before = git("rev-parse", "HEAD^{tree}")[1]
        clean, _ = git("cherry-pick", "--allow-empty", "--keep-redundant-commits", commit)
        tree = git("rev-parse", "HEAD^{tree}")[1]
        if not clean:
            git("cherry-pick", "--abort")
            return Outcome.CONFLICT, None
        return (Outcome.EMPTY if tree == before else Outcome.CLEAN), tree

    subprocess.run(["git", "clone", "-q", "-s", "-n", builder.path, clone], check=True)
    git("checkout", "-q", "--detach", builder.tip("1.x"))
    found: list[tuple[Outcome, str | None]] = []
    for one in told:
        outcome, tree = pick(one.id)
        if one.outcome is Outcome.NEEDS:
            assert outcome is Outcome.CONFLICT
            assert all(pick(first.id)[0] is Outcome.CLEAN for first in one.prerequisites)
            assert pick(one.id)[0] is Outcome.CLEAN
            outcome, tree = Outcome.NEEDS, None
        found.append((outcome, tree))
    return found
