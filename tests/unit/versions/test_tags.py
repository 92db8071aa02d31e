from __future__ import annotations

import pytest

from relkit.model.version import Scheme
from relkit.versions import TagReading, TagStyle, parse, read_tags, sort_key, tag_name
from tests.unit.lines.example import tag


def reading(*names: str) -> TagReading:
    """Tags, one a day."""
    return read_tags([tag(name, day) for day, name in enumerate(names)])


def texts(read: TagReading) -> list[str]:
    return [release.version.text for release in read.releases]


def reasons(read: TagReading) -> dict[str, str]:
    return {item.name: item.reason for item in read.ignored}


@pytest.mark.parametrize(
    ("names", "versions", "style"),
    [
        (("v1.2.0", "v1.2.1"), ["1.2.0", "1.2.1"], TagStyle(prefix="v")),
        (("rel_2_0_0b1", "rel_2_0_52"), ["2.0.0b1", "2.0.52"], TagStyle(prefix="rel_", separator="_")),
        (("lxml-6.0", "lxml-6.1.1"), ["6.0", "6.1.1"], TagStyle(prefix="lxml-")),
        (("twisted-24.10.0rc1", "twisted-24.10.0"), ["24.10.0rc1", "24.10.0"], TagStyle(prefix="twisted-")),
        (("REL_14_0", "REL_15_2"), ["14.0", "15.2"], TagStyle(prefix="REL_", separator="_")),
        (("2_0_0", "2_0_1"), ["2.0.0", "2.0.1"], TagStyle(separator="_")),
        (("release-1-2-3", "release-1-2-4"), ["1.2.3", "1.2.4"], TagStyle(prefix="release-", separator="-")),
        (("urllib3-1.26.0", "urllib3-1.26.1"), ["1.26.0", "1.26.1"], TagStyle(prefix="urllib3-")),
        (("5.0.0.Final", "5.0.1.Final"), ["5.0.0", "5.0.1"], TagStyle(suffix=".Final")),
    ],
)
def test_spellings(names: tuple[str, ...], versions: list[str], style: TagStyle) -> None:
    read = reading(*names)
    assert (texts(read), read.style) == (versions, style)
    assert [tag_name(version, read.style) for version in versions] == list(names)


def test_a_candidate_in_capitals() -> None:
    read = reading("REL_14_5", "REL_15_BETA1", "REL_15_0")
    assert [(r.version.release, r.version.pre) for r in read.releases] == [
        ((14, 5), None),
        ((15,), ("b", 1)),
        ((15, 0), None),
    ]
    assert tag_name("15beta2", read.style) == "REL_15_BETA2"


def test_the_newest_era_names_the_next_tag() -> None:
    read = reading("v1.1.0", "1.2.0", "1.3.0", "v2.0.0", "v2.1.0")
    assert texts(read) == ["1.1.0", "1.2.0", "1.3.0", "2.0.0", "2.1.0"]
    assert tag_name("2.1.1", read.style) == "v2.1.1"


def test_decoys_have_a_reason_and_keep_their_numbers_taken() -> None:
    read = reading(
        "2.9.11", "2.9.12", "2.11.x", "2024.2-eol", "yoga-eom", "4v0.21.6", "2.9.13-riscv64", "latest", "v1_last",
        "stable-2.10-branchpoint", "essex-1", "essex-2", "2.9.14",
    )  # fmt: skip
    assert texts(read) == ["2.9.11", "2.9.12", "2.9.14"]
    assert reasons(read) == {
        "2.11.x": "names a series, not a version",
        "2024.2-eol": "marks the end of a series",
        "yoga-eom": "marks the end of a series",
        "4v0.21.6": "written unlike the project's other tags",
        "2.9.13-riscv64": "a variant of 2.9.13 (riscv64)",
        "latest": "names no version",
        "v1_last": "names no version",
        "stable-2.10-branchpoint": "marks a point of the history",
        "essex-1": "a milestone or mark of “essex”",
        "essex-2": "a milestone or mark of “essex”",
    }
    assert {"0.21.6", "2.9.13"} <= read.taken
    assert "2.10" not in read.taken


