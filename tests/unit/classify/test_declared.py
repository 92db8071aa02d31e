from __future__ import annotations

import pytest

from relkit.classify.areas import area_of
from relkit.classify.judge import judge
from relkit.model.evidence import Kind
from tests.unit.classify.example import BOT, PLAIN, Blobs, commit, judged, kind, merge, seen


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("fix: a thing", "fix"),
        ("fix(parser): a thing", "fix"),
        ("feat(api)!: a thing", "feature"),
        ("docs: a thing", "docs"),
        ("perf: a thing", "performance"),
        ("chore(deps): bump things", "dependency"),
        ("BUG: a thing", "fix"),
        ("ENH: a thing", "feature"),
        ("MAINT: Fix a thing", "refactor"),
        ("DOC: a thing", "docs"),
        ("DEP: a thing", "deprecation"),
        ("REL: Reset a flag for 1.12", "release"),
        ("TYP,BUG: a thing", "fix"),
        ("BUG, DOC: a thing", "fix"),
        ("BUG/TST: a thing", "fix"),
        ("FIX Allow a thing", "fix"),
        ("[fix] a thing", "fix"),
        ("[3.12] gh-12: fix: a thing (GH-13)", "fix"),
        ("[PR #12/0a1b2c3d backport][3.14] fix: a thing", "fix"),
        ("Backport PR #12 on branch 7.x (BUG: a thing)", "fix"),
    ],
)
def test_prefixes(title: str, expected: str) -> None:
    verdict = judged(title)
    assert (verdict.kind, verdict.decided_by) == (expected, "declared")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("\U0001f41b a thing", "fix"),
        (":bug: a thing", "fix"),
        ("\u2728 a thing", "feature"),
        ("\u267b\ufe0f a thing", "refactor"),
    ],
)
def test_gitmoji_incline(title: str, expected: str) -> None:
    verdict = judged(title)
    assert (verdict.kind, verdict.decided_by) == (expected, "model")


@pytest.mark.parametrize(
    "title", ["libvirt: a thing", "api: a thing", "parser: a thing", "Refs #12 -- a thing", "Note: a thing"]
)
def test_components_are_no_prefixes(title: str) -> None:
    assert not seen(judged(title), "prefix")


def test_breaking_marks_are_kept_for_planners() -> None:
    assert seen(judged("fix!: a thing"), "breaking")
    assert seen(judged("fix: a thing\n\nText.\n\nBREAKING CHANGE: it is gone"), "breaking")
    assert not seen(judged("fix: a thing"), "breaking")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("docs/index.rst\nREADME.md", "docs"),
        ("tests/test_core.py\ntests/data/one.json", "test"),
        (".github/workflows/ci.yml", "ci"),
        ("pyproject.toml", "build"),
        ("tox.ini", "ci"),
    ],
)
def test_paths_of_one_kind_speak_for_it_against_the_words(changed: str, expected: str) -> None:
    verdict = judged("Fix a crash", changed)
    assert (verdict.kind, verdict.decided_by) == (expected, "model")
    assert judged("Fix a crash", f"{changed}\nsrc/core.py").kind == "fix"


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("pkg/tests/test_a.py", "test"),
        ("testing/test_a.py", "test"),
        ("numpy/testing/utils.py", "code"),
        ("django/test/client.py", "code"),
        ("Lib/test/support/__init__.py", "test"),
        ("src/conftest.py", "test"),
        ("benchmarks/bench_io.py", "test"),
        ("docs/conf.py", "docs"),
        ("docs/Makefile", "build"),
        ("docs/requirements.txt", "build"),
        ("api-ref/source/parameters.yaml", "docs"),
        ("pkg/docs/__init__.py", "docs"),
        ("pkg/sub/docs/tool.py", "code"),
        ("CONTRIBUTORS.txt", "docs"),
        ("src/readme_renderer.py", "code"),
        (".pre-commit-config.yaml", "ci"),
        ("tox.ini", "ci"),
        (".mailmap", "ci"),
        ("test-requirements.txt", "build"),
        ("pkg/meson.build", "build"),
        ("", "code"),
        ("odd\udcff/name\n.py", "code"),
    ],
)
def test_areas(path: str, area: str) -> None:
    assert area_of(path) == area


@pytest.mark.parametrize(
    "title",
    [
        "Bump requests from 2.31.0 to 2.32.0 (#123)",
        "build(deps): bump actions/checkout from 4 to 5",
        "Bump the python-packages group with 3 updates",
        "Update dependency pytest to v9",
        "[pre-commit.ci] pre-commit autoupdate",
        "Bump django in /testing/plugins_integration",
        "Updated from global requirements",
    ],
)
def test_bumps(title: str) -> None:
    body = "\n\nBumps it.\n- Fixes #1, a security vulnerability CVE-2024-12345\n- Fixes: 0123456789ab (x)"
    verdict = judged(title + body, "requirements/dev.txt", author=BOT)
    assert (verdict.kind, verdict.decided_by) == ("dependency", "declared")
    assert not seen(verdict, "security")
    assert not seen(verdict, "trailer")


