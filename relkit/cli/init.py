"""`relkit init`: write down how the project releases, found out and asked."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relkit.cli import streams
from relkit.cli.group import working_directory
from relkit.cli.progress import Watched
from relkit.cli.saving import save
from relkit.cli.showing import as_text
from relkit.cli.streams import can_ask
from relkit.errors import UsageError

if TYPE_CHECKING:
    from relkit.config import Values
    from relkit.workflows.init import Discovery, Draft

_FILES = ("pyproject.toml", "relkit.toml")
_USUAL = ""
"""What `--notes` means without a remote."""


@click.command()
@click.option("-y", "--yes", is_flag=True, help="Ask nothing, and take every default. Needed without a terminal.")
@click.option("--print", "only_print", is_flag=True, help="Print the configuration, and write nothing.")
@click.option("--file", type=click.Choice(_FILES), help="Where to write it; else pyproject.toml where there is one.")
@click.option(
    "--notes",
    "notes",
    metavar="[REMOTE]",
    is_flag=False,
    flag_value=_USUAL,
    help="Only let `git fetch` also bring the decisions that others made; no configuration is written.",
)
@click.pass_context
def init(ctx: click.Context, *, yes: bool, only_print: bool, file: str | None, notes: str | None) -> int:
    """Write a configuration for this project.

    Shows what relkit found out by itself and why it believes it, asks only what it cannot know, and adds that to
    `[tool.relkit]` of pyproject.toml, or to relkit.toml. What is there stays as it is. relkit works without a
    configuration too: this pins what it found, for later, and for whoever disagrees.
    """
    if notes is not None:
        if yes or only_print or file is not None:
            raise UsageError(
                "--notes only sets up what `git fetch` brings, and goes with no other option", "leave them out"
            )
        return _fetch_decisions(working_directory(ctx), notes or None)
    with Watched() as progress:
        from relkit.workflows.init import discover  # --help needs none of it

        found = discover(working_directory(ctx), progress)
    files = found.files if file is None else (file,)
    file = _file(found, file)
    if only_print:
        return _print(found, file)
    if found.values and found.nowhere:
        raise UsageError(found.nowhere, "`relkit init --print` shows what could be written")
    writes = bool(found.values) and found.nowhere is None
    asks = writes and not yes
    if asks and not can_ask():
        raise UsageError(
            "relkit init asks questions, and there is no terminal to ask at",
            "`relkit init --yes` takes every default, `relkit init --print` only shows them",
        )
    streams.write(_shown(found))
    streams.flush()
    if not writes:
        streams.talk(_nothing(found))
    elif asks:
        found, file, notes = _conversed(found, files)
    if writes:
        _write(found, file)
    if notes is not None:
        _fetch_decisions(working_directory(ctx), notes)
    return 0


def _file(found: Discovery, asked: str | None) -> str:
    """Return the file to write, the one that was asked for if it can be."""
    from relkit.workflows.init import usual_file

    if asked is None:
        return usual_file(found)
    if found.source in _FILES and asked != found.source:
        raise UsageError(f"the configuration is in {found.source} already", f"leave --file {asked} away")
    if asked == "pyproject.toml" and found.files and asked not in found.files:
        raise UsageError("there is no pyproject.toml that could be completed", "leave --file away: relkit.toml is made")
    return asked


def _print(found: Discovery, file: str) -> int:
    from relkit.workflows.init import text_of

    if found.values:
        streams.write(text_of(found.values, file))
        streams.flush()
        streams.talk(f"This would be added to {file}; nothing was written")
    else:
        streams.talk(_nothing(found))
    return 0


def _nothing(found: Discovery) -> str:
    if found.values:
        return f"Nothing is written: {found.nowhere}"
    if found.source is None:
        return "Nothing to write: the repository does not tell how it releases"
    return f"Nothing to do: {found.source} says all of this already"


def _shown(found: Discovery) -> str:
    from relkit.report.found import lines

    title = f"{found.repository.name}: what relkit found (+ what it would write down)"
    return as_text(partial(lines, title), found.found)


def _conversed(found: Discovery, files: Sequence[str]) -> tuple[Discovery, str, str | None]:
    """Ask at the terminal; the end of the input, as Ctrl-C, leaves everything as it was."""
    from relkit.cli import prompts  # takes long to import

    with prompts.conversation():
        try:
            return _asked(found, files)
        except EOFError as error:
            streams.talk("Nothing was written")
            raise click.Abort from error
        except KeyboardInterrupt:
            streams.talk("Nothing was written")
            raise


def _asked(found: Discovery, files: Sequence[str]) -> tuple[Discovery, str, str | None]:
    """Ask what cannot be known. When the last answer is no, the command is over: nothing is written before it."""
    from relkit.cli import prompts
    from relkit.workflows.init import text_of, with_last_days

    file = prompts.choose("Where shall the configuration go?", files) if len(files) > 1 else files[0]
    days: dict[str, date] = {}
    for line in found.open_lines:
        question = f"Until when is {line.branch.short} maintained? (a day, or Enter: as its rhythm says)"
        last = prompts.enter(question, _day, "a day to come is written like 2027-01-31")
        if last is not None:
            days[line.branch.short] = last
    notes: str | None = None
    if found.remotes and found.source is None:
        remote = found.remotes[0]
        if prompts.confirm(f"Shall `git fetch {remote}` also bring the decisions of others?", default=False):
            notes = remote
    values: Values = with_last_days(found.values, days)
    streams.write(f"\n{text_of(values, file)}\n")
    if not prompts.confirm(f"Add this to {file}?", default=True):
        streams.talk("Nothing was written")
        raise click.exceptions.Exit(0)
    return replace(found, values=values), file, notes


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= datetime.now(UTC).date() else None


def _write(found: Discovery, file: str) -> None:
    from relkit.workflows.init import draft

    drafted = draft(found, file, found.values)
    _check(drafted)
    save(drafted.path, drafted.new, hint="`relkit init --print` shows what would be written")
    made = "made" if drafted.old is None else "extended"
    streams.talk(f"{file} is {made}. To undo: {drafted.undo}")
    streams.talk("Next: relkit plan")


def _check(drafted: Draft) -> None:
    """Raise UsageError for a file that its owner protects: replacing it would need no more than its folder's leave."""
    if drafted.old is None:
        return
    if not stat.S_IMODE(drafted.path.stat().st_mode) & stat.S_IWUSR or not os.access(drafted.path, os.W_OK):
        raise UsageError(
            f"{drafted.path.name} is read-only",
            f"chmod u+w {drafted.path.name}, or `relkit init --print` shows what would be written",
        )


def _fetch_decisions(where: Path, asked: str | None) -> int:
    """Let `git fetch` bring decisions, and do nothing else."""
    from relkit.workflows.init import fetch_decisions

    remote, undo = fetch_decisions(where, asked)
    if undo is None:
        streams.talk(f"`git fetch {remote}` brings the decisions already")
    else:
        streams.talk(f"`git fetch {remote}` now also brings the decisions. To undo: {undo}")
    return 0