def test_a_variant_without_a_number_at_its_end() -> None:
    read = reading("3.9.1", "3.9.2-doc", "3.9.0-gamma")
    assert reasons(read)["3.9.2-doc"] == "a variant of 3.9.2 (doc)"
    assert "3.9.2" in read.taken
    assert "3.9.0" not in read.taken


def test_development_versions_open_a_line() -> None:
    read = reading("9.1.0", "9.2.0.dev0")
    assert texts(read) == ["9.1.0"]
    assert [item.version.text for item in read.openings] == ["9.2.0.dev0"]


def test_one_version_twice() -> None:
    read = reading("7.4.1", "7.4.2", "v7.4.3", "7.4.3", "7.4.4")
    assert [release.tag.name for release in read.releases] == ["7.4.1", "7.4.2", "7.4.3", "7.4.4"]
    assert reasons(read) == {"v7.4.3": "the version of 7.4.3 once more"}


def test_two_versions_on_one_commit() -> None:
    read = read_tags([tag("1.0.0rc1", 0, "same"), tag("1.0.0", 1, "same"), tag("1.0.1", 2)])
    assert texts(read) == ["1.0.0rc1", "1.0.0", "1.0.1"]


def test_version_order_is_not_the_order_of_dates() -> None:
    assert texts(reading("2.0.0", "1.9.3", "1.10.0", "2.0.0rc1")) == ["1.9.3", "1.10.0", "2.0.0rc1", "2.0.0"]


def test_rpm_spellings_and_packaging_revisions() -> None:
    read = reading("v1.9.0-0.1.rc1", "v1.9.0-1", "v1.9.0-2", "v2.0.0-0.3.beta1", "v2.4.1.0-1", "v2.5.0")
    assert texts(read) == ["1.9.0rc1", "1.9.0", "2.0.0b1", "2.4.1.0", "2.5.0"]
    assert reasons(read) == {"v1.9.0-2": "a packaging revision of 1.9.0"}


def test_a_hyphen_and_a_number_are_a_post_release_elsewhere() -> None:
    read = reading("2.0.3", "2.0.3-1", "2.0.4")
    assert [release.version.post for release in read.releases] == [None, 1, None]


def test_tags_that_move_along() -> None:
    read = read_tags([tag("v1.2.0", 0), tag("v1.2.5", 9, "tip"), tag("v1", 9, "tip"), tag("v1.2", 9, "tip")])
    assert texts(read) == ["1.2.0", "1.2.5"]
    assert set(reasons(read).values()) == {"moves along with the newest release of its series"}


def test_two_releases_on_one_commit_are_two() -> None:
    read = read_tags([tag("v1.5", 0), tag("v1.6", 9, "tip"), tag("v1.6.1", 9, "tip"), tag("v1.6.2", 10)])
    assert texts(read) == ["1.5", "1.6", "1.6.1", "1.6.2"]


def test_dates_and_builds() -> None:
    read = reading("v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0", "20240131", "v1.4.0", "v1.3.0+cu118")
    assert texts(read) == ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0"]
    assert reasons(read) == {"20240131": "a date, not a version", "v1.3.0+cu118": "a build of 1.3.0"}


def test_packages_beside_the_project() -> None:
    names = [f"{prefix}{minor}.0" for minor in range(5) for prefix in ("v1.", "api/v1.", "sdk/v0.")]
    read = reading(*names)
    assert texts(read) == [f"1.{minor}.0" for minor in range(5)]
    assert reasons(read)["api/v1.2.0"] == "belongs to another package, api"


