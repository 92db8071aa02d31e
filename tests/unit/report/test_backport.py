"""Backports as they are shown on a terminal: planned, waiting, done, taken back, and in the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from relkit.model.backport import PASSED_OVER, Backport, Manner, Notes, When
from relkit.model.forecast import Lacking, Outcome
from relkit.model.ids import CommitId
from relkit.model.journal import Operation, Phase, Pushing, RefUpdate, Refused, Verified
from relkit.report.backport.audit import summary
from relkit.report.backport.choices import choices
from relkit.report.backport.interrupted import lines as interrupted_lines
from relkit.report.backport.log import Log, log_lines, operation_lines
from relkit.report.backport.planned import lines as planned_lines
from relkit.report.backport.terminal import lines
from relkit.report.backport.view import Planned, Told, short, tally, unnamed
from tests.backports import (
    FIRST,
    ID,
    INSIDE,
    OUTSIDE,
    REWORK,
    TITLES,
    backport,
    conflict,
    failure,
    left_out,
    made,
    operation,
    pick,
    progress,
    resolved,
    skipped,
    stuck,
    there,
    usual_backport,
    waiting,
    waiting_operation,
    work,
)
from tests.plans import NOW, sha

PARSER, HEADER, WRITER = (sha(f"Fix the {name}") for name in ("parser", "header", "writer"))


def dry(whole: Backport, *, width: int = 120, again: str | None = "relkit backport x", ascii_only: bool = False) -> str:
    seen = Planned(backport=whole, titles=TITLES, again=again)
    return "\n".join(line.plain for line in planned_lines(seen, width=width, ascii_only=ascii_only))


def told(
    done: Operation,
    *,
    width: int = 120,
    relkit: str = "relkit",
    titles: Mapping[CommitId, str] = TITLES,
    ascii_only: bool = False,
) -> str:
    seen = Told(operation=done, titles=titles, relkit=relkit)
    return "\n".join(line.plain for line in lines(seen, width=width, ascii_only=ascii_only))


def logged(done: Operation, *, width: int = 120) -> str:
    """Return what the log shows of an operation."""
    seen = Told(operation=done, titles=TITLES)
    return "\n".join(line.plain for line in operation_lines(seen, width=width))


def one_line(*states: object, phase: Phase = Phase.DONE, ref: str | None = None, **more: object) -> Operation:
    """Return an operation on 2.4.x alone; each state is that of a pick."""
    names = ("Fix the parser", "Fix the header", "Fix the writer")
    whole = backport(work("2.4.x", *(pick(name) for name in names[: len(states)]), ref=ref))
    return operation(whole, progress("2.4.x", *states, **more), phase=phase)  # type: ignore[arg-type]


# --- a dry run --------------------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_picked_where_and_what_would_come_of_it() -> None:
    shown = dry(usual_backport()).split("\n")
    assert shown[0] == "tidewater  5 cherry-picks to 2.4.x and 2.3.x; nothing is done yet"
    assert shown[2:7] == [
        "2.4.x  2 cherry-picks on backport/2.4.x/tables: 2 apply",
        f"  ✓ applies  {PARSER[:10]}  Fix the parser",
        f"  ✓ applies  {HEADER[:10]}  Fix the header",
        f"  - left out  {WRITER[:10]}  Fix the writer",
        "      already there as 1234567890",
    ]
    assert f"  ↷ needs others first  {HEADER[:10]}  Fix the header" in shown
    assert "      needs 1 earlier change first (1 refactor):" in shown
    assert f"      conflict in NEWS, lines 11-13, because of {REWORK[:10]} “Rework the tables”" in shown
    assert "      only the changelog conflicts" in shown
    assert shown[-1] == "relkit backport x  # carries this out"


def test_a_dry_run_of_nothing_says_why_and_offers_nothing() -> None:
    shown = dry(backport(work("2.4.x", left=(left_out("Fix the parser"),))), again=None)
    assert shown.split("\n") == [
        "tidewater  nothing to pick",
        "",
        "2.4.x  nothing to pick",
        f"  - left out  {PARSER[:10]}  Fix the parser",
        "      already there as 1234567890",
    ]


def test_another_title_a_prerequisite_and_what_would_not_work_are_told() -> None:
    lack = Lacking(path="a.py", line=3, kind="import", name="b", text="imports b", commit=REWORK)
    fix = pick("Fix the parser", Outcome.CLEAN)
    assert fix.forecast is not None
    fix = replace(fix, message="[2.4] Fix the parser\n", forecast=replace(fix.forecast, lacks=(lack,)))
    shown = dry(backport(work("2.4.x", pick("Rework the tables", first_for="Fix the parser"), fix)))
    assert f"a prerequisite of {PARSER[:10]} “Fix the parser”" in shown
    assert "under the title “[2.4] Fix the parser”" in shown
    of_a_merge = backport(work("2.4.x", replace(fix, source=REWORK)))
    assert "as the commit “[2.4] Fix the parser” of that merge" in dry(of_a_merge)
    assert "! would not work" in shown
    assert f"would not work: a.py:3 imports b; {REWORK[:10]} brought it" in shown
    assert "· not tried" in shown


def test_reasons_that_several_share_are_told_once_and_of_many_the_first() -> None:
    left = tuple(left_out(f"Fix {number}", "not of the kind that was asked for") for number in range(20))
    shown = dry(backport(work("2.4.x", left=left)))
    assert shown.count("left out  ") == 8
    assert shown.count("not of the kind") == 1
    assert "… and 12 more left out" in shown


def test_the_manner_is_told_where_it_is_out_of_the_ordinary() -> None:
    fix = work("2.4.x", pick("Fix the parser"))
    assert dry(backport(fix)).count("\n") == 5
    odd = Manner(
        hooks=False, sign=True, notes=Notes.TAKE, clean_only=True, verify_when=When.EACH, push=True, request=True
    )
    shown = dry(backport(fix, manner=odd, warnings=("this clone is shallow",)))
    for said in ("is skipped", "change note is taken", "hooks do not run", "are signed", "Each pick", "pull requests"):
        assert said in shown
    assert "! this clone is shallow" in shown
    shown = dry(backport(fix, manner=Manner(sign=False, notes=Notes.LEAVE, push=True)))
    for said in ("as the line has it", "not signed", "The results are pushed."):
        assert said in shown


def test_a_line_that_is_opened_and_verified() -> None:
    fix = work("v2.2.0", pick("Fix the parser"))
    to = replace(fix.destination, opens="refs/heads/2.2.x", base_ref="refs/tags/v2.2.0", verify="pytest -q")
    shown = dry(backport(replace(fix, destination=to)))
    assert "1 cherry-pick on backport/v2.2.0/tables; 2.2.x is opened at v2.2.0" in shown
    opened = replace(to, ref="refs/heads/2.2.x")
    assert "on 2.2.x, which is opened at v2.2.0\n" in dry(backport(replace(fix, destination=opened)))
    own = replace(to, ref="refs/heads/v2.2.0", opens=None)
    new = "1 cherry-pick on the line itself, as a new local v2.2.0\n"
    assert new in dry(backport(replace(fix, destination=own)))
    own = replace(own, old=own.base)
    assert "1 cherry-pick on the line itself\n" in dry(backport(replace(fix, destination=own)))
    assert "verified with: pytest -q" in shown


def test_choices_fit_and_what_applies_is_likely() -> None:
    offered = choices(usual_backport().lines[1], width=60)
    assert [choice.text for choice in offered] == [
        f"applies                    {PARSER[:10]}  Fix the parser",
        f"needs 1 other first        {HEADER[:10]}  Fix the header",
        f"conflicts, only changelog  {WRITER[:10]}  Fix the writer",
    ]
    assert [choice.likely for choice in offered] == [True, False, False]
    for choice in choices(usual_backport().lines[1], width=40):
        assert len(choice.text) <= 40


# --- an operation -----------------------------------------------------------------------------------------------------


def test_what_waits_says_why_and_how_to_go_on() -> None:
    shown = told(waiting_operation()).split("\n")
    assert shown[0] == f"tidewater  backport {ID}  waits for you"
    assert f"  ✓ picked    {PARSER[:10]} → {sha('Fix the parser, picked')[:10]}  Fix the parser" in shown
    assert f"  = already there  {PARSER[:10]}  Fix the parser" in shown
    assert f"  ✗ conflicts      {HEADER[:10]}  Fix the header" in shown
    assert f"  … waits          {WRITER[:10]}  Fix the writer" in shown
    assert "      needs 1 earlier change first (1 refactor):" in shown
    assert "      conflict in tidewater/tables.py, lines 11-13" in shown
    assert [line.partition("  #")[0].rstrip() for line in shown[-6:]] == [
        "cd /x/tidewater/.git/relkit/worktrees/k3f9-1 && git mergetool",
        "relkit backport --mergetool",
        "relkit backport --continue",
        "relkit backport --skip",
        "relkit backport --abort && relkit backport --prerequisites --to 2.4.x HEAD",
        "relkit backport --abort",
    ]


def test_every_pick_is_counted() -> None:
    waits = waiting_operation()
    assert tally(waits.backport.lines, waits.lines) == (
        "6 asked for: 1 picked, 1 resolved, 1 already there, 1 conflicts, 1 waits, 1 left out"
    )
    whole = backport(work("2.4.x", pick("Rework the tables", first_for="Fix the parser"), pick("Fix the parser")))
    assert tally(whole.lines, ()) == "1 asked for and 1 prerequisite: 2 wait"
    assert tally((), ()) == "nothing was asked for"


def test_where_only_the_changelog_conflicts_relkit_offers_to_settle_it() -> None:
    shown = told(one_line(stuck("Fix the parser", conflict("NEWS", "changelog")), phase=Phase.WAITING))
    assert "only the changelog conflicts" in shown
    assert "relkit backport --continue --changelog take" in shown
    assert "relkit backport --continue --changelog leave" in shown
    assert f"because of {REWORK[:10]} “Rework the tables”" in shown
    both = stuck("Fix the parser", conflict("NEWS", "changelog"), conflict())
    assert "--changelog" not in told(one_line(both, phase=Phase.WAITING))


def test_commands_name_the_line_where_several_wait_and_the_folder_that_was_given() -> None:
    whole = backport(work("2.4.x", pick("Fix the parser")), work("a b", pick("Fix the parser")))
    state = stuck("Fix the parser", conflict())
    waits = operation(whole, progress("2.4.x", state), progress("a b", state, worktree="/x/y z"), phase=Phase.WAITING)
    shown = told(waits, relkit="relkit -C tide", width=200)
    assert "relkit -C tide backport --continue --line 2.4.x" in shown
    assert "relkit -C tide backport --skip --line 'a b'" in shown
    assert "cd '/x/y z' && git mergetool" in shown
    assert shown.count("--abort") == 1


def test_prerequisites_of_what_a_plan_asked_for_are_taken_along_afterwards() -> None:
    waits = one_line(stuck("Fix the parser", conflict(), first=(FIRST,)), phase=Phase.WAITING)
    for command in (
        "relkit apply plan.json",
        "relkit -C backport apply plan.json",
        "relkit backport --prerequisites x",
    ):
        shown = told(replace(waits, command=tuple(command.split())))
        alone = f"relkit backport --to 2.4.x --prerequisites {PARSER[:10]}"
        assert f"relkit backport --skip && {alone}" in shown.replace(" \\\n   ", "")


def test_deviations_show_what_was_in_no_conflict_first() -> None:
    shown = told(one_line(resolved("Fix the parser", INSIDE, OUTSIDE))).split("\n")
    at = shown.index("      2 places differ from git's own replay, 1 of them outside the conflict:")
    assert shown[at + 1 : at + 8] == [
        "      tidewater/cli.py:7  outside the conflict",
        "        -     show()",
        "        +     show(all)",
        "        +     end()",
        "      tidewater/tables.py:110  in the conflict",
        "        - <<<<<<<",
        "        + row",
    ]


def test_deviations_in_words() -> None:
    assert summary([INSIDE]) == "1 place differs from git's own replay, in the conflict"
    assert summary([INSIDE, INSIDE]) == "2 places differ from git's own replay, all in the conflict"
    assert summary([OUTSIDE]) == "1 place differs from git's own replay, outside the conflict"
    assert summary([OUTSIDE, OUTSIDE]) == "2 places differ from git's own replay, outside the conflict"


def test_long_deviations_and_many_are_cut_and_binary_files_have_words() -> None:
    long = replace(OUTSIDE, replayed=tuple(map(str, range(30))), committed=())
    done = one_line(resolved("Fix the parser", long, *[INSIDE] * 20))
    shown = told(done, relkit="relkit -C x")
    assert "- … 22 more lines" in shown
    assert "      tidewater/tables.py:110, 110, 110, 110 and 5 more  in the conflict" in shown
    assert f"      … all of it: relkit -C x log {ID}" in shown
    shown = "\n".join(line.plain for line in operation_lines(Told(operation=done, titles={}), width=80))
    assert "more lines" not in shown
    assert "all of it" not in shown
    assert shown.count("tidewater/tables.py:110") == 20
    binary = replace(INSIDE, first=0, replayed=(), committed=(), what="another binary file")
    assert "tidewater/tables.py  in the conflict: another binary file" in told(
        one_line(resolved("Fix the parser", binary))
    )


def test_every_file_is_named_and_those_without_any_conflict_come_first() -> None:
    touched = [replace(INSIDE, aside=OUTSIDE.aside, first=first) for first in range(1, 20)]
    other = replace(OUTSIDE, path="z.py", first=3)
    shown = told(one_line(resolved("Fix the parser", INSIDE, *touched, other))).split("\n")
    places = [line.strip() for line in shown if ".py:" in line]
    assert places[0] == "z.py:3  outside the conflict"
    assert places[1] == "tidewater/tables.py:1  outside the conflict"
    assert places[12:] == [
        "tidewater/tables.py:12, 13, 14, 15 and 4 more  outside the conflict",
        "tidewater/tables.py:110  in the conflict",
    ]


def test_what_differs_at_the_end_of_long_lines_is_to_be_seen() -> None:
    start = "    def check(" + ", ".join(f"argument_{number}: int = 0" for number in range(9))
    place = replace(
        OUTSIDE, replayed=(f"{start}) -> None:", "same" * 40), committed=(f"{start}) -> bool:", "same" * 40)
    )
    for width in (60, 80):
        shown = told(one_line(resolved("Fix the parser", place)), width=width).split("\n")
        before, after = (next(line for line in shown if line.startswith(f"        {sign} …")) for sign in "-+")
        assert before.endswith("argument_8: int = 0) -> None:")
        assert before.replace("- ", "+ ", 1).replace("None", "bool") == after
        assert all(len(line) <= width for line in shown)
        assert any(line.startswith("        - samesame") for line in shown)  # which differs in nothing
    apart = replace(OUTSIDE, replayed=("a" * 100 + "b" * 100,), committed=("a" * 100 + "c" * 100,))
    shown = told(one_line(resolved("Fix the parser", apart)), width=60).split("\n")
    assert any("- … a" in line and "b…" in line for line in shown)
    assert any("+ … a" in line and "c…" in line for line in shown)


def test_a_pick_that_a_hook_refuses_says_so_in_its_words() -> None:
    waits = one_line(made("Fix the parser"), waiting("Fix the header"), phase=Phase.WAITING, worktree="/x/y")
    refused = Refused(line=0, id=HEADER, why="the hook commit-msg said no", said=("no ticket is named",), by_hook=True)
    shown = told(replace(waits, lines=(replace(waits.lines[0], refused=refused),)))
    assert f"✗ refused  {HEADER[:10]}" in shown
    assert "\n      the hook commit-msg said no\n        no ticket is named\n" in shown
    typed = [line.partition("  #")[0].rstrip() for line in shown.split("\n")[-5:]]
    going = "relkit backport --continue"
    assert typed == ["cd /x/y", going, f"{going} --no-verify", "relkit backport --skip", "relkit backport --abort"]
    unsigned = replace(refused, why="a commit could not be signed (ssh)", by_hook=False)
    assert "--no-verify" not in told(replace(waits, lines=(replace(waits.lines[0], refused=unsigned),)))


def test_a_verification_that_passes_is_told() -> None:
    done = one_line(made("Fix the parser"))
    to = replace(done.backport.lines[0].destination, verify="pytest -q")
    done = replace(done, backport=replace(done.backport, lines=(replace(done.backport.lines[0], destination=to),)))
    assert "verified" not in told(done)
    passed = replace(done, lines=(replace(done.lines[0], verified=done.lines[0].tip),))
    assert "  verified: pytest -q\n" in told(passed)
    earlier = replace(done, lines=(replace(done.lines[0], verified=sha("before")),))
    assert "verified" not in told(earlier)


def test_what_is_over_stands_in_the_order_of_its_commits() -> None:
    names = ("Fix the parser", "Fix the header", "Fix the writer")
    done = one_line(resolved(names[0]), skipped(names[1]), made(names[2]))
    later = replace(done, lines=(replace(done.lines[0], made=(WRITER, PARSER)),))
    shown = told(later).split("\n")
    assert shown[2] == "2.4.x  on backport/2.4.x/tables, in the order of its commits"
    assert [line.split()[2] for line in shown[3:6]] == [WRITER[:10], PARSER[:10], HEADER[:10]]
    planned = replace(done, lines=(replace(done.lines[0], made=(PARSER, WRITER)),))
    assert "in the order of" not in told(planned)
    assert [line.split()[2] for line in told(planned).split("\n")[3:5]] == [PARSER[:10], HEADER[:10]]


def test_what_waits_behind_a_conflict_says_why() -> None:
    shown = told(waiting_operation(), width=200)
    assert f"\n  what waits comes after {HEADER[:10]}: it shares files with it" in shown
    assert "what waits" not in told(one_line(stuck("Fix the parser", conflict()), phase=Phase.WAITING))


def test_a_conflict_that_is_merged_only_has_to_be_committed() -> None:
    seen = Told(operation=waiting_operation(), titles=TITLES, merged={1})
    shown = "\n".join(line.plain for line in lines(seen, width=120))
    assert f"✓ merged         {HEADER[:10]}" in shown
    assert "all of it is merged in its worktree, and is not committed yet" in shown
    assert "relkit backport --continue  " in shown
    assert "git -C /x/tidewater/.git/relkit/worktrees/k3f9-1 diff --cached" in shown
    assert "mergetool" not in shown
    assert "conflict in" not in shown


def test_closing_words_that_are_left_out_are_counted() -> None:
    fix = replace(pick("Fix the parser", Outcome.CLEAN), drops_closing=True)
    said = "Closing words (Fixes #N) are left out of 1 message; --keep-closing keeps them."
    assert said in dry(backport(work("2.4.x", fix, pick("Fix the header"))))
    assert said not in dry(usual_backport())
    whole = backport(work("2.4.x", fix))
    assert said in told(operation(whole, progress("2.4.x", made("Fix the parser"))))
    assert said not in told(operation(whole, progress("2.4.x", there("Fix the parser"))))


def test_a_request_that_could_not_be_opened_is_to_be_typed() -> None:
    done = one_line(made("Fix the parser"))
    typed = 'gh pr create --title "[2.4] Fix the parser, and more than that" --body-file /x/a-long-folder/request-0.md'
    asked = replace(done, lines=(replace(done.lines[0], by_hand=typed, written="/x/request-0.md"),))
    shown = told(replace(asked, refused=("no request was opened",)), width=60)
    assert "! no request was opened\n" in shown
    assert "# asks for the picks to 2.4.x to be merged\n" in shown
    assert '    "[2.4] Fix the parser, and more than that" --body-file \\\n    /x/a-long-folder/request-0.md\n' in shown
    unknown = replace(done, lines=(replace(done.lines[0], written="/x/request 0.md"),))
    assert "cat '/x/request 0.md'" in told(unknown)


def test_a_verification_that_fails_names_the_pick_and_its_output() -> None:
    at = sha("Fix the parser, picked")
    state = made("Fix the parser")
    shown = told(one_line(state, phase=Phase.WAITING, failed=failure("Fix the parser", at), worktree="/x/y"))
    assert f"✗ fails  {PARSER[:10]}" in shown
    assert f"verification failed on {at[:10]} with status 1: pytest -q" in shown
    assert "what it said is in /x/verify-1.log" in shown
    assert "cd /x/y " in shown
    assert "relkit backport --skip" in shown
    shown = told(one_line(state, phase=Phase.WAITING, failed=failure(None, at)))
    assert "✓ picked" in shown
    assert "verification failed" in shown
    assert "--skip" not in shown


def test_what_is_done_says_where_it_stands_and_how_to_take_it_back() -> None:
    shown = told(one_line(made("Fix the parser"), skipped("Fix the header")))
    assert "2 asked for: 1 picked, 1 skipped\n" in shown
    assert "you skipped it" in shown
    assert f"2.4.x: backport/2.4.x/tables is at {sha('Fix the parser, picked')[:10]}, 1 new commit\n" in shown
    assert shown.endswith(f"relkit undo {ID}  # takes all of this back")


def test_what_was_said_when_it_was_planned_is_said_of_what_is_done_too() -> None:
    whole = backport(work("2.4.x", pick("Fix the parser")), warnings=("it was decided not to be wanted",))
    for phase in (Phase.WAITING, Phase.DONE):
        done = operation(whole, progress("2.4.x", made("Fix the parser")), phase=phase)
        assert "\n\n! it was decided not to be wanted\n\n1 asked for" in told(done)


def test_taking_back_is_not_said_to_reach_what_was_pushed() -> None:
    done = replace(one_line(made("Fix the parser")), pushed=("origin",))
    assert told(done).endswith(f"relkit undo {ID}  # takes this back here; what was pushed stays")


def test_where_nothing_was_picked_nothing_can_be_taken_back() -> None:
    shown = told(one_line(there("Fix the parser")))
    assert shown.endswith("1 asked for: 1 already there\n2.4.x: nothing was picked, and nothing moved")


def test_what_only_an_older_line_got_is_said() -> None:
    whole = backport(
        *(work(line, pick("Fix the parser"), pick("Fix the header")) for line in ("2.4.x", "2.3.x", "2.2.x"))
    )
    done = operation(
        whole,
        progress("2.4.x", skipped("Fix the parser"), made("Fix the header")),
        progress("2.3.x", made("Fix the parser"), skipped("Fix the header")),
        progress("2.2.x", resolved("Fix the parser"), skipped("Fix the header")),
    )
    shown = told(done)
    assert f"\n! 2.3.x and 2.2.x have {PARSER[:10]} now, and 2.4.x, which is newer, does not\n" in shown
    assert shown.count("which is newer") == 1
    assert "which is newer" not in told(replace(done, phase=Phase.ABORTED))


def test_a_line_that_is_checked_out_gets_its_result_elsewhere() -> None:
    done = one_line(made("Fix the parser"), ref="refs/heads/2.4.x")
    elsewhere = RefUpdate(ref=f"refs/heads/relkit/{ID}", old=None, new=done.lines[0].tip)
    shown = told(replace(done, updates=(elsewhere,)))
    assert f"relkit/{ID} is at" in shown
    assert "2.4.x is checked out, and was left alone" in shown
    assert f"git merge --ff-only relkit/{ID}" in shown


def test_what_was_opened_pushed_asked_for_and_refused() -> None:
    done = one_line(made("Fix the parser"))
    to = replace(done.backport.lines[0].destination, opens="refs/heads/2.4.x", base_ref="refs/tags/v2.4.0")
    whole = replace(done.backport, lines=(replace(done.backport.lines[0], destination=to),))
    opened = RefUpdate(ref="refs/heads/2.4.x", old=None, new=to.base)
    pushed = Pushing(remote="origin", updates=(replace(done.updates[0], old=None),))
    line = replace(done.lines[0], url="https://example.org/pull/1")
    done = replace(done, backport=whole, lines=(line,), updates=(*done.updates, opened), pushes=(pushed,))
    done = replace(done, pushed=("origin",))
    shown = told(done)
    assert f"2.4.x: 2.4.x is opened at {to.base[:10]}" in shown
    assert "pushed to origin: backport/2.4.x/tables" in shown
    assert "2.4.x: https://example.org/pull/1" in shown
    shown = told(replace(done, pushed=(), refused=("origin moved meanwhile",)))
    assert "origin did not take backport/2.4.x/tables" in shown
    assert "! origin moved meanwhile" in shown
    assert f"relkit undo {ID}  # takes all of this back" in shown
    assert f"relkit undo {ID}  # takes this back here; what was pushed stays" in told(done)


def test_what_was_taken_back_is_told_without_its_picks() -> None:
    done = one_line(resolved("Fix the parser", INSIDE))
    ref = done.updates[0].ref
    pushed = Pushing(remote="origin", updates=(replace(done.updates[0], old=None),))
    done = replace(done, pushes=(pushed,), pushed=("origin",), refused=("ask for it to be merged",))
    shown = told(replace(done, phase=Phase.UNDONE)).split("\n")
    assert shown == [
        f"tidewater  backport {ID}  taken back",
        "",
        "1 asked for: 1 resolved",
        "Every branch is again where it was before.",
        f"backport/2.4.x/tables is gone; it was at {done.lines[0].tip[:10]}",
        f"What was picked stays in refs/relkit/backup/{ID} until backups of that age are removed.",
        "What was pushed to origin stays there: backport/2.4.x/tables",
        "",
        "git push origin --delete backport/2.4.x/tables  # deletes that on origin as well",
        f"{f'relkit log {ID}'.ljust(46)}  # all about it",
    ]
    moved = replace(done.updates[0], old=sha("before"))
    line = replace(done, updates=(moved,), pushes=(replace(pushed, updates=(moved,)),), phase=Phase.UNDONE)
    assert f"{short(ref)} is again at {sha('before')[:10]}" in told(line)
    assert "--delete" not in told(line)  # of what was there before, nobody wants to be rid
    assert "1 place differs" in "\n".join(
        line.plain for line in operation_lines(Told(operation=line, titles={}), width=99)
    )


@pytest.mark.parametrize(
    ("phase", "said", "command"),
    [
        (Phase.ABORTED, "No branch has moved.", f"relkit log {ID}"),
        (Phase.UNDONE, "Every branch is again where it was before.", f"relkit log {ID}"),
        (Phase.PICKING, "unfinished: picking", "relkit backport --continue"),
        (Phase.PUBLISHING, "unfinished: moving branches", "relkit backport --continue"),
        (Phase.PUSHING, "unfinished: pushing", "relkit backport --continue"),
        (Phase.UNDOING, "unfinished: being taken back", f"relkit undo {ID}"),
    ],
)
def test_each_phase_has_its_words_and_its_way_on(phase: Phase, said: str, command: str) -> None:
    shown = told(one_line(made("Fix the parser"), waiting("Fix the header"), phase=phase))
    assert said in shown
    assert command in shown


def test_giving_up_says_what_that_leaves() -> None:
    for phase, left in (
        (Phase.PICKING, "give all of it up; no branch moves"),
        (Phase.PUBLISHING, "give all of it up; every branch is as it was"),
        (Phase.PUSHING, "take the branches back as well"),
    ):
        shown = told(one_line(made("Fix the parser"), phase=phase))
        assert f"relkit backport --abort     # {left}" in shown
        assert ("relkit backport --skip" in shown) is (phase is Phase.PUSHING)


def test_what_is_done_and_was_not_published_says_how_it_is() -> None:
    moved = RefUpdate(ref="refs/heads/backport/2.4.x/tables", old=None, new=sha("new"))
    done = replace(one_line(made("Fix the parser")), updates=(moved,))
    assert "--pr" not in told(done)
    to = replace(done.backport.lines[0].destination, remote="origin")

    def at(remote: Operation, ref: str) -> str:
        work = replace(done.backport.lines[0], destination=replace(to, ref=ref))
        return told(replace(remote, backport=replace(done.backport, lines=(work,))))

    assert "relkit backport --pr " in at(done, to.ref)
    assert "relkit backport --push " in at(done, "refs/heads/2.4.x")
    pushed = replace(done, pushes=(Pushing(remote="origin", updates=done.updates),), pushed=("origin",))
    assert "relkit backport --p" not in at(pushed, to.ref)


def test_what_was_passed_over_is_a_number() -> None:
    over = tuple(left_out(f"Fix {name}", "the last release passed it over", PASSED_OVER) for name in "abc")
    done = one_line(made("Fix the parser"))
    whole = replace(done.backport, lines=(replace(done.backport.lines[0], left_out=(*over, left_out("Fix d"))),))
    shown = told(replace(done, backport=whole))
    assert "- left out  3 changes that the last release passed over; name one to pick it" in shown
    assert "2 asked for: 1 picked, 1 left out" in shown
    assert "Fix a" not in shown


def test_where_many_wait_it_is_said_how_to_take_what_applies_alone() -> None:
    names = [f"Fix {name}" for name in "abcdef"]
    whole = backport(work("2.4.x", *map(pick, names)))
    line = progress("2.4.x", stuck(names[0], conflict()), *map(waiting, names[1:]))
    command = ("relkit", "backport", "--missing", "--to", "2.4.x")
    waits = replace(operation(whole, line, phase=Phase.WAITING), command=command)
    again = "relkit backport --abort && relkit backport --clean --missing --to 2.4.x"
    assert again in told(waits)
    assert "--clean" not in told(replace(waits, command=(*command, "--clean")))
    fewer = replace(waits, lines=(replace(line, picks=line.picks[:4]),))
    assert "--clean" not in told(fewer)


def test_a_pick_that_fails_counts_as_that() -> None:
    waits = one_line(made("Fix the parser"), made("Fix the header"), phase=Phase.WAITING, worktree="/x/y")
    failed = Verified(line=0, id=HEADER, commit=sha("Fix the header, picked"), command="true", status=1, log="/x/log")
    shown = told(replace(waits, lines=(replace(waits.lines[0], failed=failed),)))
    assert "2 asked for: 1 picked, 1 fails its verification" in shown


def test_a_line_that_fails_by_itself_says_so() -> None:
    waits = one_line(made("Fix the parser"), phase=Phase.WAITING, worktree="/x/y")
    failed = Verified(line=0, id=None, commit=sha("base"), command="make check", status=2, log="/x/log")
    shown = told(replace(waits, lines=(replace(waits.lines[0], failed=failed),)))
    assert f"the line itself fails, without any pick: verification failed on {sha('base')[:10]} with status 2" in shown
    assert "--skip" not in shown


def test_what_was_given_up_waits_no_more() -> None:
    done = one_line(made("Fix the parser"), waiting("Fix the header"), phase=Phase.ABORTED)
    assert "2 asked for: 1 picked, 1 not picked" in told(done)
    assert f"… not picked  {HEADER[:10]} " in logged(done)
    assert "waits" not in logged(done)
    conflicts = one_line(stuck("Fix the parser", conflict("NEWS", "changelog")), phase=Phase.ABORTED)
    assert "only the changelog conflicts" in logged(conflicts)
    assert "relkit can settle that" not in logged(conflicts)
    (shown,) = [line.plain for line in log_lines(Log(operations=(done,), now=NOW), width=120) if ID in line.plain][:1]
    assert shown.endswith("2 asked for: 1 picked, 1 not picked")


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        (Phase.PICKING, "No branch has moved yet"),
        (Phase.WAITING, "No branch has moved yet"),
        (Phase.PUBLISHING, "its branches move together or not at all"),
        (Phase.PUSHING, "Its branches stand; not all of them were pushed."),
        (Phase.UNDOING, "Its branches go back together or not at all."),
    ],
)
def test_an_interrupt_says_what_stands(phase: Phase, said: str) -> None:
    seen = Told(operation=one_line(made("Fix the parser"), phase=phase), titles={}, relkit="relkit -C x")
    shown = [line.plain for line in interrupted_lines(seen, width=60)]
    assert max(map(len, shown)) <= 60
    assert said in " ".join(shown)
    commands = [line.partition("#")[0].strip() for line in shown if line.startswith("relkit ")]
    leave = ["relkit -C x backport --skip"] if phase is Phase.PUSHING else []
    back = ["relkit -C x backport --continue", *leave, "relkit -C x backport --abort"]
    assert commands[0] == "relkit -C x backport --status"
    assert commands[1:] == ([f"relkit -C x undo {ID}"] if phase is Phase.UNDOING else back)


# --- all of them ------------------------------------------------------------------------------------------------------


def test_no_line_is_wider_than_the_terminal_but_for_a_word_to_copy() -> None:
    for width in (30, 50, 80, 100):
        for shown in (
            dry(usual_backport(), width=width),
            told(waiting_operation(), width=width),
            told(one_line(made("Fix the parser")), width=width),
        ):
            for line in shown.split("\n"):
                assert len(line) <= width or "/" in line or "--" in line, line


def test_ascii_is_enough() -> None:
    assert dry(usual_backport(), ascii_only=True).isascii()
    assert told(waiting_operation(), ascii_only=True).isascii()
    log = Log(operations=(waiting_operation(),), now=NOW)
    assert all(line.plain.isascii() for line in log_lines(log, width=80, ascii_only=True))


def test_nothing_of_a_repository_acts_on_a_terminal() -> None:
    evil = "\x1b[2Jfix"
    state = replace(stuck(evil, conflict(evil)), why=evil, deviations=(replace(OUTSIDE, path=evil, committed=(evil,)),))
    whole = backport(work("2.4.x", pick(evil), left=(left_out(evil, evil),)), warnings=(evil,))
    waits = operation(whole, progress("2.4.x", state, worktree=f"/{evil}"), phase=Phase.WAITING)
    waits = replace(waits, refused=(evil,), who=evil, command=(evil,))
    everything = [
        dry(whole),
        told(waits, titles={REWORK: evil}),
        *(line.plain for line in operation_lines(Told(operation=waits, titles={}), width=80)),
        *(choice.text for choice in choices(whole.lines[0], width=80)),
    ]
    assert "\x1b" not in "".join(everything)


def test_the_commits_whose_titles_are_to_be_read() -> None:
    waits = waiting_operation()
    assert unnamed(waits.backport, waits.lines) == (REWORK,)
    assert unnamed(backport(work("2.4.x", pick("Fix the parser")))) == ()


# --- the log ----------------------------------------------------------------------------------------------------------


def test_the_log_has_a_line_for_each_operation() -> None:
    log = Log(operations=(one_line(made("Fix the parser")), waiting_operation()), now=NOW + 7200, relkit="relkit -C x")
    shown = [line.plain for line in log_lines(log, width=120)]
    assert shown == [
        f"{ID}  2h  done           2.4.x: 1 asked for: 1 picked",
        f"{ID}  2h  waits for you  2.4.x and 2.3.x: 6 asked for: 1 picked, 1 resolved, 1 already there, 1 conflic…",
        "",
        f"relkit -C x log {ID}  # all about one",
    ]
    assert [line.plain for line in log_lines(Log(operations=(), now=NOW), width=120)] == [
        "relkit has changed nothing here yet."
    ]
    assert len(log_lines(log, width=40)) > 4


def test_one_operation_has_its_refs_before_and_after() -> None:
    done = one_line(made("Fix the parser"))
    moved = replace(done.updates[0], old=sha("before"))
    done = replace(done, updates=(moved, *done.updates[1:]), pushes=(Pushing(remote="origin", updates=(moved,)),))
    done = replace(done, pushed=("origin",))
    shown = [line.plain for line in operation_lines(Told(operation=done, titles={}), width=120)]
    after = sha("Fix the parser, picked")[:10]
    assert "began 2025-06-15 15:06 UTC, ended 2025-06-15 15:06 UTC, by Test Person <test@example.org>" in shown
    assert "relkit backport --to 2.4.x HEAD" in shown
    at = shown.index("refs before and after")
    row = f"  {sha('before')[:10]} → {after}  backport/2.4.x/tables"
    assert shown[at:] == ["refs before and after", row, "on origin before and after", row]
