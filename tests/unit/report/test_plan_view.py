from __future__ import annotations

from dataclasses import replace

from relkit.model.command import Command
from relkit.model.evidence import Kind
from relkit.model.forecast import Lacking, Outcome
from relkit.model.line import Status
from relkit.model.plan import Action, LinePlan
from relkit.report.plan.view import PlanView, view
from relkit.report.tones import Tone
from tests.plans import judged, line, lost_plan, missing, plan, planned, release, sha, usual_plan

MAIN = planned(line("main", mainline=True), Action.NONE)


def of_line(made: LinePlan, *, asked: bool = False) -> PlanView:
    return view(plan(MAIN, made), asked=[made.state.line.name] if asked else [])


def headline(made: LinePlan) -> list[str]:
    return [part.text() for part in of_line(made).lines[1].parts]


def many(number: int, kind: Kind = Kind.FIX) -> tuple:  # type: ignore[type-arg]
    return tuple(judged(f"{kind} {place}", kind, days=number - place) for place in range(number))


def test_verdicts() -> None:
    assert [(item.name, item.verdict, item.tone) for item in view(usual_plan()).lines] == [
        ("main", "wait for 2.5.0", Tone.PLAIN),
        ("2.4.x", "release 2.4.5", Tone.GOOD),
        ("2.3.x", "nothing to release", Tone.QUIET),
        ("origin/2.2.x", "wait for 2.2.13", Tone.PLAIN),
    ]


def test_an_ended_line_says_so() -> None:
    assert of_line(planned(line("1.0.x", status=Status.ENDED), Action.NONE)).lines[1].verdict == "ended"


def test_a_headline_puts_security_first() -> None:
    first, *rest = view(usual_plan()).lines[1].parts
    assert (first.text(), first.tone) == ("1 security fix, 4 days old", Tone.BAD)
    assert [part.text() for part in rest] == [
        "1 fix",
        "3 missing: 1 applies, 1 needs another first and 1 conflicts",
        "2.4.4 was 48 days ago",
    ]


def test_a_headline_in_words() -> None:
    clean = tuple(missing(judged(f"Fix {place}")) for place in range(2))
    assert headline(planned(line("2.4.x"), Action.WAIT, unreleased=many(3), lacks=clean)) == [
        "3 fixes, oldest 3 days",
        "2 missing, both apply",
    ]
    assert headline(planned(line("2.4.x"), Action.NONE)) == ["nothing new"]
    assert headline(planned(line("2.4.x"), Action.NONE, unreleased=many(2, Kind.DOCS))) == ["2 internal changes"]
    assert headline(planned(line("main"), Action.RELEASE, "2.4.5", unreleased=many(1), patch_line="2.4.x")) == [
        "1 fix, 24 hours old",
        "on a new branch 2.4.x",
    ]


def test_the_mainline_tells_of_its_last_release_only_when_it_is_the_projects() -> None:
    old, new = release("2.3.0", days=300), release("2.4.4", days=9)
    alone = planned(line("main", mainline=True, releases=(new,)), Action.NONE)
    behind = planned(line("main", mainline=True, releases=(old,)), Action.RELEASE, "2.5.0")
    beside = planned(line("2.4.x", releases=(new,)), Action.NONE)
    assert [part.text() for part in view(plan(alone)).lines[0].parts] == ["nothing new", "2.4.4 was 9 days ago"]
    seen = view(plan(behind, beside)).lines[0]
    assert [part.text() for part in seen.parts] == ["nothing new"]
    assert seen.details is not None
    assert seen.details.facts == ""
    # Shown alone, it is still not the project's last one.
    shown_alone = replace(plan(behind), latest=new.tag.date)
    assert [part.text() for part in view(shown_alone).lines[0].parts] == ["nothing new"]


