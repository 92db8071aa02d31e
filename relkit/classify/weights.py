"""What words mean in titles, set by hand: how much each votes for and against kinds, in log-odds, for every project.

The trained model weighs these votes beside what it learned of the same words itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from relkit.model.evidence import Kind

_NAMES = {
    "fix": Kind.FIX, "feat": Kind.FEATURE, "perf": Kind.PERFORMANCE, "sec": Kind.SECURITY, "dep": Kind.DEPRECATION,
    "rem": Kind.REMOVAL, "docs": Kind.DOCS, "test": Kind.TEST, "build": Kind.BUILD, "ci": Kind.CI,
    "ref": Kind.REFACTOR, "bump": Kind.DEPENDENCY, "rev": Kind.REVERT, "rel": Kind.RELEASE, "merge": Kind.MERGE,
    "other": Kind.OTHER, "unknown": Kind.UNKNOWN,
}  # fmt: skip


def _table(text: str) -> Mapping[str, Mapping[Kind, float]]:
    """Read rows of ``kind=weight …: word word …``; indented lines go on with words, whose parts "_" joins."""
    table: dict[str, Mapping[Kind, float]] = {}
    for row in re.split(r"\n(?=\S)", text.strip()):
        votes, _, words = row.partition(":")
        weights = {_NAMES[name]: float(weight) for name, _, weight in (vote.partition("=") for vote in votes.split())}
        table.update({word.replace("_", " "): weights for word in words.split()})
    return MappingProxyType(table)


LEADING = _table("""
fix=3.2 feat=-1.2: fix bugfix hotfix fixup repair
fix=2.2 docs=0.2: correct rectify
fix=2.0 feat=-0.2: prevent guard
fix=1.3: avoid
fix=1.6 feat=0.2: handle catch tolerate cope
fix=1.5: ensure
fix=1.9: don't dont do_not never stop
fix=1.8: workaround work_around
fix=1.7: restore reinstate
fix=1.6: resolve address solve
fix=1.2 feat=0.2: respect honor honour preserve retain keep
fix=1.1 feat=0.1 test=0.2: ignore skip filter strip escape sanitize
fix=1.0 feat=0.2: return raise propagate close
fix=0.7 ref=0.2: reset clear unset
fix=0.8 feat=0.2: wait retry unlock lock check
fix=1.2 feat=0.1: treat properly correctly always only
fix=0.4 feat=0.5 ref=0.3: make
fix=0.6 feat=0.1 ref=0.3: set pass
fix=0.6 feat=0.5: validate verify reject forbid disallow
fix=0.4 ref=0.3 test=0.2: adjust tweak tune
fix=0.3 feat=0.5: limit restrict warn
feat=1.7 fix=-0.5 test=0.2 docs=0.1: add
feat=2.3 fix=-0.8: implement
feat=1.6 fix=-0.8 ref=0.2: introduce
feat=2.0 fix=-0.6: support
feat=1.6 fix=0.1: allow permit accept let
feat=1.5 fix=-0.2: enable expose provide offer export
feat=1.6 fix=-0.4: extend enhance expand
feat=1.2 fix=-0.2 ref=0.2 docs=0.3 perf=0.3: improve better
feat=1.5 fix=-0.8: new create initial
feat=0.7 fix=0.3: include show display print report emit log
feat=0.4 fix=0.1 ref=0.4: change modify
docs=0.7 bump=0.6 feat=0.1 ref=0.5 other=0.4 fix=-0.4: update
ref=1.0 fix=0.1 feat=-0.1: use switch prefer adopt
ref=2.8 fix=-0.8: refactor restructure reorganize reorganise rework rewrite
ref=2.2 fix=-0.6: simplify consolidate unify deduplicate
ref=2.0 fix=-0.8 feat=-0.3: rename move extract split inline factor reorder sort
ref=2.4 fix=-0.7 feat=-0.7: clean cleanup tidy reformat format lint modernize modernise normalize prettify
ref=1.6 fix=-0.3: convert replace migrate port merge combine transform
ref=1.0 other=1.2: annotate type
rem=1.6 ref=1.7 fix=-0.4 feat=-0.7: remove drop delete rm get_rid
fix=0.4 ci=0.6 test=0.4 other=0.3: disable
dep=5.0 fix=-1.0 feat=-0.8: deprecate undeprecate
perf=4.2 fix=-0.8: optimize optimise speed speedup accelerate vectorize
perf=2.0 ref=0.3: reduce cache faster
docs=3.0 fix=-0.8 feat=-0.8: document clarify mention describe explain reword
docs=2.5 fix=-0.6: spelling typo typos
test=2.6 fix=-0.6 feat=-0.6: test cover
bump=2.6 build=0.6 fix=-0.7 feat=-0.6: bump upgrade pin unpin
build=0.9 feat=0.4: require
fix=0.8: backport
rev=3.0: revert
rel=1.0 fix=0.3: release
merge=0.8: merge
""")
"""The first word of a title (or the first after "Properly", "Also"), by its base form."""

PAIRS = _table("""
feat=1.0 fix=-0.3: add_support adds_support
feat=0.8: support_for
fix=1.4 feat=-1.2: add_missing
test=2.6 feat=-1.8 fix=-0.8: add_test add_tests add_unit add_regression more_tests new_test missing_test
    missing_tests test_for tests_for test_case unit_test unit_tests
