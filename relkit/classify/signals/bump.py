"""Updates of dependencies, mostly by bots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.areas import Area
from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.model.evidence import Kind

_BOTS = re.compile(
    r"dependabot|renovate|pre-commit-ci|pyup[-_ ]bot|greenkeeper|snyk-bot|mend-bolt|depfu|proposal bot|scala-steward",
    re.IGNORECASE,
)
_VERSION = r"[~^=<>]*v?\d[\w.+-]*"
# The forms of dependabot, renovate, pre-commit.ci, pip-tools and OpenStack's requirements bot.
_FORMS = re.compile(
    rf"""(?:
      (?:bump|update|upgrade)s?\s+(?:the\s+)?(?:dependency\s+)?[`"']?[@\w./\[\],-]+[`"']?\s+(?:\(?\w+\)?\s+)?(?:requirement\s+)?from\s+{_VERSION}(?:\s*,\s*[<>=~!]+[\w.]+)*\s+to\s+{_VERSION}.*
    | (?:bump|update)s?\s+(?:the\s+)?[\w./-]+\s+group\b.*
    | (?:bump|update|upgrade)\s+dependency\s+.*
    | (?:bump|update|pin)\s+(?:all\s+)?(?:\S+\s+)?(?:dependencies|deps)\b.*
    | bump\s+[\w.-]+/[\w./-]+(?:\s+.*)?
    | bump\s+(?!(?:to|version|the|min\w*|max\w*|for|release|up|required|API|rpc|RPC|service|object)\b)[@\w./\[\],-]*[a-z][@\w./\[\],-]*\s+in\s+/\S*
    | (?:\[?pre-commit(?:\.ci)?\]?:?\s+)?(?:pre-commit\s+)?autoupdate.*
    | \[?pre-commit(?:\.ci)?\]?:?\s+(?:update|auto).*
    | (?:update|bump|upgrade|autoupdate)\s+(?:versions\s+of\s+)?pre-?commit\b.*
    | lock\s+file\s+maintenance.*
    | updated?\s+(?:from\s+)?(?:global|requirements)[ -]requirements.*
    | recompile\s+(?:deps|dependencies|requirements).*
    | (?:update|recompile|upgrade|refresh)\s+(?:pinned\s+|locked\s+|the\s+)?(?:requirements|constraints|lock\s?files?)(?:\.txt)?\b(?:\s+files?)?\s*$
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_BUMP = re.compile(
    rf"(?:bump|upgrade|update)\s+(?:vendored\s+|bundled\s+|minimum\s+)?(?P<what>[@\w./-]*[A-Za-z][@\w./-]*)\s+(?:version\s+)?to\s+(?:version\s+)?{_VERSION}",
    re.IGNORECASE,
)
_OWN = frozenset("version versions release copyright year python".split())


def bump(case: Case) -> Iterator[Sign]:
    """A bot's title form, or a bot's commit that touches only build and CI files, declares a dependency update."""
    author = case.change.brought[0].author if case.change.brought else case.change.commit.author
    bot = _BOTS.search(author.name) or _BOTS.search(author.email)
    hand = case.only(Area.BUILD, Area.CI, Area.TEST, Area.DOCS) or not case.files
    words = case.words
    if _FORMS.match(words):
        if bot or hand:
            yield Sign(signal="bump", detail=f"title is {quoted(words)}", rank=Rank.BUMP, declares=(Kind.DEPENDENCY,))
        else:
            yield Sign(signal="bump", detail=f"title is {quoted(words)}", votes={Kind.DEPENDENCY: 3.5})
    elif (
        bot and "autofix" not in words.lower() and "auto fixes" not in words.lower() and case.only(Area.BUILD, Area.CI)
    ):
        yield Sign(
            signal="bump",
            detail=f"by {quoted(author.name)}, only build and CI files",
            rank=Rank.BUMP,
            declares=(Kind.DEPENDENCY,),
        )
    elif (found := _BUMP.match(words)) and found["what"].lower() not in _OWN:
        yield Sign(signal="bump", detail=f"title is {quoted(words)}", votes={Kind.DEPENDENCY: 3.0 if hand else 1.8})


def requirements(case: Case) -> Iterator[Sign]:
    """Run-time requirements that change: on a stable branch some projects (OpenStack) call that a minor release."""
    for file in case.files:
        if file.path in (
            "requirements.txt",
            "requirements/base.txt",
            "requirements/install.txt",
            "requirements/runtime.txt",
            "requirements/runtime-deps.in",
        ):
            yield Sign(signal="requirements", detail=f"changes {file.path}")
            return