def test_lines_that_are_over_are_named_and_people_who_decided_are_heard() -> None:
    wanted = replace(missing(judged("Fix it")), wanted=1.0)
    over = replace(missing(judged("Fix that", days=400)), passed_over=True)
    made = planned(line("2.4.x"), Action.RELEASE, "2.4.5", lacks=(over, wanted))
    made = replace(made, state=replace(made.state, not_wanted=2))
    seen = view(replace(plan(MAIN, made), ended=("2.3.x", "2.2.x")))
    assert seen.ended == "2 lines have ended, which `--all` shows: 2.3.x and 2.2.x"
    details = seen.lines[1].details
    assert details is not None
    assert "1 is wanted, as people decided; 2 others are not wanted" in details.missing.heading
    # What the last release left out is counted, and listed only where all is asked for.
    assert [entry.title for entry in details.missing.entries] == ["Fix it"]
    full = view(plan(MAIN, made), asked=["2.4.x"]).lines[1].details
    assert full is not None
    assert [(entry.title, entry.passed_over) for entry in full.missing.entries] == [
        ("Fix it", False),
        ("Fix that", True),
    ]


def test_a_security_fix_that_is_only_guessed_at_is_a_fix() -> None:
    guess = judged("Escape names", Kind.SECURITY, confidence=0.3)
    made = planned(line("2.4.x"), Action.RELEASE, "2.4.5", unreleased=(guess,))
    assert headline(made)[0].startswith("1 fix")
    details = of_line(made).lines[1].details
    assert details is not None
    assert details.waiting.entries[0].kind == "security?"


def test_missing_security_is_bad_news_in_words() -> None:
    made = planned(line("2.4.x"), Action.WAIT, "2.4.5", lacks=(missing(judged("Escape", Kind.SECURITY)),))
    (_, part) = of_line(made).lines[1].parts
    assert (part.text(2), part.tone) == ("1 missing (1 security)", Tone.BAD)


def test_details_only_where_something_is_to_be_done() -> None:
    assert [item.name for item in view(usual_plan()).lines if item.details] == ["2.4.x"]
    worried = planned(
        line("2.4.x"), Action.WAIT, "2.4.5", reasons=(("security-missing", "1 security fix is missing."),)
    )
    assert of_line(worried).lines[1].details is not None
    assert view(plan(MAIN)).lines[0].details is not None


def test_all_of_a_line_that_is_asked_for_by_any_of_its_names() -> None:
    for name in ("origin/2.2.x", "2.2.x", "2.2", "refs/remotes/origin/2.2.x"):
        assert [item.name for item in view(usual_plan(), asked=[name]).lines if item.details] == ["origin/2.2.x"]


def test_what_waits_is_sorted_by_weight_and_then_the_newest_first() -> None:
    details = view(usual_plan()).lines[1].details
    assert details is not None
    assert [(entry.kind, entry.title) for entry in details.waiting.entries] == [
        ("security", "Escape names in tables"),
        ("fix", "Fix the parser of station names"),
    ]
    assert details.waiting.folded == "and 1 internal (1 ci)"
    made = planned(line("2.4.x"), Action.RELEASE, "2.4.5", unreleased=many(3))
    newest_first = of_line(made).lines[1].details
    assert newest_first is not None
    assert [entry.title for entry in newest_first.waiting.entries] == ["fix 2", "fix 1", "fix 0"]


def test_missing_says_what_a_pick_would_meet() -> None:
    details = view(usual_plan()).lines[1].details
    assert details is not None
    assert [(entry.title, entry.outcome, entry.notes) for entry in details.missing.entries] == [
        ("Fix the writer", Outcome.CLEAN, ()),
        (
            "Fix the header",
            Outcome.NEEDS,
            (
                "conflicts in tidewater/tables.py",
                f"needs 1 earlier change first: {sha('Rework the tables')[:10]} (Rework the tables)",
            ),
        ),
        (
            "Fix the order of tides",
            Outcome.CONFLICT,
            (
                "conflicts in tidewater/tables.py and tidewater/cli.py",
                f"because of {sha('Rework the tables')[:10]} (Rework the tables)",
            ),
        ),
    ]


