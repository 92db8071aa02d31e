"""Planning backports: what is asked for, on real repositories, as a value."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from relkit.errors import StoppedError, UsageError
from relkit.git.repository import open_repository
from relkit.model.backport import Backport, Destination, LineWork, Manner, Wish
from relkit.model.decision import WantedDecided
from relkit.model.evidence import Kind
from relkit.model.forecast import Outcome
from relkit.model.ids import CommitId
from relkit.workflows.backport import approved, plan_backport, plan_from
from relkit.workflows.decisions import open_keeper
from relkit.workflows.plan import make_plan
from tests.builders import DAY, RepoBuilder

TEXT = "".join(f"line {number}\n" for number in range(1, 31))
MIA = "Mia Lund <mia@example.org>"


def text(**lines: str) -> str:
    """Return the file with lines replaced, as in ``text(l5="five")``."""
    changed = {f"line {key.removeprefix('l')}\n": f"{value}\n" for key, value in lines.items()}
    return "".join(changed.get(line, line) for line in TEXT.splitlines(keepends=True))


@pytest.fixture
def project(builder: RepoBuilder) -> RepoBuilder:
    """Two living lines, 1.0.x and 1.1.x, each with a release; and on the mainline since three fixes."""
    builder.commit("Start", {"a.py": TEXT, "b.py": TEXT, "c.py": TEXT})
    builder.branch("1.0.x", at=builder.commit("Open", {"open": "1.0"}))
    builder.tag("v1.0.0", at=builder.commit("Release 1.0.0", {"version": "1.0.0"}, branch="1.0.x"))
    builder.branch("1.1.x", at=builder.commit("Open more", {"open": "1.1"}))
    builder.tag("v1.1.0", at=builder.commit("Release 1.1.0", {"version": "1.1.0"}, branch="1.1.x"))
    for name in "abc":
        fixed = builder.commit(f"Fix a crash in {name}\n\nFixes #7\n", {f"{name}.py": text(l5="five")}, author=MIA)
        builder.tag(name, at=fixed, annotated=False)
    return builder


def planned(project: RepoBuilder, *names: str, to: Iterable[str] = ("1.1.x",), **asked: Any) -> Backport:
    more = {name: asked.pop(name) for name in ("missing", "kinds") if name in asked}
    return plan_backport(project.path, names, lines=tuple(to), wish=Wish(**asked), **more)


def only(backport: Backport) -> LineWork:
    (work,) = backport.lines
    return work


def destination(backport: Backport) -> Destination:
    return only(backport).destination


def titles(work: LineWork) -> list[str]:
    return [pick.title for pick in work.picks]


def left(work: LineWork) -> dict[str, str]:
    return {one.title: one.reason.code for one in work.left_out}


def at(project: RepoBuilder, name: str) -> CommitId:
    return CommitId(git(project, "rev-parse", f"{name}^{{commit}}"))


def git(project: RepoBuilder, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(project.path), *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def configure(project: RepoBuilder, toml: str) -> None:
    (project.path / "relkit.toml").write_text(toml)


def test_a_fix_for_a_line(project: RepoBuilder) -> None:
    made = planned(project, "b")
    source = at(project, "b")
    assert (made.topic, made.warnings) == ("fix-a-crash-in-b", ())
    assert destination(made) == Destination(
        line="1.1.x",
        series="1.1",
        base=project.tip("1.1.x"),
        base_ref="refs/heads/1.1.x",
        ref="refs/heads/backport/1.1/fix-a-crash-in-b",
        old=None,
        branch="1.1.x",
    )
    (pick,) = only(made).picks
    assert (pick.id, pick.source, pick.forecast, pick.first_for) == (source, source, None, None)
    assert pick.author.person.name == "Mia Lund"
    assert pick.message == f"Fix a crash in b\n\n(cherry picked from commit {source})\n"


def test_nothing_is_changed(project: RepoBuilder) -> None:
    def state() -> str:
        return git(project, "for-each-ref") + git(project, "count-objects", "-v")

    before = state()
    planned(project, "a", "b", to=("1.1.x", "1.0.x"), forecasts=True)
    assert state() == before


def test_the_newest_line_first_and_the_picks_as_they_came_to_the_mainline(project: RepoBuilder) -> None:
    made = planned(project, "c", "a", "b", "a", to=("1.0.x", "1.1.x", "1.0"))
    assert [work.destination.line for work in made.lines] == ["1.1.x", "1.0.x"]
    assert [titles(work) for work in made.lines] == [[f"Fix a crash in {name}" for name in "abc"]] * 2
    assert made.topic.startswith("fixes-20")


def test_lines_that_close_issues_are_kept_where_that_is_wanted(project: RepoBuilder) -> None:
    (pick,) = only(planned(project, "b", closing=True)).picks
    assert pick.message.startswith("Fix a crash in b\n\nFixes #7\n\n(cherry picked")


def test_ranges_are_their_steps(project: RepoBuilder) -> None:
    assert titles(only(planned(project, "a..c"))) == ["Fix a crash in b", "Fix a crash in c"]
    assert titles(only(planned(project, "^a", "c"))) == ["Fix a crash in b", "Fix a crash in c"]
    made = planned(project, "c..c")
    assert (titles(only(made)), made.warnings) == ([], ("there is no change in c..c",))


# --- what is left out -----------------------------------------------------------------------------------------------


def test_what_the_line_has_is_said(project: RepoBuilder) -> None:
    there = project.cherry_pick(at(project, "a"), onto="1.1.x")
    work = only(planned(project, "a", "b"))
    assert titles(work) == ["Fix a crash in b"]
    assert [one.reason.text for one in work.left_out] == [f"already there as {there[:10]} (reference)"]


def test_what_only_its_author_and_time_say_to_be_there_is_picked_and_said(project: RepoBuilder) -> None:
    moment = project.clock
    other = project.commit("Tidy a", {"a.py": text(l20="twenty", l21="more")}, branch="1.1.x", authored=moment)
    fix = project.commit("Fix a race in a", {"a.py": text(l5="five", l9="nine")}, authored=moment)
    made = planned(project, fix, forecasts=True)
    (pick,) = only(made).picks
    assert pick.forecast is not None
    assert (pick.title, pick.forecast.outcome) == ("Fix a race in a", Outcome.CLEAN)
    (said,) = made.warnings
    assert said.startswith(f"1.1.x may have {fix[:10]} (Fix a race in a) as {other[:10]}: the same author and time")


def test_what_was_picked_without_a_word_is_there_by_its_title_or_its_patch(project: RepoBuilder) -> None:
    moment = project.clock
    adapted = project.commit("Fix a race in a", {"a.py": text(l20="twenty")}, branch="1.1.x", authored=moment)
    renamed = project.commit("Mend b", {"b.py": text(l9="nine")}, branch="1.1.x", authored=moment + 1)
    project.commit("Fix a race in a", {"a.py": text(l5="five", l20="twenty", l21="more")}, authored=moment)
    project.commit("Fix b for good", {"b.py": text(l5="five", l9="nine")}, authored=moment + 1)
    made = planned(project, "main~1", "main")
    ways = [f"already there as {there[:10]} (identity)" for there in (adapted, renamed)]
    assert [one.reason.text for one in only(made).left_out] == ways
    assert made.warnings == ()


def test_what_is_part_of_its_history_is_said(project: RepoBuilder) -> None:
    work = only(planned(project, "main~4"))
    assert titles(work) == []
    assert left(work) == {"Open": "already-there"}


def test_what_the_line_took_back_is_picked_and_said(project: RepoBuilder) -> None:
    there = project.cherry_pick(at(project, "a"), onto="1.1.x")
    undone = project.revert(there, on="1.1.x")
    made = planned(project, "a")
    assert titles(only(made)) == ["Fix a crash in a"]
    (said,) = made.warnings
    assert f"as {there[:10]}, and took it back with {undone[:10]}" in said


def test_a_newer_living_line_comes_first(project: RepoBuilder) -> None:
    project.cherry_pick(at(project, "a"), onto="1.1.x")
    work = only(planned(project, "a", "b", to=["1.0.x"]))
    assert (titles(work), left(work)) == (["Fix a crash in a"], {"Fix a crash in b": "newer-first"})
    assert "1.1.x, which is newer, lacks it" in work.left_out[0].reason.text
    assert len(only(planned(project, "a", "b", to=["1.0.x"], out_of_order=True)).picks) == 2


def decide(project: RepoBuilder, on: CommitId, line: str) -> None:
    open_keeper(open_repository(project.path)).keep({on: [WantedDecided(line=line, wanted=False)]})


def test_a_newer_line_that_somebody_decided_about(project: RepoBuilder) -> None:
    decide(project, at(project, "a"), "1.1")
    assert titles(only(planned(project, "a", to=["1.0.x"]))) == ["Fix a crash in a"]
    made = planned(project, "a", to=["1.1.x"])
    assert titles(only(made)) == ["Fix a crash in a"]
    assert made.warnings == (f"{at(project, 'a')[:10]} (Fix a crash in a) was decided not to be wanted on 1.1.x",)


def test_a_newer_line_that_took_it_back_has_decided(project: RepoBuilder) -> None:
    project.revert(project.cherry_pick(at(project, "a"), onto="1.1.x"), on="1.1.x")
    assert titles(only(planned(project, "a", to=["1.0.x"]))) == ["Fix a crash in a"]


def test_the_second_run_says_that_it_is_on_its_way(project: RepoBuilder) -> None:
    ref = destination(planned(project, "a")).ref
    project.branch(ref, at="1.1.x")
    (pick,) = only(planned(project, "a")).picks  # made, and nothing on it
    project.cherry_pick(at(project, "a"), onto=ref, message=pick.message, x=False)
    made = planned(project, "a", "b")
    assert (titles(only(made)), left(only(made))) == (["Fix a crash in b"], {"Fix a crash in a": "on-its-way"})
    made = planned(project, "a", topic="again")
    assert titles(only(made)) == ["Fix a crash in a"]
    assert destination(made).ref == "refs/heads/backport/1.1/again"


def test_the_second_run_of_a_topic_too(project: RepoBuilder) -> None:
    ref = destination(planned(project, "a", topic="weekly")).ref
    project.branch(ref, at="1.1.x")
    project.cherry_pick(at(project, "a"), onto=ref)
    made = planned(project, "a", "b", topic="weekly")
    assert (titles(only(made)), left(only(made))) == (["Fix a crash in b"], {"Fix a crash in a": "on-its-way"})
    assert destination(made).ref == "refs/heads/backport/1.1/weekly-2"
    assert titles(only(planned(project, "a", topic="week"))) == ["Fix a crash in a"]


def test_a_newer_line_gets_it_by_a_branch_that_is_not_merged_yet(project: RepoBuilder) -> None:
    ref = destination(planned(project, "a")).ref
    project.branch(ref.removeprefix("refs/heads/"), at="1.1.x")
    project.cherry_pick(at(project, "a"), onto=ref.removeprefix("refs/heads/"))
    for asked in ({}, {"topic": "again"}, {"onto_branch": True}):
        work = only(planned(project, "a", "b", to=["1.0.x"], **asked))
        assert (titles(work), left(work)) == (["Fix a crash in a"], {"Fix a crash in b": "newer-first"})


def test_a_branch_that_there_is_is_never_taken(project: RepoBuilder) -> None:
    project.branch("backport/1.1/topic")
    project.branch("backport/1.1/topic-2", remote="origin")
    assert destination(planned(project, "a", topic="topic")).ref == "refs/heads/backport/1.1/topic-3"


# --- lines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said", "hint"),
    [
        ("main", "main is the mainline", "name a maintenance line"),
        ("1.1.y", "there is no line called 1.1.y", "did you mean 1.1.x"),
        ("a", "a is a tag, but of no release", "name a maintenance line"),
        ("v1.1.0", "v1.1.0 is of a series that has a branch, 1.1.x", "`--to 1.1.x`"),
    ],
)
def test_what_is_no_line(project: RepoBuilder, name: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        planned(project, "b", to=[name])
    assert raised.value.message.startswith(said)
    assert hint in str(raised.value.hint)


def test_changes_that_there_are_not(project: RepoBuilder) -> None:
    with pytest.raises(UsageError, match=r"^nope, deadbeef: no commit of this repository"):
        planned(project, "nope", "a", "deadbeef")
    with pytest.raises(UsageError, match=r"nope\.\.a"):
        planned(project, "nope..a")
    with pytest.raises(UsageError, match="not said what is picked to"):
        planned(project, "a", to=())


def test_a_topic_that_no_branch_can_be_called(project: RepoBuilder) -> None:
    with pytest.raises(UsageError, match="cannot stand in a branch's name"):
        planned(project, "a", topic="a b")


def test_who_commits_has_to_be_known(project: RepoBuilder) -> None:
    git(project, "config", "user.name", "")
    git(project, "config", "user.email", "")
    git(project, "config", "user.useConfigOnly", "true")
    with pytest.raises(UsageError, match="git does not know who you are"):
        planned(project, "a")


def test_a_line_of_its_own_branch(project: RepoBuilder) -> None:
    made = destination(planned(project, "a", onto_branch=True))
    assert (made.ref, made.old) == ("refs/heads/1.1.x", project.tip("1.1.x"))


def test_a_line_that_is_only_on_the_remote(project: RepoBuilder) -> None:
    tip = project.branch("1.1.x", at="1.1.x", remote="origin")
    project.repository.references.delete("refs/heads/1.1.x")
    git(project, "remote", "add", "origin", "https://example.org/a.git")
    made = destination(planned(project, "a", onto_branch=True))
    assert (made.base, made.base_ref, made.ref, made.old) == (
        tip,
        "refs/remotes/origin/1.1.x",
        "refs/heads/1.1.x",
        None,
    )
    assert (made.remote, made.branch) == ("origin", "1.1.x")


def test_a_line_that_is_behind(project: RepoBuilder) -> None:
    old = project.tip("1.1.x")
    new = project.cherry_pick(at(project, "a"), onto="1.1.x")
    project.branch("1.1.x", at=new, remote="origin")
    project.branch("1.1.x", at=old)
    made = planned(project, "a", "b", onto_branch=True)
    to = destination(made)
    assert (to.base, to.base_ref) == (new, "refs/remotes/origin/1.1.x")
    assert (to.ref, to.old) == ("refs/heads/1.1.x", old)
    assert (titles(only(made)), left(only(made))) == (["Fix a crash in b"], {"Fix a crash in a": "already-there"})
    assert made.warnings == ("the local 1.1.x is 1 commit behind origin/1.1.x, which counts",)


def test_a_mainline_that_is_behind(project: RepoBuilder) -> None:
    project.cherry_pick(at(project, "c"), onto="1.1.x")
    project.branch("main", remote="origin")
    project.branch("main", at=at(project, "a"))
    made = planned(project, "c", "b")
    assert (titles(only(made)), left(only(made))) == (["Fix a crash in b"], {"Fix a crash in c": "already-there"})
    assert made.warnings == ("the local main is 2 commits behind origin/main, which counts",)


def test_a_line_that_has_parted(project: RepoBuilder) -> None:
    project.branch("1.1.x", at="1.1.x", remote="origin")
    project.commit("Here", {"here": ""}, branch="1.1.x")
    for name in ("there", "too"):
        project.commit(name, {name: ""}, branch="refs/remotes/origin/1.1.x")
    with pytest.raises(
        StoppedError, match=r"1\.1\.x and origin/1\.1\.x have parted: 1 commit only here, 2 commits"
    ) as raised:
        planned(project, "a")
    assert "git rebase origin/1.1.x" in str(raised.value.hint)
    assert len(only(planned(project, "a", to=["1.0.x"], out_of_order=True)).picks) == 1  # not its business


def test_the_remotes_line_by_name_does_not_move_a_local_one_that_is_ahead(project: RepoBuilder) -> None:
    tip = project.branch("1.1.x", at="1.1.x", remote="origin")
    project.commit("Here", {"here": ""}, branch="1.1.x")
    assert destination(planned(project, "a", to=["origin/1.1.x"])).base == tip
    with pytest.raises(StoppedError, match=r"has 1 commit that origin/1\.1\.x does not have"):
        planned(project, "a", to=["origin/1.1.x"], onto_branch=True)


def test_what_was_not_pushed_yet_is_said_where_it_would_be(project: RepoBuilder) -> None:
    project.branch("1.1.x", at="1.1.x", remote="origin")
    project.commit("Here", {"here": ""}, branch="1.1.x")
    assert planned(project, "a").warnings == ()
    (said,) = planned(project, "a", manner=Manner(push=True)).warnings
    assert said == "1.1.x has 1 commit that origin/1.1.x does not have yet"


@pytest.mark.parametrize(
    ("config", "remote"),
    [
        ({}, "origin"),
        ({"remote.pushDefault": "fork"}, "fork"),
        ({"branch.1.1.x.remote": "upstream", "branch.1.1.x.merge": "refs/heads/release/1.1"}, "upstream"),
        ({"branch.1.1.x.remote": "upstream", "branch.1.1.x.pushRemote": "fork"}, "fork"),
    ],
)
def test_the_remote_is_the_one_that_git_would_push_to(
    project: RepoBuilder, config: Mapping[str, str], remote: str
) -> None:
    for name in ("origin", "fork", "upstream"):
        git(project, "remote", "add", name, f"https://example.org/{name}.git")
    for key, value in config.items():
        git(project, "config", key, value)
    made = destination(planned(project, "a"))
    assert (made.remote, made.branch) == (remote, "release/1.1" if remote == "upstream" else "1.1.x")


# --- a release's tag ------------------------------------------------------------------------------------------------


def test_a_tag_opens_the_branch_of_its_series(project: RepoBuilder) -> None:
    project.repository.references.delete("refs/heads/1.1.x")
    made = planned(project, "a", to=["v1.1.0", "1.0.x"])
    newer, older = (work.destination for work in made.lines)
    assert (newer.line, newer.series, newer.opens) == ("1.1.x", "1.1", "refs/heads/1.1.x")
    assert (newer.base, newer.base_ref) == (at(project, "v1.1.0"), "refs/tags/v1.1.0")
    assert (newer.ref, newer.old) == ("refs/heads/backport/1.1/fix-a-crash-in-a", None)
    assert (older.line, older.opens) == ("1.0.x", None)
    onto = destination(planned(project, "a", to=["v1.1.0"], onto_branch=True))
    assert onto.ref == onto.opens == "refs/heads/1.1.x"


def test_a_project_that_releases_from_its_mainline(builder: RepoBuilder) -> None:
    builder.tag("v3.1.0", at=builder.commit("Start", {"a.py": TEXT}))
    builder.commit("Add more", {"b.py": TEXT})
    fix = builder.commit("Fix a", {"a.py": text(l5="five")})
    made = planned(builder, fix, "v3.1.0", to=["v3.1.0"])
    assert titles(only(made)) == ["Fix a"]
    assert left(only(made)) == {"Start": "already-there"}
    assert destination(made).opens == "refs/heads/3.1.x"


# --- what is named by its request -------------------------------------------------------------------------------------


def test_changes_named_by_their_requests(project: RepoBuilder) -> None:
    squashed = project.commit("Fix d (#12)", {"d.py": ""})
    other = project.commit("Fix e, as in #12 (#120)", {"e.py": ""})
    for name in ("#12", "gh-12", "!12"):
        assert [pick.id for pick in only(planned(project, name)).picks] == [squashed]
    assert [pick.id for pick in only(planned(project, "#120", "#12")).picks] == [squashed, other]
    with pytest.raises(UsageError, match="#7: no commit"):
        planned(project, "#7")
    project.commit("Fix d again (#12)", {"d.py": "d"})
    with pytest.raises(UsageError, match="#12 may be any of 2 commits"):
        planned(project, "#12")


# --- what is missing ------------------------------------------------------------------------------------------------


def test_what_a_plan_finds_missing(project: RepoBuilder) -> None:
    project.cherry_pick(at(project, "b"), onto="1.1.x")
    project.commit("Add colours", {"d.py": "colours = 1\n"})
    plan = make_plan(project.path)
    missing = {one.state.line.name: [m.judged.change.id for m in one.state.missing] for one in plan.lines}
    made = planned(project, to=("1.1.x", "1.0.x"), missing=True)
    assert {work.destination.line: [pick.id for pick in work.picks] for work in made.lines} == {
        name: missing[name] for name in ("1.1.x", "1.0.x")
    }
    assert len(made.lines[0].picks) == 2
    assert only(planned(project, missing=True, kinds=[Kind.SECURITY])).picks == ()
    project.commit("Fix CVE-2025-1234: escape names", {"e.py": "e = 1\n"})
    assert len(only(planned(project, missing=True, kinds=[Kind.SECURITY])).picks) == 1
    assert len(only(planned(project, missing=True, kinds=[Kind.FIX])).picks) == 3


def test_what_the_last_release_passed_over_is_left_out_and_said(project: RepoBuilder) -> None:
    project.commit("Release notes", {"notes": "1.1.1\n"}, branch="1.1.x")
    project.tag("v1.1.1")
    fresh = project.commit("Fix a crash at last", {"e.py": "e = 1\n"})
    plan = make_plan(project.path)
    from_plan = plan_from(project.path, plan, lines=["1.1.x"])
    for work in (only(planned(project, to=("1.1.x",), missing=True)), only(from_plan)):
        assert [pick.id for pick in work.picks] == [fresh]
        assert left(work) == {f"Fix a crash in {name}": "passed-over" for name in "abc"}
    assert titles(only(planned(project, "a", to=("1.1.x",)))) == ["Fix a crash in a"]


# --- trying ---------------------------------------------------------------------------------------------------------


def test_each_pick_with_what_would_come_of_it(project: RepoBuilder) -> None:
    project.commit("Rework c", {"c.py": text(l5="5")})
    project.commit("Fix c again", {"c.py": text(l5="V")})
    outcomes = [
        pick.forecast and pick.forecast.outcome for pick in only(planned(project, "a", "main", forecasts=True)).picks
    ]
    assert outcomes == [Outcome.CLEAN, Outcome.NEEDS]


def test_prerequisites_go_before_what_they_are_for_each_once(project: RepoBuilder) -> None:
    project.commit("Rework c", {"c.py": text(l5="5")})
    fix = project.commit("Fix c again", {"c.py": text(l5="V")})
    last = project.commit("Fix c at last", {"c.py": text(l5="fünf")})
    work = only(planned(project, last, fix, prerequisites=True))
    assert titles(work) == ["Fix a crash in c", "Rework c", "Fix c again", "Fix c at last"]
    assert [pick.first_for for pick in work.picks] == [fix, fix, None, None]
    assert {pick.forecast and pick.forecast.outcome for pick in work.picks} == {Outcome.CLEAN}
    assert planned(project, last, fix, prerequisites=True).topic.startswith("fixes-")


# --- messages -------------------------------------------------------------------------------------------------------


def test_a_pick_from_another_line_adds_to_the_chain(project: RepoBuilder) -> None:
    there = project.cherry_pick(at(project, "a"), onto="1.1.x")
    work = only(planned(project, there, to=["1.0.x"]))
    assert work.picks[0].message.endswith(
        f"\n(cherry picked from commit {at(project, 'a')})\n(cherry picked from commit {there})\n"
    )
    project.cherry_pick(at(project, "a"), onto="1.0.x")
    assert left(only(planned(project, there, to=["1.0.x"]))) == {"Fix a crash in a": "already-there"}


def test_a_pick_from_a_newer_line_that_has_it_is_in_order(project: RepoBuilder) -> None:
    there = project.commit("Fix only here", {"d.py": ""}, branch="1.1.x")
    assert titles(only(planned(project, there, to=["1.0.x"]))) == ["Fix only here"]


def test_what_the_mainline_lacks_is_picked_and_said(project: RepoBuilder) -> None:
    topic = project.commit("Fix d", {"d.py": ""}, branch="topic", parents=[project.tip()])
    made = planned(project, topic, "a", to=["1.1.x", "1.0.x"])
    assert [titles(work) for work in made.lines] == [["Fix a crash in a", "Fix d"]] * 2
    lost = f"{topic[:10]} (Fix d) is not on main, as far as relkit can tell: who upgrades would lose it"
    assert made.warnings == (lost,)
    there = project.cherry_pick(at(project, "b"), onto="1.1.x")
    assert planned(project, there, to=["1.0.x"]).warnings == ()
    line = project.commit("Fix only here", {"e.py": ""}, branch="1.1.x")
    assert planned(project, line, to=["1.0.x"]).warnings == (
        lost.replace(topic[:10], line[:10]).replace("Fix d", "Fix only here"),
    )


def merged(project: RepoBuilder, *changes: str) -> CommitId:
    base = project.tip()
    parent = base
    for number, title in enumerate(changes):
        parent = project.commit(
            title, {"d.py": text(**{f"l{number + 1}": "!"})}, branch="side", parents=[parent], author=MIA
        )
    return project.merge("side", "Merge pull request #31 from mia/side\n\nFix d\n")


def test_a_merge_of_one_commit(project: RepoBuilder) -> None:
    merge = merged(project, "Fix d indeed")
    made = planned(project, merge)
    (pick,) = only(made).picks
    assert (pick.id, pick.source, pick.title) == (merge, project.tip("side"), "Fix d")
    assert pick.author.person.name == "Mia Lund"
    assert pick.message == f"Fix d indeed\n\n(cherry picked from commit {pick.source})\n"
    assert made.topic == "fix-31"


def test_a_merge_of_one_commit_in_a_project_that_names_merges(project: RepoBuilder) -> None:
    earlier = merged(project, "Fix d indeed")
    project.cherry_pick(earlier, onto="1.1.x")
    merge = merged(project, "Fix d again")
    (pick,) = only(planned(project, merge)).picks
    assert pick.message == f"Fix d again\n\n(cherry picked from commit {merge})\n"


def test_a_merge_of_several(project: RepoBuilder) -> None:
    merge = merged(project, "Fix d", "Test d")
    work = only(planned(project, merge, "side"))
    (pick,) = work.picks
    assert pick.message == f"Fix d\n\n* Test d\n\n(cherry picked from commit {merge})\n"
    assert left(work) == {"Test d": "part-of-another"}


def test_a_merge_of_which_the_line_has_a_part(project: RepoBuilder) -> None:
    merge = merged(project, "Fix d", "Test d")
    project.cherry_pick(at(project, "side~1"), onto="1.1.x")
    made = planned(project, merge)
    assert titles(only(made)) == ["Fix d"]
    lacks = at(project, "side")[:10]
    assert made.warnings == (
        f"1.1.x has a part of {merge[:10]} (Fix d) already, and lacks {lacks}; each can be picked alone",
    )
    assert planned(project, "side").warnings == ()


def test_the_convention_of_the_projects_own_backports(project: RepoBuilder) -> None:
    source = at(project, "a")
    message = f"Fix a crash in a\n\ncommit {source} upstream.\n"
    project.cherry_pick(source, onto="1.0.x", message=message, x=False)
    # Nothing was picked to 1.1.x yet: the other lines tell.
    (pick,) = only(planned(project, "b")).picks
    assert pick.message == f"Fix a crash in b\n\ncommit {at(project, 'b')} upstream.\n"
    (pick,) = only(planned(project, "b", to=["1.0.x"], out_of_order=True)).picks
    assert f"\ncommit {at(project, 'b')} upstream.\n" in pick.message


def test_a_configured_trailer_outranks(project: RepoBuilder) -> None:
    configure(project, 'trailer = "Backport-of: {sha}"\n')
    (pick,) = only(planned(project, "b")).picks
    assert pick.message == f"Fix a crash in b\n\nBackport-of: {at(project, 'b')}\n"
    configure(project, 'trailer = "Picked-Out-Of: {sha}"\n')
    with pytest.raises(UsageError, match=r'would not see from "Picked-Out-Of: {sha}".*trailer in relkit.toml'):
        planned(project, "b")


def test_what_is_configured_of_verifying_and_labels(project: RepoBuilder) -> None:
    configure(
        project,
        'verify = "pytest -q"\nlabels = ["backport"]\n[lines]\n"1.0.x" = { verify = "" }\n',
    )
    made = planned(project, "a", to=("1.1.x", "1.0.x"), manner=Manner(request=True, labels=("mine", "backport")))
    assert [work.destination.verify for work in made.lines] == ["pytest -q", None]
    assert made.manner.labels == ("backport", "mine")
    assert planned(project, "a").manner.labels == ()


# --- saved plans and approval ---------------------------------------------------------------------------------------


def test_a_saved_plan(project: RepoBuilder) -> None:
    project.clock += 40 * DAY
    project.commit("Fix more", {"a.py": text(l20="!")}, branch="1.1.x")
    plan = make_plan(project.path)
    made = plan_from(project.path, plan)
    assert [work.destination.line for work in made.lines] == ["1.1.x", "1.0.x"]
    assert [len(work.picks) for work in made.lines] == [3, 3]
    assert [w.destination.line for w in plan_from(project.path, plan, lines=["1.1"]).lines] == ["1.1.x"]


def test_a_saved_plan_of_an_older_line_alone(project: RepoBuilder) -> None:
    plan = make_plan(project.path, lines=["1.0.x"])
    work = only(plan_from(project.path, plan))
    assert set(left(work).values()) == {"newer-first"}
    assert "`relkit backport --out-of-order`" in work.left_out[0].reason.text
    assert len(only(plan_from(project.path, plan, wish=Wish(out_of_order=True))).picks) == 3


def test_a_saved_plan_that_is_out_of_date(project: RepoBuilder) -> None:
    plan = make_plan(project.path)
    then = project.tip("1.0.x")
    now = project.commit("Meanwhile", {"x": ""}, branch="1.0.x")
    with pytest.raises(StoppedError, match="the plan is out of date: 1 ref moved") as raised:
        plan_from(project.path, plan)
    assert raised.value.details == (f"refs/heads/1.0.x was at {then[:10]}, and is at {now[:10]}",)


def test_releases_that_a_plan_proposes_are_not_made(project: RepoBuilder) -> None:
    for number in range(3):
        project.commit(f"Fix a crash {number}", {"a.py": text(l20=str(number))}, branch="1.1.x")
    project.clock += 100 * DAY
    project.commit("Fix a security hole, CVE-2026-1", {"b.py": text(l20="!")}, branch="1.1.x")
    plan = make_plan(project.path)
    proposal = next(one for one in plan.lines if one.state.line.name == "1.1.x").proposal
    assert proposal.action == "release"
    (said,) = plan_from(project.path, plan, lines=["1.1.x"]).warnings
    assert said == f"the plan proposes {proposal.version} of 1.1.x: releases are not made by this"


def test_approval_compares_with_the_repository_as_it_is(project: RepoBuilder) -> None:
    project.repository.references.delete("refs/heads/1.1.x")
    made = planned(project, "a", to=["v1.1.0", "1.0.x"])
    repository = open_repository(project.path)
    assert approved(repository, made) == made
    project.commit("Meanwhile", {"x": ""}, branch="1.0.x")
    project.branch("1.1.x")
    project.branch(made.lines[1].destination.ref)
    with pytest.raises(StoppedError, match="3 refs moved"):
        approved(repository, made)
    assert approved(repository, replace(made, lines=())).lines == ()