@pytest.mark.parametrize(
    "title",
    [
        "Release 3.8.1",
        "Release v2.17.5 (#123)",
        "Prepare release version 8.3.3",
        "Preparing for 2.0.0rc1",
        "New release v2.17.5",
        "Update Example release version to v2.18.0rc1.post0.",
        "Bump version to 3.9.0.dev0",
        "Bump version",
        "Bump to 3.7.1",
        "Set version to 1.14.4-dev",
        "v1.2.3",
        "1.2.3 release",
        "Update release notes",
        "Update changelog for 1.2.3",
        "Generate a change log for v3.8.2",
        "Back to development",
        "Begin 2.1 development",
        "Bump stable/kilo next version to 2015.1.2",
        "Update main after 2.4.4 release.",
        "Merge pull request #12 from ada/release-8.0.0rc2",
        "chore(release): 1.2.3",
    ],
)
def test_releases(title: str) -> None:
    verdict = judged(title, "CHANGES.rst\nsrc/pkg/__init__.py\nD changelog/1.bugfix.rst")
    assert (verdict.kind, verdict.decided_by) == ("release", "declared")


@pytest.mark.parametrize(
    "title",
    [
        "Release the lock in the error path",
        "Fix release notes",
        "Bump minimum version of os-vif to 3.1.0",
        "Bump compute RPC version to 5.1",
        "Update version check for Python 3.12",
        "Open files lazily during development",
        "Bump numpy to 2.0",
        "Tag the images that are built",
    ],
)
def test_no_releases(title: str) -> None:
    assert kind(title, "src/core.py\nsrc/io.py\ntests/test_io.py") != "release"


def test_a_release_form_that_edits_much_code_is_not_believed() -> None:
    assert judged("Bump version", "src/a.py\nsrc/b.py\nsrc/c.py").decided_by == "model"


def test_reverts_and_reverts_of_reverts() -> None:
    assert kind('Revert "Fix a crash"\n\nThis reverts commit 0123456789.') == "revert"
    assert kind('Revert "Revert "BUG: a crash""') == "fix"
    assert kind('Reapply "feat: a thing"') == "feature"
    assert kind('[3.12] Revert "fix: a crash (GH-12)" (GH-13)') == "revert"
    assert kind('Revert "Revert "Revert "fix: a crash"""') == "revert"
    assert kind("Back out the new parser") == "revert"
    assert kind("Reverts nothing: add an option --revert") != "fix"


def test_a_revert_with_a_note_of_its_own_is_what_the_note_says() -> None:
    assert kind('Revert "Colour the output"', "src/core.py\nA changelog/12.bugfix.rst") == "fix"


@pytest.mark.parametrize(
    "title",
    [
        "Merge branch '3.8' into master",
        "Merge remote-tracking branch 'origin/8.3.x'",
        "Merge branch 'master' into maintenance/2.3.x",
        "Merge branch 'stable/2025.1'",
        "Merge tag 'v1.2.3' into main",
        "Merge 3.12 into main",
        "Merge features into master",
    ],
)
def test_merges_of_lines(title: str) -> None:
    side = commit("Fix a crash", "src/core.py\nA changelog/12.bugfix.rst")
    verdict = judge(merge(title, side), Blobs(), PLAIN)
    assert (verdict.kind, verdict.decided_by) == ("merge", "declared")


@pytest.mark.parametrize(
    "title", ["Merge branch 'fix-1.2-crash'", "Merge branch 'devel' of https://example.org/x into devel"]
)
def test_merges_of_topics_and_pulls_are_judged_by_what_they_brought(title: str) -> None:
    side = commit("Fix a crash", "src/core.py\nA changelog/12.bugfix.rst")
    assert judge(merge(title, side), Blobs(), PLAIN).kind == "fix"


def test_a_merges_title_outweighs_the_subjects_it_brought() -> None:
    sides = [commit("Add a file", "src/a.py"), commit("wip", "src/b.py"), commit("Add another", "src/c.py")]
    verdict = judge(merge("Merge pull request #12 from ada/x\n\nFix a crash", *sides), Blobs(), PLAIN)
    assert verdict.kind == "fix"
    mute = judge(merge("Merge branch 'x'", *sides[::2]), Blobs(), PLAIN)
    assert mute.probabilities[Kind.FEATURE] > mute.probabilities[Kind.FIX]


def test_a_mute_merge_takes_the_prefix_that_all_its_commits_share() -> None:
    sides = [commit("BUG: one", "src/a.py"), commit("BUG: two", "src/b.py")]
    assert judge(merge("Merge pull request #12 from ada/x", *sides), Blobs(), PLAIN).kind == "fix"


def test_run_time_requirements_are_kept_for_planners() -> None:
    assert seen(judged("Use the new client", "requirements.txt\nsrc/core.py"), "requirements")
    assert not seen(judged("Use the new client", "test-requirements.txt\nsrc/core.py"), "requirements")


@pytest.mark.parametrize(
    ("message", "changed", "expected"),
    [
        ("fix(ci): a thing", "src/core.py", "ci"),
        ('Revert "Mitigate CVE-2016-1000111"', "src/core.py", "revert"),
        ("BUG: a thing", "src/core.py\nA doc/release/upcoming_changes/12.change.rst", "fix"),
        ("A thing", "src/core.py\nA doc/release/upcoming_changes/12.change.rst", "other"),
    ],
)
def test_which_of_several_declarations_counts(message: str, changed: str, expected: str) -> None:
    verdict = judged(message, changed)
    assert (verdict.kind, verdict.decided_by) == (expected, "declared")
