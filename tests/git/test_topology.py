from __future__ import annotations

import pytest

from relkit.cache import Cache, open_cache
from relkit.errors import RepositoryError, UsageError
from relkit.git.asof import cut_back, read_moment, read_since
from relkit.git.process import Git
from relkit.git.refs import read_refs
from relkit.git.repository import open_repository
from relkit.git.topology import GitTopology
from relkit.model.ids import CommitId
from tests.builders import HOUR, START, RepoBuilder


def first_parents(git: Git, tip: CommitId) -> list[str]:
    return git.text("rev-list", "--first-parent", tip).splitlines()


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Main with a merge; 1.x cut from main, 1.1 cut from 1.x; 1.x merged back up."""
    builder.commit("One", {"a": "1"})
    builder.branch("1.x")
    builder.commit("Side", {"b": "1"}, branch="side", parents=[builder.tip("main")])
    builder.commit("Two", {"a": "2"})
    builder.merge("side")
    builder.commit("Old one", {"c": "1"}, branch="1.x")
    builder.branch("1.1", at="1.x")
    builder.commit("Old two", {"c": "2"}, branch="1.x")
    builder.commit("Older", {"d": "2"}, branch="1.1")
    builder.merge("1.x", into="main")
    builder.commit("Three", {"a": "3"})
    return builder


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("kept", [True, False])
def test_chains_equal_gits_own_walk(project: RepoBuilder, *, together: bool, kept: bool) -> None:
    git = open_repository(project.path).git
    cache = open_cache(project.git_dir) if kept else Cache(None)
    tips = [project.tip(name) for name in ("main", "1.x", "1.1", "side")]
    for _ in range(2):  # the second time from what the first one kept
        topology = GitTopology(git, cache)
        if together:
            topology.load(tips)
        for tip in tips:
            assert list(topology.chain(tip)) == first_parents(git, tip)
            assert topology.steps(tip) == set(first_parents(git, tip))
        assert topology.committed(tips[0]) == int(git.text("show", "-s", "--format=%ct", tips[0]))
    cache.close()


def test_a_chain_grows_from_what_is_known(project: RepoBuilder) -> None:
    git, cache = open_repository(project.path).git, open_cache(project.git_dir)
    GitTopology(git, cache).load([project.tip("main")])
    project.commit("Four", {"a": "4"})
    project.branch("2.x")
    project.commit("Five", {"a": "5"})
    # A branch whose tip lies inside a chain that was kept, and one that leaves it in the middle.
    for name in ("2.x", "main", "1.1"):
        assert list(GitTopology(git, cache).chain(project.tip(name))) == first_parents(git, project.tip(name))
    cache.close()


def test_between_and_merge_base_equal_gits(project: RepoBuilder) -> None:
    git, cache = open_repository(project.path).git, open_cache(project.git_dir)
    main, old = project.tip("main"), project.tip("1.1")
    for _ in range(2):
        topology = GitTopology(git, cache)
        assert topology.between(main, old) == set(git.text("rev-list", main, f"^{old}").splitlines())
        assert topology.merge_base(main, old) == git.text("merge-base", main, old)
    cache.close()


def test_without_common_history_there_is_no_merge_base(project: RepoBuilder) -> None:
    other = project.commit("Elsewhere", {"x": "1"}, branch="gh-pages", parents=[])
    topology = GitTopology(open_repository(project.path).git, Cache(None))
    assert topology.merge_base(project.tip("main"), other) is None


def as_of(project: RepoBuilder, moment: int, keep: set[str]) -> dict[str, CommitId]:
    repository = open_repository(project.path)
    refs = read_refs(repository)
    main = next(branch for branch in refs.branches if branch.name == "main")
    cut = cut_back(refs, moment, GitTopology(repository.git, Cache(None)), main, keep)
    return {branch.name: branch.tip for branch in cut.branches} | {tag.name: tag.commit for tag in cut.tags}


def test_branches_are_cut_along_first_parents_and_later_ones_are_gone(project: RepoBuilder) -> None:
    first = project.resolve("main")
    git = open_repository(project.path).git
    chain = first_parents(git, first)
    project.tag("v2", when=START + 100 * HOUR)
    project.tag("v1", at=CommitId(chain[-1]))
    project.branch("2.x", at=first)
    project.commit("On 2.x", {"z": "1"}, branch="2.x")
    keep = {"refs/heads/1.x", "refs/heads/1.1", "refs/heads/2.x"}
    assert set(as_of(project, START + 99 * HOUR, keep)) == {"main", "1.x", "1.1", "2.x", "v1"}
    # Just after "Two": the merges are still to come, 1.x has none of its own commits yet.
    then = as_of(project, int(git.text("show", "-s", "--format=%ct", chain[-2])), keep)
    assert then["main"] == chain[-2]
    assert then["1.x"] == then["1.1"] == chain[-1]
    assert set(then) == {"main", "1.x", "1.1", "v1"}


def test_before_the_first_commit_there_is_nothing(project: RepoBuilder) -> None:
    with pytest.raises(UsageError, match="no commit as old"):
        as_of(project, START - 1, set())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1700000000", 1_700_000_000),
        ("2023-11-14", 1_700_006_399),
        ("2023-11-14T22:13:20", 1_700_000_000),
        ("2023-11-14 23:13:20+01:00", 1_700_000_000),
        ("2023-11-14T22:13:20Z", 1_700_000_000),
    ],
)
def test_moments(builder: RepoBuilder, text: str, moment: int) -> None:
    builder.commit("One")
    assert read_moment(open_repository(builder.path).git, text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-11-14", 1_699_920_000),
        ("2023-11-14T22:13:20", 1_700_000_000),
        ("1700000000", 1_700_000_000),
        ("2 weeks ago", START - 14 * 24 * HOUR),
        ("1 day", START - 24 * HOUR),
        ("3.months.ago", START - 90 * 24 * HOUR),
        ("main", START),
    ],
)
def test_moments_since(builder: RepoBuilder, text: str, moment: int) -> None:
    builder.commit("One", when=START)
    assert read_since(open_repository(builder.path).git, text, START) == moment


def test_no_moment_since(builder: RepoBuilder) -> None:
    builder.commit("One")
    for text in ("2 fortnights ago", "2023-13-01", "-1 days"):
        with pytest.raises(UsageError, match="--since"):
            read_since(open_repository(builder.path).git, text, START)


def test_a_commit_is_a_moment(builder: RepoBuilder) -> None:
    commit = builder.commit("One", when=1_700_012_345)
    builder.tag("v1.0")
    for text in (commit, commit[:10], "v1.0", "main"):
        assert read_moment(open_repository(builder.path).git, text) == 1_700_012_345


@pytest.mark.parametrize("text", ["2023-13-01", "2023-02-30T10:00", "yesterday-ish", "--help", ""])
def test_what_is_no_moment_is_refused_with_a_hint(builder: RepoBuilder, text: str) -> None:
    builder.commit("One")
    with pytest.raises(UsageError) as caught:
        read_moment(open_repository(builder.path).git, text)
    assert caught.value.hint


def test_a_missing_commit_ends_the_chain_with_a_warning(project: RepoBuilder) -> None:
    git = open_repository(project.path).git
    chain = first_parents(git, project.tip("main"))
    gone = chain[-1]
    (project.git_dir / "objects" / gone[:2] / gone[2:]).unlink()
    cache = open_cache(project.git_dir)
    for _ in range(2):  # nothing of it is kept
        topology = GitTopology(git, cache)
        # git reads a commit's parents before it shows the commit, so it may stop one earlier.
        assert list(topology.chain(project.tip("main"))) in (chain[:-1], chain[:-2])
        assert "git fsck" in topology.warnings[0]
    cache.close()


def test_the_time_of_what_no_chain_reaches_is_an_error(project: RepoBuilder) -> None:
    topology = GitTopology(open_repository(project.path).git, Cache(None))
    topology.load([project.tip("1.1")])
    with pytest.raises(RepositoryError, match="cannot be read"):
        topology.committed(project.tip("side"))
