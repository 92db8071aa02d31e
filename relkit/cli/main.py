"""The only exit: runs a command, says what went wrong and what to do, and returns the status."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from relkit.cli import signals, streams
from relkit.cli.group import HELP_HINT, cli
from relkit.errors import EXIT_FAULT, EXIT_INTERRUPTED, EXIT_USAGE, RelkitError

__all__ = ["cli", "main", "run"]

_FULL = (errno.ENOSPC, errno.EDQUOT)
_COMPLETE = "_RELKIT_COMPLETE"
_NEW_OBJECTS = 100_000
"""Objects made between two searches for cycles: a history is many objects and few cycles, and all are searched."""
_EXIT_PIPE = 141
"""What a shell reports of a command that died of SIGPIPE; ours ends quietly instead."""


def main() -> NoReturn:
    """Run relkit with the arguments of the process, and exit."""
    gc.set_threshold(_NEW_OBJECTS, 50, 50)
    streams.prepare()
    signals.install()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run relkit, tell of errors on standard error, and return the exit status."""
    try:
        return _guarded(arguments)
    except signals.TerminatedError as told:
        return told.exit_status
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _guarded(arguments: Sequence[str]) -> int:
    try:
        status = _invoke(arguments)
        streams.flush()
    except click.exceptions.Exit as wanted:
        status = wanted.exit_code
    except click.Abort:
        status = EXIT_INTERRUPTED
    except RelkitError as error:
        streams.complain(error.message, error.hint, error.details)
        status = error.exit_status
    except click.exceptions.NoArgsIsHelpError as error:
        streams.say(f"{error.format_message()}\n")
        status = EXIT_USAGE
    except click.ClickException as error:
        streams.complain(error.format_message().removesuffix("."), _usage_hint(error))
        status = EXIT_USAGE
    except BrokenPipeError:
        streams.abandon()
        status = _EXIT_PIPE
    except streams.OutputError as error:
        streams.abandon()
        streams.complain(str(error))
        status = EXIT_USAGE
    except Exception as error:  # noqa: BLE001 # the last resort
        status = _unforeseen(error, arguments)
    return status


def _invoke(arguments: Sequence[str]) -> int:
    """Run the command; what it returns is its exit status, 0 for None."""
    if _COMPLETE in os.environ:
        from click.shell_completion import shell_complete  # only a completing shell needs it

        return shell_complete(cli, {}, "relkit", _COMPLETE, os.environ[_COMPLETE])
    with cli.make_context("relkit", list(arguments)) as context:
        return int(cli.invoke(context) or 0)


def _usage_hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"`{context.command_path} --help` tells more" if context else HELP_HINT


def _unforeseen(error: Exception, arguments: Sequence[str]) -> int:
    if isinstance(error, OSError) and error.errno in _FULL:
        streams.abandon()
        streams.complain(f"{error.strerror}: {error.filename or 'what was to be written got lost'}")
        return EXIT_USAGE
    return _fault(error, arguments)


def _fault(error: Exception, arguments: Sequence[str]) -> int:
    from relkit.cli.faults import write_log  # seldom needed

    log = write_log(error, arguments)
    where = f"what happened is in {log}" if log else "and no log could be written"
    streams.complain(
        f"relkit failed, and the fault is its own ({type(error).__name__}); {where}",
        "please report it with that file" if log else None,
    )
    return EXIT_FAULT
