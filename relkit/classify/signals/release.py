"""Release commits: a version set, a changelog rendered, a development version opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.areas import area_of
from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.classify.tables import any_of, words_pattern
from relkit.model.area import Area
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind

_MOST_FILES = 200
_MOST_CODE = 1
_CONSUMED = 3

_PRE = r"(?:[.-]?(?:a|b|c|rc|dev|post|alpha|beta|final|x)[.-]?\d*)?(?:\+dev)?"
_V = rf"[`'\"]?v?\d+\.\d+(?:\.\w+)*{_PRE}[`'\"]?"
_V1 = rf"[`'\"]?v?\d+(?:\.\w+)*{_PRE}[`'\"]?"
_NOTES = r"(?:changelogs?|change\s?logs?|release\s+notes?|release\s+date|news|history|what'?s\s+new)"
_SETS = r"(?:bump(?:ed|ing)?|set(?:ting)?|updated?|change|incremente?d?|increased?|advance|switch)"
_FORMS = re.compile(
    any_of(
        # Release 3.8.1 · Released 1.2 · Release version 1.2 · Tag 1.2rc1 · New release v2.17.5 · Release of foo 1.2
        r"(?:final\s+|new\s+|pre-?)?(?:\[\s*)?(?:releas(?:e|ed|ing)|cut|tag(?:ging)?|version|publish)(?:\s*\])?[\s:]+"
        rf"(?:(?:of|for|new|version|candidate|tag)\s+)?(?:[a-z]\w*[\s-]+)?{_V}.{{0,60}}",
        rf"(?:merge pull request \#\d+ from \S+/|cherry-?pick\s+)(?:prepare-)?release[-/_\s]?{_V}.{{0,30}}",
        rf"update\s+\S+(?:\s+branch)?\s+after\s+(?:the\s+)?(?:\S+\s+)?{_V}\s+release.{{0,30}}",
        # Prepare release version 8.3.3 · Preparing for 2.0.0 · Prep 1.2.3
        rf"prep(?:are|aring|ared)?\b.{{0,40}}?\b(?:release|releasing|(?:further\s+)?development|{_V})\b.{{0,60}}",
        # Bump version · Set version to 1.2 · Update version number for release · Update Foo release version to 1.2
        rf"(?:automatic(?:ally)?\s+)?{_SETS}\s+(?:up\s+)?(?:\w+\s+(?=release\s+version\b))?"
        r"(?:(?:the|package|project|devel(?:opment)?|patch|minor|major|release)\s+)*"
        r"_*version_*(?:\s+(?:numbers?|strings?|files?))?(?:\s*[.,:(]?\s*"
        rf"(?:(?:to|for|from|after|before|post|back|as)\b.{{0,40}}?(?:{_V1}|\bdev|\brelease|\bnext)|{_V1}).{{0,40}})?",
        # Bump to 3.9.0.dev0 · Bump 1.2.3 · Bump stable/x next version to 2014.1.5
        rf"bump(?:ed)?\s+(?:to\s+)?(?:the\s+)?(?:next\s+)?(?:{_V}|dev(?:elopment)?\s+version|next\s+(?:dev|version)).{{0,60}}",
        r"bump\s+\S+\s+next\s+version.*",
        rf"(?:version\s+bump|bump)(?:\s+(?:to\s+)?{_V})?",
        rf"version\s+{_V1}.{{0,30}}",
        # 1.2.3 · v1.2 · 1.2.3 release · New version: 1.2
        rf"(?:new\s+)?(?:release\s+|version\s+)?:?\s*{_V}(?:\s*(?:release[ds]?|final|version|\(.*\)|[.:!-]))?",
        rf"new\s+(?:release|version)(?:\s*:?\s*{_V}.{{0,40}})?",
        rf"(?:post|pre)[- ]release(?:\s+(?:version|bump|updates?|changes|steps?|tasks?|cleanup|{_V})\b.{{0,50}})?",
        # Begin 1.3 development · Back to development · Open 2.5 for development
        r"(?:start|begin|open|starting|opening|back\s+to|return\s+to|re-?open|resume)\b.{0,30}"
        r"\b(?:development|dev(?:\s+(?:version|cycle))?|cycle)(?:\s+(?:of|for|on|version)?\s*\S{0,30})?",
        rf"(?:begin|start|open)(?:ing)?\s+(?:work\s+on\s+|for\s+)?{_V}.{{0,30}}",
        # Finalize release notes · Generate changelog for 1.2 · Update changelog for 1.2 · Update release notes
        r"(?:finali[sz]e|finali[sz]ing|finish|complete|freeze|render|generate|build|compile|assemble)\b.{0,25}\b"
        rf"{_NOTES}(?:\s+(?:for|of|with|using|from|via)\b.{{0,50}})?",
        rf"(?:(?:updated?|add(?:ed)?|write|edit|polish)\s+)?(?:the\s+)?{_NOTES}(?:\.\w+)?\s+(?:for|of|to|with)\s+"
        rf"(?:the\s+)?(?:\w+\s+)?(?:release\s+|version\s+)?{_V}.{{0,40}}",
        r"update\s+release\s+notes?(?:\s+for\b.*)?",
        # OpenStack, when it cuts a branch
        r"update\s+(?:master|toc|\.gitreview|tox_constraints_file|upper_constraints)\b.{0,40}\bfor\s+"
        r"(?:stable|unmaintained)/\S+",
        r"chore\(release\).*",
    )
    + r"\s*",
    re.IGNORECASE,
)
_OTHER_VERSIONS = re.compile(
    r"\b(?:api|rpc|protocol|schema|min(?:imum)?|max(?:imum)?|required|microversion|service|object|python|supported|"
    r"compute|dependency|requires?)\b",
    re.IGNORECASE,
)
_VERSION_FILES = re.compile(
    r"(?:.*/)?"
    + words_pattern(r"""
    (?:_?_?version_?_?|__init__|__about__|_?release|about|meta|metadata|pavement|setup|conf)\.(?:py|txt|cfg|toml|json|in)
    VERSION RELEASE pyproject\.toml Cargo\.toml package\.json meson\.build \S+\.cff patchlevel\.h \S+\.spec
    """)
)


def release(case: Case) -> Iterator[Sign]:
    """See a title in one of the forms of release commits, confirmed by its files: no code, or change notes consumed."""
    found = _FORMS.fullmatch(case.plain) or _FORMS.fullmatch(case.words)
    consumed = sum(noted.file.status is FileStatus.DELETED for noted in case.fragments)
    brings_note = any(noted.file.status is FileStatus.ADDED for noted in case.fragments)
    confirmed = not brings_note and (consumed >= _CONSUMED or _without_code(case))
    detail = f"title is {quoted(case.plain)}"
    prefixed = case.prefix is not None and case.prefix.words[0] == "REL"
    if prefixed or (found and confirmed and not _OTHER_VERSIONS.search(case.words)):
        yield Sign(signal="release", detail=detail, rank=Rank.RELEASE, declares=(Kind.RELEASE,))
    elif found:
        yield Sign(signal="release", detail=detail, votes={Kind.RELEASE: 1.5})
    elif consumed >= _CONSUMED and _without_code(case):
        yield Sign(signal="release", detail=f"removes {consumed} change notes", votes={Kind.RELEASE: 4.0})


def _without_code(case: Case) -> bool:
    """Whether at most one file of code or tests is touched that does not hold the version."""
    if len(case.files) > _MOST_FILES:
        return False
    others = [file.path for file in case.files if not _VERSION_FILES.fullmatch(file.path)]
    return sum(area_of(path) in (Area.SOURCE, Area.TEST) for path in others) <= _MOST_CODE
