from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest

from relkit.classify.habits import Habits, read_habits
from relkit.classify.hide import hide
from relkit.classify.judge import judge
from relkit.model.commit import Change, FileChange
from relkit.model.evidence import Kind, Verdict
from relkit.model.ids import BlobId
from tests.unit.classify.example import PLAIN, Blobs, change, commit, files, judged, merge, seen

MESSAGES = [
    "",
    "\n\n\n",
    "\0\x07\x1b[31mFix\x1b[0m\r\n\r\nbody\x0b",
    "caf\udce9: corrige l'acc\udce8s",
    "\u202eFix a crash\u202c",
    "Fix" * 100_000,
    "(" * 20_000,
    "[" * 20_000 + "]" * 20_000,
    " " * 20_000 + "x",
    "Revert " + '"Revert ' * 500 + '"' * 500,
    "Merge " * 5_000,
    "Release " + "1." * 5_000,
    "fix(" + "a" * 20_000,
    "Bump a from 1" + ", <1" * 5_000,
    "Update x\n\n" + "Fixes: " * 5_000 + "\n" * 5_000 + "fixes " * 5_000,
    "\U0001f41b" * 5_000,
]


@pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
def test_any_message_is_judged_quickly_and_shown_safely(message: str) -> None:
    for one in (change(message), change(message, ""), merge(message, commit(message, "src/core.py"))):
        start = time.process_time()
        verdict = judge(one, Blobs(), PLAIN)
        hide(one, frozenset({"fragment", "prefix", "trailer", "reference"}), PLAIN)
        hide(one, frozenset({"message"}), PLAIN)
        assert time.process_time() - start < 1.0
        assert sum(verdict.probabilities.values()) == pytest.approx(1.0)
        assert all(each.detail.isprintable() and len(each.detail) < 500 for each in verdict.evidence)


def test_any_path_is_judged() -> None:
    judged("Fix it", "\n".join(["a" * 5_000, "/".join("ab" * 2_000), "changelogs/fragments/.yml", "A news/..", "//"]))
    odd = files("src/core.py")[0]
    paths = ("", "/", "caf\udce9.py", "new\nline", "changelog/\udce9.bugfix.rst")
    strange = tuple(replace(odd, path=path) for path in paths)
    verdict = judge(Change(commit=commit("Fix it"), brought=(), files=strange), Blobs(), PLAIN)
    assert all(each.detail.isprintable() for each in verdict.evidence)


def test_a_root_commit_and_a_commit_whose_trees_are_missing() -> None:
    root = replace(commit("Initial commit"), parents=(), files=None)
    verdict = judge(Change(commit=root, brought=(), files=()), Blobs(), PLAIN)
    assert verdict.kind in set(Kind)


def test_a_huge_change_is_judged_in_bounded_time() -> None:
    one = files("src/core.py")[0]
    many: tuple[FileChange, ...] = (one,) * 1_000_000
    start = time.process_time()
    judge(Change(commit=commit("Import the world"), brought=(), files=many), Blobs(), PLAIN)
    assert time.process_time() - start < 2.0


@pytest.mark.parametrize(
    "verdict",
    [
        judged("Fix a crash"),
        judged("BUG: a crash"),
        judged("x", "src/a.py\nA changelog/1.bugfix\nA changelog/1.doc"),
        judged(""),
    ],
    ids=["estimated", "declared", "twice declared", "mute"],
)
def test_probabilities_cover_all_kinds_and_the_verdict_is_their_highest(verdict: Verdict) -> None:
    assert set(verdict.probabilities) == set(Kind)
    assert sum(verdict.probabilities.values()) == pytest.approx(1.0)
    assert verdict.confidence == verdict.probabilities[verdict.kind] == max(verdict.probabilities.values())


def test_evidence_begins_with_what_decided_and_is_sorted_by_weight() -> None:
    verdict = judged("Add a thing", "src/core.py\nA changelog/1.bugfix.rst")
    assert verdict.evidence[0].signal == "fragment"
    weights = [abs(each.weight) for each in verdict.evidence[1:]]
    assert weights == sorted(weights, reverse=True)
    assert seen(verdict, "message")[0].weight < 0


@pytest.mark.parametrize(
    ("title", "changed"),
    [
        ("Fix a crash when the input is broken", "src/core.py\ntests/test_core.py"),
        ("Frobnicate", ""),
        ("Fix CVE-2024-12345", "src/core.py"),
        ('Revert "Add a thing"', "src/core.py"),
        ("Add a thing", "src/core.py\nA changelog/1.bugfix.rst\nA changelog/2.feature.rst"),
    ],
)
def test_weights_add_up_to_the_odds_against_the_next_likeliest_kind(title: str, changed: str) -> None:
    verdict = judged(title, changed)
    next_best = max(chance for kind, chance in verdict.probabilities.items() if kind is not verdict.kind)
    score = math.log(verdict.confidence / next_best)
    assert sum(one.weight for one in verdict.evidence) == pytest.approx(score, abs=0.02)


