"""The options of the verbs that pick: how picks are chosen and made, and what happens to the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import click

from relkit.cli.showing import format_option
from relkit.errors import UsageError
from relkit.model.backport import Manner, Notes, When, Wish

_Function: TypeAlias = Callable[..., object]

_OPTIONS = (
    click.option("--onto-branch", is_flag=True, help="Move the line's own branch, and make no new one."),
    click.option("--topic", metavar="NAME", help="What goes into the new branches' names: backport/LINE/NAME."),
    click.option(
        "--keep-closing", "closing", is_flag=True, help="Repeat trailers that close issues (Fixes #N, Closes #N)."
    ),
    click.option("--clean", is_flag=True, help="Only what applies: what conflicts is skipped, and said."),
    click.option(
        "--changelog",
        "notes",
        type=click.Choice([notes.value for notes in Notes]),
        help="Where nothing but the changelog conflicts: take the pick's change note, or leave it as the line has it.",
    ),
    click.option(
        "--verify",
        metavar="COMMAND",
        help="What must succeed in the picked tree, such as 'pytest -q'; else what is configured for the line.",
    ),
    click.option("--verify-each", is_flag=True, help="Verify after each pick, and not only at the end."),
    click.option("--no-verify", is_flag=True, help="Let git's hooks (pre-commit, commit-msg …) not run."),
    click.option(
        "-S", "--sign/--no-sign", "sign", default=None, help="Sign the commits, or don't; else as git is configured."
    ),
    click.option("--push", is_flag=True, help="Push the results, if the remote still is where it was; never forced."),
    click.option(
        "--pr", "request", is_flag=True, help="Push the results, and open pull requests or bring them up to date."
    ),
    click.option(
        "--label", "labels", metavar="LABEL", multiple=True, help="A label of the pull requests; may be given again."
    ),
    click.option("--dry-run", is_flag=True, help="Show what would be picked and what would come of it; no more."),
    format_option("For people, or for programs.", ("text", "json")),
)


def manner_options(function: _Function) -> _Function:
    """Give a verb the options of picking."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def read_wish(ctx: click.Context) -> Wish:
    """Return how a backport is asked for. Raises UsageError for options of which only some make sense together.

    Options that a verb does not have are as if they were not given. Picks are tried where they are shown before they
    are made.
    """
    asked = ctx.params
    return Wish(
        manner=_manner(asked),
        prerequisites=asked.get("prerequisites", False),
        out_of_order=asked.get("out_of_order", False),
        onto_branch=asked["onto_branch"],
        closing=asked["closing"],
        topic=asked["topic"],
        forecasts=asked["dry_run"] or asked.get("interactive", False),
    )


def _manner(asked: Mapping[str, Any]) -> Manner:
    if asked["topic"] is not None and asked["onto_branch"]:
        raise UsageError(
            "--topic goes into the names of new branches, and --onto-branch makes none", "leave one of them out"
        )
    if asked["request"] and asked["onto_branch"]:
        raise UsageError(
            "--pr asks for a branch to be merged, and --onto-branch moves the line itself",
            "--onto-branch --push pushes the line, --pr without --onto-branch asks",
        )
    if asked["labels"] and not asked["request"]:
        raise UsageError("--label is for pull requests, and none is opened", "add --pr, or leave --label out")
    return Manner(
        hooks=not asked["no_verify"],
        sign=asked["sign"],
        notes=None if asked["notes"] is None else Notes(asked["notes"]),
        clean_only=asked["clean"],
        verify_when=When.EACH if asked["verify_each"] else When.END,
        push=asked["push"] or asked["request"],
        request=asked["request"],
        labels=asked["labels"],
    )
