from __future__ import annotations

from relkit.lines import find_candidates
from relkit.model.refs import Branch, Tag
from tests.unit.lines.example import branch, refs, tag


def found(*branches: Branch, tags: list[Tag] | None = None) -> tuple[dict[str, str | None], dict[str, str]]:
    """Candidates with their series, and what was ignored with the reason."""
    main = branch("main")
    candidates, ignored = find_candidates(refs(main, *branches, tags=tags or []), main)
    return {item.branch.name: item.series for item in candidates}, {item.name: item.reason for item in ignored}


def test_newest_series_first() -> None:
    lines, _ = found(branch("maintenance/1.9.x"), branch("maintenance/2.0.x"), branch("maintenance/1.10.x"))
    assert list(lines.items()) == [
        ("maintenance/2.0.x", "2.0"),
        ("maintenance/1.10.x", "1.10"),
        ("maintenance/1.9.x", "1.9"),
    ]


def test_code_names_need_company_or_a_tag() -> None:
    lines, ignored = found(branch("stable/zed"), branch("stable/2023.1"), branch("stable/yoga"))
    assert list(lines) == ["stable/2023.1", "stable/zed", "stable/yoga"]
    lines, ignored = found(branch("stable/foo"))
    assert not lines
    assert ignored["stable/foo"] == "names no series"
    lines, _ = found(branch("stable/zed"), tags=[tag("26.0.0"), tag("zed-eom")])
    assert list(lines) == ["stable/zed"]


def test_a_branch_for_each_release_is_no_line() -> None:
    releases = [tag(f"v{version}", day) for day, version in enumerate(["1.5.0", "1.5.1", "1.6.0", "1.9.0", "1.9.1"])]
    lines, ignored = found(branch("release1.5.1", 9), branch("release1.6.0", 9), branch("stable-1.9", 9), tags=releases)
    assert list(lines) == ["stable-1.9"]
    assert ignored["release1.5.1"] == "holds a single release"


def test_such_branches_are_known_in_a_time_of_four_numbers_too() -> None:
    releases = [tag("v1.5.0"), tag("v1.5.1", 1), tag("v2.0.0.1", 2), tag("v2.0.0.2", 3)]
    lines, ignored = found(branch("release1.5.1", 9), branch("stable-2.0", 9), tags=releases)
    assert list(lines) == ["stable-2.0"]
    assert "release1.5.1" in ignored


def test_a_number_alone_is_believed_by_its_tags() -> None:
    tags = [tag("1.24", 10), tag("2.0.0a1", 2000), tag("2.0.0", 2100)]
    lines, ignored = found(branch("v2", 100), branch("2.0", 2200), branch("1234", 2200), tags=tags)
    assert list(lines) == ["2.0"]
    assert ignored["v2"] == "left before the first release of series 2"
    assert ignored["1234"] == "no release of a series 1234 was ever tagged on it"


def test_a_number_alone_goes_on_where_its_like_stop() -> None:
    lines, _ = found(branch("3.15", 90), branch("3.14", 90), tags=[tag("v3.14.0", 10)])
    assert list(lines) == ["3.15", "3.14"]


def test_another_package_beside_a_number() -> None:
    tags = [tag("lxml-6.0", 1), tag("lxml-6.0.1", 2)]
    lines, ignored = found(branch("lxml-6.0", 5), branch("numpy-2.0", 5), tags=tags)
    assert list(lines) == ["lxml-6.0"]
    assert ignored["numpy-2.0"] == "names something else's version"


def test_two_branches_of_one_series() -> None:
    lines, ignored = found(branch("stable/2024.1", 1), branch("unmaintained/2024.1", 9), branch("stable/2025.1", 9))
    assert list(lines) == ["stable/2025.1", "unmaintained/2024.1"]
    assert ignored["stable/2024.1"] == "series 2024.1 is on unmaintained/2024.1"


def test_the_local_branch_stands_for_the_remote_one_and_other_remotes_do_not_count() -> None:
    lines, ignored = found(
        branch("2.3.x"),
        branch("2.3.x", remote="origin"),
        branch("2.2.x", remote="origin"),
        branch("2.9.x", remote="ada"),
    )
    assert list(lines) == ["2.3.x", "origin/2.2.x"]
    assert ignored == {"ada/*": "1 branches of a remote that is not the project's"}


def test_a_stable_branch_counts_while_it_keeps_up() -> None:
    tags = [tag("3.1.0", 10), tag("3.1.1", 20)]
    assert found(branch("stable", 20), tags=tags)[0] == {"stable": None}
    lines, ignored = found(branch("stable", 15), tags=tags)
    assert not lines
    assert ignored["stable"] == "names no series"