def test_habits_are_read_from_towncriers_configuration() -> None:
    tables = b'[tool.towncrier]\npackage = "a.b"\npackage_dir = "src"\n[tool.towncrier.fragment.oops]\nname = "Bugs"\n'
    assert read_habits({"pyproject.toml": tables}) == Habits(
        directories=("src/a/b/newsfragments",), types=(("oops", "Bugs"),)
    )
    default = read_habits({"pyproject.toml": b'[tool.towncrier]\ndirectory = "./changes/"\n'})
    assert default.directories == ("changes",)
    assert dict(default.types)["bugfix"] == "Bugfixes"
    first = read_habits({"towncrier.toml": b'[tool.towncrier]\ndirectory = "x"\n', "pyproject.toml": tables})
    assert first.directories == ("x",)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[tool", b"tool = 1", b"[tool]\ntowncrier = 2", b"[tool.towncrier]\ntype = 3\nfragment = 4"],
)
def test_a_broken_configuration_is_no_configuration(content: bytes) -> None:
    assert not read_habits({"pyproject.toml": content}).directories or b"type" in content


def test_the_fingerprint_differs_with_the_habits() -> None:
    assert PLAIN.fingerprint == Habits().fingerprint
    assert PLAIN.fingerprint != Habits(directories=("news",)).fingerprint


def test_hiding_takes_notes_and_prefixes_out_before_anything_looks() -> None:
    plain = change("[3.12] TYP,BUG: a thing (#12)", "src/core.py\nA changelog/12.bugfix.rst\nCHANGES.rst")
    hidden = hide(plain, frozenset({"fragment", "prefix"}), PLAIN)
    assert hidden.title == "[3.12] a thing (#12)"
    assert [file.path for file in hidden.files] == ["src/core.py"]
    assert hidden.commit.files == hidden.files
    verdict = judge(hidden, Blobs(), PLAIN)
    assert not seen(verdict, "fragment")
    assert not seen(verdict, "prefix")


def test_hiding_reaches_what_a_merge_brought_and_its_title() -> None:
    side = commit("ENH: add it", "src/core.py\nA changelog/12.feature.rst")
    hidden = hide(
        merge("Merge pull request #12 from ada/x\n\nENH: Add it\n\nText", side),
        frozenset({"fragment", "prefix"}),
        PLAIN,
    )
    assert hidden.title == "Add it"
    assert hidden.brought[0].subject == "add it"
    assert [file.path for file in hidden.brought[0].files or ()] == ["src/core.py"]


def test_hiding_trailers_messages_and_paths() -> None:
    plain = change("Touch it\n\nText.\n\nCloses-Bug: #1\nFixes #12\nChange-Id: I1\n", "src/core.py")
    assert "Closes" not in hide(plain, frozenset({"trailer"}), PLAIN).commit.message
    assert "Text." in hide(plain, frozenset({"trailer"}), PLAIN).commit.message
    assert hide(plain, frozenset({"message"}), PLAIN).commit.message == ""
    assert hide(plain, frozenset({"paths"}), PLAIN).files == ()
    assert hide(plain, frozenset({"notes", "diff"}), PLAIN) is plain


@pytest.mark.parametrize(
    "message",
    [
        "[3.1] Fix it (#12) (#13)\n\nWhat (GH-4) and ada/core#5 said.\n(cherry picked from commit " + "a" * 40 + ")",
        'Fix it (backport #7)\n\nAs in 0123456789ab.\n\nChange-Id: I12\nFixes: 0123456789ab ("Add it")',
        "gh-12: Fix it\n\n[ Upstream commit " + "b" * 40 + " ]\nCloses-Bug: #5",
    ],
)
def test_hidden_references_leave_neither_numbers_nor_ids(message: str) -> None:
    hidden = hide(change(message), frozenset({"reference"}), PLAIN).commit.message
    assert hidden.startswith("Fix it\n")
    assert not any(character.isdigit() for character in hidden)
    assert "cherry" not in hidden
    assert "Upstream" not in hidden


def test_what_is_too_large_is_left_unread_and_told() -> None:
    class Large(Blobs):
        def size(self, blob: BlobId) -> int:
            return 3 << 20 if blob else 0

    paths = "src/a.py\nsrc/b.py\nsrc/c.py"
    verdict = judge(change("Rework it", paths), Large(dict.fromkeys(("src/a.py", "old src/a.py"), b"")), PLAIN)
    assert [one.detail.split(" not ")[0] for one in seen(verdict, "unread")] == ["3 files"]


FORGES = [
    "Merge pull request #12 from ada/backport-11\n\n{}\n\nCloses #9.",
    "Merged in ada/backport/3.1/pr-11 (pull request #12)\n\n{}",
    'Merge "{}" into stable',
]


@pytest.mark.parametrize("form", FORGES)
@pytest.mark.parametrize("brought", [1, 2])
def test_a_merge_keeps_its_title_where_references_or_prefixes_are_hidden(form: str, brought: int) -> None:
    one = merge(form.format("fix: Mend it (#10)"), *[commit("Something", "src/core.py")] * brought)
    assert one.title == "fix: Mend it (#10)"
    plain = hide(one, frozenset({"reference", "prefix"}), PLAIN)
    assert plain.title.removesuffix(" ()") == "Mend it"
    assert hide(plain, frozenset({"reference", "prefix"}), PLAIN) == plain
    assert "11" not in plain.commit.message


def test_a_picked_merge_loses_the_prefix_of_its_title() -> None:
    picked = change("Merge pull request #12 from ada/topic\n\nfix: Mend it")
    assert hide(picked, frozenset({"prefix"}), PLAIN).title == "Mend it"
    assert hide(picked, frozenset({"reference"}), PLAIN).title == "fix: Mend it"
