"""What one tag's name says: its prefix, how its numbers are separated, and the version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from packaging import version as pep440

_START = re.compile(r"(?<![0-9])(?<![0-9][._])[0-9]")
"""Where a version may begin: at a digit that continues no number ("urllib3-1.26.0" is tried at 3 and then at 1)."""
_NUMBERS = re.compile(r"\d+(?P<separator>[._-])\d+(?:(?P=separator)\d+)*(?![0-9])")
# A release candidate as RPM packages write it, "2.4.1.0-0.3.rc1", and the final release that follows, "2.4.1.0-1".
_RPM_PRERELEASE = re.compile(
    r"(?P<release>\d+(?:\.\d+)+)-0\.\d+\.(?P<word>alpha|beta|rc|a|b|c|pre)\.?(?P<number>\d+)", re.IGNORECASE
)
_RPM_REVISION = re.compile(r"(?P<release>\d+(?:\.\d+)+)-(?P<revision>\d+)")
_SUFFIX = re.compile(r"(?P<version>.*\d)(?P<suffix>[._-](?:final|ga|release))", re.IGNORECASE)
_WORD = re.compile(r"(?<=\d)(?P<joint>[._-])(?=[A-Za-z])")
_SEMVER = re.compile(
    r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)(?:\+[0-9A-Za-z.-]+)?"
)
_SEMVER_WORDS = frozenset({"a", "alpha", "b", "beta", "c", "rc", "pre", "preview", "dev", "snapshot", "canary", "next"})


@dataclass(frozen=True, kw_only=True, slots=True)
class TagName:
    """A tag's name taken apart.

    ``version`` has its numbers separated by dots, whatever the tag has (``separator``). ``joint`` stands between the
    numbers and the word of a prerelease where the version leaves it out ("REL_15_BETA1"). ``revision`` is the
    number after the hyphen of "2.4.1.0-1", which is part of ``version`` until it is known to be a packaging revision;
    ``rpm`` marks a prerelease as RPM writes it.
    """

    prefix: str
    version: str
    separator: str
    joint: str = ""
    suffix: str = ""
    revision: int | None = None
    rpm: bool = False


def split_tag(name: str) -> TagName | None:
    """Take a tag's name apart at the first place from which the rest is a version; None where there is none."""
    for found in _START.finditer(name):
        read = _read(name[: found.start()], name[found.start() :])
        if read is not None:
            return read
    return None


VERSION_MARK = "{version}"
"""What stands for the version in a pattern of tags ("v{version}")."""


def split_by(name: str, patterns: Iterable[str]) -> TagName | None:
    """Take a tag's name apart by the first pattern that it is like; None where it is like none."""
    for pattern in patterns:
        prefix, _, suffix = pattern.partition(VERSION_MARK)
        inner = name.removeprefix(prefix).removesuffix(suffix)
        if name == f"{prefix}{inner}{suffix}" and inner[:1].isdigit():
            read = _read(prefix, inner)
            if read is not None:
                return replace(read, suffix=read.suffix + suffix)
    return None


def _read(prefix: str, rest: str) -> TagName | None:
    if rpm := _RPM_PRERELEASE.fullmatch(rest):
        word = {"alpha": "a", "beta": "b"}.get(rpm["word"].lower(), rpm["word"].lower())
        return TagName(prefix=prefix, version=f"{rpm['release']}{word}{rpm['number']}", separator=".", rpm=True)
    suffix = ""
    if ended := _SUFFIX.fullmatch(rest):
        rest, suffix = ended["version"], ended["suffix"]
    if revised := _RPM_REVISION.fullmatch(rest):
        return TagName(prefix=prefix, version=rest, separator=".", suffix=suffix, revision=int(revised["revision"]))
    separator, joint, text = _dotted(rest)
    if not is_version(text):
        return None
    return TagName(prefix=prefix, version=text, separator=separator, joint=joint, suffix=suffix)


def _dotted(rest: str) -> tuple[str, str, str]:
    """Write "2_0_0_rc1" and "2-0-0" with dots; what stood between numbers and word is handed back."""
    found = _NUMBERS.match(rest)
    separator = found["separator"] if found else "."
    if found is None and (word := re.match(r"\d+([_-])(?=(?i:alpha|beta|rc)\d)", rest)):
        separator = word[1]  # REL_15_BETA1
    several = found is not None and found.group().count(separator) > 1
    if separator == "." or (separator == "-" and not several):
        return ".", "", rest
    end = found.end() if found else len(rest) - len(rest.lstrip("0123456789"))
    numbers, tail = rest[:end].replace(separator, "."), rest[end:]
    joint = separator if tail.startswith(separator) else ""
    return separator, joint, numbers + tail.removeprefix(separator).lower()


def is_version(text: str) -> bool:
    """Tell whether a text is a version by PEP 440 or SemVer."""
    try:
        pep440.Version(text)
    except pep440.InvalidVersion:
        return is_semver_only(text)
    return True


def is_semver_only(text: str) -> bool:
    """Tell whether a prerelease is written as only SemVer's users do: "1.2.0-beta.1", "1.2.0-alpha.1.2"."""
    found = _SEMVER.fullmatch(text)
    if found is None:
        return False
    identifiers = found["pre"].split(".")
    known = re.match(r"[A-Za-z]*", identifiers[0])
    return known is not None and known.group().lower() in _SEMVER_WORDS and len(identifiers) > 1
