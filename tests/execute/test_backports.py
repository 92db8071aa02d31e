"""Backports in real repositories: what is made, what waits, what is taken back, and what is never touched."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from relkit.errors import RelkitError, StoppedError, UsageError
from relkit.execute.journal import Journal, operation_ids
from relkit.execute.lock import exclusive
from relkit.git.repository import open_repository
from relkit.model.backport import Manner, Notes, When, Wish
from relkit.model.ids import CommitId
from relkit.model.journal import Aside, Entry, Operation, Phase, PickState, Step
from relkit.workflows.adjusting import verified_with
from relkit.workflows.backport import plan_backport
from relkit.workflows.carrying import abort, carry_out, go_on, operations, pending, publish_later, resolve, skip, undo
from tests.builders import RepoBuilder

MIA = "Mia Lund <mia@example.org>"


class Project:
    """A project with two lines, a fix that applies to both and one that conflicts on the older."""

    def __init__(self, path: Path) -> None:
        self.repo = RepoBuilder(path)
        self.path = path
        self.repo.commit("Start", {"a.py": "one\n\n\n\n\n\n\n\ntwo\n", "c.py": "x = 1\n"})
        self.repo.branch("1.2.x")
        self.repo.commit("Release 1.2.0", {"VERSION": "1.2.0\n"}, branch="1.2.x")
        self.repo.tag("v1.2.0", at="1.2.x")
        self.repo.commit("Rework the second part", {"a.py": "one\n\n\n\n\n\n\n\nTWO\n"})
        self.repo.branch("1.3.x")
        self.repo.commit("Release 1.3.0", {"VERSION": "1.3.0\n"}, branch="1.3.x")
        self.repo.tag("v1.3.0", at="1.3.x")
        self.first = self.repo.commit("Fix the first thing (#11)", {"c.py": "x = 2\n"}, author=MIA)
        self.second = self.repo.commit("Fix the second thing (#12)", {"a.py": "one\n\n\n\n\n\n\n\nTHREE\n"}, author=MIA)
        self.third = self.repo.commit("Fix the third thing (#13)", {"d.py": "d = 1\n"})
        self.git("config", "user.name", "Rel Ease")
        self.git("config", "user.email", "rel@example.org")

    def git(self, *words: str, where: Path | None = None) -> str:
        done = subprocess.run(["git", *words], cwd=where or self.path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def refs(self) -> dict[str, str]:
        lines = self.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(line.split() for line in lines)

    def heads(self) -> dict[str, str]:
        return {ref: commit for ref, commit in self.refs().items() if not ref.startswith("refs/relkit/")}

    def backport(
        self,
        *changes: CommitId,
        lines: tuple[str, ...] = ("1.3.x", "1.2.x"),
        manner: Manner | None = None,
        verify: str | None = None,
        onto_branch: bool = False,
    ) -> Operation:
        planned = plan_backport(
            self.path,
            changes or (self.first, self.second, self.third),
            lines=lines,
            wish=Wish(onto_branch=onto_branch, topic="fixes", manner=manner or Manner()),
        )
        return carry_out(self.path, verified_with(planned, verify), command=("relkit", "backport"))

    def resolve(self, operation: Operation, content: str = "one\n\n\n\n\n\n\n\nTHREE\n") -> Path:
        worktree = self.worktree(operation)
        (worktree / "a.py").write_text(content)
        self.git("add", "a.py", where=worktree)
        return worktree

    def worktree(self, operation: Operation) -> Path:
        found = next(line.worktree for line in operation.lines if line.open is not None)
        return Path(found or "")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


def _states(operation: Operation, line: int) -> list[PickState]:
    return [pick.state for pick in operation.lines[line].picks]


def test_clean_picks_stand_on_new_branches_with_author_date_and_source(project: Project) -> None:
    before = project.heads()
    done = project.backport(project.first, project.third)
    assert done.phase is Phase.DONE
    made = {ref: commit for ref, commit in project.heads().items() if ref not in before}
    assert sorted(made) == ["refs/heads/backport/1.2/fixes", "refs/heads/backport/1.3/fixes"]
    assert {ref: project.heads()[ref] for ref in before} == before
    shown = project.git("log", "-1", "--format=%an|%ae|%at|%cn|%B", "backport/1.2/fixes~1")
    authored = project.git("log", "-1", "--format=%at", project.first)
    assert shown.startswith(f"Mia Lund|mia@example.org|{authored}|Rel Ease|Fix the first thing (#11)\n")
    assert shown.endswith(f"(cherry picked from commit {project.first})")
    assert project.git("show", "backport/1.2/fixes:c.py") == "x = 2"
    assert project.git("fsck", "--strict") == ""


@pytest.mark.parametrize("with_hooks", [False, True])
def test_a_message_that_is_no_utf8_loses_no_letter(project: Project, *, with_hooks: bool) -> None:
    hook = project.path / ".git" / "hooks" / "commit-msg"
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755 if with_hooks else 0o644)
    fix = project.repo.commit("Fix gr\xfcn\n\n# 1\n".encode("latin-1"), {"z.py": "z = 1\n"}, author=MIA)
    done = project.backport(fix, lines=("1.3.x",))
    asked = ["git", "cat-file", "commit", done.lines[0].tip]
    made = subprocess.run(asked, cwd=project.path, capture_output=True, check=True)
    # git itself, where it commits, takes such a letter for Latin-1.
    letter = "\xfc".encode("utf-8" if with_hooks else "latin-1")
    assert b"\n\nFix gr%sn\n\n# 1\n\n(cherry picked from" % letter in made.stdout


def test_a_second_run_has_nothing_to_do(project: Project) -> None:
    project.backport(project.first, lines=("1.3.x",), onto_branch=True)
    planned = plan_backport(project.path, [project.first], lines=["1.3.x"])
    assert [left.reason.code for left in planned.lines[0].left_out] == ["already-there"]
    assert planned.lines[0].picks == ()


def test_a_conflict_stops_neither_later_picks_nor_other_lines(project: Project) -> None:
    before = project.heads()
    waiting = project.backport()
    assert waiting.phase is Phase.WAITING
    assert _states(waiting, 0) == [PickState.MADE] * 3
    assert _states(waiting, 1) == [PickState.MADE, PickState.CONFLICT, PickState.MADE]
    assert project.heads() == before
    assert pending(project.path) == waiting


def test_a_pick_that_cannot_be_tried_is_not_left_out(project: Project, tmp_path: Path) -> None:
    project.git("config", "uploadpack.allowFilter", "true")
    origin = f"file://{project.path}"
    for name, words, lacks in (
        ("partial", ("--filter=blob:none", "--no-checkout"), "unable to read"),
        ("shallow", ("--depth=2", "--no-single-branch"), "this shallow clone ends"),
    ):
        clone = tmp_path / name
        project.git("clone", "-q", *words, origin, str(clone))
        for line in ("1.2.x", "1.3.x"):
            project.git("branch", "-q", line, f"origin/{line}", where=clone)
        project.path = clone
        before = project.heads()
        left = project.backport(project.second, project.third)
        assert left.phase is Phase.WAITING
        assert {lacks in "".join(line.refused.said) for line in left.lines if line.refused} == {True}
        assert PickState.SKIPPED not in {state for line in (0, 1) for state in _states(left, line)}
        assert {_states(left, line)[1] for line in (0, 1)} == {PickState.MADE}
        assert project.heads() == before
        project.git("fetch", "-q", *(("--unshallow",) if name == "shallow" else ("--refetch", "--no-filter")))
        assert go_on(clone).phase is Phase.WAITING
        abort(clone)
        project.path = tmp_path / "project"


def test_what_is_not_resolved_is_refused_and_nothing_moves(project: Project) -> None:
    waiting = project.backport()
    worktree = project.worktree(waiting)
    before = project.heads()
    with pytest.raises(StoppedError, match="not merged"):
        go_on(project.path)
    project.git("add", "a.py", where=worktree)
    with pytest.raises(StoppedError, match="markers"):
        go_on(project.path)
    project.git("checkout", "HEAD", "--", "a.py", where=worktree)
    with pytest.raises(StoppedError, match="nothing is left"):
        go_on(project.path)
    project.resolve(waiting)
    (worktree / "a.py").write_text("more\n")
    with pytest.raises(StoppedError, match="not staged"):
        go_on(project.path)
    assert project.heads() == before


def test_a_resolution_keeps_author_source_and_tells_its_conflicts(project: Project) -> None:
    waiting = project.backport()
    project.resolve(waiting, "one\n\nby hand\n\n\n\n\n\nTHREE\n")
    done = go_on(project.path)
    assert done.phase is Phase.DONE
    assert _states(done, 1) == [PickState.MADE, PickState.RESOLVED, PickState.MADE]
    shown = project.git("log", "-1", "--format=%an|%B", "backport/1.2/fixes")
    assert shown.startswith("Mia Lund|Fix the second thing (#12)\n")
    assert f"(cherry picked from commit {project.second})" in shown
    assert "Conflicts:\n\ta.py\n" in shown
    resolved = done.lines[1].picks[1]
    assert Aside.MERGED in {one.aside for one in resolved.deviations}


def test_conflicts_are_told_once_and_beside_those_that_the_source_tells(project: Project) -> None:
    message = "Fix the second thing again\n\nConflicts:\n\told.py\n"
    fix = project.repo.commit(message, {"a.py": "one\n\n\n\n\n\n\n\nFOUR\n"})
    waiting = project.backport(fix, lines=("1.3.x",))
    project.resolve(waiting)
    written = len(_entries(waiting, project))
    assert _killed(project, 1, "before", "--continue") < 0  # committed, and not written down
    assert len(_entries(waiting, project)) == written
    go_on(project.path)
    shown = project.git("log", "-1", "--format=%B", "backport/1.3/fixes")
    assert shown.startswith(message)
    assert shown.count("\nConflicts:\n\ta.py\n") == 1


def test_a_reset_in_the_worktree_loses_neither_author_nor_source(project: Project) -> None:
    waiting = project.backport()
    worktree = project.resolve(waiting)
    project.git("reset", "-q", where=worktree)
    project.git("add", "a.py", where=worktree)
    go_on(project.path)
    shown = project.git("log", "-1", "--format=%an|%B", "backport/1.2/fixes")
    assert shown.startswith("Mia Lund|")
    assert project.second in shown


def test_a_commit_made_by_hand_in_the_worktree_is_taken(project: Project) -> None:
    waiting = project.backport()
    worktree = project.resolve(waiting)
    project.git("-c", "user.name=Some One", "commit", "-q", "-m", "My own words", where=worktree)
    go_on(project.path)
    shown = project.git("log", "-1", "--format=%an|%B", "backport/1.2/fixes")
    assert shown.startswith(f"Mia Lund|My own words\n\n(cherry picked from commit {project.second})\n\nConflicts:")


@pytest.mark.parametrize("words", [("commit",), ("commit", "--no-edit"), ("cherry-pick", "--continue")])
def test_the_words_that_git_offers_are_the_picks(project: Project, words: tuple[str, ...]) -> None:
    worktree = project.resolve(project.backport())
    project.git("-c", "core.editor=true", *words, where=worktree)
    go_on(project.path)
    shown = project.git("log", "-1", "--format=%B", "backport/1.2/fixes")
    said = f"Fix the second thing (#12)\n\n(cherry picked from commit {project.second})\n\nConflicts:\n\ta.py\n"
    assert shown.startswith(said)


def test_markers_are_refused_also_where_they_were_committed_by_hand(project: Project) -> None:
    waiting = project.backport()
    worktree = project.worktree(waiting)
    project.git("-c", "core.editor=true", "commit", "-q", "-a", "-m", "Done", where=worktree)
    before = project.heads()
    with pytest.raises(StoppedError, match="markers"):
        go_on(project.path)
    assert project.heads() == before
    project.resolve(waiting)
    assert go_on(project.path).phase is Phase.DONE


def test_a_new_file_that_was_not_added_is_kept(project: Project) -> None:
    waiting = project.backport()
    (project.resolve(waiting) / "helper.py").write_text("needed = True\n")
    done = go_on(project.path)
    assert project.git("show", f"refs/relkit/backup/{done.id}/worktrees/1:helper.py") == "needed = True"


_CHECK = "touch c.py; ! grep -q 'x = 2' c.py"


@pytest.mark.parametrize("when", [When.END, When.EACH])
@pytest.mark.parametrize("how", ["stage", "amend"])
def test_what_is_mended_of_a_pick_that_fails_becomes_part_of_it(project: Project, when: When, how: str) -> None:
    manner = Manner(verify_when=when)
    waiting = project.backport(project.first, project.third, lines=("1.3.x",), manner=manner, verify=_CHECK)
    assert waiting.phase is Phase.WAITING
    worktree = Path(waiting.lines[0].worktree or "")
    (worktree / "c.py").write_text("x = 3\n")
    before = project.heads()
    with pytest.raises(StoppedError, match="not staged"):
        go_on(project.path)
    assert project.heads() == before
    project.git("add", "c.py", where=worktree)
    if how == "amend":
        project.git("commit", "-q", "--amend", "-m", f"Fix it better\n\n{project.first}", where=worktree)
    done = go_on(project.path)
    assert done.phase is Phase.DONE
    assert _states(done, 0) == [PickState.RESOLVED, PickState.MADE]
    assert project.git("show", "backport/1.3/fixes:c.py") == "x = 3"
    assert project.git("log", "-1", "--format=%an %ae", "backport/1.3/fixes~1") == "Mia Lund mia@example.org"
    title = project.git("log", "-1", "--format=%s", "backport/1.3/fixes~1")
    assert title == ("Fix it better" if how == "amend" else "Fix the first thing (#11)")
    assert project.git("rev-list", "--count", "1.3.x..backport/1.3/fixes") == "2"


def test_what_was_committed_on_top_of_a_pick_that_fails_is_not_guessed_at(project: Project) -> None:
    waiting = project.backport(project.first, lines=("1.3.x",), verify=_CHECK)
    worktree = Path(waiting.lines[0].worktree or "")
    (worktree / "c.py").write_text("x = 3\n")
    project.git("commit", "-q", "-a", "-m", "More", where=worktree)
    with pytest.raises(StoppedError, match="failed and is to be amended") as told:
        go_on(project.path)
    subprocess.run(shlex.split((told.value.hint or "").split("`")[1]), check=True)
    assert go_on(project.path).phase is Phase.DONE
    assert project.git("show", "backport/1.3/fixes:c.py") == "x = 3"


def test_what_was_changed_where_the_line_itself_fails_is_refused_and_kept(project: Project) -> None:
    waiting = project.backport(project.first, lines=("1.3.x",), verify="false")
    failed = waiting.lines[0].failed
    assert failed is not None
    assert failed.id is None
    worktree = Path(waiting.lines[0].worktree or "")
    (worktree / "a.py").write_text("tried\n")
    with pytest.raises(StoppedError, match="itself fails"):
        go_on(project.path)
    abort(project.path)
    assert project.git("show", f"refs/relkit/backup/{waiting.id}/worktrees/0:a.py") == "tried"


def test_what_was_committed_by_hand_is_kept_when_it_is_not_taken(project: Project) -> None:
    for number, gives_up in enumerate((abort, skip)):
        waiting = project.backport()
        worktree = project.resolve(waiting, f"resolved {number}\n")
        project.git("commit", "-q", "-m", "Resolved by hand", where=worktree)
        committed = project.git("rev-parse", "HEAD", where=worktree)
        gives_up(project.path)
        kept = project.git("for-each-ref", "--format=%(refname)", "--contains", committed)
        assert kept == f"refs/relkit/backup/{waiting.id}/worktrees/1"


def test_what_was_committed_after_a_failed_verification_is_kept(project: Project) -> None:
    for when in (When.END, When.EACH):
        manner = Manner(verify_when=when)
        waiting = project.backport(project.first, lines=("1.3.x",), manner=manner, verify="grep -q fixed c.py")
        worktree = Path(waiting.lines[0].worktree or "")
        saved = f"refs/relkit/backup/{waiting.id}/worktrees/0"
        assert go_on(project.path).phase is Phase.WAITING
        assert saved not in project.refs()
        (worktree / "c.py").write_text("fixed\n")
        project.git("commit", "-q", "-a", "-m", "Mend it", where=worktree)
        committed = project.git("rev-parse", "HEAD", where=worktree)
        with pytest.raises(StoppedError, match="failed and is to be amended"):
            go_on(project.path)
        abort(project.path)
        assert project.git("for-each-ref", "--format=%(refname)", "--contains", committed) == saved


def test_the_words_of_a_commit_made_by_hand_outlast_a_hook_that_says_no(project: Project) -> None:
    waiting = project.backport()
    worktree = project.resolve(waiting)
    project.git("commit", "-q", "-m", f"My own words\n\nOf {project.second}", where=worktree)
    hook = project.path / ".git" / "hooks" / "commit-msg"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(StoppedError, match="commit-msg said no"):
        go_on(project.path)
    hook.unlink()
    go_on(project.path)
    assert project.git("log", "-1", "--format=%s", "backport/1.2/fixes") == "My own words"


def test_the_merge_tool_is_the_users_and_may_die(project: Project) -> None:
    waiting = project.backport()
    project.git("config", "merge.tool", "mine")
    project.git("config", "mergetool.mine.trustExitCode", "true")
    project.git("config", "mergetool.mine.cmd", "kill -9 $$")
    with pytest.raises(StoppedError, match="not all is merged"):
        resolve(project.path, line=None, tool=None)
    assert pending(project.path) == waiting
    project.git("config", "mergetool.mine.cmd", 'cp "$REMOTE" "$MERGED"')
    resolve(project.path, line=None, tool=None)
    assert go_on(project.path).phase is Phase.DONE
    assert project.git("show", "backport/1.2/fixes:a.py").endswith("THREE")


def test_a_conflict_is_found_where_the_repository_was_moved_to(project: Project) -> None:
    project.backport()
    project.path = project.path.rename(project.path.with_name("moved"))
    with pytest.raises(StoppedError, match="not merged"):  # git itself knows the place only from here on
        go_on(project.path)
    waiting = pending(project.path)
    assert waiting is not None
    project.resolve(waiting)
    assert go_on(project.path).phase is Phase.DONE


def test_a_skipped_pick_is_told_and_the_rest_is_published(project: Project) -> None:
    project.backport()
    done = skip(project.path)
    assert done.phase is Phase.DONE
    assert _states(done, 1) == [PickState.MADE, PickState.SKIPPED, PickState.MADE]
    assert project.git("rev-list", "--count", "1.2.x..backport/1.2/fixes") == "2"


def test_giving_up_leaves_no_branch_and_keeps_what_was_done(project: Project) -> None:
    before = project.heads()
    waiting = project.backport()
    (project.worktree(waiting) / "notes.txt").write_text("half a day's work\n")
    ended = abort(project.path)
    assert ended.phase is Phase.ABORTED
    assert project.heads() == before
    assert not project.worktree(waiting).exists()
    saved = f"refs/relkit/backup/{ended.id}/worktrees/1"
    assert project.git("show", f"{saved}:notes.txt") == "half a day's work"
    assert f"refs/relkit/backup/{ended.id}/relkit/work/{ended.id}/0" in project.refs()
    assert pending(project.path) is None


def test_only_what_applies_is_picked_where_that_is_asked(project: Project) -> None:
    done = project.backport(manner=Manner(clean_only=True))
    assert done.phase is Phase.DONE
    assert _states(done, 1) == [PickState.MADE, PickState.SKIPPED, PickState.MADE]
    assert "a.py" in done.lines[1].picks[1].why


def test_undo_takes_back_and_refuses_where_somebody_built_on_it(project: Project) -> None:
    before = project.heads()
    project.backport(project.first)
    done = undo(project.path, None)
    assert done.phase is Phase.UNDONE
    assert project.heads() == before
    second = project.backport(project.first)
    project.repo.commit("Work on top", {"e.py": "e = 1\n"}, branch="backport/1.2/fixes")
    now = project.heads()
    with pytest.raises(StoppedError) as told:
        undo(project.path, second.id)
    assert "1 commit since" in "".join(told.value.details)
    assert project.heads() == now


def test_undo_takes_no_name_that_may_mean_several(project: Project) -> None:
    first = project.backport(project.first, lines=("1.3.x",))
    project.backport(project.third, lines=("1.3.x",))
    before = project.heads()
    for name in (first.id[:4], ""):
        with pytest.raises(UsageError):
            undo(project.path, name)
    assert project.heads() == before
    assert undo(project.path, first.id[-4:]).id == first.id


def test_backups_are_kept_until_they_are_old_themselves(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    started, days = time.time(), 86_400
    old = project.backport(project.first, lines=("1.3.x",), onto_branch=True)
    undone = project.backport(project.third, lines=("1.3.x",))
    for later, kept in ((91, {undone.id}), (180, {undone.id}), (182, set())):
        monkeypatch.setattr(time, "time", lambda later=later: started + later * days)
        if later == 91:
            undo(project.path, undone.id)
        other = project.backport(project.third, lines=("1.3.x",))
        undo(project.path, other.id)
        backups = {ref.split("/")[3] for ref in project.refs() if ref.startswith("refs/relkit/backup/")}
        assert backups & {old.id, undone.id} == kept


def test_a_line_moves_only_with_a_backup(project: Project) -> None:
    old = project.repo.tip("1.2.x")
    done = project.backport(project.first, onto_branch=True)
    assert project.git("rev-list", "--count", f"{old}..1.2.x") == "1"
    assert project.refs()[f"refs/relkit/backup/{done.id}/heads/1.2.x"] == old


def test_a_line_that_is_checked_out_is_not_moved(project: Project, tmp_path: Path) -> None:
    project.git("worktree", "add", "-q", str(tmp_path / "mine"), "1.2.x")
    old = project.repo.tip("1.2.x")
    done = project.backport(project.first, onto_branch=True)
    assert project.repo.tip("1.2.x") == old
    assert any(ref.startswith(f"refs/heads/relkit/{done.id}") for ref in project.heads())


def test_a_branch_that_is_checked_out_before_it_has_a_commit_is_not_made(project: Project) -> None:
    project.git("symbolic-ref", "HEAD", "refs/heads/backport/1.3/fixes")
    status = project.git("status", "--porcelain")
    done = project.backport(project.first, lines=("1.3.x",))
    assert "refs/heads/backport/1.3/fixes" not in project.refs()
    assert project.refs()[f"refs/heads/relkit/{done.id}"] == done.lines[0].tip
    assert project.git("status", "--porcelain") == status


def test_checkout_index_and_stash_are_untouched(project: Project) -> None:
    project.git("reset", "-q", "--hard")
    (project.path / "c.py").write_text("stashed\n")
    project.git("stash", "-q")
    (project.path / "c.py").write_text("staged\n")
    project.git("add", "c.py")
    (project.path / "a.py").write_text("dirty\n")
    (project.path / "new.py").write_text("untracked\n")
    before = (project.git("status", "--porcelain"), project.git("stash", "list"), project.git("diff", "--cached"))
    head = (project.path / ".git" / "HEAD").read_bytes()
    waiting = project.backport()
    project.resolve(waiting)
    go_on(project.path)
    after = (project.git("status", "--porcelain"), project.git("stash", "list"), project.git("diff", "--cached"))
    assert after == before
    assert (project.path / ".git" / "HEAD").read_bytes() == head
    assert (project.path / "a.py").read_text() == "dirty\n"


def test_one_operation_at_a_time(project: Project) -> None:
    waiting = project.backport()
    with pytest.raises(StoppedError, match=waiting.id):
        project.backport(project.first)
    repository = open_repository(project.path)
    with exclusive(repository), pytest.raises(StoppedError, match="another relkit"):
        go_on(project.path)


def test_a_ref_that_appears_meanwhile_is_not_written_over(project: Project) -> None:
    waiting = project.backport()
    project.resolve(waiting)
    project.repo.branch("backport/1.2/fixes", at=project.third)
    before = project.heads()
    with pytest.raises(StoppedError) as told:
        go_on(project.path)
    assert "refs/heads/backport/1.2/fixes" in "".join(told.value.details)
    assert project.heads() == before
    project.git("branch", "-m", "backport/1.2/fixes", "theirs")
    assert go_on(project.path).phase is Phase.DONE


def test_a_line_that_moves_meanwhile_is_not_written_over(project: Project) -> None:
    waiting = project.backport(onto_branch=True)
    project.resolve(waiting)
    project.repo.commit("Somebody's work", {"e.py": "e = 1\n"}, branch="1.2.x")
    before = project.heads()
    with pytest.raises(StoppedError) as told:
        go_on(project.path)
    assert "rename" not in (told.value.hint or "")
    assert project.heads() == before
    assert abort(project.path).phase is Phase.ABORTED
    assert project.heads() == before
    picked = project.git("rev-parse", f"refs/relkit/backup/{waiting.id}/relkit/work/{waiting.id}/1")
    assert project.git("show", f"{picked}:a.py").endswith("THREE")


def test_a_pick_that_fails_its_verification_is_named_and_can_be_dropped(project: Project) -> None:
    for when in (When.END, When.EACH):
        manner = Manner(verify_when=when)
        waiting = project.backport(
            project.first, project.third, lines=("1.3.x",), manner=manner, verify="! grep -q 'x = 2' c.py"
        )
        assert waiting.phase is Phase.WAITING
        failed = waiting.lines[0].failed
        assert failed is not None
        assert failed.id == project.first
        done = skip(project.path)
        assert done.phase is Phase.DONE
        assert _states(done, 0) == [PickState.SKIPPED, PickState.MADE]
        undo(project.path, None)


def test_a_verification_is_run_again_once_what_failed_is_mended(project: Project, tmp_path: Path) -> None:
    for when in (When.END, When.EACH):
        mended = tmp_path / f"mended-{when.value}"
        waiting = project.backport(
            project.first,
            lines=("1.3.x",),
            manner=Manner(verify_when=when),
            verify=f"! test -f c.py || test -f {mended}",
        )
        assert waiting.phase is Phase.WAITING
        assert go_on(project.path).phase is Phase.WAITING
        mended.touch()
        assert go_on(project.path).phase is Phase.DONE
        undo(project.path, None)


def test_a_resolution_is_verified_like_a_clean_pick(project: Project) -> None:
    waiting = project.backport(manner=Manner(verify_when=When.EACH), verify="! grep -q wrong a.py")
    project.resolve(waiting, "wrong\n")
    failed = go_on(project.path).lines[1].failed
    assert failed is not None
    assert failed.id == project.second
    assert skip(project.path).phase is Phase.DONE


def test_a_resolution_is_verified_again_once_what_failed_is_mended(project: Project, tmp_path: Path) -> None:
    mended = tmp_path / "mended"
    command = f"! grep -q wrong a.py || test -f {mended}"
    waiting = project.backport(manner=Manner(verify_when=When.EACH), verify=command)
    project.resolve(waiting, "wrong\n")
    assert go_on(project.path).lines[1].failed is not None
    assert go_on(project.path).phase is Phase.WAITING
    mended.touch()
    assert go_on(project.path).phase is Phase.DONE


def test_locks_that_a_killed_git_left_in_a_worktree_are_in_nobodys_way(project: Project) -> None:
    waiting = project.backport(project.first, lines=("1.3.x",), verify="false")
    own = project.path / ".git" / "worktrees" / Path(waiting.lines[0].worktree or "").name
    for name in ("index.lock", "HEAD.lock"):
        (own / name).touch()
    assert go_on(project.path).phase is Phase.WAITING
    assert not list(own.glob("*.lock"))


def test_what_was_done_in_a_worktree_that_is_made_anew_is_kept(project: Project) -> None:
    waiting = project.backport()
    worktree = project.worktree(waiting)
    own = project.path / ".git" / "worktrees" / worktree.name
    own.joinpath("relkit-pick").write_bytes(b"")  # as where the pick was interrupted
    own.joinpath("CHERRY_PICK_HEAD").unlink()
    (worktree / "notes").write_text("by hand\n")
    with pytest.raises(StoppedError, match="not merged"):
        go_on(project.path)
    assert not (worktree / "notes").exists()
    assert project.git("show", f"refs/relkit/backup/{waiting.id}/worktrees/1:notes") == "by hand"


def test_policy_hooks_run_on_clean_picks(project: Project) -> None:
    hook = project.path / ".git" / "hooks" / "commit-msg"
    hook.write_text('#!/bin/sh\necho "Seen-by: policy" >> "$1"\n')
    hook.chmod(0o755)
    done = project.backport(project.first, lines=("1.3.x",))
    assert done.phase is Phase.DONE
    assert "Seen-by: policy" in project.git("log", "-1", "--format=%B", "backport/1.3/fixes")
    assert project.git("log", "-1", "--format=%an", "backport/1.3/fixes") == "Mia Lund"


def test_a_hook_that_says_no_stops_and_nothing_is_lost(project: Project) -> None:
    hook = project.path / ".git" / "hooks" / "commit-msg"
    hook.write_text("#!/bin/sh\necho no ticket >&2\nexit 1\n")
    hook.chmod(0o755)
    before = project.heads()
    waiting = project.backport(project.first, lines=("1.3.x",))
    assert waiting.phase is Phase.WAITING
    refused = waiting.lines[0].refused
    assert refused is not None
    assert (refused.id, "no ticket" in refused.said) == (project.first, True)
    assert project.heads() == before
    assert go_on(project.path).phase is Phase.WAITING
    hook.unlink()
    assert go_on(project.path).phase is Phase.DONE


def test_a_push_goes_on_without_hooks_when_they_say_no(project: Project, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    project.git("clone", "-q", "--bare", str(project.path), str(server))
    project.git("remote", "add", "origin", f"file://{server}")
    hook = project.path / ".git" / "hooks" / "pre-push"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert project.backport(project.first, lines=("1.3.x",), manner=Manner(push=True)).phase is Phase.PUSHING
    done = go_on(project.path, hooks=False)
    assert done.phase is Phase.DONE
    assert project.git("rev-parse", "backport/1.3/fixes", where=server) == done.lines[0].tip


@pytest.mark.parametrize("how", ["skip", "no hooks"])
def test_what_a_hook_refuses_is_skipped_or_made_without_hooks(project: Project, how: str) -> None:
    hook = project.path / ".git" / "hooks" / "commit-msg"
    hook.write_text('#!/bin/sh\n! grep -q "first thing" "$1"\n')
    hook.chmod(0o755)
    assert project.backport(project.first, project.third, lines=("1.3.x",)).phase is Phase.WAITING
    done = skip(project.path) if how == "skip" else go_on(project.path, hooks=False)
    assert done.phase is Phase.DONE
    assert _states(done, 0) == [PickState.SKIPPED if how == "skip" else PickState.MADE, PickState.MADE]


def test_what_a_hook_mends_before_it_says_no_becomes_part_of_the_pick(project: Project) -> None:
    hook = project.path / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\ngrep -q formatted c.py && exit 0\necho formatted >> c.py; exit 1\n")
    hook.chmod(0o755)
    waiting = project.backport(project.first, project.third, lines=("1.3.x",))
    worktree = Path(waiting.lines[0].worktree or "")
    with pytest.raises(StoppedError, match="not staged"):
        go_on(project.path)
    project.git("add", "c.py", where=worktree)
    done = go_on(project.path)
    assert _states(done, 0) == [PickState.RESOLVED, PickState.MADE]
    assert project.git("show", "backport/1.3/fixes:c.py") == "x = 2\nformatted"
    assert [one.path for one in done.lines[0].picks[0].deviations] == ["c.py"]


def test_what_was_mended_where_a_hook_said_no_is_kept(project: Project) -> None:
    hook = project.path / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    waiting = project.backport(project.first, lines=("1.3.x",))
    (Path(waiting.lines[0].worktree or "") / "c.py").write_text("mended\n")
    abort(project.path)
    assert project.git("show", f"refs/relkit/backup/{waiting.id}/worktrees/0:c.py") == "mended"


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("word", ["--continue", "--skip", "--abort"])
def test_it_goes_on_from_within_the_worktree_of_a_conflict(
    project: Project, tmp_path: Path, word: str, *, bare: bool
) -> None:
    if bare:
        project.git("clone", "-q", "--bare", str(project.path), str(tmp_path / "bare.git"))
        project.path = tmp_path / "bare.git"
    worktree = project.resolve(project.backport())
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    words = [sys.executable, "-m", "relkit", "backport", word]
    done = subprocess.run(words, cwd=worktree, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert f"To go back: cd {project.path}" in done.stderr
    assert pending(project.path) is None
    assert ("refs/heads/backport/1.2/fixes" in project.refs()) == (word != "--abort")


def test_commits_are_signed_as_git_is_configured(project: Project, tmp_path: Path) -> None:
    key = tmp_path / "key"
    try:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    except FileNotFoundError:
        pytest.skip("ssh-keygen is not installed")
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        project.git("config", name, value)
    project.backport(project.first, lines=("1.3.x",))
    assert "gpgsig -----BEGIN SSH SIGNATURE" in project.git("cat-file", "-p", "backport/1.3/fixes")
    project.git("config", "user.signingKey", str(tmp_path / "gone"))
    refused = project.backport(project.third, lines=("1.3.x",)).lines[0].refused
    assert refused is not None
    assert "could not be signed" in refused.why
    assert abort(project.path).phase is Phase.ABORTED


def test_nobody_to_commit_as_is_said_before_anything_is_written(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.git("config", "user.name", "")
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UsageError, match="who you are"):
        project.backport(project.first)
    assert operations(project.path) == ()


def test_gits_memory_of_resolutions_is_not_switched_on_for_the_user(project: Project) -> None:
    waiting = project.backport()
    assert (project.path / ".git" / "rr-cache").is_dir()
    project.resolve(waiting)
    go_on(project.path)
    assert not (project.path / ".git" / "rr-cache").exists()
    assert any((project.path / ".git" / "relkit" / "rr-cache").iterdir())


def test_a_conflict_of_the_users_own_that_begins_meanwhile_can_be_merged(project: Project) -> None:
    project.git("config", "mergetool.mine.cmd", 'cp "$REMOTE" "$MERGED"')
    project.git("config", "mergetool.mine.trustExitCode", "true")
    project.git("checkout", "-q", "-f", "1.2.x")
    waiting = project.backport()
    with pytest.raises(subprocess.CalledProcessError):
        project.git("cherry-pick", project.second)
    project.resolve(waiting)
    assert go_on(project.path).phase is Phase.DONE
    project.git("mergetool", "--tool=mine")
    assert project.git("diff", "--name-only", "--diff-filter=U") == ""
    project.git("-c", "core.editor=true", "cherry-pick", "--continue")
    project.backport(project.third, lines=("1.3.x",))
    assert not (project.path / ".git" / "rr-cache").exists()


def test_change_notes_are_settled_as_told(tmp_path: Path) -> None:
    for notes, expected in ((Notes.TAKE, "fixed\n"), (Notes.LEAVE, None)):
        path = tmp_path / notes.value
        repo = RepoBuilder(path)
        repo.commit("Start", {"a.py": "one\n", "changes/1.fix.md": "old\n", "pyproject.toml": _TOWNCRIER})
        repo.branch("1.2.x")
        repo.commit("Release 1.2.0", {"VERSION": "1.2.0\n", "changes/1.fix.md": None}, branch="1.2.x")
        repo.tag("v1.2.0", at="1.2.x")
        fix = repo.commit("Fix it", {"a.py": "two\n", "changes/1.fix.md": "fixed\n"})
        subprocess.run(["git", "config", "user.name", "R"], cwd=path, check=True)
        subprocess.run(["git", "config", "user.email", "r@example.org"], cwd=path, check=True)
        planned = plan_backport(path, [fix], lines=["1.2.x"], wish=Wish(topic="n", manner=Manner(notes=notes)))
        done = carry_out(path, planned, command=())
        assert done.phase is Phase.DONE
        tip = CommitId(repo.tip("backport/1.2/n"))
        shown = subprocess.run(
            ["git", "show", f"{tip}:changes/1.fix.md"], cwd=path, capture_output=True, text=True, check=False
        )
        assert (shown.stdout or None) == expected


def test_a_change_note_that_was_written_by_hand_is_kept_when_it_is_settled(tmp_path: Path) -> None:
    path = tmp_path / "project"
    repo = RepoBuilder(path)
    repo.commit("Start", {"a.py": "one\n", "changes/1.fix.md": "old\n", "pyproject.toml": _TOWNCRIER})
    repo.branch("1.2.x")
    repo.commit("Release 1.2.0", {"VERSION": "1.2.0\n", "changes/1.fix.md": "ours\n"}, branch="1.2.x")
    repo.tag("v1.2.0", at="1.2.x")
    fix = repo.commit("Fix it", {"a.py": "two\n", "changes/1.fix.md": "fixed\n"})
    planned = plan_backport(path, [fix], lines=["1.2.x"], wish=Wish(topic="n"))
    waiting = carry_out(path, planned, command=())
    note = Path(waiting.lines[0].worktree or "") / "changes" / "1.fix.md"
    note.write_text("by hand\n")
    subprocess.run(["git", "add", "-A"], cwd=note.parent, check=True)
    done = go_on(path, notes=Notes.LEAVE)
    assert done.phase is Phase.DONE
    shown = ["git", "show", f"refs/relkit/backup/{done.id}/worktrees/0:changes/1.fix.md"]
    assert subprocess.run(shown, cwd=path, capture_output=True, text=True, check=True).stdout == "by hand\n"


_TOWNCRIER = '[tool.towncrier]\ndirectory = "changes"\npackage = "a"\n'


def _killed(project: Project, at: int, how: str, *words: str) -> int:
    """Run relkit in a process that is killed before or after it writes a step, and return how it ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the child uses none of the test runner's
        child = os.fork()
    if child == 0:
        status = 1
        try:
            _run_until(project, at, how, *words)
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run_until(project: Project, at: int, how: str, *words: str) -> None:
    written = 0
    write = Journal.write

    def dying(self: Journal, step: Step) -> Entry:
        nonlocal written
        written += 1
        if written == at and how == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        entry = write(self, step)
        if written == at and how == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return entry

    Journal.write = dying  # type: ignore[method-assign]
    if words == ("--continue",):
        go_on(project.path)
    elif words == ("--undo",):
        undo(project.path, None)
    else:
        planned = plan_backport(project.path, words, lines=("1.3.x", "1.2.x"), wish=Wish(topic="fixes"))
        carry_out(project.path, planned, command=("relkit", "backport"))


