"""Forecasts say what git's own cherry-pick does, down to the tree, and leave no trace."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pygit2
import pytest

from relkit.cache import open_cache
from relkit.git.objects import Objects
from relkit.git.predict import forecast, key, merges
from relkit.git.predict.merges import TreeMerge, merge_trees
from relkit.git.predict.scratch import Scratch
from relkit.git.repository import open_repository
from relkit.model.forecast import ConflictKind, Forecast, Outcome, PickRequest
from relkit.model.ids import CommitId, TreeId
from tests.builders import Entry, Files, RepoBuilder

NOWHERE = CommitId("1" * 40)
TEXT = "".join(f"line {number}\n" for number in range(1, 31))


def changed(*numbers: int, text: str = TEXT, by: str = "") -> str:
    """Return the text with some of its lines changed."""
    for number in numbers:
        text = text.replace(f"line {number}\n", f"line {number} changed {by}\n")
    return text


def ask(builder: RepoBuilder, *picks: tuple[CommitId, CommitId]) -> tuple[Forecast, ...]:
    return forecast(open_repository(builder.path), [PickRequest(id=id_, onto=onto) for id_, onto in picks])


@pytest.fixture
def real_pick(builder: RepoBuilder, tmp_path: Path) -> Callable[[CommitId, CommitId], Forecast]:
    """Return git's own answer: a cherry-pick in a clone."""
    clone = tmp_path / "clone"

    def git(*words: str, ok: bool = True) -> str:
        done = subprocess.run(["git", "-C", str(clone), *words], check=ok, capture_output=True)
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def pick(commit: CommitId, onto: CommitId) -> Forecast:
        if not clone.exists():
            subprocess.run(["git", "clone", "-q", "-s", "-n", str(builder.path), str(clone)], check=True)
            info = builder.git_dir / "info" / "attributes"
            if info.exists():
                (clone / ".git/info").mkdir(exist_ok=True)
                (clone / ".git/info/attributes").write_bytes(info.read_bytes())
            for name in git("config", "--file", str(builder.git_dir / "config"), "--list", "--name-only").split():
                if name.startswith("merge."):
                    git("config", name, git("config", "--file", str(builder.git_dir / "config"), name))
        git("reset", "-q", "--hard")
        git("clean", "-qfdx")
        git("checkout", "-q", "--detach", onto)
        parents = git("rev-list", "--parents", "-1", commit).split()[1:]
        git("cherry-pick", "-n", *(["-m", "1"] if len(parents) > 1 else []), commit, ok=False)
        unmerged = {line.partition("\t")[2] for line in git("ls-files", "-u", "-z").split("\0") if line}
        if unmerged:
            return Forecast(id=commit, onto=onto, outcome=Outcome.CONFLICT, tree=None, warnings=tuple(sorted(unmerged)))
        tree = git("write-tree")
        outcome = Outcome.EMPTY if tree == git("rev-parse", f"{onto}^{{tree}}") else Outcome.CLEAN
        return Forecast(id=commit, onto=onto, outcome=outcome, tree=TreeId(tree))

    return pick


