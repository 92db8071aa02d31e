from __future__ import annotations

import pytest

from relkit.model.evidence import Kind
from relkit.model.plan import Action
from relkit.report.plan.markdown import markdown
from relkit.report.plan.view import view
from tests.plans import judged, line, plan, planned, sha, usual_plan


def test_the_overview_is_a_table() -> None:
    said = markdown(view(usual_plan())).splitlines()
    assert said[0] == "# tidewater: release plan"
    start = said.index("| Line | Proposal | Why |")
    assert said[start + 2] == "| main | **wait for 2.5.0** | 1 feature, 30 days old; 1 other change |"
    assert len([row for row in said if row.startswith("| ")]) == 6


def test_the_same_content_as_on_the_terminal() -> None:
    said = markdown(view(usual_plan()))
    writer, tides = sha("Fix the writer")[:10], sha("Fix the order of tides")[:10]
    assert "## 2.4.x: release 2.4.5" in said
    assert "Last release 2.4.4 on 2025-04-28; maintained: the newest series." in said
    assert "### Waiting: 3 changes" in said
    assert f"- **fix** `{writer}` Fix the writer (9 days old, applies)" in said
    assert f"- **fix** `{tides}` Fix the order of tides (8 days old, conflicts)" in said
    assert "  - conflicts in tidewater/tables.py and tidewater/cli.py" in said
    assert "- and 1 internal (1 ci)" in said
    assert "Left out: 7 branches (a robot's branch: 7), 7 tags (no version: 7)." in said
    assert "- `relkit plan 2.4.x`: all about 2.4.x" in said


def test_a_guess_is_said_in_words() -> None:
    guess = judged("Escape names", Kind.SECURITY, confidence=0.3)
    made = plan(planned(line("main", mainline=True), Action.RELEASE, "1.0.0", unreleased=(guess,)))
    assert f"- **perhaps security** `{sha('Escape names')[:10]}` Escape names" in markdown(view(made))


@pytest.mark.parametrize("sign", ["·", "✓", "✗", "↷", "→", "\x1b"])
def test_no_meaning_is_in_a_sign_alone(sign: str) -> None:
    assert sign not in markdown(view(usual_plan(), asked=["2.4.x"]))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("a | b", r"a \| b"),
        ("![x](http://evil.example)", r"!\[x\](http://evil.example)"),
        ("`code` *bold* __init__ ~~x~~ $x$", r"\`code\` \*bold\* \_\_init\_\_ \~\~x\~\~ \$x\$"),
        ("thanks @ada-lund", "thanks @&#8203;ada-lund"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("\x1b[31m \u202e", r"\\x1b\[31m \\u202e"),
        ("Fix 2.4.0 - really (#12)", "Fix 2.4.0 - really (#12)"),
    ],
)
def test_titles_are_no_markup(title: str, shown: str) -> None:
    made = plan(planned(line("main", mainline=True), Action.RELEASE, "1.0.0", unreleased=(judged(title),)))
    assert f"{shown} (3 days old)" in markdown(view(made))


@pytest.mark.parametrize(
    ("warning", "shown"),
    [("# x", r"- \# x"), ("1. x", r"- 1\. x"), ("--- x", r"- --\- x"), ("2.4.x is old", "- 2.4.x is old")],
)
def test_sentences_begin_no_blocks(warning: str, shown: str) -> None:
    made = plan(planned(line("main", mainline=True), Action.NONE), warnings=(warning,))
    assert shown in markdown(view(made)).splitlines()


def test_code_holds_backticks() -> None:
    made = plan(planned(line("main", mainline=True), Action.NONE), planned(line("a`b``c"), Action.RELEASE, "1.0.0"))
    assert "- ``` relkit plan 'a`b``c' ```: all about a\\`b\\`\\`c" in markdown(view(made))