docs=3.2 fix=-3.0 feat=-1.8: add_docs add_documentation add_doc add_docstring add_note add_example add_examples
    add_comment add_comments fix_typo fix_typos fix_spelling fix_docs fix_documentation fix_docstring fix_link
    fix_links update_docs
test=3.0 fix=-2.2: fix_test fix_tests fix_testing fix_unit fix_flaky flaky_test fix_failing
ref=1.4 ci=1.2 build=0.6 fix=-2.0: fix_ci fix_travis fix_build fix_lint fix_linting fix_pylint fix_flake8 fix_pep8
    fix_mypy fix_typing fix_type fix_formatting fix_indentation fix_whitespace fix_style fix_comment fix_comments
    pep8_fixes fix_import fix_imports
ref=1.0 other=1.6 feat=-1.0 fix=-0.5: add_type add_typing type_hints type_annotations type_annotation type_hint
    type_checking
feat=1.1 fix=-0.5: add_option add_parameter add_argument add_new new_option new_module new_parameter add_module
    add_ability ability_to add_flag add_method add_function add_hook add_command
fix=0.4 feat=-0.3: add_check add_validation add_guard add_warning
fix=1.4: make_sure
fix=0.8: no_longer
fix=0.3 ref=0.5: instead_of
fix=2.0: bug_fix bug_fixes
ref=2.2 rem=-1.2 fix=-0.4: remove_unused remove_unnecessary remove_redundant remove_dead remove_duplicate
    remove_duplicated remove_obsolete remove_unneeded remove_useless unused_import unused_imports delete_unused
rem=2.4 ref=-0.8 fix=-0.6: remove_deprecated drop_support remove_support support_removed drop_python remove_python
ref=2.0 fix=-0.5: clean_up
feat=0.7 fix=0.1: error_message error_messages better_error improve_error
fix=1.0: race_condition
fix=1.0: memory_leak
fix=0.4: backward_compatibility backwards_compatibility backward_compatible
fix=0.9: edge_case corner_case
docs=1.8: changelog_entry release_note release_notes
test=1.4: code_coverage
perf=1.0: performance_of
""")
"""Two words in a row, in their base forms or as written."""

ANYWHERE = _table("""
fix=1.5 feat=-0.3: bug bugs bugfix
fix=1.8 feat=-0.6: fix
fix=2.0 feat=-0.6: regression
fix=2.0 feat=-0.5: crash segfault segmentation deadlock hang freeze traceback stacktrace
fix=1.4 feat=-0.3: leak race overflow underflow overrun corruption corrupt infinite recursion uninitialized dangling
fix=1.6 feat=-0.4: broken wrong wrongly incorrect incorrectly erroneous mistakenly accidentally accidental bogus
    stale
fix=1.3: fail failing failure unexpected spurious
fix=0.5: error errors exception
fix=0.9: missing lost forgotten
fix=0.5: invalid malformed undefined nonexistent duplicate
fix=1.2: properly correctly correct
fix=0.5 feat=-0.5: when if should after before during without
fix=0.6 feat=-0.5: not isn't doesn't can't cannot no
fix=0.4 feat=-0.4: is are was only
fix=0.1 feat=-0.2: with on in from
feat=0.3: to
fix=0.4 feat=-0.2: empty none null nan unicode encoding negative zero string off-by-one
fix=0.9: issue problem
fix=0.3: compat compatibility
fix=0.9: workaround
docs=2.2 fix=-0.8: typo typos spelling grammar misspelled
docs=2.0 fix=-0.7 feat=-0.8: doc docs documentation docstring docstrings readme tutorial changelog sphinx wording
docs=0.9 fix=-0.4 feat=-0.3: comment comments example examples
test=1.3 fix=-0.6 feat=-0.6: test tests testing testcase unittest unittests testsuite flaky xfail pytest coverage
    benchmark benchmarks
ci=1.9 fix=-0.6 feat=-0.8: ci travis appveyor workflow azure zuul codecov dependabot jenkins cirrus
build=1.0 feat=-0.3: build wheel wheels meson setuptools packaging makefile cmake compiler msvc gcc cython
ref=1.4 other=0.6 fix=-0.8 feat=-0.9: lint flake pylint mypy ruff black isort pep typing annotations pyupgrade
ref=1.2 fix=-0.4 feat=-0.4: refactor refactoring cleanup cleanups unused unneeded dead redundant style whitespace
    formatting internal helper boilerplate
perf=2.0: performance faster slow speed optimization optimisation optimize efficient simd avx
dep=1.8 rem=0.3: deprecated deprecation deprecate deprecations deprecating
feat=0.8 fix=-0.3: new
feat=0.8 fix=-0.3: support
feat=0.7: option parameter argument kwarg flag keyword command filter
feat=0.3: feature api hook plugin module
feat=1.0: microversion
feat=0.9: ability
feat=0.3: config configurable customizable
bump=0.3 build=0.3: version versions
bump=1.0 build=0.8 feat=-0.3: requirements dependency dependencies
rel=0.5: release
merge=0.3: merge
other=1.5 docs=0.8: translation translations locale copyright license
sec=1.2: vulnerability vulnerable security
""")
"""Any word of a title."""

ERROR_CLASS: Mapping[Kind, float] = MappingProxyType({Kind.FIX: 0.6})
"""The name of an exception in a title."""