START: Files = {
    "a.txt": TEXT,
    "pkg/one.py": TEXT,
    "pkg/two.py": changed(*range(1, 30)),
    "pkg/sub/deep.py": "deep\n",
    "docs/index.rst": "index\n",
    "tool": Entry(content="#!/bin/sh\n", mode=0o100755),
    "link": Entry(content="a.txt", mode=0o120000),
    "data.bin": b"\0data",
    "vendored": Entry(content="2" * 40, mode=0o160000),
}
TOP = changed(2)
SCENARIOS: Mapping[str, tuple[Files, Files, Outcome]] = {
    "a file the line left alone": ({"pkg/one.py": TOP}, {"a.txt": "x\n"}, Outcome.CLEAN),
    "another place of the file": ({"a.txt": TOP}, {"a.txt": changed(20)}, Outcome.CLEAN),
    "the same place": ({"a.txt": TOP}, {"a.txt": changed(2, by="otherwise")}, Outcome.CONFLICT),
    "the same change": ({"a.txt": TOP}, {"a.txt": TOP}, Outcome.EMPTY),
    "the same and more": ({"a.txt": TOP}, {"a.txt": changed(2, 20)}, Outcome.EMPTY),
    "an added file": ({"pkg/new.py": "new\n"}, {"a.txt": "x\n"}, Outcome.CLEAN),
    "an added folder": ({"new/deep/er.py": "new\n"}, {"a.txt": "x\n"}, Outcome.CLEAN),
    "the same file added": ({"new.py": "new\n"}, {"new.py": "new\n"}, Outcome.EMPTY),
    "the same file added otherwise": ({"new.py": "new\n"}, {"new.py": "other\n"}, Outcome.CONFLICT),
    "a deleted file": ({"docs/index.rst": None}, {"a.txt": "x\n"}, Outcome.CLEAN),
    "a deleted file that the line changed": ({"a.txt": None}, {"a.txt": TOP}, Outcome.CONFLICT),
    "a file that the line deleted": ({"a.txt": TOP}, {"a.txt": None}, Outcome.CONFLICT),
    "a file that both deleted": ({"a.txt": None, "tool": None}, {"a.txt": None}, Outcome.CLEAN),
    "a file that the line renamed": ({"a.txt": TOP}, {"a.txt": None, "b.txt": TEXT}, Outcome.CLEAN),
    "a renamed file": ({"a.txt": None, "b.txt": TEXT}, {"a.txt": TOP}, Outcome.CLEAN),
    "renamed on both sides": ({"a.txt": None, "b.txt": TEXT}, {"a.txt": None, "c.txt": TEXT}, Outcome.CONFLICT),
    "a file added to a renamed folder": (
        {"pkg/new.py": "new\n"},
        {"pkg/one.py": None, "pkg/two.py": None, "pkg/sub/deep.py": None}
        | {"lib/one.py": TEXT, "lib/two.py": changed(*range(1, 30)), "lib/sub/deep.py": "deep\n"},
        Outcome.CONFLICT,
    ),
    "a file added where the line has a folder": ({"new": "new\n"}, {"new/file": "x\n"}, Outcome.CONFLICT),
    "a file added below what is a file there": ({"new/file": "new\n"}, {"new": "x\n"}, Outcome.CONFLICT),
    "a mode and a content": ({"a.txt": Entry(content=TEXT, mode=0o100755)}, {"a.txt": TOP}, Outcome.CLEAN),
    "a content and a mode": (
        {"tool": "#!/bin/sh\n"},
        {"tool": Entry(content="#!/bin/rc\n", mode=0o100755)},
        Outcome.CLEAN,
    ),
    "a link": ({"link": Entry(content="tool", mode=0o120000)}, {"a.txt": "x\n"}, Outcome.CLEAN),
    "a link changed twice": (
        {"link": Entry(content="tool", mode=0o120000)},
        {"link": Entry(content="docs", mode=0o120000)},
        Outcome.CONFLICT,
    ),
    "a link for a file": ({"a.txt": Entry(content="tool", mode=0o120000)}, {"tool": None}, Outcome.CLEAN),
    "a folder for a file": ({"a.txt": None, "a.txt/b": "x\n"}, {"tool": None}, Outcome.CLEAN),
    "a binary": ({"data.bin": b"\0more"}, {"a.txt": "x\n"}, Outcome.CLEAN),
    "a binary changed twice": ({"data.bin": b"\0more"}, {"data.bin": b"\0less"}, Outcome.CONFLICT),
    "a submodule": ({"vendored": Entry(content="3" * 40, mode=0o160000)}, {"a.txt": "x\n"}, Outcome.CLEAN),
    "a submodule moved twice": (
        {"vendored": Entry(content="3" * 40, mode=0o160000)},
        {"vendored": Entry(content="4" * 40, mode=0o160000)},
        Outcome.CONFLICT,
    ),
    "a union by attribute": (
        {"a.txt": TOP},
        {"a.txt": changed(2, by="o"), ".gitattributes": "*.txt merge=union\n"},
        Outcome.CLEAN,
    ),
    "a union by attribute of a folder": (
        {"pkg/one.py": TOP},
        {"pkg/one.py": changed(2, by="o"), "pkg/.gitattributes": "*.py merge=union\n"},
        Outcome.CLEAN,
    ),
    "a union by attribute and a rename": (
        {"pkg/one.py": TOP, "docs/index.rst": None, "docs/contents.rst": "index\n"},
        {"pkg/one.py": changed(2, by="o"), "pkg/.gitattributes": "*.py merge=union\n"},
        Outcome.CLEAN,
    ),
    "a union that only the pick knows": (
        {"a.txt": TOP, ".gitattributes": "*.txt merge=union\n"},
        {"a.txt": changed(2, by="otherwise")},
        Outcome.CONFLICT,
    ),
    "a text called binary": (
        {"a.txt": TOP},
        {"a.txt": changed(20), ".gitattributes": "*.txt binary\n"},
        Outcome.CONFLICT,
    ),
    "many files at once": (
        {"a.txt": TOP, "pkg/one.py": TOP, "pkg/new.py": "new\n", "docs/index.rst": "changed\n"},
        {"a.txt": changed(20), "pkg/two.py": "two\n", "docs/more.rst": "more\n"},
        Outcome.CLEAN,
    ),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_agrees_with_git(
    builder: RepoBuilder, real_pick: Callable[[CommitId, CommitId], Forecast], scenario: str
) -> None:
    pick_files, line_files, outcome = SCENARIOS[scenario]
    root = builder.commit("Start", START)
    line = builder.commit("Line", line_files, branch="1.x", parents=[root])
    pick = builder.commit("Pick", pick_files)
    (found,) = ask(builder, (pick, line))
    git = real_pick(pick, line)
    assert (found.outcome, found.tree) == (outcome, git.tree)
    assert git.outcome is outcome
    if outcome is Outcome.CONFLICT:
        # git names a file that is in a folder's way after the commit that brought it; here its own name is told.
        assert {conflict.path for conflict in found.conflicts} == {path.partition("~")[0] for path in git.warnings}


KINDS: Mapping[str, dict[str, ConflictKind]] = {
    "the same place": {"a.txt": ConflictKind.CONTENT},
    "the same file added otherwise": {"new.py": ConflictKind.ADD_ADD},
    "a deleted file that the line changed": {"a.txt": ConflictKind.MODIFY_DELETE},
    "a file that the line deleted": {"a.txt": ConflictKind.MODIFY_DELETE},
    "renamed on both sides": dict.fromkeys(("a.txt", "b.txt", "c.txt"), ConflictKind.RENAME),
    "a file added to a renamed folder": {"lib/new.py": ConflictKind.RENAME},
    "a binary changed twice": {"data.bin": ConflictKind.BINARY},
    "a text called binary": {"a.txt": ConflictKind.BINARY},
    "a submodule moved twice": {"vendored": ConflictKind.OTHER},
    "a file added where the line has a folder": {"new": ConflictKind.OTHER},
}


@pytest.mark.parametrize("scenario", KINDS)
def test_says_in_what_way_a_path_conflicts(builder: RepoBuilder, scenario: str) -> None:
    pick_files, line_files, _ = SCENARIOS[scenario]
    root = builder.commit("Start", START)
    line = builder.commit("Line", line_files, branch="1.x", parents=[root])
    (found,) = ask(builder, (builder.commit("Pick", pick_files), line))
    assert {conflict.path: conflict.kind for conflict in found.conflicts} == KINDS[scenario]
    assert found.tree is None


def test_a_merge_is_picked_from_its_first_parent(builder: RepoBuilder) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"tool": None}, branch="1.x", parents=[root])
    side = builder.commit("Side", {"a.txt": TOP}, branch="side", parents=[root])
    other = builder.commit("Other", {"docs/more.rst": "more\n"}, branch="other", parents=[root])
    builder.commit("Main", {"pkg/two.py": "two\n"})
    merge = builder.merge(side)
    tree = str(builder.repository[merge].peel(pygit2.Tree).id)
    lines = [f"tree {tree}", *(f"parent {commit}" for commit in (builder.tip(), side, other))]
    person = "A <a@example.org> 0 +0000"
    text = "\n".join([*lines, f"author {person}", f"committer {person}", "", "Octopus\n"])
    octopus = CommitId(str(builder.repository.write(1, text.encode())))
    found = ask(builder, (side, line), (merge, line), (octopus, line))
    assert [one.outcome for one in found] == [Outcome.CLEAN, Outcome.CLEAN, Outcome.EMPTY]
    assert found[0].tree == found[1].tree


