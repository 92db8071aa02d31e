from __future__ import annotations

import pytest

from relkit.classify.habits import read_habits
from relkit.classify.judge import judge
from relkit.model.evidence import Kind
from tests.unit.classify.example import PLAIN, Blobs, change, commit, judged, merge, seen


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("newsfragments/12.bugfix.rst", "fix"),
        ("newsfragments/12.feature", "feature"),
        ("newsfragments/+odd.misc.1.md", "refactor"),
        ("changelog/12.improvement.rst", "feature"),
        ("changelog/12.breaking.rst", "removal"),
        ("changelog/12.deprecation.rst", "deprecation"),
        ("CHANGES/12.packaging.rst", "build"),
        ("news/12.vendor.rst", "dependency"),
        ("docs/changes/io.fits/12.bugfix.rst", "fix"),
        ("doc/release/upcoming_changes/12.performance.rst", "performance"),
        ("doc/release/upcoming_changes/12.expired.rst", "removal"),
        ("doc/whats_new/upcoming_changes/sklearn.tree/12.efficiency.rst", "performance"),
        ("src/twisted/newsfragments/12.doc", "docs"),
        ("Misc/NEWS.d/next/Security/2024-01-01-00-00-00.gh-issue-12.aBc.rst", "security"),
        ("Misc/NEWS.d/next/Tests/2024-01-01-00-00-00.gh-issue-12.aBc.rst", "test"),
        ("doc/users/next_whats_new/colour.rst", "feature"),
        ("doc/api/next_api_changes/deprecations/12-AB.rst", "deprecation"),
    ],
)
def test_the_name_of_an_added_fragment_declares_the_kind(path: str, kind: str) -> None:
    verdict = judged("Touch the core", f"src/core.py\nA {path}")
    assert (verdict.kind, verdict.decided_by) == (kind, "declared")
    assert verdict.confidence >= 0.95
    assert verdict.evidence[0].signal == "fragment"
    assert path[:80] in verdict.evidence[0].detail


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("changelogs/fragments/12-copy.yml", "---\nbugfixes:\n  - copy - no longer fails.\n", "fix"),
        ("changelogs/fragments/12-copy.yaml", "minor_changes:\r\n- copy - new option.\r\n", "feature"),
        ("changelogs/fragments/v1.2.3_summary.yml", "release_summary: |\n   The third patch release.\n", "release"),
        ("changelogs/fragments/12.yml", "bugfixes: []\nsecurity_fixes:\n- CVE-2024-1234\n", "security"),
        (
            "releasenotes/notes/new-thing-0123456789abcdef.yaml",
            "features:\n  - |\n    fixes: not a section\n",
            "feature",
        ),
        ("releasenotes/notes/bug-1-0123456789abcdef.yaml", "---\nfixes:\n  - |\n    One.\n", "fix"),
        ("releasenotes/notes/old-0123456789abcdef.yaml", "upgrade:\n  - |\n    Act.\n", "other"),
        (".changeset/brave-cats-run.md", '---\n"@scope/core": minor\n---\n\nAdd a thing.\n', "feature"),
        ("changelogs/unreleased/12-thing.yml", "---\ntitle: A thing\ntype: fixed\n", "fix"),
        (".changes/unreleased/Added-20240101.yaml", "kind: Added\nbody: A thing\n", "feature"),
        (".changelog/1234.txt", "```release-note:bug\nresource/thing: no crash\n```\n", "fix"),
        ("changelog/unreleased/sharing-crash", "Bugfix: Sharing no longer crashes\n\nText.\n", "fix"),
        ("changelog.d/20240101_120000_ada.md", "<!--\n### Added\n- nothing\n-->\n### Fixed\n\n- A thing.\n", "fix"),
    ],
)
def test_the_contents_of_an_added_fragment_declare_the_kind(path: str, content: str, kind: str) -> None:
    blobs = Blobs({path: content.encode()})
    verdict = judge(change("Touch the core", f"src/core.py\nA {path}"), blobs, PLAIN)
    assert (verdict.kind, verdict.decided_by) == (kind, "declared")


def test_blobs_are_read_only_of_notes_whose_kind_is_inside() -> None:
    blobs = Blobs()
    judge(change("Fix it", "src/core.py\ntests/test_core.py\nA changelog/12.bugfix.rst"), blobs, PLAIN)
    assert blobs.reads == 0


def test_a_fragment_that_cannot_be_read_leaves_the_kind_to_the_rest() -> None:
    verdict = judge(change("Fix a crash", "src/core.py\nA changelogs/fragments/12.yml"), Blobs(), PLAIN)
    assert (verdict.kind, verdict.decided_by) == ("fix", "model")