def test_a_warning_that_many_share_is_told_once() -> None:
    shared, own = "not tried: too many", "this one is odd"
    lacks = [missing(judged(f"Fix {place}"), Outcome.UNKNOWN) for place in range(4)]
    for place, item in enumerate(lacks):
        assert item.forecast is not None
        warnings = (shared, own) if place == 0 else (shared,)
        lacks[place] = replace(item, forecast=replace(item.forecast, warnings=warnings))
    details = of_line(planned(line("2.4.x"), Action.RELEASE, lacks=tuple(lacks))).lines[1].details
    assert details is not None
    assert details.missing.folded == "4 of them: not tried: too many"
    assert [entry.notes for entry in details.missing.entries] == [(), (), (), (own,)]


def test_long_lists_are_cut_unless_they_are_asked_for() -> None:
    made = planned(
        line("2.4.x"),
        Action.RELEASE,
        "2.4.5",
        unreleased=(*many(40), *many(9, Kind.TEST)),
        lacks=tuple(missing(item) for item in many(30)),
    )
    cut, whole = of_line(made).lines[1].details, of_line(made, asked=True).lines[1].details
    assert cut is not None
    assert whole is not None
    assert (len(cut.waiting.entries), cut.waiting.hidden, cut.waiting.folded) == (5, 35, "and 9 internal (9 test)")
    assert (len(cut.missing.entries), cut.missing.hidden) == (5, 25)
    assert (len(whole.waiting.entries), whole.waiting.hidden, whole.waiting.folded) == (49, 0, None)
    assert (len(whole.missing.entries), whole.missing.hidden) == (30, 0)


def test_reasons_are_brief_in_an_overview() -> None:
    reasons = (
        ("fixes-wait", "3 fixes wait."),
        ("cadence", "The last release was long ago."),
        ("no-cadence", "Nothing to compare with."),
        ("under-way", "Work is under way."),
        ("security-missing", "1 security fix is missing here: “Escape names”."),
        ("missing-applies", "2 fixes are missing here and apply: “A”, “B”."),
    )
    made = planned(line("2.4.x"), Action.RELEASE, "2.4.5", lacks=(missing(judged("A")),), reasons=reasons)
    cut, whole = of_line(made).lines[1].details, of_line(made, asked=True).lines[1].details
    assert cut is not None
    assert whole is not None
    assert [said.text for said in cut.reasons] == [
        "3 fixes wait.",
        "The last release was long ago.",
        "Nothing to compare with.",
        "1 security fix is missing here.",
    ]
    assert cut.reasons[-1].tone is Tone.BAD
    assert len(whole.reasons) == 5
    assert whole.reasons[-1].text == "1 security fix is missing here: “Escape names”."


def test_marks_of_backports_do_not_hide_titles() -> None:
    titles = {
        "[PR #13509/2d9c5c10 backport][2.4] Fix edges (#12)": "Fix edges (#12)",
        "[2.4.x] Fix edges": "Fix edges",
        "Backport PR #12 on branch 2.4.x (Fix edges)": "Fix edges",
        "Backport PR #12: Fix edges": "Fix edges",
        "[novnc] Fix edges": "[novnc] Fix edges",
        "[2.4.x]": "[2.4.x]",
    }
    for title, shown in titles.items():
        details = of_line(planned(line("2.4.x"), Action.RELEASE, unreleased=(judged(title),))).lines[1].details
        assert details is not None
        assert details.waiting.entries[0].title == shown


def test_what_was_left_out_is_one_sentence() -> None:
    assert view(usual_plan()).left_out == ("Left out: 7 branches (a robot's branch: 7), 7 tags (no version: 7)")
    assert view(plan(MAIN, ignored=1)).left_out == (
        "Left out: 1 branch (a robot's branch: dependabot/pip-0), 1 tag (no version: nightly-0)"
    )
    assert view(plan(MAIN)).left_out is None


def test_the_moment() -> None:
    assert view(usual_plan()).moment == "2025-06-15 15:06 UTC"
    assert view(replace(usual_plan(), as_of=True)).moment == "as of 2025-06-15 15:06 UTC"


