"""The estimate's weights: data, set by hand from what words mean in titles, the same for every project.

All are log-odds towards a kind. They stand in for a trained model and live apart from the signals, so that a model
can take their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from relkit.model.evidence import Kind

_COLUMNS = {
    "fix": Kind.FIX, "feat": Kind.FEATURE, "perf": Kind.PERFORMANCE, "sec": Kind.SECURITY, "dep": Kind.DEPRECATION, "rem": Kind.REMOVAL, "docs": Kind.DOCS, "test": Kind.TEST,
    "build": Kind.BUILD, "ci": Kind.CI, "ref": Kind.REFACTOR, "bump": Kind.DEPENDENCY, "rev": Kind.REVERT, "rel": Kind.RELEASE, "merge": Kind.MERGE, "other": Kind.OTHER,
    "unknown": Kind.UNKNOWN,
}  # fmt: skip

PRIOR: Mapping[Kind, float] = MappingProxyType(
    {
        Kind.FIX: 0.0, Kind.FEATURE: -0.3, Kind.REFACTOR: -0.2, Kind.DOCS: -1.3, Kind.TEST: -1.6, Kind.BUILD: -1.9, Kind.CI: -2.6, Kind.PERFORMANCE: -2.6, Kind.DEPRECATION: -2.8,
        Kind.REMOVAL: -2.0, Kind.DEPENDENCY: -2.9, Kind.SECURITY: -4.2, Kind.REVERT: -4.5, Kind.RELEASE: -3.8, Kind.MERGE: -4.5, Kind.OTHER: -1.9, Kind.UNKNOWN: 0.9,
    }
)  # fmt: skip
"""How common the kinds are before anything is known; unknown stands first, so that silence stays unknown."""


def _table(text: str) -> Mapping[str, Mapping[Kind, float]]:
    """Read lines of ``word[/word…] kind=weight …``."""
    table: dict[str, Mapping[Kind, float]] = {}
    for line in text.strip().splitlines():
        words, *votes = line.split()
        weights = {_COLUMNS[name]: float(weight) for name, weight in (vote.split("=") for vote in votes)}
        table.update((word.replace("_", " "), weights) for word in words.split("/"))
    return MappingProxyType(table)


LEADING = _table("""
fix/bugfix/hotfix/fixup/repair  fix=3.2 feat=-1.2
correct/rectify                 fix=2.2 docs=0.2
prevent/avoid/guard             fix=2.0 feat=-0.2
handle/catch/tolerate/cope      fix=1.6 feat=0.2
ensure                          fix=1.5
don't/dont/do_not/never/stop    fix=1.9
workaround/work_around          fix=1.8
restore/reinstate               fix=1.7
resolve/address/solve           fix=1.6
respect/honor/honour/preserve/retain/keep fix=1.2 feat=0.2
ignore/skip/filter/strip/escape/sanitize  fix=1.1 feat=0.1 test=0.2
return/raise/propagate/close    fix=1.0 feat=0.2
reset/clear/unset/delete        fix=0.7 ref=0.2
wait/retry/unlock/lock/check    fix=0.8 feat=0.2
treat/properly/correctly/always/only fix=1.2 feat=0.1
make                            fix=0.4 feat=0.5 ref=0.3
set/pass                        fix=0.6 feat=0.1 ref=0.3
validate/verify/reject/forbid/disallow fix=0.6 feat=0.5
adjust/tweak/tune               fix=0.4 ref=0.3 test=0.2
limit/restrict/warn             fix=0.3 feat=0.5
add                             feat=1.7 fix=-0.5 test=0.2 docs=0.1
implement                       feat=2.3 fix=-0.8
introduce                       feat=1.6 fix=-0.8 ref=0.2
support                         feat=2.0 fix=-0.6
allow/permit/accept/let         feat=1.6 fix=0.1
enable/expose/provide/offer/export feat=1.5 fix=-0.2
extend/enhance/expand           feat=1.6 fix=-0.4
improve/better                  feat=1.2 fix=-0.2 ref=0.2 docs=0.3 perf=0.3
new/create/initial              feat=1.5 fix=-0.8
include/show/display/print/report/emit/log feat=0.7 fix=0.3
change/modify                   feat=0.4 fix=0.1 ref=0.4
update                          docs=0.7 bump=0.6 feat=0.1 ref=0.5 other=0.4 fix=-0.4
use/switch/prefer/adopt         ref=1.0 fix=0.1 feat=-0.1
refactor/restructure/reorganize/reorganise/rework/rewrite ref=2.8 fix=-0.8
simplify/consolidate/unify/deduplicate ref=2.2 fix=-0.6
rename/move/extract/split/inline/factor/reorder/sort ref=2.0 fix=-0.8 feat=-0.3
clean/cleanup/tidy/reformat/format/lint/modernize/modernise/normalize/prettify ref=2.4 fix=-0.7 feat=-0.7
convert/replace/migrate/port/merge/combine/transform ref=1.6 fix=-0.3
annotate/type                   ref=1.0 other=1.2
remove/drop/delete/rm/get_rid   rem=1.6 ref=1.7 fix=-0.4 feat=-0.7
disable                         fix=0.4 ci=0.6 test=0.4 other=0.3
deprecate/undeprecate           dep=5.0 fix=-1.0 feat=-0.8
optimize/optimise/speed/speedup/accelerate/vectorize perf=4.2 fix=-0.8
reduce/cache/faster             perf=2.0 ref=0.3
document/clarify/mention/describe/explain/reword docs=3.0 fix=-0.8 feat=-0.8
spelling/typo/typos             docs=2.5 fix=-0.6
test/cover                      test=2.6 fix=-0.6 feat=-0.6
bump/upgrade/pin/unpin          bump=2.6 build=0.6 fix=-0.7 feat=-0.6
require                         build=0.9 feat=0.4
backport                        fix=0.8
revert                          rev=3.0
release                         rel=1.0 fix=0.3
merge                           merge=0.8
""")
"""The first word of a title (or the first after "Properly", "Also"), by its base form."""

PAIRS = _table("""
add_support/adds_support        feat=1.0 fix=-0.3
support_for                     feat=0.8
add_missing                     fix=1.4 feat=-1.2
add_test/add_tests/add_unit/add_regression/more_tests/new_test/missing_test/missing_tests/test_for/tests_for/test_case/unit_test/unit_tests test=2.6 feat=-1.8 fix=-0.8
add_docs/add_documentation/add_doc/add_docstring/add_note/add_example/add_examples/add_comment/add_comments/fix_typo/fix_typos/fix_spelling/fix_docs/fix_documentation/fix_docstring/fix_link/fix_links/update_docs docs=3.2 fix=-3.0 feat=-1.8
fix_test/fix_tests/fix_testing/fix_unit/fix_flaky/flaky_test/fix_failing test=3.0 fix=-2.2
fix_ci/fix_travis/fix_build/fix_lint/fix_linting/fix_pylint/fix_flake8/fix_pep8/fix_mypy/fix_typing/fix_type/fix_formatting/fix_indentation/fix_whitespace/fix_style/fix_comment/fix_comments/pep8_fixes/fix_import/fix_imports ref=1.4 ci=1.2 build=0.6 fix=-2.0
add_type/add_typing/type_hints/type_annotations/type_annotation/type_hint/type_checking ref=1.0 other=1.6 feat=-1.0 fix=-0.5
add_option/add_parameter/add_argument/add_new/new_option/new_module/new_parameter/add_module/add_ability/ability_to/add_flag/add_method/add_function/add_hook/add_command feat=1.1 fix=-0.5
add_check/add_validation/add_guard/add_warning fix=0.4 feat=-0.3
make_sure                       fix=1.4
no_longer                       fix=0.8
instead_of                      fix=0.3 ref=0.5
bug_fix/bug_fixes               fix=2.0
remove_unused/remove_unnecessary/remove_redundant/remove_dead/remove_duplicate/remove_duplicated/remove_obsolete/remove_unneeded/remove_useless/unused_import/unused_imports/delete_unused ref=2.2 rem=-1.2 fix=-0.4
remove_deprecated/drop_support/remove_support/support_removed/drop_python/remove_python rem=2.4 ref=-0.8 fix=-0.6
clean_up                        ref=2.0 fix=-0.5
error_message/error_messages/better_error/improve_error feat=0.7 fix=0.1
race_condition                  fix=1.0
memory_leak                     fix=1.0
backward_compatibility/backwards_compatibility/backward_compatible fix=0.4
edge_case/corner_case           fix=0.9
changelog_entry/release_note/release_notes docs=1.8
code_coverage                   test=1.4
performance_of                  perf=1.0
""")
"""Two words in a row, in their base forms or as written."""

ANYWHERE = _table("""
bug/bugs/bugfix                 fix=1.5 feat=-0.3
fix                             fix=1.8 feat=-0.6
regression                      fix=2.0 feat=-0.6
crash/segfault/segmentation/deadlock/hang/freeze/traceback/stacktrace fix=2.0 feat=-0.5
leak/race/overflow/underflow/overrun/corruption/corrupt/infinite/recursion/uninitialized/dangling fix=1.4 feat=-0.3
broken/wrong/wrongly/incorrect/incorrectly/erroneous/mistakenly/accidentally/accidental/bogus/stale fix=1.6 feat=-0.4
fail/failing/failure/unexpected/spurious fix=1.0
error/errors/exception          fix=0.6
missing/lost/forgotten          fix=0.9
invalid/malformed/undefined/nonexistent/duplicate fix=0.5
properly/correctly              fix=1.0
when/if                         fix=0.5
empty/none/null/nan/unicode/encoding/negative/zero fix=0.3
issue/problem                   fix=0.6
compat/compatibility            fix=0.3
workaround                      fix=0.9
typo/typos/spelling/grammar/misspelled docs=2.2 fix=-0.8
doc/docs/documentation/docstring/docstrings/readme/tutorial/changelog/sphinx/wording docs=2.0 fix=-0.7 feat=-0.8
comment/comments/example/examples docs=0.9 fix=-0.4 feat=-0.3
test/tests/testing/testcase/unittest/unittests/testsuite/flaky/xfail/pytest/coverage/benchmark/benchmarks test=1.3 fix=-0.6 feat=-0.6
ci/travis/appveyor/workflow/azure/zuul/codecov/dependabot/jenkins/cirrus ci=1.9 fix=-0.6 feat=-0.8
build/wheel/wheels/meson/setuptools/packaging/makefile/cmake/compiler/msvc/gcc/cython build=1.0 feat=-0.3
lint/flake/pylint/mypy/ruff/black/isort/pep/typing/annotations/pyupgrade ref=1.4 other=0.6 fix=-0.8 feat=-0.9
refactor/refactoring/cleanup/cleanups/unused/unneeded/dead/redundant/style/whitespace/formatting/internal/helper/boilerplate ref=1.2 fix=-0.4 feat=-0.4
performance/faster/slow/speed/optimization/optimisation/optimize/efficient/simd/avx perf=2.0
deprecated/deprecation/deprecate/deprecations/deprecating dep=1.8 rem=0.3
new                             feat=0.8 fix=-0.3
support                         feat=0.6
option/options/parameter/argument/kwarg/flag/keyword feat=0.4
feature/api/hook/plugin/module  feat=0.3
microversion                    feat=1.0
ability                         feat=0.9
config/configurable/customizable feat=0.3
version/versions                bump=0.3 build=0.3
requirements/dependency/dependencies bump=1.0 build=0.8 feat=-0.3
release                         rel=0.5
merge                           merge=0.3
translation/translations/locale/copyright/license other=1.5 docs=0.8
vulnerability/vulnerable/security sec=1.2
""")
"""Any word of a title."""