def test_of_several_fragments_the_one_that_matters_most_decides_and_the_rest_keeps_a_share() -> None:
    verdict = judged("Touch it", "src/core.py\nA changelog/1.bugfix.rst\nA changelog/1.feature.rst")
    assert verdict.kind == "feature"
    assert verdict.probabilities[Kind.FEATURE] > verdict.probabilities[Kind.FIX] > 0.2


def test_cpython_categories_leave_the_kind_to_the_words_of_the_note() -> None:
    path = "Misc/NEWS.d/next/Library/2024-01-01-00-00-00.gh-issue-12.aBc.rst"
    note = b".. gh-issue: 12\n\nFix a crash in :mod:`json` when the input is empty.\n"
    verdict = judge(change("gh-12: json and empty input (GH-13)", f"Lib/json.py\nA {path}"), Blobs({path: note}), PLAIN)
    assert verdict.kind == "fix"
    assert verdict.probabilities[Kind.FIX] > 0.8


def test_an_edited_fragment_only_inclines() -> None:
    assert judged("Rename a helper", "src/core.py\nchangelog/12.bugfix.rst").decided_by == "model"


def test_only_a_note_is_documentation() -> None:
    assert judged("Add the changelog for #12", "A changelog/12.bugfix.rst").kind == "docs"


def test_a_change_that_carries_many_notes_is_not_what_they_say() -> None:
    notes = "\n".join(f"A changelog/{number}.bugfix.rst" for number in range(20))
    assert not seen(judged("Port the notes of 1.2 forward", f"src/core.py\n{notes}"), "fragment")


def test_a_merge_is_judged_by_the_fragment_of_any_commit_that_it_brought() -> None:
    code = commit("Rework the parser", "src/parser.py")
    note = commit("Add a changelog entry", "A changelog/12.bugfix.rst")
    verdict = judge(merge("Merge pull request #12 from ada/parser\n\nParser", code, note), Blobs(), PLAIN)
    assert (verdict.kind, verdict.decided_by) == ("fix", "declared")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("releasenotes/notes/a-0123456789abcdef.yaml", "features:\n  - |\n    One.\n"),
        ("releasenotes/notes/a-0123456789abcdef.yaml", "fixes:\n  - A.\nupgrade:\n  - |\n    Act.\n"),
        ("releasenotes/notes/a-0123456789abcdef.yaml", "deprecations:\n  - |\n    One.\n"),
        ("changelog/12.feature.rst", ""),
        ("changelog/12.breaking.rst", ""),
        ("doc/release/upcoming_changes/12.compatibility.rst", ""),
    ],
)
def test_notes_that_a_patch_release_should_not_bring_are_marked(path: str, content: str) -> None:
    verdict = judge(change("Touch it", f"src/core.py\nA {path}"), Blobs({path: content.encode()}), PLAIN)
    assert seen(verdict, "minor-release")


def test_a_fix_asks_for_no_minor_release() -> None:
    assert not seen(judged("Fix it", "src/core.py\nA changelog/12.bugfix.rst"), "minor-release")


def test_the_projects_own_directory_and_types_count() -> None:
    configured = b"""
        [tool.towncrier]
        directory = "doc/notes"
        [[tool.towncrier.type]]
        directory = "oops"
        name = "Bug fixes"
        [[tool.towncrier.type]]
        directory = "wow"
        name = "New features"
    """
    habits = read_habits({"pyproject.toml": configured})
    assert judged("Touch it", "src/core.py\nA doc/notes/12.oops.rst", habits=habits).kind == "fix"
    assert judged("Touch it", "src/core.py\nA doc/notes/12.wow.rst", habits=habits).kind == "feature"
    assert judged("Touch it", "src/core.py\nA doc/notes/12.oops.rst").decided_by == "model"


@pytest.mark.parametrize(
    ("path", "leaning"),
    [
        ("docs/releases/4.2.5.txt", "fix"),
        ("docs/releases/5.0.txt", "feature"),
        ("doc/source/release/2.0.0-notes.rst", "feature"),
    ],
)
def test_release_notes_lean_by_the_release_they_are_of(path: str, leaning: str) -> None:
    verdict = judged("Touched the core", f"src/core.py\n{path}")
    assert seen(verdict, "changelog")
    other = "feature" if leaning == "fix" else "fix"
    assert verdict.probabilities[Kind(leaning)] > verdict.probabilities[Kind(other)]


def test_a_configured_folder_is_another_one_and_changes_the_fingerprint() -> None:
    towncrier = {"pyproject.toml": b'[tool.towncrier]\ndirectory = "changes"\n[tool.towncrier.fragment.new]\n'}
    both = read_habits(towncrier, "notes")
    assert (both.directories, both.types) == (("changes", "notes"), (("new", "new"),))
    assert both.fingerprint != read_habits(towncrier).fingerprint
    assert read_habits(towncrier, "changes") == read_habits(towncrier)
    alone = read_habits({}, "notes")
    assert alone.directories == ("notes",)
    assert "bugfix" in dict(alone.types)
