"""Draws docs/images/plan.svg: what `relkit plan --demo` shows. Run it when the plan's look has changed.

The demonstration is made for one moment, so that the same code draws the same picture.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from relkit.report.plan.terminal import lines
from relkit.report.plan.view import view
from relkit.workflows.demo import make_demo
from relkit.workflows.plan import make_plan

MOMENT = 1_750_000_000
WIDTH = 104
THEME = TerminalTheme(
    (22, 27, 34),
    (230, 237, 243),
    [(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)] + [(88, 166, 255)] * 3 + [(177, 186, 196)],
)
# rich's own form loads fonts from a server, which pictures in a README may not.
FORM = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>relkit plan --demo</title>
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>{lines}</defs>
<rect fill="#161b22" width="100%" height="100%" rx="8"/>
<g transform="translate({terminal_x}, 26)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def draw() -> str:
    """Return the picture."""
    with tempfile.TemporaryDirectory(prefix="relkit-picture-") as folder:
        plan = make_plan(make_demo(Path(folder), MOMENT), as_of=str(MOMENT))
    console = Console(file=io.StringIO(), record=True, width=WIDTH, force_terminal=True, color_system="truecolor")
    console.print("$ relkit plan --demo", style="bold")
    console.print()
    for line in lines(view(plan, again="relkit plan --demo"), width=WIDTH):
        console.print(line, soft_wrap=True, highlight=False)
    return console.export_svg(title="relkit", theme=THEME, code_format=FORM, unique_id="relkit")


if __name__ == "__main__":
    Path(__file__).with_name("plan.svg").write_text(draw(), encoding="utf-8")