def _to_the_end(project: Project) -> Operation | None:
    """Bring what is under way to its end, resolving what conflicts."""
    waiting = pending(project.path)
    while waiting is not None:
        if any(line.open is not None for line in waiting.lines) and project.worktree(waiting).exists():
            project.resolve(waiting)
        try:
            waiting = go_on(project.path)
        except StoppedError:
            waiting = pending(project.path)
        if waiting is not None and waiting.phase.is_over:
            return waiting
    return None


def _walk() -> list[tuple[str, int]]:
    return [(how, at) for how in ("before", "after") for at in range(1, 12)]


@pytest.mark.parametrize(("how", "at"), _walk())
def test_killed_at_any_step_it_goes_on_or_is_given_up(tmp_path: Path, how: str, at: int) -> None:
    for gives_up in (False, True):
        project = Project(tmp_path / ("aborted" if gives_up else "continued"))
        before = project.heads()
        changes = (project.first, project.second, project.third)
        status = _killed(project, at, how, *changes)
        if status == 0:  # it waits for a person before that step
            waiting = pending(project.path)
            assert waiting is not None
            project.resolve(waiting)
            written = len(Journal(open_repository(project.path), waiting.id).read())
            status = _killed(project, at - written, how, "--continue")
        if not operation_ids(open_repository(project.path)):
            assert project.heads() == before
            continue
        left = pending(project.path)
        if gives_up and left is not None and left.phase is not Phase.PUSHING:
            assert abort(project.path).phase is Phase.ABORTED
            assert project.heads() == before
            continue
        done = _to_the_end(project) or operations(project.path)[0]
        assert done.phase is Phase.DONE
        made = {"refs/heads/backport/1.2/fixes", "refs/heads/backport/1.3/fixes"}
        assert set(project.heads()) == set(before) | made
        assert {ref: commit for ref, commit in project.heads().items() if ref in before} == before
        assert project.git("rev-list", "--count", "1.2.x..backport/1.2/fixes") == "3"
        assert project.git("rev-list", "--count", "1.3.x..backport/1.3/fixes") == "3"
        assert not any(ref.startswith("refs/relkit/work/") for ref in project.refs())
        assert project.git("worktree", "list").count("\n") == 0


