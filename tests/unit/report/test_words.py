from __future__ import annotations

import pytest

from relkit.report.words import DAY, count, day, enumerated, iso, minute, short_span, span


def test_counts() -> None:
    assert count(1, "fix") == "1 fix"
    assert count(0, "fix") == "0 fixes"
    assert count(1204, "change") == "1,204 changes"
    assert count(2, "branch", "branches") == "2 branches"


@pytest.mark.parametrize(
    ("seconds", "words", "short"),
    [
        (10, "less than an hour", "<1h"),
        (3600, "1 hour", "1h"),
        (47 * 3600, "47 hours", "47h"),
        (2 * DAY, "2 days", "2d"),
        (89 * DAY, "89 days", "89d"),
        (122 * DAY, "4 months", "4mo"),
        (800 * DAY, "2 years", "2y"),
    ],
)
def test_spans(seconds: int, words: str, short: str) -> None:
    assert span(seconds) == words
    assert short_span(seconds) == short


def test_enumerations() -> None:
    assert enumerated([]) == ""
    assert enumerated(["a"]) == "a"
    assert enumerated(["a", "b", "c"]) == "a, b and c"
    assert enumerated(["a", "b", "c", "d"], 2) == "a, b and 2 more"


def test_moments_are_utc() -> None:
    assert iso(1_750_000_000) == "2025-06-15T15:06:40Z"
    assert minute(1_750_000_000) == "2025-06-15 15:06 UTC"
    assert day(0) == "1970-01-01"


@pytest.mark.parametrize("moment", [2**63, -(2**63)])
def test_moments_that_no_calendar_has(moment: int) -> None:
    assert iso(moment) in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
