"""Updates of dependencies, mostly by bots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relkit.classify.case import Case
from relkit.classify.sign import Rank, Sign, quoted
from relkit.classify.tables import any_of, word_set
from relkit.model.area import Area
from relkit.model.evidence import Kind

_BOTS = re.compile(
    r"dependabot|renovate|pre-commit-ci|pyup[-_ ]bot|greenkeeper|snyk-bot|depfu|proposal bot", re.IGNORECASE
)
_VERSION = r"[~^=<>]*v?\d[\w.+-]*"
_PACKAGE = r"[`\"']?[@\w./\[\],-]+[`\"']?"
# The title forms of dependabot, renovate, pre-commit.ci, pip-tools and OpenStack's requirements bot.
_FORMS = re.compile(
    any_of(
        rf"(?:bump|update|upgrade)s?\s+(?:the\s+)?(?:dependency\s+)?{_PACKAGE}\s+(?:\(?\w+\)?\s+)?(?:requirement\s+)?"
        rf"from\s+{_VERSION}(?:\s*,\s*[<>=~!]+[\w.]+)*\s+to\s+{_VERSION}.*",
        r"(?:bump|update)s?\s+(?:the\s+)?[\w./-]+\s+group\b.*",
        r"(?:bump|update|upgrade)\s+dependency\s+.*",
        r"(?:bump|update|pin)\s+(?:all\s+)?(?:\S+\s+)?(?:dependencies|deps)\b.*",
        r"bump\s+[\w.-]+/[\w./-]+(?:\s+.*)?",
        r"bump\s+[@\w./\[\],-]*[a-z][@\w./\[\],-]*\s+in\s+/\S*",
        r"(?:\[?pre-commit(?:\.ci)?\]?:?\s+)?(?:pre-commit\s+)?autoupdate.*",
        r"\[?pre-commit(?:\.ci)?\]?:?\s+update.*",
        r"(?:update|bump|upgrade|autoupdate)\s+(?:versions\s+of\s+)?pre-?commit\b.*",
        r"lock\s+file\s+maintenance.*",
        r"updated?\s+(?:from\s+)?global[ -]requirements.*",
        r"recompile\s+(?:deps|dependencies|requirements).*",
        r"(?:update|upgrade|refresh)\s+(?:pinned\s+|locked\s+|the\s+)?(?:requirements|constraints|lock\s?files?)"
        r"(?:\.txt)?(?:\s+files?)?\s*",
    ),
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:bump|upgrade|update)\s+(?:vendored\s+|bundled\s+|minimum\s+)?(?P<what>[@\w./-]*[A-Za-z][@\w./-]*)\s+"
    rf"(?:version\s+)?to\s+(?:version\s+)?{_VERSION}",
    re.IGNORECASE,
)
_NO_PACKAGE = word_set("version versions release copyright year python")
_RUNTIME = word_set("""
    requirements.txt requirements/base.txt requirements/install.txt requirements/runtime.txt
    requirements/runtime-deps.in
""")


def bump(case: Case) -> Iterator[Sign]:
    """See a bot's form of title, or a bot's commit of build and CI files only: these declare a dependency update."""
    author = case.change.brought[0].author if case.change.brought else case.change.commit.author
    bot = _BOTS.search(author.name) or _BOTS.search(author.email)
    no_code = case.only(Area.BUILD, Area.CI, Area.TEST, Area.DOCS) or not case.files
    detail = f"title is {quoted(case.words)}"
    if is_bump(case) and (bot or no_code):
        yield Sign(signal="bump", detail=detail, rank=Rank.BUMP, declares=(Kind.DEPENDENCY,))
    elif is_bump(case):
        yield Sign(signal="bump", detail=detail, votes={Kind.DEPENDENCY: 3.5})
    elif bot and case.only(Area.BUILD, Area.CI):
        by = f"by {quoted(author.name)}, only build and CI files"
        yield Sign(signal="bump", detail=by, rank=Rank.BUMP, declares=(Kind.DEPENDENCY,))
    elif (found := _TO.match(case.words)) and found["what"].lower() not in _NO_PACKAGE:
        yield Sign(signal="bump", detail=detail, votes={Kind.DEPENDENCY: 3.0 if no_code else 1.8})


def is_bump(case: Case) -> bool:
    """Whether the title has a form of the bots; their messages quote other projects' fixes and advisories."""
    return bool(_FORMS.fullmatch(case.words))


def requirements(case: Case) -> Iterator[Sign]:
    """See run-time requirements change: on a stable branch some projects (OpenStack) call that a minor release."""
    changed = next((file.path for file in case.files if file.path in _RUNTIME), None)
    if changed:
        yield Sign(signal="requirements", detail=f"changes {changed}")
