from __future__ import annotations

from datetime import UTC, datetime

import pytest

from relkit.model.plan import Bump
from relkit.model.version import Scheme
from relkit.versions import Calendar, Spelling, learn_spelling, next_version, parse, read_tags
from tests.unit.lines.example import START, tag

DAY = 86_400


def after(last: str, bump: Bump, *taken: str, scheme: Scheme = Scheme.PEP440, **how: object) -> str:
    version = parse(last, scheme)
    assert version is not None
    return next_version(version, bump, taken, **how)  # type: ignore[arg-type]


def on(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("last", "bump", "wanted"),
    [
        ("2.3.5", Bump.PATCH, "2.3.6"),
        ("2.3.5", Bump.MINOR, "2.4.0"),
        ("2.3.5", Bump.MAJOR, "3.0.0"),
        ("24.1", Bump.PATCH, "24.1.1"),
        ("24.1", Bump.MINOR, "24.2"),
        ("2.4.1.0", Bump.PATCH, "2.4.2.0"),
        ("4.3post1", Bump.PATCH, "4.3.1"),
        ("3.7.4.post0", Bump.PATCH, "3.7.5"),
        ("1!2.0.1", Bump.PATCH, "1!2.0.2"),
        ("24.04.1", Bump.PATCH, "24.04.2"),
        ("1.2.0rc1", Bump.PRERELEASE, "1.2.0rc2"),
        ("1.2.0b9", Bump.PRERELEASE, "1.2.0b10"),
        ("2013.1.rc1", Bump.PRERELEASE, "2013.1.rc2"),
        ("28.0.0.0rc2", Bump.PRERELEASE, "28.0.0.0rc3"),
        ("1.2.0", Bump.PRERELEASE, "1.3.0rc1"),
        ("9.2.0.dev0", Bump.PRERELEASE, "9.2.0rc1"),
        ("2.17.5rc1", Bump.FINAL, "2.17.5"),
        ("2.17.5rc1", Bump.PATCH, "2.17.5"),
        ("24.1b1", Bump.FINAL, "24.1"),
        ("2.18.0rc1", Bump.MINOR, "2.18.0"),
        ("2.18.1rc1", Bump.MINOR, "2.19.0"),
        ("3.0.0rc1", Bump.MAJOR, "3.0.0"),
        ("3.1.0rc1", Bump.MAJOR, "4.0.0"),
        ("9.2.0.dev0", Bump.MINOR, "9.2.0"),
    ],
)
def test_the_form_of_the_last_is_kept(last: str, bump: Bump, wanted: str) -> None:
    assert after(last, bump) == wanted


def test_semver_keeps_its_spelling() -> None:
    assert after("1.2.0-beta.1", Bump.PRERELEASE, scheme=Scheme.SEMVER) == "1.2.0-beta.2"
    assert after("1.2.0-beta.1", Bump.FINAL, scheme=Scheme.SEMVER) == "1.2.0"


def test_never_a_version_that_exists_under_any_spelling() -> None:
    assert after("1.26.4", Bump.PATCH, "1.26.5") == "1.26.6"
    assert after("2.3.5", Bump.MINOR, "2.4", "2.5.0") == "2.6.0"
    assert after("1.2.0rc1", Bump.PRERELEASE, "1.2.0.rc2", "1.2.0-rc3") == "1.2.0rc4"
    assert after("1.2.4rc1", Bump.FINAL, "1.2.4") == "1.2.5"
    # Once the final release is out there is no further candidate of it.
    assert after("1.2.0rc1", Bump.PRERELEASE, "1.2.0") == "1.3.0rc1"
    # A release is not taken by its own candidates, nor by what is no version.
    assert after("3.10.5", Bump.PATCH, "3.10.6rc0", "2024.2-eol", "yoga") == "3.10.6"


