from __future__ import annotations

from relkit.lines.status import DAY, Judgement, SeriesDates, by_habit, by_marks
from relkit.model.line import Status
from tests.unit.lines.example import tag


def days(*numbers: int, series: tuple[int, ...] = (1, 0)) -> SeriesDates:
    return SeriesDates(numbers=series, finals=tuple(number * DAY for number in numbers))


def judged(own: SeriesDates, newer: list[SeriesDates], older: list[SeriesDates], *, now: int, tip: int) -> Judgement:
    return by_habit(own.finals, newer, older, tip=tip * DAY, now=now * DAY)


LONG = [days(0, 400, series=(1, 0)), days(100, 500, series=(1, 1)), days(200, 600, series=(1, 2))]
"""Series that go on for 300 days after the next one's first release."""
SHORT = [days(0, 90, series=(1, 0)), days(100, 190, series=(1, 1)), days(200, 290, series=(1, 2))]
"""Series that end when the next one comes."""


def test_the_newest_series_lives_however_quiet_it_is() -> None:
    assert judged(days(300), [], SHORT, now=3000, tip=300).status is Status.MAINTAINED
    assert judged(days(), [], SHORT, now=310, tip=300) == Judgement(status=Status.MAINTAINED, reason="not released yet")


def test_a_project_that_keeps_old_series_keeps_this_one() -> None:
    own, newer = days(300, 350, series=(1, 3)), [days(400, series=(1, 4))]
    kept = judged(own, newer, LONG, now=600, tip=599)
    assert kept.status is Status.MAINTAINED
    assert kept.reason == "1.4 has been out since 1971-02-05; earlier series went on for 12 months after the next one"
    assert judged(own, newer, LONG, now=900, tip=350).status is Status.ENDED


def test_a_project_that_drops_old_series_drops_this_one() -> None:
    own, newer = days(300, 350, series=(1, 3)), [days(400, series=(1, 4))]
    assert judged(own, newer, SHORT, now=420, tip=350).status is Status.MAINTAINED
    ended = judged(own, newer, SHORT, now=600, tip=350)
    assert ended.status is Status.ENDED
    assert ended.reason == "1.4 has been out since 1971-02-05, and the last release here was on 1970-12-17"


def test_a_line_beyond_the_usual_time_that_is_still_released_gets_security_fixes() -> None:
    own, newer = days(300, 350, 500, 560, series=(1, 3)), [days(400, series=(1, 4))]
    assert judged(own, newer, SHORT, now=600, tip=560).status is Status.SECURITY


def test_a_line_beyond_the_usual_time_with_fresh_changes_is_not_over() -> None:
    own, newer = days(300, 350, series=(1, 3)), [days(400, series=(1, 4))]
    assert judged(own, newer, SHORT, now=600, tip=590).status is Status.SECURITY
    assert judged(own, newer, SHORT, now=1600, tip=1590).status is Status.ENDED


def test_tags_mark_the_end() -> None:
    tags = [tag("2024.2-eol", 5), tag("yoga-em", 1), tag("yoga-eom", 3)]
    eol, eom = by_marks("2024.2", named_ended=False, tags=tags), by_marks("Yoga", named_ended=False, tags=tags)
    assert eol == Judgement(status=Status.ENDED, reason="end of life, says the tag 2024.2-eol")
    assert eom == Judgement(status=Status.ENDED, reason="end of maintenance, says the tag yoga-eom")
    assert by_marks("2024.1", named_ended=False, tags=tags) is None


def test_a_name_marks_the_end_where_tags_do_not() -> None:
    said = by_marks("2024.1", named_ended=True, tags=[tag("2024.1.0")])
    assert said is not None
    assert said.status is Status.ENDED
    # As of a day before the branch was renamed it has today's name, but not yet its tag.
    assert by_marks("2024.1", named_ended=True, tags=[tag("2023.2-eol")]) is None