def test_the_next_command_looks_at_what_is_to_be_released() -> None:
    assert view(usual_plan(), again="relkit -C here plan").commands == (
        Command(command="relkit -C here plan 2.4.x", does="all about 2.4.x"),
        Command(command="relkit -C here plan -o plan.json", does="save this plan"),
    )
    assert len(view(usual_plan(), saved=True).commands) == 1


def test_the_next_command_picks_what_applies() -> None:
    commands = view(usual_plan(), asked=["2.2"]).commands
    ids = " ".join(sha(title)[:10] for title in ("Fix the writer", "Fix a leak"))
    command = f"relkit backport {ids} --to origin/2.2.x"
    assert commands[0] == Command(command=command, does="picks what applies")
    assert commands[1].command == "relkit plan -o plan.json origin/2.2.x"


def test_nothing_is_picked_in_the_past_or_where_nothing_lasts() -> None:
    past = view(replace(usual_plan(), as_of=True), asked=["2.2"])
    going = view(usual_plan(), asked=["2.2"], lasting=False)
    assert [command.does for command in (*past.commands, *going.commands)] == ["save this plan", "save this plan"]


def test_the_most_important_of_many_are_picked() -> None:
    merge = judged("Merge pull request #7", brought=("one",))
    lacks = (missing(merge), missing(judged("Fix", Kind.SECURITY)), *(missing(judged(f"Fix {n}")) for n in range(25)))
    made = planned(line("2.4.x", releases=(release("2.4.4"),)), Action.WAIT, lacks=lacks)
    command = of_line(made, asked=True).commands[0]
    assert command.does == "picks 20 of the 27 that apply"
    assert sha("Fix")[:10] in command.command


def test_names_are_quoted_for_the_shell() -> None:
    odd = planned(line("a b;rm"), Action.RELEASE, "1.0")
    assert of_line(odd).commands[0].command == "relkit plan 'a b;rm'"
    dashed = planned(line("-x"), Action.RELEASE, "1.0", lacks=(missing(judged("Fix")),))
    assert of_line(dashed).commands[0].command == "relkit plan -- -x"
    picks, saves = of_line(dashed, asked=True).commands
    assert picks.command == f"relkit backport {sha('Fix')[:10]} --to=-x"
    assert saves.command == "relkit plan -o plan.json -- -x"


def test_what_applies_and_would_not_work_is_not_picked() -> None:
    works, lacking = missing(judged("Fix one")), missing(judged("Fix two"))
    assert lacking.forecast is not None
    lack = Lacking(path="a.py", line=1, kind="import", name="b", text="imports b")
    lacking = replace(lacking, forecast=replace(lacking.forecast, lacks=(lack,)))
    command = of_line(planned(line("2.4.x"), Action.WAIT, lacks=(works, lacking)), asked=True).commands[0]
    assert command == Command(
        command=f"relkit backport {sha('Fix one')[:10]} --to 2.4.x", does="picks 1 of the 2 that apply"
    )
    only = of_line(planned(line("2.4.x"), Action.WAIT, lacks=(lacking,)), asked=True).commands
    assert not [one for one in only if "backport" in one.command]


def test_what_goes_against_the_rule_of_upgrades_is_one_sentence_a_line() -> None:
    made = lost_plan()
    seen = view(made, ledger="relkit -C x ledger")
    assert seen.drifts == ("2.4.x lacks 1 fix that 2.3.x and others have, and has 1 fix that never went to main",)
    assert Command(command="relkit -C x ledger", does="where these fixes are") in seen.commands
    assert "relkit ledger 2.4.x" in [command.command for command in view(made, asked=("2.4.x",)).commands]
    assert not [one for one in view(made, lasting=False).commands if "ledger" in one.command]


def test_where_nothing_is_amiss_nothing_is_said() -> None:
    seen = view(usual_plan())
    assert seen.drifts == ()
    assert not [one for one in seen.commands if "ledger" in one.command]
