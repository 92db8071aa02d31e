from __future__ import annotations

import pytest

from relkit.model.version import Scheme, Version
from relkit.versions import parse, sort_key


def read(text: str, scheme: Scheme = Scheme.PEP440) -> Version:
    version = parse(text, scheme)
    assert version is not None
    return version


@pytest.mark.parametrize(
    ("text", "release", "pre", "post", "dev"),
    [
        ("1.2.0rc1", (1, 2, 0), ("rc", 1), None, None),
        ("24.1b1", (24, 1), ("b", 1), None, None),
        ("29.0.0.0rc1", (29, 0, 0, 0), ("rc", 1), None, None),
        ("4.3post1", (4, 3), None, 1, None),
        ("2013.1.rc1", (2013, 1), ("rc", 1), None, None),
        ("2.7.0.a1", (2, 7, 0), ("a", 1), None, None),
        ("9.2.0.dev0", (9, 2, 0), None, None, 0),
        ("1.2.0-beta.1", (1, 2, 0), ("b", 1), None, None),
        ("2024.8.30", (2024, 8, 30), None, None, None),
    ],
)
def test_pep440(
    text: str, release: tuple[int, ...], pre: tuple[str, int] | None, post: int | None, dev: int | None
) -> None:
    version = read(text)
    assert (version.text, version.release, version.pre, version.post, version.dev) == (text, release, pre, post, dev)


@pytest.mark.parametrize("text", ["", "main", "2.11.x", "2024.2-eol", "2011.2gamma1", "1.2.3-riscv64"])
def test_no_version(text: str) -> None:
    assert parse(text, Scheme.PEP440) is None


def test_semver_and_what_came_before_it() -> None:
    assert read("1.12.0-beta.0", Scheme.SEMVER).pre == ("beta", 0)
    assert read("1.12.0-dev.3", Scheme.SEMVER).dev == 3
    assert read("1.2", Scheme.SEMVER).release == (1, 2)
    assert parse("1.2.x", Scheme.SEMVER) is None


def ordered(texts: list[str], scheme: Scheme) -> list[str]:
    mixed = [read(text, scheme) for text in (*texts[1::2], *texts[::-2])]
    return list(dict.fromkeys(version.text for version in sorted(mixed, key=sort_key)))


def test_pep440_order() -> None:
    texts = ["2.9.1", "2.10.0.dev0", "2.10.0a1", "2.10.0b2", "2.10.0rc1", "2.10.0", "2.10.0.post1", "2.10.1", "33.0.0"]
    assert ordered(texts, Scheme.PEP440) == texts


def test_semver_precedence() -> None:
    # The example of semver.org, section 11.
    texts = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"]
    assert ordered(texts, Scheme.SEMVER) == texts


def test_eras_order_together_in_semver() -> None:
    texts = ["0.9", "1.0.0rc1", "1.0.0-rc.2", "1.0.0", "1.0.0.post1", "1.1.0-alpha.0", "1.1.0"]
    assert ordered(texts, Scheme.SEMVER) == texts


def test_equal_versions_have_equal_keys() -> None:
    assert sort_key(read("28.0.0.0rc2")) == sort_key(read("28.0.0rc2"))
    assert hash(sort_key(read("1.0"))) == hash(sort_key(read("1.0.0")))
    assert sort_key(read("1.0.0+one", Scheme.SEMVER)) == sort_key(read("1.0.0+two", Scheme.SEMVER))
    assert sort_key(read("1!1.0")) != sort_key(read("1.0"))
