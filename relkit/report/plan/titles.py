"""Titles of changes, as a plan shows them."""

from __future__ import annotations

import re

from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.line import Line
from relkit.model.plan import Plan

_BRACKETS = re.compile(r"\[(?P<mark>[^\[\]]+)\]\s*")
_ROBOT = re.compile(r"Backport PR #\d+(?:: (?P<title>.+)| on branch \S+ \((?P<quoted>.+)\))$")


def without_marks(title: str, line: Line) -> str:
    """Return a title without the marks of a backport, which on its line say nothing and push the rest out of sight.

    Those are "[PR #1/8c8906a1 backport]", the line's own name in brackets, and "Backport PR #1: ".
    """
    rest = title
    while (found := _BRACKETS.match(rest)) and ("backport" in found["mark"].lower() or found["mark"] in line.names):
        rest = rest[found.end() :]
    robot = _ROBOT.match(rest)
    if robot:
        rest = robot["title"] or robot["quoted"]
    return rest or title


class Titles:
    """The titles of all commits that a plan knows of, to name a prerequisite or a culprit."""

    def __init__(self, plan: Plan) -> None:
        """Take them from the plan's changes, and from those that its forecasts name."""
        self._titles: dict[CommitId, str] = dict(plan.titles)
        for planned in plan.lines:
            state = planned.state
            for judged in (*state.unreleased, *(missing.judged for missing in state.missing)):
                for commit in judged.change.commits:
                    self._titles.setdefault(commit.id, commit.title)
                self._titles[judged.change.id] = judged.change.title

    def name(self, commit: CommitId) -> str:
        """Return a short id, with the title where it is known."""
        title = self._titles.get(commit)
        return f"{commit[:SHORT_ID]} ({title})" if title else commit[:SHORT_ID]
