from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from relkit.model.evidence import Kind
from relkit.model.forecast import Outcome
from relkit.model.plan import Action, Plan
from relkit.report.page import _STYLES
from relkit.report.plan.terminal import lines
from relkit.report.plan.view import view
from relkit.report.tones import Tone
from tests.plans import judged, line, missing, plan, planned, release, sha, usual_plan

HOSTILE = [
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ \x1b[2J\x1b[31m",
    "[bold red]markup[/bold red] [link=file:///etc/passwd]x[/link] :bomb:",
    "\u202eevil\u202c \u2066x\u2069 \u200b\ufeff",
    "bytes \udce9\udcff and \x00 and \x9b31m",
    "修复解析器在宽字符标题上崩溃的问题并且添加测试" * 3,
    "👩\u200d🔬 ⚠\ufe0f 🏳\ufe0f\u200d🌈 emoji" * 5,
    "إصلاح المحلل עם עברית",
    "a" * 500,
    "line\nbreak\r\ttab",
    "z" + "\u0301" * 80,
    "",
]


def text(made: Plan, width: int, *asked: str, ascii_only: bool = False) -> list[str]:
    return [item.plain for item in lines(view(made, asked=asked), width=width, ascii_only=ascii_only)]


def hostile_plan() -> Plan:
    changes = tuple(judged(title, Kind.FIX if place % 2 else Kind.SECURITY) for place, title in enumerate(HOSTILE))
    lacks = tuple(
        missing(
            change, Outcome.CONFLICT, paths=(f"{change.change.title}/\x1b[5m.py",), culprits=(changes[0].change.id,)
        )
        for change in changes
    )
    name = "rel/\x1b[31m\u202e修复/" + "long" * 30
    return plan(
        planned(line("main", mainline=True, releases=(release("1.0.0"),)), Action.WAIT, "1.1.0"),
        planned(
            line(name, releases=(release("1.0.1"),)),
            Action.RELEASE,
            "1.0.2",
            unreleased=changes,
            lacks=lacks,
            reasons=tuple(("fixes-wait", f"Fixes wait: “{title}”.") for title in HOSTILE),
        ),
        warnings=tuple(HOSTILE),
        ignored=3,
    )


@pytest.mark.parametrize("width", [40, 80, 160])
def test_a_verdict_a_line_comes_first(width: int) -> None:
    top = text(usual_plan(), width)[: 2 + 4 * (2 if width < 64 else 1)]
    assert top[0].startswith("tidewater  4 lines, 2025-06-15 15:06 UTC")
    verdicts = [shown.split()[:4] for shown in top[2:] if not shown.startswith("    ")]
    assert verdicts == [
        ["main", "wait", "for", "2.5.0"],
        ["2.4.x", "release", "2.4.5", *verdicts[1][3:]],
        ["2.3.x", "nothing", "to", "release"],
        ["origin/2.2.x", "wait", "for", "2.2.13"],
    ]
    assert "1 security fix" in "\n".join(top)
    assert "3 missing" in "\n".join(top) or width == 40


def test_at_eighty_columns() -> None:
    assert text(usual_plan(), 80)[:20] == [
        "tidewater  4 lines, 2025-06-15 15:06 UTC",
        "",
        "  main          wait for 2.5.0      1 feature, 30 days old · 1 other change",
        "  2.4.x         release 2.4.5       1 security fix 4d · 1 fix · 3 missing",
        "  2.3.x         nothing to release  nothing new · 2.3.9 was 20 days ago",
        "  origin/2.2.x  wait for 2.2.13     1 fix 2d · 2 missing · security only",
        "",
        "2.4.x → release 2.4.5",
        "  last release 2.4.4 on 2025-04-28 · maintained: the newest series",
        "  • 1 security fix has waited for 4 days.",
        "  • 1 fix since 2.4.4 has waited for 12 days.",
        "  • The last release was 48 days ago; this line usually makes one every 40 days.",
        "  Waiting: 3 changes",
        f"    security {sha('Escape names in tables')[:10]}  4d  Escape names in tables",
        f"    fix      {sha('Fix the parser of station names')[:10]} 12d  Fix the parser of station names",
        "    and 1 internal (1 ci)",
        "  Missing here: 3 changes of the mainline: 1 applies, 1 needs another first and",
        "  1 conflicts",
        f"    ✓ fix {sha('Fix the writer')[:10]} 9d  Fix the writer",
        f"    ↷ fix {sha('Fix the header')[:10]} 7d  Fix the header",
    ]


@pytest.mark.parametrize("width", [20, 33, 40, 64, 80, 160, 200])
@pytest.mark.parametrize("asked", [(), ("2.4.x",)])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_too_wide(width: int, asked: tuple[str, ...], ascii_only: bool) -> None:  # noqa: FBT001
    for shown in text(usual_plan(), width, *asked, ascii_only=ascii_only):
        # A word of a command is never broken: it could not be copied any more.
        assert cell_len(shown) <= width or " " not in shown.strip().removesuffix(" \\")


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("asked", [(), ("main",)])
def test_hostile_text_stays_text(width: int, asked: tuple[str, ...]) -> None:
    made = hostile_plan()
    shown = text(made, width, *asked)
    assert all(cell_len(item) <= width or item.startswith(("relkit", "    ")) for item in shown)
    everything = "\n".join(shown)
    assert everything.replace("\n", "").isprintable() or "\u200d" in everything
    for forbidden in "\x1b\x00\x9b\r\t\u202e\u202c\u2066\u200b\ufeff\udce9":
        assert forbidden not in everything
    everything.encode("utf-8")


def test_hostile_text_reaches_no_terminal() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="truecolor", width=120, highlight=False)
    for item in lines(view(hostile_plan(), asked=["1.0"]), width=120):
        console.print(item, soft_wrap=True)
    codes = {part.partition("m")[0] for part in out.getvalue().split("\x1b[")[1:]}
    assert codes <= {"0", "1", "2", "38;5;166", "1;38;5;28", "1;38;5;196"}
    assert "\x1b]" not in out.getvalue()
    assert "[bold red]markup[/bold red]" in out.getvalue()
    assert ":bomb:" in out.getvalue()


def test_ascii_only() -> None:
    shown = "\n".join(text(hostile_plan(), 80, ascii_only=True) + text(usual_plan(), 80, ascii_only=True))
    assert shown.isascii()
    assert "2.4.x -> release 2.4.5" in shown
    assert "    x fix" in shown
    assert "    + fix" in shown


def test_colours_have_words_beside_them() -> None:
    said = {
        (span.style, item.plain[span.start : span.end].strip())
        for item in lines(view(usual_plan()), width=120)
        for span in item.spans
    }
    assert ("bold color(28)", "release 2.4.5") in said
    assert ("bold color(28)", "✓") in said
    assert ("bold color(196)", "✗") in said
    assert ("bold color(196)", "security") in said
    assert ("color(166)", "conflicts in tidewater/tables.py and tidewater/cli.py") in said


def test_a_narrow_terminal_has_a_line_for_a_title() -> None:
    shown = text(usual_plan(), 40)
    place = shown.index(f"  fix      {sha('Fix the parser of station names')[:7]} 12d")
    assert shown[place + 1] == "    Fix the parser of station names"


def test_a_wide_terminal_has_no_endless_sentences() -> None:
    long = plan(
        planned(line("main", mainline=True), Action.RELEASE, "1.0", unreleased=(judged("long " * 50),)),
        warnings=("word " * 90,),
    )
    shown = text(long, 200)
    assert max(len(item) for item in shown if "word" in item) <= 120
    assert max(len(item) for item in shown if "long" in item) > 190


def luminance(colour: tuple[int, int, int]) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# The backgrounds of xterm, VS Code, GNOME, Solarized, Dracula and One; light ones of xterm, Solarized, One.
@pytest.mark.parametrize(
    "background", ["000000", "1e1e1e", "171421", "002b36", "282a36", "282c34", "ffffff", "fdf6e3", "fafafa"]
)
@pytest.mark.parametrize("tone", [Tone.GOOD, Tone.ATTENTION, Tone.BAD])
def test_colours_can_be_read_on_light_and_dark(tone: Tone, background: str) -> None:
    colour = Style.parse(_STYLES[tone]).color
    assert colour is not None
    red, green, blue = bytes.fromhex(background)
    darker, lighter = sorted((luminance(colour.get_truecolor()), luminance((red, green, blue))))
    assert (lighter + 0.05) / (darker + 0.05) > 2.9  # WCAG asks 3 of large or bold text


def test_how_much_is_not_shown() -> None:
    fixes = tuple(judged(f"Fix {place}", days=place + 1) for place in range(30))
    made = plan(
        planned(line("main", mainline=True), Action.NONE),
        planned(line("2.4.x"), Action.RELEASE, "2.4.5", unreleased=fixes),
    )
    assert "    … and 25 more" in text(made, 80)
    assert sum("Fix " in shown for shown in text(made, 80, "2.4.x")) == 30


def test_a_plan_of_one_line() -> None:
    made = plan(planned(line("main", mainline=True), Action.NONE, reasons=(("no-release-yet", "Nothing yet."),)))
    assert text(made, 60) == [
        "tidewater  1 line, 2025-06-15 15:06 UTC",
        "",
        "  main  nothing to release",
        "    nothing new",
        "",
        "main → nothing to release",
        "  • Nothing yet.",
        "",
        "relkit plan main          # all about main",
        "relkit plan -o plan.json  # save this plan",
    ]