def test_an_earlier_name_of_the_project() -> None:
    tags = [tag(f"oldname-0.{minor}", minor) for minor in range(4)]
    tags += [tag(f"v1.{minor}.0", 1000 + minor) for minor in range(4)]
    assert texts(read_tags(tags)) == ["0.0", "0.1", "0.2", "0.3", "1.0.0", "1.1.0", "1.2.0", "1.3.0"]


def test_a_monorepo_without_plain_tags() -> None:
    names = [f"core-v1.{minor}.0" for minor in range(6)] + ["extra-v0.1.0", "extra-v0.2.0", "extra-v0.3.0"]
    read = reading(*names)
    assert texts(read) == [f"1.{minor}.0" for minor in range(6)]
    assert read.style.prefix == "core-v"


def test_numbers_that_followed_years() -> None:
    read = reading("0.9.0", "2011.1", "2015.1.0", "12.0.0", "2015.1.1", "13.0.0")
    assert texts(read) == ["0.9.0", "2011.1", "2015.1.0", "2015.1.1", "12.0.0", "13.0.0"]


def test_years_that_followed_numbers() -> None:
    read = reading("0.16.0", "2014.1.0", "0.17.5", "2019.2.0", "3000.1", "3006.9")
    assert texts(read) == ["0.16.0", "0.17.5", "2014.1.0", "2019.2.0", "3000.1", "3006.9"]


def test_semver_is_known_by_its_prereleases() -> None:
    semver = reading("v1.2.0-alpha.1", "v1.2.0-beta.1", "v1.2.0", "v1.3.0-beta.0")
    assert semver.scheme is Scheme.SEMVER
    assert texts(semver)[-1] == "1.3.0-beta.0"
    assert tag_name("1.3.0", semver.style) == "v1.3.0"
    assert reading("v1.2.0-rc1", "v1.2.0").scheme is Scheme.PEP440
    assert reading("v1.2.0rc1", "v1.2.0").scheme is Scheme.PEP440
    assert reading("v1.2.0", "v1.3.0").scheme is Scheme.PEP440


def test_releases_are_sorted_by_their_keys() -> None:
    read = reading("v1.10.0", "v1.9.0", "v1.9.0rc2", "v1.9.0rc10")
    assert [sort_key(release.version) for release in read.releases] == sorted(
        (sort_key(version) for text in texts(read) if (version := parse(text, read.scheme))), key=lambda key: key
    )
    assert texts(read) == ["1.9.0rc2", "1.9.0rc10", "1.9.0", "1.10.0"]


def test_no_tags() -> None:
    read = read_tags(())
    assert (read.releases, read.taken, read.style, read.scheme) == ((), frozenset(), TagStyle(), Scheme.PEP440)


def test_configured_patterns_and_scheme_decide() -> None:
    tags = [tag(name, day) for day, name in enumerate(["v1.0", "core-2.0", "1.0", "1.1-eol", "core-2.1-rc.1", "x"])]
    read = read_tags(tags, patterns=["core-{version}"], scheme=Scheme.SEMVER)
    assert texts(read) == ["2.0", "2.1-rc.1"]
    assert (read.scheme, read.style.prefix) == (Scheme.SEMVER, "core-")
    assert {item.name: item.reason for item in read.ignored} == {
        "v1.0": "unlike the configured pattern",
        "1.0": "unlike the configured pattern",
        "1.1-eol": "marks the end of a series",
        "x": "names no version",
    }


def test_a_pattern_may_have_an_end_and_the_version_other_separators() -> None:
    tags = [tag("REL_1_2_GOOD", 0), tag("REL_1_3", 1), tag("REL_1_2", 2), tag("REL_v1_GOOD", 3)]
    read = read_tags(tags, patterns=["REL_{version}_GOOD"])
    assert texts(read) == ["1.2"]
    assert tag_name("1.4", read.style) == "REL_1_4_GOOD"
    assert {item.name: item.reason for item in read.ignored}["REL_1_2"] == "the version of REL_1_2_GOOD once more"
