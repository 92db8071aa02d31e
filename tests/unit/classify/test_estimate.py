from __future__ import annotations

import pytest

from relkit.classify.judge import judge
from relkit.classify.signals.words import base_form, tokens_of
from relkit.classify.titles import plain_title
from relkit.model.evidence import Kind
from tests.unit.classify.example import PLAIN, Blobs, commit, judged, kind, merge, seen

CODE = "src/core.py\ntests/test_core.py"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Fix a crash when the input is empty", "fix"),
        ("Fixed #12345 -- Prevented a KeyError in the admin", "fix"),
        ("parser: do not fail on empty files", "fix"),
        ("[libvirt] Handle a missing disk", "fix"),
        ("Avoid a race condition between readers", "fix"),
        ("Add support for HTTP/3", "feature"),
        ("Add a --colour option", "feature"),
        ("Implement the new protocol", "feature"),
        ("Refactor the parser", "refactor"),
        ("Remove unused imports", "refactor"),
        ("Remove support for Python 3.8", "removal"),
        ("Deprecate the old parser", "deprecation"),
        ("Add tests for the parser", "test"),
        ("[bp-2.9] Fix a crash when the input is empty (#12)", "fix"),
    ],
)
def test_words(title: str, expected: str) -> None:
    verdict = judged(title, CODE)
    assert (verdict.kind, verdict.decided_by) == (expected, "model")


@pytest.mark.parametrize(
    ("title", "expected"), [("Fix a typo in a docstring", "docs"), ("Optimize the parser", "performance")]
)
def test_words_beside_code_alone(title: str, expected: str) -> None:
    assert kind(title, "src/core.py") == expected


@pytest.mark.parametrize("title", ["", "x", "Nova", "1", "...", "Tue Jan 1"])
def test_what_says_nothing_is_unknown_with_little_confidence(title: str) -> None:
    verdict = judged(title, "src/core.py\nsrc/io.py\nsrc/net.py")
    assert verdict.kind == "unknown"
    assert verdict.confidence < 0.5


@pytest.mark.parametrize(
    "trailer",
    [
        'Fixes: 0123456789ab ("Rework the parser")',
        "Cc: stable@vger.kernel.org # 6.1",
        "Regression in 0123456789abcdef0123456789abcdef01234567.",
        "Closes-Bug: #1234567",
        "Fixes #12",
    ],
)
def test_trailers_speak_for_a_fix(trailer: str) -> None:
    without, with_trailer = judged("Touch it", CODE), judged(f"Touch it\n\nText.\n\n{trailer}\n", CODE)
    assert seen(with_trailer, "trailer")
    assert with_trailer.probabilities[Kind.FIX] > without.probabilities[Kind.FIX]


def test_blueprints_speak_for_a_feature() -> None:
    verdict = judged("Touch it\n\nPartially-Implements: blueprint shiny-thing\n", CODE)
    assert verdict.kind == "feature"


@pytest.mark.parametrize(
    "message",
    [
        "Validate the header, CVE-2024-12345",
        "Merge commit from fork\n\n* Limit the depth\n",
        "Fix a path traversal in the static handler",
        "Limit the depth\n\nGHSA-2345-6789-cfgh",
    ],
)
def test_security(message: str) -> None:
    assert kind(message, CODE) == "security"


def test_an_advisorys_number_outranks_a_note_that_says_bug_fix() -> None:
    verdict = judged("CVE-2024-12345: check the header", "src/core.py\nA changelog/12.bugfix.rst")
    assert (verdict.kind, verdict.decided_by) == ("security", "declared")
    assert kind("Check the header", "src/core.py\nA changelogs/fragments/cve-2024-12345.yml") == "security"
    assert kind("Check the header\n\nCVE-2024-12345", "src/core.py\nA changelog/12.bugfix.rst") == "fix"


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ("Ignore CVE-2019-8341 in the safety check", CODE),
        ("Add CVE-2024-12345 to the changelog", "CHANGES.rst"),
        ("Mention CVE-2024-12345", "docs/security.rst"),
        ("Skip a test\n\nSee GHSA-2345-6789-cfgh", "tests/test_core.py"),
    ],
)
def test_security_traps(message: str, changed: str) -> None:
    assert kind(message, changed) != "security"


def test_shape_new_code_speaks_for_a_feature_and_a_small_tested_edit_for_a_fix() -> None:
    new = judged("Frobnicate", "A src/new.py\nA tests/test_new.py\ndocs/index.rst")
    small = judged("Frobnicate", CODE)
    assert new.probabilities[Kind.FEATURE] > new.probabilities[Kind.FIX]
    assert small.probabilities[Kind.FIX] > small.probabilities[Kind.FEATURE]


def test_side_subjects_count_where_a_merge_is_mute() -> None:
    verdict = judge(
        merge("Merge branch 'x'", commit("Fix crash", "src/a.py"), commit("Fix hang", "src/b.py")), Blobs(), PLAIN
    )
    assert verdict.probabilities[Kind.FIX] > verdict.probabilities[Kind.FEATURE]


def test_words_are_found_in_all_their_forms_and_code_is_left_out() -> None:
    assert [base_form(word) for word in ("fixes", "fixed", "fixing", "skipped", "removing", "tries")] == [
        "fix", "fix", "fix", "skip", "remove", "tries",
    ]  # fmt: skip
    assert tokens_of("Don't fail_fast in Foo.bar, KeyError or utf-8 HTTP") == ["don't", "in", "or", "utf-8", "http"]


@pytest.mark.parametrize(
    ("title", "plain", "backport"),
    [
        ("[3.12] gh-12345: Fix it (GH-12346)", "Fix it", True),
        ("[PR #13415/8c8906a1 backport][3.14] Fix it (#13416)", "Fix it", True),
        ("PR #13415/8c8906a1 backport][3.14] Fix it", "Fix it", True),
        ("Backport PR #12 on branch v7.1.x (Fix it (again))", "Fix it (again)", True),
        ("Backport PR 12 on branch v7.1.x (Fix it)", "Fix it", True),
        ("Backport PR #12: Fix it", "Fix it", True),
        ("Backport 2.9: Fix it", "Fix it", True),
        ("[stable-2.9] Fix it (#12) (#13)", "Fix it", True),
        ("[stable-only] Fix it", "Fix it", True),
        ("[Backport 7.x] Fix it", "Fix it", True),
        ("[v6.x backport] Fix it", "Fix it", True),
        ("Automated cherry pick of #12: Fix it", "Fix it", True),
        ("Fix it (backport #12)", "Fix it", True),
        ("Fix it (cherry picked from commit 0123abc)", "Fix it", True),
        ("bpo-12345: Fix it", "Fix it", False),
        ("Fix it (#12)", "Fix it", False),
        ("[libvirt] Fix it", "[libvirt] Fix it", False),
        ("Add backport tooling", "Add backport tooling", False),
        ("[3.12]", "[3.12]", True),
        ("", "", False),
    ],
)
def test_plain_titles(title: str, plain: str, backport: bool) -> None:  # noqa: FBT001
    assert plain_title(title) == (plain, backport)
