"""Notes of a real repository: read as git writes them, and written so that git reads them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from relkit.errors import RelkitError, UsageError
from relkit.git.authors import committer
from relkit.git.notes import change_notes, check_writable, read_notes, unreachable
from relkit.git.refs import OWN_NOTES, read_refs
from relkit.git.repository import Repository, open_repository
from relkit.model.ids import CommitId
from relkit.model.refs import NotesRef
from tests.builders import RepoBuilder


def git(repo: RepoBuilder, *arguments: str, stdin: str | None = None) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=repo.path, input=stdin, capture_output=True, text=True, check=True
    ).stdout


def add(text: bytes) -> Callable[[bytes], bytes]:
    return lambda before: before + text


def notes(repository: Repository) -> dict[CommitId, bytes]:
    found, said = read_notes(repository.git, read_refs(repository).notes)
    assert said == ()
    return {note.on: note.content for note in found}


@pytest.fixture
def repository(builder: RepoBuilder) -> Repository:
    builder.commit("One")
    builder.commit("Two")
    return open_repository(builder.path)


def test_git_reads_what_was_written(builder: RepoBuilder, repository: Repository) -> None:
    tip = builder.tip()
    change_notes(repository, OWN_NOTES, {tip: add(b"first\n")}, "Decide")
    change_notes(repository, OWN_NOTES, {tip: add(b"second\n")}, "Decide again")
    assert git(builder, "notes", "--ref=relkit", "show", tip) == "first\nsecond\n"
    assert git(builder, "log", "--format=%s", OWN_NOTES) == "Decide again\nDecide\n"
    assert notes(repository) == {tip: b"first\nsecond\n"}


def test_what_git_wrote_is_kept_byte_for_byte(builder: RepoBuilder, repository: Repository) -> None:
    tip = builder.tip()
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=builder.path, input=b"\xff\0odd", capture_output=True, check=True
    )
    git(builder, "notes", "--ref=relkit", "add", "-C", blob.stdout.decode().strip(), tip)
    change_notes(repository, OWN_NOTES, {tip: add(b"\nmine\n")}, "Decide")
    assert notes(repository) == {tip: b"\xff\0odd\nmine\n"}


def test_a_tree_that_is_fanned_out_is_read_and_added_to(builder: RepoBuilder, repository: Repository) -> None:
    # git spreads notes over folders from some hundreds on.
    commits = [builder.commit(f"Commit {number}") for number in range(300)]
    stream = f"commit {OWN_NOTES}\ncommitter A <a@b.c> 1700000000 +0000\ndata 1\nn\n"
    stream += "".join(f"N inline {commit}\ndata 2\nx\n" for commit in commits)
    git(builder, "fast-import", "--quiet", stdin=stream)
    assert "/" in git(builder, "ls-tree", "-r", "--name-only", OWN_NOTES)
    new = builder.commit("One more")
    change_notes(repository, OWN_NOTES, {new: add(b"new\n"), commits[5]: add(b"more\n")}, "Decide")
    assert git(builder, "notes", "--ref=relkit", "show", new) == "new\n"
    assert git(builder, "notes", "--ref=relkit", "show", commits[5]) == "x\nmore\n"
    assert len(git(builder, "notes", "--ref=relkit", "list").splitlines()) == 301
    assert "/" in git(builder, "ls-tree", "-r", "--name-only", OWN_NOTES).splitlines()[0]


def test_an_emptied_note_goes(builder: RepoBuilder, repository: Repository) -> None:
    tip = builder.tip()
    change_notes(repository, OWN_NOTES, {tip: add(b"first\n")}, "Decide")
    change_notes(repository, OWN_NOTES, {tip: lambda _: b""}, "Take back")
    assert notes(repository) == {}


def test_nothing_changed_writes_nothing(builder: RepoBuilder, repository: Repository) -> None:
    change_notes(repository, OWN_NOTES, {builder.tip(): lambda before: before}, "Nothing")
    assert read_refs(repository).notes == ()


def test_nobodys_notes_are_lost_when_many_write_at_once(builder: RepoBuilder, repository: Repository) -> None:
    tip = builder.tip()
    with ThreadPoolExecutor(6) as pool:
        list(
            pool.map(
                lambda number: change_notes(repository, OWN_NOTES, {tip: add(f"{number}\n".encode())}, "Decide"),
                range(12),
            )
        )
    assert sorted(map(int, notes(repository)[tip].split())) == list(range(12))


def test_a_lock_that_stays_is_told_of(
    builder: RepoBuilder, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relkit.git.notes._TRIES", 2)
    lock = builder.git_dir / f"{OWN_NOTES}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    with pytest.raises(RelkitError, match="hold or move") as told:
        change_notes(repository, OWN_NOTES, {builder.tip(): add(b"x\n")}, "Decide")
    assert str(lock) in (told.value.hint or "")
    assert read_refs(repository).notes == ()


def test_a_note_that_cannot_be_read_is_not_written_over(builder: RepoBuilder, repository: Repository) -> None:
    tip, other = builder.tip(), CommitId(git(builder, "rev-parse", "main~1").strip())
    change_notes(repository, OWN_NOTES, {tip: add(b"theirs\n"), other: add(b"theirs too\n")}, "Decide")
    before = git(builder, "rev-parse", OWN_NOTES)
    blob = git(builder, "rev-parse", f"{OWN_NOTES}:{tip}").strip()
    (builder.git_dir / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RelkitError, match="cannot be read"):
        change_notes(repository, OWN_NOTES, {other: add(b"mine\n"), tip: add(b"mine\n")}, "Decide")
    assert git(builder, "rev-parse", OWN_NOTES) == before


def test_somebodys_file_in_the_tree_of_notes_stays(builder: RepoBuilder, repository: Repository) -> None:
    commits = [builder.commit(f"Commit {number}") for number in range(2)]
    stream = f"commit {OWN_NOTES}\ncommitter A <a@b.c> 1700000000 +0000\ndata 1\nn\n"
    first, second = commits
    assert first[:2] != second[:2]
    stream += f"M 100644 inline {first[:2]}/{first[2:]}\ndata 2\nx\n"
    stream += f"M 100644 inline {second[:2]}\ndata 5\nmine\n"
    git(builder, "fast-import", "--quiet", stdin=stream)
    change_notes(repository, OWN_NOTES, {second: add(b"y\n")}, "Decide")
    assert git(builder, "cat-file", "-p", f"{OWN_NOTES}:{second[:2]}") == "mine\n"
    assert git(builder, "notes", "--ref=relkit", "show", second) == "y\n"


@pytest.mark.parametrize("how", ["garbage", "below", "blob", "lock"])
def test_what_would_stop_every_answer_is_refused_before(builder: RepoBuilder, repository: Repository, how: str) -> None:
    place = builder.git_dir / OWN_NOTES
    place.parent.mkdir(parents=True, exist_ok=True)
    if how == "garbage":
        place.write_text("garbage\n")
    elif how == "below":
        git(builder, "update-ref", f"{OWN_NOTES}/foo", builder.tip())
    elif how == "blob":
        place.write_text(git(builder, "hash-object", "-w", "--stdin", stdin="x"))
    else:
        place.with_name("relkit.lock").touch()
    with pytest.raises(UsageError, match="cannot be kept"):
        check_writable(repository, OWN_NOTES)


def test_a_check_leaves_nothing_behind(builder: RepoBuilder, repository: Repository) -> None:
    check_writable(repository, OWN_NOTES)
    assert read_refs(repository).notes == ()
    change_notes(repository, OWN_NOTES, {builder.tip(): add(b"x\n")}, "Decide")
    before = git(builder, "rev-parse", OWN_NOTES)
    check_writable(repository, OWN_NOTES)
    assert git(builder, "rev-parse", OWN_NOTES) == before
    assert not list((builder.git_dir / "refs" / "notes").glob("*.lock"))


def test_remotes_may_have_a_slash_in_their_names(builder: RepoBuilder, repository: Repository) -> None:
    git(builder, "update-ref", "refs/notes/team/ada/relkit", builder.tip())
    assert [note.ref for note in read_refs(repository).notes] == ["refs/notes/team/ada/relkit"]


def test_the_users_index_and_checkout_are_not_touched(builder: RepoBuilder, repository: Repository) -> None:
    builder.checkout()
    index = (builder.git_dir / "index").read_bytes()
    change_notes(repository, OWN_NOTES, {builder.tip(): add(b"x\n")}, "Decide")
    assert (builder.git_dir / "index").read_bytes() == index
    assert git(builder, "status", "--porcelain") == ""


def test_fetched_notes_are_found_beside_ones_own(builder: RepoBuilder, repository: Repository) -> None:
    tip = builder.tip()
    change_notes(repository, "refs/notes/origin/relkit", {tip: add(b"theirs\n")}, "Decide")
    change_notes(repository, OWN_NOTES, {tip: add(b"ours\n")}, "Decide")
    change_notes(repository, "refs/notes/commits", {tip: add(b"somebody's\n")}, "Note")
    found = read_refs(repository).notes
    assert [note.ref for note in found] == [OWN_NOTES, "refs/notes/origin/relkit"]
    contents, _ = read_notes(repository.git, found)
    assert [note.content for note in contents] == [b"ours\n", b"theirs\n"]


def test_a_ref_that_is_no_tree_of_notes_is_named(repository: Repository) -> None:
    missing = CommitId("3" * 40)
    found, (said,) = read_notes(repository.git, [NotesRef(ref=OWN_NOTES, commit=missing)])
    assert found == ()
    assert OWN_NOTES in said
    assert "left alone" in said


def test_files_that_are_no_notes_are_passed_over(builder: RepoBuilder, repository: Repository) -> None:
    builder.commit("Files", {"README": "x", "ab/cd": "y"}, branch=None, parents=[])
    commit = builder.commit("Files", {"README": "x"}, branch="notes", parents=[])
    assert read_notes(repository.git, [NotesRef(ref=OWN_NOTES, commit=commit)]) == ((), ())


def test_commits_on_no_branch_are_told_from_those_that_are_not_there(
    builder: RepoBuilder, repository: Repository
) -> None:
    loose = builder.commit("Rewritten", branch=None, parents=[builder.tip()])
    gone = CommitId("4" * 40)
    assert unreachable(repository.git, [builder.tip(), loose, gone]) == ((gone,), (loose,))
    assert unreachable(repository.git, []) == ((), ())


def test_who_decides_is_who_commits(repository: Repository) -> None:
    assert committer(repository) == "Test Person <test@example.org>"


def test_without_a_name_nothing_is_decided(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    configuration = tmp_path / "gitconfig"
    configuration.write_text("[user]\n\tuseConfigOnly = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    with pytest.raises(UsageError, match="who you are") as told:
        check_writable(repository, OWN_NOTES)
    assert "user.name" in (told.value.hint or "")
