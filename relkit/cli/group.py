"""The command `relkit` itself. Its verbs are loaded when they are called: the help of all costs no verb's imports."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from pathlib import Path

import click
from click.core import ParameterSource

from relkit import __version__
from relkit.errors import UsageError

HELP_HINT = "`relkit --help` tells more"
_VERBS = {
    "plan": "What to release from which branch, and why.",
    "classify": "What changes are (fixes, features …), and how that is known.",
    "ledger": "Where every change is, and how that is known.",
    "forecast": "Whether cherry-picks will apply, and what is in their way.",
    "backport": "Carry changes to maintenance branches, without ever losing work.",
    "apply": "Carry a saved plan out.",
    "log": "What relkit did to the repository.",
    "undo": "Take back what relkit did.",
    "init": "Write down how the project releases, found out and asked.",
    "completion": "The script that completes relkit's words in a shell.",
}
"""The verbs in the order of the help, each with what it does; a verb's module and function have its name."""
_ELSEWHERE = {
    **{word: f"backport --{word}" for word in ("status", "continue", "skip", "abort", "mergetool")},
    **dict.fromkeys(("cherry-pick", "pick", "port"), "backport CHANGE --to LINE"),
    **dict.fromkeys(("push", "pr"), "backport --push"),
}
"""What people type for what is an option, or has another name."""


class LazyGroup(click.Group):
    """A group that imports a verb's module when the verb is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the help."""
        return [*_VERBS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb, from its own module."""
        if cmd_name not in _VERBS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"relkit.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb. Raises UsageError with the nearest name where there is none of that name."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches  # only then

            near = _ELSEWHERE.get(args[0]) or next(iter(get_close_matches(args[0], _VERBS, 1)), None)
            raise UsageError(
                f"there is no command {args[0]!r}", f"did you mean `relkit {near}`?" if near else HELP_HINT
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs with what they do, without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_VERBS.items()))


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 # click's signature
    if not asked or ctx.resilient_parsing:
        return
    click.echo(f"relkit {__version__}")
    ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`relkit COMMAND --help` tells more. A first look: `relkit plan --demo`.",
)
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Run as if started in DIR, as git does; given again, relative to the one before.",
)
@click.option("--no-pager", is_flag=True, help="Show long results at once, not through a pager.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show relkit's version and exit.",
)
@click.pass_context
def cli(ctx: click.Context, directory: tuple[Path, ...], *, no_pager: bool) -> None:
    """Releases and backports for projects that keep stable branches."""
    del no_pager  # ``pager.show`` asks for it
    ctx.obj = Path(*directory)


def working_directory(ctx: click.Context) -> Path:
    """Return the folder that the command works in, also while a shell completes its words and nothing has run yet."""
    return Path(*ctx.find_root().params.get("directory") or ())


def command_words(ctx: click.Context) -> list[str]:
    """Return the words of the command itself: "relkit -C numpy plan"."""
    folders = [word for folder in ctx.find_root().params["directory"] for word in ("-C", str(folder))]
    return ["relkit", *folders, str(ctx.info_name)]


def typed_words(ctx: click.Context, without: Collection[str] = ()) -> tuple[str, ...]:
    """Return the command as it was typed, but for its order and the parameters ``without``: options come first."""
    words, arguments = command_words(ctx), []
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if name in without or ctx.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        value = ctx.params[name]
        values = [str(one) for one in (value if isinstance(value, tuple) else (value,))]
        if isinstance(parameter, click.Argument):
            arguments += values
        elif isinstance(parameter, click.Option) and parameter.is_flag:
            words.append(max(parameter.opts if value else parameter.secondary_opts, key=len))
        else:
            words += [word for one in values for word in (max(parameter.opts, key=len), one)]
    separator = ["--"] if any(one.startswith("-") for one in arguments) else []
    return (*words, *separator, *arguments)