def test_a_root_commit_is_picked_from_nothing(
    builder: RepoBuilder, real_pick: Callable[[CommitId, CommitId], Forecast]
) -> None:
    line = builder.commit("Line", {"b": "b\n"}, branch="1.x", parents=[])
    root = builder.commit("Root", {"a": "a\n"})
    (found,) = ask(builder, (root, line))
    assert (found.outcome, found.tree) == (Outcome.CLEAN, real_pick(root, line).tree)


def test_what_is_already_there_is_empty(builder: RepoBuilder) -> None:
    builder.commit("Start", START)
    fix = builder.commit("Fix", {"a.txt": TOP})
    nothing = builder.commit("Nothing")
    later = builder.commit("Later", {"pkg/one.py": TOP})
    found = ask(builder, (fix, later), (fix, fix), (nothing, later))
    assert [one.outcome for one in found] == [Outcome.EMPTY] * 3
    assert found[1].tree == str(builder.repository[fix].peel(pygit2.Tree).id)


def test_answers_come_in_the_order_asked_each_for_itself(builder: RepoBuilder) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"a.txt": changed(2, by="otherwise")}, branch="1.x", parents=[root])
    conflict = builder.commit("One", {"a.txt": TOP})
    clean = builder.commit("Two", {"pkg/one.py": TOP})
    asked = [(clean, line), (NOWHERE, line), (conflict, line), (clean, line), (conflict, clean)]
    found = ask(builder, *asked)
    assert [(one.id, one.onto) for one in found] == asked
    outcomes = [Outcome.CLEAN, Outcome.UNKNOWN, Outcome.CONFLICT, Outcome.CLEAN, Outcome.EMPTY]
    assert [one.outcome for one in found] == outcomes
    assert forecast(open_repository(builder.path), []) == ()