def test_what_was_thrown_away_after_a_kill_is_said_and_can_be_given_up(project: Project) -> None:
    before = project.heads()
    assert _killed(project, 3, "after", project.first, project.third) < 0
    project.git("gc", "-q", "--prune=now")
    with pytest.raises(StoppedError, match="are gone") as told:
        go_on(project.path)
    assert "--abort" in (told.value.hint or "")
    assert abort(project.path).phase is Phase.ABORTED
    assert project.heads() == before
    assert project.backport(project.first).phase is Phase.DONE


def test_what_was_published_when_killed_is_taken_back_with_a_backup(project: Project) -> None:
    before = project.heads()
    written = len(_entries(project.backport(project.first, project.third), project))
    undo(project.path, None)
    # The last steps are: publishing, published, ended.
    assert _killed(project, written - 1, "before", project.first, project.third) < 0
    left = pending(project.path)
    assert left is not None
    assert left.phase is Phase.PUBLISHING
    assert len(project.heads()) == len(before) + 2
    abort(project.path)
    assert project.heads() == before
    kept = {commit for ref, commit in project.refs().items() if ref.startswith(f"refs/relkit/backup/{left.id}/")}
    assert {line.tip for line in left.lines} <= kept


def test_what_was_published_when_killed_is_not_taken_from_under_a_checkout(project: Project) -> None:
    written = len(_entries(project.backport(project.first, project.third), project))
    undo(project.path, None)
    assert _killed(project, written - 1, "before", project.first, project.third) < 0
    project.git("checkout", "-q", "-f", "backport/1.3/fixes")
    before = project.refs()
    with pytest.raises(StoppedError) as told:
        abort(project.path)
    assert "is checked out" in "".join(told.value.details)
    assert project.refs() == before
    assert project.git("status", "--porcelain") == ""
    project.git("switch", "-q", "--detach")
    assert abort(project.path).phase is Phase.ABORTED


