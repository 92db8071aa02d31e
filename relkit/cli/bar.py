"""What a progress bar looks like. Loaded when one appears: most commands end before."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task
from rich.text import Text

from relkit.report.safe import visible

_WIDTH = 24


class Counted(ProgressColumn):
    """How many steps are done, of how many where that is known."""

    def render(self, task: Task) -> Text:
        """Return "120/3,400", "120", or nothing before the first step."""
        if task.total is not None:
            return Text(f"{int(task.completed):,}/{int(task.total):,}", style="progress.download")
        return Text(f"{int(task.completed):,}" if task.completed else "", style="progress.download")


class Described(ProgressColumn):
    """What is being done."""

    def render(self, task: Task) -> Text:
        """Return the stage's name."""
        return Text(visible(task.description))


def make_bar() -> Progress:
    """Return a bar for standard error that leaves nothing behind."""
    console = Console(stderr=True, highlight=False)
    utf8 = console.encoding.lower().startswith("utf")
    spinner = SpinnerColumn("dots" if utf8 else "line")
    return Progress(spinner, Described(), BarColumn(bar_width=_WIDTH), Counted(), console=console, transient=True)
