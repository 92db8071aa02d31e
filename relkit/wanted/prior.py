"""What most projects do: weights of the general features, for projects without a past and as a start for the others.

Learned from six public projects, each counting the same; docs/decisions/0013-wanted-on-a-line.md tells how, and how
well it does on a project that is left out. Log-odds for a feature of value 1.
"""

from __future__ import annotations

from collections.abc import Mapping

INTERCEPT = -0.5

WEIGHTS: Mapping[str, float] = {
    "area build": 0.03,
    "area ci": -0.07,
    "area code": -0.15,
    "area docs": 0.07,
    "area only ci": -0.12,
    "area only code": -0.17,
    "area only docs": 0.06,
    "area only test": 0.07,
    "area test": 0.16,
    "area with ci": -0.1,
    "area with code": -0.08,
    "area with docs": -0.24,
    "area with test": -0.1,
    "author bot": -0.69,
    "body backport": 0.14,
    "body blueprint": -0.36,
    "body broke": 0.09,
    "body bug": 0.3,
    "body compat": 0.23,
    "body deprecat": -0.2,
    "body error": 0.18,
    "body fail": 0.29,
    "body fix": 0.09,
    "body flaky": -0.03,
    "body incorrect": -0.03,
    "body length": 0.08,
    "body race": -0.05,
    "body security": 0.32,
    "body typo": -0.05,
    "body wrong": 0.03,
    "kind build": 0.17,
    "kind ci": 0.2,
    "kind dependency": -0.41,
    "kind deprecation": -0.12,
    "kind feature": -0.54,
    "kind fix": 1.02,
    "kind merge": 0.09,
    "kind other": 0.09,
    "kind release": -0.09,
    "kind removal": -0.33,
    "kind security": 0.08,
    "kind test": -0.04,
    "line lacks": -0.13,
    "line nothing to touch": 0.04,
    "line same": 0.23,
    "size added": 0.37,
    "size deleted": 0.03,
    "size deletes": 0.07,
    "size files": -0.15,
    "size many": -0.1,
    "size none": -0.06,
    "size one": -0.13,
    "time before first release": 0.28,
    "time since cut": -0.6,
    "title backport": -0.05,
    "title broke": -0.05,
    "title bug": 0.44,
    "title crash": 0.07,
    "title deprecat": -0.22,
    "title error": 0.08,
    "title fail": 0.04,
    "title fix": 0.17,
    "title flaky": -0.04,
    "title leak": 0.03,
    "title regression": 0.07,
    "title security": -0.06,
    "title stable": -0.07,
    "title typo": -0.12,
}


def most_projects(features: Mapping[str, float]) -> float:
    """Return the log-odds that most projects would backport a change with these general features."""
    return INTERCEPT + sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())