def test_a_file_name_that_is_not_utf8(builder: RepoBuilder) -> None:
    name = "caf\udce9"
    builder.commit("Start", {"a": "a\n"})
    tips = []
    for content in (b"one\n", b"two\n"):
        blob = builder.repository.create_blob(content)
        tree = builder.repository.write(2, b"100644 " + os.fsencode(name) + b"\0" + blob.raw)
        person = "A <a@example.org> 0 +0000"
        text = f"tree {tree}\nparent {builder.tip()}\nauthor {person}\ncommitter {person}\n\nAdd\n"
        tips.append(CommitId(str(builder.repository.write(1, text.encode()))))
    (found,) = ask(builder, (tips[0], tips[1]))
    assert {conflict.path for conflict in found.conflicts} == {name}


@pytest.mark.parametrize("packed", [False, True])
def test_nothing_is_written_and_nothing_stays(
    builder: RepoBuilder, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, *, packed: bool
) -> None:
    def snapshot() -> dict[str, tuple[bytes, int]]:
        files = [path for path in builder.path.rglob("*") if path.is_file()]
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    root = builder.commit("Start", START)
    line = builder.commit("Line", {"a.txt": changed(20), "b.txt": "b\n"}, branch="1.x", parents=[root])
    picks = [
        builder.commit("One", {"a.txt": TOP}),
        builder.commit("Two", {"tool": None}),
        builder.commit("Three", {"a.txt": None, "c.txt": TEXT}),
    ]
    # What comes out is in the repository already: git would renew the times of the files that hold it.
    builder.commit("Already", {"a.txt": changed(2, 20)}, branch="1.x")
    if packed:
        subprocess.run(["git", "-C", str(builder.path), "repack", "-qad"], check=True)
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = snapshot()
    found = ask(builder, *((pick, line) for pick in picks))
    assert [one.outcome for one in found] == [Outcome.CLEAN] * 3
    assert snapshot() == before
    assert list(temporary.iterdir()) == []


