"""Release commits: a version set, a changelog rendered, a development version opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.areas import Area, area_of
from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.model.commit import FileStatus
from relkit.model.evidence import Kind

_V = r"[`'\"]?v?\d+\.\d+(?:\.\w+)*(?:[.-]?(?:a|b|c|rc|dev|post|alpha|beta|final|x)[.-]?\d*)?(?:\.dev\d*|\+dev)?[`'\"]?"
_V1 = r"[`'\"]?v?\d+(?:\.\w+)*(?:[.-]?(?:a|b|c|rc|dev|post|alpha|beta)[.-]?\d*)?[`'\"]?"
_FORMS = re.compile(
    rf"""(?:
      (?:\[\s*)?(?:final\s+|new\s+|pre-?)?(?:releas(?:e|ed|ing)|cut|tag(?:ging)?|version|publish)(?:\s*\])?[\s:]+(?:of\s+|for\s+|new\s+|version\s+|candidate\s+|tag\s+|[A-Za-z]\w*[\s-]+)?{_V}.{{0,60}}
    | (?:REL|RLS|MAINT|DOC)?:?\s*prep(?:are|aring|ared)?\b.{{0,40}}?\b(?:release|releasing|version|development|{_V})\b.{{0,60}}
    | preparation.{{0,20}}\brelease\b.*
    | (?:automatic(?:ally)?\s+)?(?:bump|bumped|bumping|set|setting|update|updated|change|increment|increase|incremented|advance|switch)\s+(?:up\s+)?(?:the\s+|package\s+|project\s+|module\s+|main\s+|master\s+|devel(?:opment)?\s+|patch\s+|minor\s+|__?)*(?:version(?:s|__)?|VERSION)(?:\s+(?:numbers?|info|strings?|files?|metadata))?(?:\s+(?:and|&)\s+\w+(?:\s\w+)?)?(?:\s*$|\s*[:.,(]|\s+(?:to|for|from|on|in|after|before|post|of|back|as|info|number|\d).{{0,70}})
    | (?:bump|bumped)\s+(?:to\s+)?(?:the\s+)?(?:next\s+)?(?:{_V}|dev(?:elopment)?\s+version|next\s+(?:dev|version)).{{0,60}}
    | bump\s+(?:stable/)?\S+\s+next\s+version.*
    | (?:version\s+)?(?:bump|number)(?:\s+(?:version|for|to)\b.{{0,40}})?
    | version\s+(?:bump|{_V1})\b.{{0,50}}
    | (?:new\s+)?(?:release\s+)?(?:version\s+)?{_V}(?:\s*(?:release[ds]?|final|version|\(.*\)|[.:!-]))?
    | new\s+(?:release|version)\b:?.{{0,50}}
    | (?:post|pre)[- ]release\b.{{0,60}}
    | (?:start|begin|open|starting|opening|back\s+to|return\s+to|re-?open|resume)\b.{{0,30}}\b(?:dev|develop|development|cycle|series)\b.{{0,40}}
    | (?:begin|start|open)(?:ing)?\s+(?:work\s+on\s+|for\s+)?{_V}.{{0,30}}
    | (?:final(?:ize|ise|izing|ized)?|finish|complete|freeze|render|generate|build|compile|assemble)\b.{{0,25}}\b(?:changelogs?|change\s?logs?|release(?:\s+notes)?|news|changes)\b.{{0,50}}
    | (?:update|updated|add|added|write|edit|polish|fix)?\s*(?:the\s+)?(?:changelog|change\s?log|news|release\s+(?:notes?|date)|changes|history|what'?s\s+new)(?:\.\w+)?\s+(?:for|of|to|with)\s+(?:the\s+)?(?:\w+\s+)?(?:release\s+|version\s+)?{_V}.{{0,40}}
    | update\s+release\s+notes?(?:\s+for\b.*)?
    | update\s+(?:master|toc|\.gitreview|tox_constraints_file|upper_constraints)\b.{{0,40}}\bfor\s+stable/\S+
    | update\s+\.gitreview\s+for\s+.*
    | (?:added?\s+)?version(?:added)?\s+.{{0,3}}{_V}\s*$
    | chore\(release\).*
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:api|rpc|protocol|schema|min(?:imum)?|max(?:imum)?|required|microversion|service|object|python|supported|compute|dependency|requires?)\b",
    re.IGNORECASE,
)
_VERSION_FILE = re.compile(
    r"(?:^|/)(?:_?_?version_?_?|__init__|__about__|_?release|about|meta|metadata|pavement|setup|conf)\.(?:py|txt|cfg|toml|json|in)$|(?:^|/)(?:VERSION|RELEASE)$|pyproject\.toml$|Cargo\.toml$|package\.json$|meson\.build$|\.cff$|(?:^|/)(?:patchlevel\.h|ansible\.spec|debian/changelog)$"
)


def release(case: Case) -> Iterator[Sign]:
    """A title in one of the forms of release commits; fragments consumed or only version files touched confirm it."""
    found = _FORMS.fullmatch(case.plain) or _FORMS.fullmatch(case.words)
    named = bool(found) and not _NOT.search(case.words)
    consumed = sum(noted.file.status is FileStatus.DELETED for noted in case.fragments)
    code = (
        [file for file in case.files if file.path and not _VERSION_FILE.search(file.path)]
        if len(case.files) < 200
        else case.files
    )
    small = sum(1 for file in code if _is_code(file.path)) <= 1
    if case.prefix is not None and case.prefix.words[0] == "REL":
        yield Sign(
            signal="release",
            detail=f"title begins with {quoted(case.prefix.text)}",
            rank=Rank.RELEASE,
            declares=(Kind.RELEASE,),
        )
    elif named and (small or consumed > 1):
        yield Sign(
            signal="release", detail=f"title is {quoted(case.plain)}", rank=Rank.RELEASE, declares=(Kind.RELEASE,)
        )
    elif found:
        yield Sign(signal="release", detail=f"title is {quoted(case.plain)}", votes={Kind.RELEASE: 1.5})
    elif consumed >= 3 and small:
        yield Sign(signal="release", detail=f"removes {consumed} change notes", votes={Kind.RELEASE: 4.0})


def _is_code(path: str) -> bool:
    return area_of(path) in (Area.SOURCE, Area.TEST)
