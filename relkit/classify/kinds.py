"""What the words of change notes and prefixes mean as kinds: data, from the conventions' own documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from relkit.classify.tables import word_set
from relkit.model.evidence import Kind

IMPORTANCE = (
    Kind.SECURITY, Kind.REMOVAL, Kind.DEPRECATION, Kind.FEATURE, Kind.FIX, Kind.PERFORMANCE, Kind.REVERT, Kind.BUILD,
    Kind.DEPENDENCY, Kind.REFACTOR, Kind.TEST, Kind.CI, Kind.DOCS, Kind.RELEASE, Kind.MERGE, Kind.OTHER, Kind.UNKNOWN,
)  # fmt: skip
"""Which kind stands for a change whose notes name several: what matters most to whoever decides on a release."""

NEEDS_MINOR = frozenset({Kind.FEATURE, Kind.REMOVAL, Kind.DEPRECATION})
"""Kinds that a patch release should not bring."""


def _by_word(words_of: Mapping[Kind, str]) -> Mapping[str, Kind]:
    return MappingProxyType({word: kind for kind, words in words_of.items() for word in words.split()})


# Types of towncrier fragments (its defaults, and those that projects define), headings of Keep a Changelog and scriv,
# sections of reno and of antsibull-changelog. One word, or several joined by "_".
NOTE_KINDS = _by_word({
    Kind.FIX: """
        bugfix bugfixes bug bugs fix fixes fixed bug_fix bug_fixes regression regressions hotfix critical patch
        """,
    Kind.FEATURE: """
        feature features feat new new_feature new_features new_function new_functions improvement improvements improved
        enhancement enhancements enh add added addition additions minor_changes minor_features major_changes
        major_feature highlight highlights c_api whatsnew minor
        """,
    Kind.PERFORMANCE: "performance perf efficiency optimization optimisation speedup speed",
    Kind.SECURITY: "security security_fixes security_fix vulnerability",
    Kind.DEPRECATION: "deprecation deprecations deprecated deprecate deprecated_features future api",
    Kind.REMOVAL: """
        removal removals removed remove removed_features breaking breaking_change breaking_changes break incompatible
        backward backwards expired major process
        """,
    Kind.DOCS: "doc docs documentation improved_documentation",
    Kind.BUILD: "packaging build installation wheels distribution",
    Kind.CI: "ci",
    Kind.TEST: "test tests testing",
    Kind.DEPENDENCY: "vendor vendored dependency dependencies deps",
    Kind.REFACTOR: """
        misc trivial contrib internal internals refactor refactoring maintenance maint chore cleanup dev development
        housekeeping hkg infrastructure
        """,
    Kind.OTHER: """
        other change changes changed compatibility compat typing types upgrade upgrades issues known_issues prelude
        behavior behaviour note notes announcement
        """,
    Kind.RELEASE: "release_summary",
})  # fmt: skip

# Conventional Commits (with the types of its Angular preset), NumPy's, SciPy's, pandas's, matplotlib's and
# scikit-learn's acronyms, and brackets as people write them.
PREFIX_KINDS = _by_word({
    Kind.FIX: "fix bug bugfix hotfix regr regression fixes",
    Kind.FEATURE: "feat feature enh fea enhancement new",
    Kind.PERFORMANCE: "perf simd eff optim",
    Kind.SECURITY: "security sec",
    Kind.DEPRECATION: "dep depr deprecate api",
    Kind.REMOVAL: "breaking",
    Kind.DOCS: "doc docs nep documentation",
    Kind.TEST: "tst test tests bench",
    Kind.BUILD: "bld build packaging pkg wheel whl",
    Kind.CI: "ci",
    Kind.REFACTOR: "maint mnt sty style ref refactor cln clean cleanup misc chore internal lint",
    Kind.DEPENDENCY: "deps",
    Kind.REVERT: "rev revert",
    Kind.RELEASE: "rel release",
    Kind.OTHER: "typ typing types dev compat i18n nfc",
})  # fmt: skip

YIELDING = word_set("typ typing types simd wip")
"""Prefixes that name an area rather than a kind when another one follows (``TYP,BUG: …``)."""

ACRONYMS = word_set("api dep rev ref dev sec eff simd nep rel new typ")
"""Prefixes that count in upper case only: in lower case they are names of components."""

WEAK_PREFIXES = word_set("chore misc internal style release types compat security wheel")
"""Prefixes that only incline: words that projects also use for components, or for anything at all."""

# gitmoji.dev, as far as a kind follows.
GITMOJI_KINDS = _by_word({
    Kind.FIX: ":bug: \U0001f41b :ambulance: \U0001f691 :adhesive_bandage: \U0001fa79 :goal_net: \U0001f945",
    Kind.FEATURE: ":sparkles: \u2728 :tada: \U0001f389 :children_crossing: \U0001f6b8",
    Kind.PERFORMANCE: ":zap: \u26a1",
    Kind.SECURITY: ":lock: \U0001f512",
    Kind.REMOVAL: ":boom: \U0001f4a5",
    Kind.DEPRECATION: ":wastebasket: \U0001f5d1",
    Kind.DOCS: ":memo: :pencil: \U0001f4dd \u270f :pencil2: :bulb: \U0001f4a1",
    Kind.TEST: ":white_check_mark: \u2705 :test_tube: \U0001f9ea :rotating_light: \U0001f6a8",
    Kind.BUILD: ":package: \U0001f4e6 :hammer: \U0001f528",
    Kind.CI: ":construction_worker: \U0001f477 :green_heart: \U0001f49a",
    Kind.REFACTOR: ":recycle: \u267b :art: \U0001f3a8 :fire: \U0001f525 :truck: \U0001f69a :coffin: \u26b0",
    Kind.DEPENDENCY: ":arrow_up: \u2b06 :arrow_down: \u2b07 :pushpin: \U0001f4cc :heavy_plus_sign: \u2795",
    Kind.REVERT: ":rewind: \u23ea",
    Kind.RELEASE: ":bookmark: \U0001f516 :rocket: \U0001f680",
    Kind.MERGE: ":twisted_rightwards_arrows: \U0001f500",
})  # fmt: skip


@lru_cache(maxsize=4096)
def note_kind(words: str, title: str = "") -> Kind | None:
    """Return what a note's type or section means: judged by the type itself, then by its title in the changelog."""
    for text in (words, title):
        key = re.sub(r"[^a-z]+", "_", text.lower()).strip("_")
        if key in NOTE_KINDS:
            return NOTE_KINDS[key]
        parts = [NOTE_KINDS[part] for part in key.split("_") if part in NOTE_KINDS]
        named = [part for part in parts if part not in (Kind.OTHER, Kind.REFACTOR)] or parts
        if named:
            return min(named, key=IMPORTANCE.index)
    return None