def test_an_interrupt_leaves_nothing(
    builder: RepoBuilder, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting:
        def start(self, what: str, total: int | None = None) -> None:
            pass

        def advance(self, steps: int = 1) -> None:
            assert steps
            assert any(temporary.iterdir())
            raise KeyboardInterrupt

    root = builder.commit("Start", START)
    line = builder.commit("Line", {"a.txt": changed(20)}, branch="1.x", parents=[root])
    pick = builder.commit("Pick", {"a.txt": None, "b.txt": TEXT})
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with pytest.raises(KeyboardInterrupt):
        forecast(open_repository(builder.path), [PickRequest(id=pick, onto=line)], progress=Interrupting())
    assert list(temporary.iterdir()) == []


def remove(builder: RepoBuilder, commit: CommitId, path: str | None) -> str:
    """Take an object out of the repository: a path's blob, the top tree, or (path None) the commit."""
    if path is None:
        name = str(commit)
    else:
        name = str(builder.repository[commit].peel(pygit2.Tree).id)
        for part in path.split("/") if path else []:
            name = str(builder.repository[name][part].id)  # type: ignore[index]
    (builder.git_dir / "objects" / name[:2] / name[2:]).unlink()
    return name


@pytest.mark.parametrize(
    ("gone", "path"),
    [("pick", "a.txt"), ("line", "a.txt"), ("pick", ""), ("line", "pkg"), ("main", None)],
)
def test_missing_objects_make_it_unknown_and_are_named(builder: RepoBuilder, gone: str, path: str | None) -> None:
    root = builder.commit("Start", START)
    commits = {
        "line": builder.commit("Line", {"a.txt": changed(20), "pkg/one.py": changed(20)}, branch="1.x", parents=[root]),
        "main": builder.commit("Main", {"pkg/two.py": "two\n"}),
        "pick": builder.commit("Pick", {"a.txt": TOP, "pkg/one.py": TOP}),
        "next": builder.commit("Next", {"docs/index.rst": "next\n"}),
    }
    name = remove(builder, commits[gone], path)
    found, also = ask(builder, (commits["pick"], commits["line"]), (commits["next"], root))
    assert (found.outcome, found.tree) == (Outcome.UNKNOWN, None)
    assert name in found.warnings[0]
    if gone != "pick":
        assert also.outcome is Outcome.CLEAN


def test_a_missing_blob_that_no_merge_reads_does_not_matter(builder: RepoBuilder) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"tool": None}, branch="1.x", parents=[root])
    pick = builder.commit("Pick", {"a.txt": TOP})
    remove(builder, pick, "pkg/one.py")
    (found,) = ask(builder, (pick, line))
    assert found.outcome is Outcome.CLEAN


def test_the_end_of_a_shallow_history_is_unknown(builder: RepoBuilder, tmp_path: Path) -> None:
    builder.commit("Start", START)
    builder.commit("Pick", {"a.txt": TOP})
    builder.commit("Later", {"a.txt": changed(20)})
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{builder.path}", str(shallow)], check=True)
    tip = builder.tip()
    parent = CommitId(str(builder.repository[tip].parent_ids[0]))  # type: ignore[attr-defined]
    found = forecast(open_repository(shallow), [PickRequest(id=parent, onto=tip), PickRequest(id=tip, onto=parent)])
    assert [one.outcome for one in found] == [Outcome.UNKNOWN, Outcome.CLEAN]
    assert "shallow" in found[0].warnings[0]


def test_the_users_checkout_and_attributes_do_not_matter(builder: RepoBuilder) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"a.txt": changed(2, by="otherwise")}, branch="1.x", parents=[root])
    pick = builder.commit("Pick", {"a.txt": TOP, ".gitattributes": "*.txt merge=union\n"})
    builder.checkout("main")
    (found,) = ask(builder, (pick, line))
    assert found.outcome is Outcome.CONFLICT


def test_attributes_of_the_repository_hold(
    builder: RepoBuilder, real_pick: Callable[[CommitId, CommitId], Forecast]
) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"a.txt": changed(2, by="otherwise")}, branch="1.x", parents=[root])
    pick = builder.commit("Pick", {"a.txt": TOP})
    (builder.git_dir / "info").mkdir(exist_ok=True)
    (builder.git_dir / "info/attributes").write_text("*.txt merge=union\n")
    (found,) = ask(builder, (pick, line))
    assert (found.outcome, found.tree) == (Outcome.CLEAN, real_pick(pick, line).tree)