def test_openstack_drops_a_component_from_candidate_to_release() -> None:
    reading = read_tags([tag("32.0.0.0rc1", 0), tag("32.0.0", 9), tag("32.1.0", 99), tag("33.0.0.0rc1", 180)])
    spelling = learn_spelling(reading.releases)
    assert spelling.pre_extra == 1
    assert after("33.0.0.0rc1", Bump.FINAL, *reading.taken, spelling=spelling) == "33.0.0"
    assert after("33.0.0.0rc1", Bump.PRERELEASE, *reading.taken, spelling=spelling) == "33.0.0.0rc2"
    assert after("32.1.0", Bump.PATCH, *reading.taken, spelling=spelling) == "32.1.1"
    after_33 = after("33.0.0", Bump.PRERELEASE, *reading.taken, spelling=spelling, base=Bump.MAJOR)
    assert after_33 == "34.0.0.0rc1"


def test_a_line_does_not_leave_its_series() -> None:
    two = Spelling(minor_length=2, patch_length=2)
    assert after("15.2", Bump.PATCH, spelling=two, series="15") == "15.3"
    assert after("1.0.3", Bump.PATCH, series="1.0.3") == "1.0.3.1"
    assert after("31.0.1", Bump.PATCH, series="2025.1") == "31.0.2"


def test_a_line_of_three_numbers_beside_one_of_four() -> None:
    assert after("2.5.0", Bump.PATCH, spelling=Spelling(patch_length=4)) == "2.5.1"


def test_prereleases_begin_as_the_project_begins_them() -> None:
    names = ["v3.11.0b0", "v3.11.0b1", "v3.11.0rc0", "v3.11.0", "v3.11.1rc0", "v3.11.1"]
    spelling = learn_spelling(read_tags([tag(name, day) for day, name in enumerate(names)]).releases)
    assert after("3.11.1", Bump.PRERELEASE, spelling=spelling) == "3.12.0b0"
    assert after("3.11.1", Bump.PRERELEASE, spelling=spelling, base=Bump.PATCH) == "3.11.2rc0"


def learned(*versions_and_days: tuple[str, str]) -> Spelling:
    tags = [tag(version, (on(day) - START) / DAY) for version, day in versions_and_days]
    return learn_spelling(read_tags(tags).releases)


def test_years_and_months() -> None:
    monthly = learned(
        ("24.3.0", "2024-03-01"), ("24.7.0", "2024-08-03"), ("24.7.1", "2024-09-01"), ("24.10.0", "2024-10-19")
    )
    assert monthly.calendar is Calendar.MONTH
    assert after("24.10.0", Bump.MINOR, spelling=monthly, now=on("2025-02-03")) == "25.2.0"
    assert after("24.10.0", Bump.PATCH, spelling=monthly, now=on("2025-02-03")) == "24.10.1"
    assert after("24.10.0", Bump.MINOR, spelling=monthly, now=on("2024-10-30")) == "24.10.1"


def test_years_with_a_counter() -> None:
    yearly = learned(("24.0", "2024-02-03"), ("24.1", "2024-06-20"), ("24.2", "2024-07-28"), ("24.3", "2024-10-27"))
    assert yearly.calendar is Calendar.YEAR
    assert after("24.3", Bump.MINOR, spelling=yearly, now=on("2024-12-01")) == "24.4"
    assert after("24.3", Bump.MINOR, spelling=yearly, now=on("2025-01-20")) == "25.0"
    assert after("24.3", Bump.PATCH, spelling=yearly, now=on("2025-01-20")) == "24.3.1"


def test_days() -> None:
    daily = learned(("2024.7.4", "2024-07-04"), ("2024.8.30", "2024-08-30"), ("2024.12.14", "2024-12-14"))
    assert daily.calendar is Calendar.DAY
    assert after("2024.12.14", Bump.PATCH, spelling=daily, now=on("2025-01-31")) == "2025.1.31"
    assert after("2024.12.14", Bump.PATCH, spelling=daily, now=on("2024-12-14")) == "2024.12.14.1"


def test_ordinary_numbers_are_no_calendar() -> None:
    assert learned(("9.0.0", "2025-11-01"), ("9.1.0", "2026-06-01"), ("10.0.0", "2026-08-01")).calendar is None


def test_without_any_release() -> None:
    assert learn_spelling(()) == Spelling()
    assert after("0.1.0", Bump.PATCH, spelling=learn_spelling(())) == "0.1.1"
