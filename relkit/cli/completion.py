"""`relkit completion`: the script that completes relkit's words in a shell."""

from __future__ import annotations

import click

from relkit.cli import streams

_SHELLS = ("bash", "zsh", "fish")


# click keeps the lines of a paragraph that begins with a backspace.
_HELP = """Print the script that completes relkit's commands, options and lines in SHELL.

\b
bash:  relkit completion bash > ~/.local/share/bash-completion/completions/relkit
zsh:   relkit completion zsh > "${fpath[1]}/_relkit"
fish:  relkit completion fish > ~/.config/fish/completions/relkit.fish
"""


@click.command(help=_HELP)
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print a shell's completion script."""
    from click.shell_completion import get_completion_class  # only here

    from relkit.cli.group import cli  # which loads this module

    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 # click has all three
    streams.write(made(cli, {}, "relkit", "_RELKIT_COMPLETE").source())