def test_a_merge_driver_of_the_users_is_used(
    builder: RepoBuilder, real_pick: Callable[[CommitId, CommitId], Forecast]
) -> None:
    root = builder.commit("Start", START)
    attributes = {".gitattributes": "*.txt merge=keep\n"}
    line = builder.commit("Line", {"a.txt": changed(2, by="otherwise"), **attributes}, branch="1.x", parents=[root])
    pick = builder.commit("Pick", {"a.txt": TOP})
    builder.repository.config["merge.keep.driver"] = "test %P = a.txt"
    (found,) = ask(builder, (pick, line))
    assert (found.outcome, found.tree) == (real_pick(pick, line).outcome, real_pick(pick, line).tree)
    assert found.outcome is Outcome.EMPTY


@pytest.mark.parametrize(("says", "outcome"), [("true", Outcome.CLEAN), ("false", Outcome.CONFLICT)])
def test_line_ends_by_attribute_where_merges_renormalize(
    builder: RepoBuilder, real_pick: Callable[[CommitId, CommitId], Forecast], says: str, outcome: Outcome
) -> None:
    dos = TEXT.replace("\n", "\r\n")
    root = builder.commit("Start", {"docs/a.txt": dos})
    normal = {"docs/a.txt": TEXT, "docs/.gitattributes": "*.txt text\n"}
    line = builder.commit("Normalize", normal, branch="1.x", parents=[root])
    pick = builder.commit("Pick", {"docs/a.txt": changed(2).replace("\n", "\r\n")})
    builder.repository.config["merge.renormalize"] = says
    (found,) = ask(builder, (pick, line))
    assert found.outcome is outcome
    assert (found.outcome, found.tree) == (real_pick(pick, line).outcome, real_pick(pick, line).tree)


def test_works_on_a_bare_repository_without_a_config_file(bare: RepoBuilder) -> None:
    root = bare.commit("Start", START)
    line = bare.commit(
        "Line", {"a.txt": changed(20), ".gitattributes": "*.txt merge=union\n"}, branch="1.x", parents=[root]
    )
    picks = [bare.commit("One", {"a.txt": TOP}), bare.commit("Two", {"a.txt": changed(2, 20)})]
    (bare.git_dir / "config").unlink()
    found = ask(bare, *((pick, line) for pick in picks))
    assert [one.outcome for one in found] == [Outcome.CLEAN, Outcome.EMPTY]


def test_answers_are_kept_and_found_again(builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"a.txt": changed(2, by="otherwise")}, branch="1.x", parents=[root])
    requests = [
        PickRequest(id=builder.commit("One", {"a.txt": TOP}), onto=line),
        PickRequest(id=builder.commit("Two", {"pkg/one.py": TOP}), onto=line),
        PickRequest(id=NOWHERE, onto=line),
    ]
    repository = open_repository(builder.path)
    cache = open_cache(repository.common_dir)
    first = forecast(repository, requests, cache=cache)
    monkeypatch.setattr("relkit.git.predict.picks.answer", None)
    assert forecast(repository, requests, cache=cache) == first
    builder.repository.config["merge.renames"] = "false"
    with pytest.raises(TypeError):  # another setting, another answer
        forecast(repository, requests, cache=cache)
    cache.close()


def test_equal_keys_for_equal_questions(builder: RepoBuilder) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"tool": None}, branch="1.x", parents=[root])
    same = builder.commit("Nothing new", branch="1.x")
    pick = builder.commit("Pick", {"a.txt": TOP})
    objects = Objects(open_repository(builder.path))
    keys = [key(objects, PickRequest(id=pick, onto=onto)) for onto in (line, same, root, NOWHERE)]
    assert keys[0] == keys[1] != keys[2]
    assert keys[3] is None


@pytest.fixture
def questions(builder: RepoBuilder) -> list[TreeMerge]:
    root = builder.commit("Start", {"a": TEXT})
    trees = [
        TreeId(str(builder.repository[commit].peel(pygit2.Tree).id))
        for commit in (root, builder.commit("One", {"a": TOP}), builder.commit("Two", {"a": changed(20)}))
    ]
    # A tree whose blob is missing; of a missing tree, git before 2.45 would say nothing.
    broken = TreeId(str(builder.repository.write(2, b"100644 a\0" + bytes.fromhex(NOWHERE))))
    return [TreeMerge(base=trees[0], ours=trees[1], theirs=trees[2])] * 2 + [
        TreeMerge(base=trees[0], ours=broken, theirs=trees[2]),
        TreeMerge(base=trees[0], ours=trees[2], theirs=trees[1]),
    ]


