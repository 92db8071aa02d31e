from __future__ import annotations

import pytest

from relkit.errors import RepositoryError, UsageError
from relkit.lines import find_mainline
from tests.unit.lines.example import branch, refs


def test_what_the_remote_calls_its_default_comes_first() -> None:
    known = refs(
        branch("main"),
        branch("develop"),
        branch("develop", remote="origin"),
        head="refs/heads/main",
        defaults=["refs/remotes/origin/develop"],
    )
    assert find_mainline(known).ref == "refs/heads/develop"


def test_only_the_remote_branch_exists() -> None:
    known = refs(
        branch("2.3.x"),
        branch("main", remote="origin"),
        head="refs/heads/2.3.x",
        defaults=["refs/remotes/origin/main"],
    )
    assert find_mainline(known).name == "origin/main"


def test_upstream_is_the_project_and_origin_the_fork() -> None:
    known = refs(
        branch("old", remote="origin"),
        branch("trunk", remote="upstream"),
        defaults=["refs/remotes/origin/old", "refs/remotes/upstream/trunk"],
    )
    assert find_mainline(known).name == "upstream/trunk"


def test_head_on_a_maintenance_or_feature_branch_is_not_the_mainline() -> None:
    for head in ("2.3.x", "fix-parser"):
        known = refs(branch(head), branch("master"), head=f"refs/heads/{head}")
        assert find_mainline(known).name == "master"


def test_head_decides_between_usual_names() -> None:
    known = refs(branch("main"), branch("devel"), head="refs/heads/devel")
    assert find_mainline(known).name == "devel"


def test_head_of_an_unusual_name_that_outlived_master() -> None:
    known = refs(branch("master", 0), branch("rolling", 800), head="refs/heads/rolling")
    assert find_mainline(known).name == "rolling"


def test_detached_head() -> None:
    assert find_mainline(refs(branch("trunk"), branch("1.x"), head=None)).name == "trunk"


def test_an_only_branch_is_the_mainline_whatever_its_name() -> None:
    assert find_mainline(refs(branch("7.2"), head=None)).name == "7.2"


def test_nothing_stands_out() -> None:
    with pytest.raises(RepositoryError) as caught:
        find_mainline(refs(branch("one"), branch("two"), head=None))
    assert "one, two" in str(caught.value.hint)


def test_the_configured_one_and_its_misspelling() -> None:
    known = refs(branch("main"), branch("development"))
    assert find_mainline(known, "development").name == "development"
    with pytest.raises(UsageError) as caught:
        find_mainline(known, "developmnt")
    assert caught.value.hint == "did you mean development?"


def test_an_empty_repository() -> None:
    with pytest.raises(RepositoryError, match="no branch"):
        find_mainline(refs())