def _entries(operation: Operation, project: Project) -> tuple[object, ...]:
    return Journal(open_repository(project.path), operation.id).read()


def test_pushing_a_line_sends_it_to_where_it_was_last_seen(project: Project, tmp_path: Path) -> None:
    project.git("clone", "-q", "--bare", str(project.path), str(tmp_path / "server.git"))
    project.git("remote", "add", "origin", f"file://{tmp_path / 'server.git'}")
    project.git("fetch", "-q", "origin")
    project.repo.commit("Not pushed yet", {"f.py": "f = 1\n"}, branch="1.3.x")
    done = project.backport(project.first, lines=("1.3.x",), onto_branch=True, manner=Manner(push=True))
    assert done.refused == ()
    assert done.phase is Phase.DONE
    server = project.git("rev-parse", "1.3.x", where=tmp_path / "server.git")
    assert server == done.lines[0].tip
    again = project.backport(project.third, lines=("1.3.x",), manner=Manner(push=True))
    assert project.git("rev-parse", "backport/1.3/fixes", where=tmp_path / "server.git") == again.lines[0].tip


def test_pushing_a_line_that_its_remote_does_not_have_yet(project: Project, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    project.git("init", "-q", "--bare", str(server))
    project.git("remote", "add", "origin", f"file://{server}")
    project.git("push", "-q", "origin", "main", "1.2.x")
    project.git("update-ref", "-d", "refs/remotes/origin/1.2.x")  # there, and never fetched
    manner = Manner(push=True)
    done = project.backport(project.first, onto_branch=True, manner=manner)
    assert done.refused == ()
    assert project.git("rev-parse", "1.3.x", "1.2.x", where=server).split() == [line.tip for line in done.lines]
    project.git("update-ref", "-d", "refs/remotes/origin/1.2.x")
    project.git("update-ref", "refs/heads/1.2.x", project.third, where=server)
    refused = project.backport(project.third, onto_branch=True, manner=manner)
    assert "not built on what it has" in refused.refused[0]
    assert project.git("rev-parse", "1.2.x", where=server) == project.third


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("at", [1, 2])
def test_an_undo_that_is_killed_is_gone_on_with(project: Project, how: str, at: int) -> None:
    before = project.heads()
    done = project.backport(project.first)
    assert _killed(project, at, how, "--undo") < 0
    if pending(project.path) is not None:
        attempts: tuple[Callable[[], Operation], ...] = (
            partial(go_on, project.path),
            partial(abort, project.path),
            project.backport,
        )
        for attempt in attempts:
            with pytest.raises(StoppedError) as told:
                attempt()
            assert "relkit undo" in (told.value.hint or "")
    if (how, at) == ("after", 2):
        with pytest.raises(StoppedError, match="already"):
            undo(project.path, done.id)
    else:
        assert undo(project.path, done.id).phase is Phase.UNDONE
    assert project.heads() == before
    assert pending(project.path) is None


def test_an_undo_that_was_killed_and_is_built_on_meanwhile_blocks_nothing(project: Project) -> None:
    done = project.backport(project.first)
    assert _killed(project, 1, "after", "--undo") < 0
    project.repo.commit("Work on top", {"e.py": "e = 1\n"}, branch="backport/1.2/fixes")
    before = project.heads()
    with pytest.raises(StoppedError) as told:
        undo(project.path, done.id)
    assert "1 commit since" in "".join(told.value.details)
    assert project.heads() == before
    assert pending(project.path) is None
    assert project.backport(project.third, lines=("1.3.x",)).phase is Phase.DONE
    project.git("branch", "-f", "backport/1.2/fixes", done.lines[1].tip)
    assert undo(project.path, done.id).phase is Phase.UNDONE


def test_what_was_taken_back_by_hand_is_not_in_the_way_of_the_rest(project: Project) -> None:
    before = project.heads()
    project.backport(project.first)
    project.git("branch", "-q", "-D", "backport/1.2/fixes")
    project.git("gc", "-q", "--prune=now")
    assert undo(project.path, None).phase is Phase.UNDONE
    assert project.heads() == before


def test_a_journal_without_a_step_is_no_operation(project: Project) -> None:
    folder = project.path / ".git" / "relkit" / "operations" / "20250101-000000-abcd"
    folder.mkdir(parents=True)
    for content in (b"", b'{"at":1,"step":"beg'):
        (folder / "journal.jsonl").write_bytes(content)
        assert pending(project.path) is None
        assert operations(project.path) == ()
    assert project.backport(project.first).phase is Phase.DONE


def test_a_journal_that_was_cut_off_is_read_and_goes_on(project: Project) -> None:
    waiting = project.backport()
    file = Journal(open_repository(project.path), waiting.id).folder / "journal.jsonl"
    with file.open("ab") as journal:
        journal.write(b'{"at":1,"step":"skip')
    assert pending(project.path) == waiting
    project.resolve(waiting)
    assert go_on(project.path).phase is Phase.DONE


def _served(project: Project, tmp_path: Path) -> Path:
    server = tmp_path / "server.git"
    project.git("clone", "-q", "--bare", str(project.path), str(server))
    project.git("remote", "add", "origin", f"file://{server}")
    return server


@pytest.mark.parametrize("how", ["abort", "skip"])
def test_a_push_that_is_not_taken_is_given_up_with_the_branch_or_without_it(
    project: Project, tmp_path: Path, how: str
) -> None:
    server = _served(project, tmp_path)
    project.git("update-ref", "refs/heads/backport/1.3/fixes", project.third, where=server)
    waiting = project.backport(project.first, lines=("1.3.x",), manner=Manner(push=True))
    assert waiting.phase is Phase.PUSHING
    with pytest.raises(StoppedError, match="under way") as told:
        undo(project.path, None)
    assert "--abort" in (told.value.hint or "")
    done = abort(project.path) if how == "abort" else skip(project.path)
    assert done.phase is (Phase.UNDONE if how == "abort" else Phase.DONE)
    assert ("refs/heads/backport/1.3/fixes" in project.refs()) is (how == "skip")
    assert done.refused == ()
    assert pending(project.path) is None


def test_what_was_made_is_pushed_later(project: Project, tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match="no backport whose result"):
        publish_later(project.path, request=False)
    server = _served(project, tmp_path)
    project.backport(project.first, lines=("1.3.x",))
    done = publish_later(project.path, request=False)
    assert (done.phase, done.pushed, done.refused) == (Phase.DONE, ("origin",), ())
    assert project.git("rev-parse", "backport/1.3/fixes", where=server) == done.lines[0].tip
    assert publish_later(project.path, request=False) == done
    project.git("update-ref", "refs/heads/backport/1.3/fixes", project.third)
    with pytest.raises(StoppedError, match="no longer as it was"):
        publish_later(project.path, request=False)


def test_undo_names_who_else_holds_what_was_made(project: Project, tmp_path: Path) -> None:
    project.git("worktree", "add", "-q", str(tmp_path / "line"), "1.3.x")
    base = project.git("rev-parse", "--short=10", "1.3.x")
    done = project.backport(project.first, lines=("1.3.x",), onto_branch=True)
    project.git("merge", "-q", "--ff-only", f"relkit/{done.id}", where=tmp_path / "line")
    with pytest.raises(StoppedError) as told:
        undo(project.path, None)
    (said,) = told.value.details
    assert said == f"1.3.x holds it too, at {done.lines[0].tip[:10]}: `git reset --keep {base}` on it takes that back"
    project.git("reset", "-q", "--keep", base, where=tmp_path / "line")
    assert undo(project.path, None).phase is Phase.UNDONE


def test_undo_of_a_branch_that_was_deleted_has_nothing_left_to_do(project: Project) -> None:
    project.backport(project.first, lines=("1.3.x",))
    project.git("branch", "-D", "backport/1.3/fixes")
    assert undo(project.path, None).phase is Phase.UNDONE


def test_a_damaged_journal_of_what_is_over_stands_in_nobodys_way(project: Project) -> None:
    over = project.backport(project.first, lines=("1.3.x",))
    file = Journal(open_repository(project.path), over.id).folder / "journal.jsonl"
    first, *others = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([first, b"?\n", *others]))
    assert project.backport(project.third, lines=("1.2.x",)).phase is Phase.DONE
    with pytest.raises(RelkitError, match=r"journal.jsonl, line 2: this is no step"):
        operations(project.path)
