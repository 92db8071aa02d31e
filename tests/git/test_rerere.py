"""git's memory of resolutions: lent to relkit's conflicts, and never switched on for the user's own merges."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from relkit.git.repository import Repository, open_repository
from relkit.git.rerere import borrow_rerere, return_rerere
from tests.builders import RepoBuilder


@pytest.fixture
def repository(builder: RepoBuilder) -> Repository:
    builder.commit("One")
    return open_repository(builder.path)


def theirs(repository: Repository) -> Path:
    return repository.common_dir / "rr-cache"


def own(repository: Repository) -> Path:
    return repository.common_dir / "relkit" / "rr-cache"


def learn(folder: Path, name: str, text: str = "x") -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "preimage").write_text(text)


def known(folder: Path) -> dict[str, str]:
    return {child.name: (child / "preimage").read_text() for child in folder.iterdir()}


def test_what_was_learned_is_kept_for_the_next_conflict(repository: Repository) -> None:
    return_rerere(repository)
    for turn in ("a", "b"):
        borrow_rerere(repository)
        borrow_rerere(repository)
        learn(theirs(repository), turn)
        return_rerere(repository)
        assert not theirs(repository).exists()
    assert known(own(repository)) == {"a": "x", "b": "x"}
    return_rerere(repository)
    assert known(own(repository)) == {"a": "x", "b": "x"}


@pytest.mark.parametrize("said", [None, "true", "false"])
def test_the_users_own_is_left_alone(repository: Repository, said: str | None) -> None:
    if said is None:
        learn(theirs(repository), "mine")
    else:
        subprocess.run(["git", "-C", repository.common_dir, "config", "rerere.enabled", said], check=True)
    borrow_rerere(repository)
    assert theirs(repository).exists() == (said is None)
    learn(theirs(repository), "more")
    return_rerere(repository)
    assert "more" in known(theirs(repository))
    assert not own(repository).exists()


def test_who_wants_one_meanwhile_keeps_it(repository: Repository) -> None:
    borrow_rerere(repository)
    learn(theirs(repository), "a")
    subprocess.run(["git", "-C", repository.common_dir, "config", "rerere.enabled", "true"], check=True)
    return_rerere(repository)
    assert known(theirs(repository)) == {"a": "x"}


def test_a_killed_run(repository: Repository) -> None:
    """Killed between the steps of lending and of returning, whatever was done of them."""
    own(repository).mkdir(parents=True)
    (repository.common_dir / "relkit" / "rr-cache.lent").touch()
    return_rerere(repository)
    assert own(repository).exists()
    borrow_rerere(repository)
    learn(theirs(repository), "a", "new")
    learn(theirs(repository), "b")
    learn(own(repository), "a", "old")
    learn(own(repository), "c")
    return_rerere(repository)
    assert not theirs(repository).exists()
    assert known(own(repository)) == {"a": "new", "b": "x", "c": "x"}
