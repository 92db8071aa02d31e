"""Long texts, a screen at a time."""

from __future__ import annotations

import click


def show(text: str) -> None:
    """Show a text in the user's pager."""
    click.echo_via_pager(text)
