"""Words of arguments that a shell completes."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from relkit.cli.group import working_directory


def complete_line(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the branches whose names begin with what was typed."""
    from relkit.errors import RelkitError
    from relkit.workflows.branches import branch_names

    try:
        names = branch_names(working_directory(ctx))
    except RelkitError:
        return []  # a shell that completes words has no place for errors
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