def test_a_merge_that_git_gives_up_on_stops_no_other(builder: RepoBuilder, questions: list[TreeMerge]) -> None:
    with Scratch(open_repository(builder.path)) as scratch:
        found = list(merge_trees(scratch, questions, scratch.work_tree({})))
    assert [merged.clean for merged in found] == [True, True, False, True]
    assert found[2].failure is not None
    assert NOWHERE in found[2].failure
    assert found[0].tree == found[3].tree


def test_a_merge_that_git_crashes_on_stops_no_other(builder: RepoBuilder) -> None:
    files = {f"f{number}": TEXT for number in range(9)}
    root = builder.commit("Start", {**files, ".gitattributes": "f1 merge=crash\n"})
    line = builder.commit("Line", dict.fromkeys(files, changed(20)), branch="1.x", parents=[root])
    picks = [builder.commit("Pick", {name: TOP}, branch=None, parents=[root]) for name in files]
    builder.repository.config["merge.crash.driver"] = "kill -SEGV $PPID"
    found = ask(builder, *((pick, line) for pick in picks))
    outcomes = [Outcome.UNKNOWN if name == "f1" else Outcome.CLEAN for name in files]
    assert [one.outcome for one in found] == outcomes
    assert found[1].warnings


def test_who_crashed_git_is_found_when_answers_were_lost(builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    trees = [TreeId(f"{number:040}") for number in range(40)]
    asked = [TreeMerge(base=tree, ours=tree, theirs=tree) for tree in trees]
    culprits = {trees[7], trees[8], trees[39]}

    def crashing(scratch: Scratch, batch: Sequence[TreeMerge], work_tree: Path) -> tuple[list[merges.Merged], int, str]:
        del scratch, work_tree
        if any(question.ours in culprits for question in batch):
            return [], -6, "git: merge-ort.c:1: Assertion failed."
        return [merges.Merged(tree=question.ours, clean=True) for question in batch], 0, ""

    monkeypatch.setattr(merges, "_ask", crashing)
    with Scratch(open_repository(builder.path)) as scratch:
        found = list(merge_trees(scratch, asked, scratch.work_tree({})))
    assert [merged.tree for merged in found] == [None if tree in culprits else tree for tree in trees]


@pytest.mark.parametrize(
    ("picked", "outcome"),
    [
        ({"a.txt": TOP}, Outcome.CLEAN),  # nothing but the folder's id decides
        ({"a.txt": TOP, "tool": None}, Outcome.CLEAN),
        ({"a.txt": TOP, "pkg/new.py": "new"}, Outcome.CLEAN),
        ({"tool": None, "b.txt": "b"}, Outcome.UNKNOWN),  # the pick may have renamed, the line may have
        ({"a.txt": changed(20, by="otherwise")}, Outcome.CONFLICT),
    ],
)
def test_a_folder_missing_on_the_line(builder: RepoBuilder, picked: Files, outcome: Outcome) -> None:
    root = builder.commit("Start", START)
    line = builder.commit("Line", {"a.txt": changed(20), "docs/index.rst": "other\n"}, branch="1.x", parents=[root])
    pick = builder.commit("Pick", picked)
    name = remove(builder, line, "docs")
    (found,) = ask(builder, (pick, line))
    assert name in "".join(found.warnings) or outcome is not Outcome.UNKNOWN
    assert found.outcome is outcome


def test_merges_at_the_same_time_share_one_lasting_store(builder: RepoBuilder) -> None:
    commit = builder.commit("Start", {"a": "a"})
    repository = open_repository(builder.path)
    together = Barrier(4)

    def look(scratch: Scratch) -> str:
        together.wait()
        with scratch.git() as git:
            return git.text("cat-file", "-t", commit)

    for _ in range(20):
        with Scratch(repository, lasting=True) as scratch, ThreadPoolExecutor(4) as pool:
            assert list(pool.map(look, [scratch] * 4)) == ["commit"] * 4
