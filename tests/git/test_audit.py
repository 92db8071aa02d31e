"""Audits: all that a person changed beside what git does by itself, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relkit.git.audit import audit
from relkit.git.predict import Sandbox
from relkit.git.repository import open_repository
from relkit.model.ids import CommitId, TreeId
from relkit.model.journal import Aside, Deviation
from tests.builders import Entry, Files, RepoBuilder

EXECUTABLE, LINK, SUBMODULE = 0o100755, 0o120000, 0o160000
START = "".join(f"line {number}\n" for number in range(1, 41))


def edited(lines: Mapping[int, str], start: str = START, *, gone: tuple[int, ...] = ()) -> str:
    made = {number: line for number, line in enumerate(start.splitlines(keepends=True), 1) if number not in gone}
    return "".join({**made, **{number: f"{line}\n" for number, line in lines.items()}}[n] for n in sorted(made))


class Case:
    """A change of main to be picked to a line, and what somebody made of it."""

    def __init__(self, builder: RepoBuilder, start: Files, line: Files, pick: Files) -> None:
        self.builder = builder
        builder.commit("Start", start)
        builder.branch("1.x")
        self.onto = builder.commit("Only here", line, branch="1.x")
        self.pick = builder.commit("Fix", pick)

    def audit(self, made: Files) -> tuple[Deviation, ...]:
        commit = self.builder.commit("Fix", made, branch=None, parents=[self.onto])
        with Sandbox(open_repository(self.builder.path)) as sandbox:
            return audit(sandbox, self.pick, self._tree(sandbox, self.onto), self._tree(sandbox, commit))

    @staticmethod
    def _tree(sandbox: Sandbox, commit: CommitId) -> TreeId:
        header = sandbox.objects.commit(commit)
        assert header is not None
        return header.tree


@pytest.fixture
def conflict(builder: RepoBuilder) -> Case:
    """Lines 10 conflict; line 30 merges."""
    return Case(
        builder,
        {"a.py": START},
        {"a.py": edited({10: "on the line", 20: "only here"})},
        {"a.py": edited({10: "picked", 30: "also picked"})},
    )


def resolved(line: str = "both", **others: str) -> Files:
    return {
        "a.py": edited(
            {10: line, 20: "only here", 30: "also picked"} | {int(at[1:]): as_ for at, as_ in others.items()}
        )
    }


def test_nothing_of_a_clean_pick(builder: RepoBuilder) -> None:
    case = Case(builder, {"a.py": START}, {"a.py": edited({20: "here"})}, {"a.py": edited({10: "picked"})})
    assert case.audit({"a.py": edited({10: "picked", 20: "here"})}) == ()


def test_a_clean_pick_that_is_not_what_git_gives(builder: RepoBuilder) -> None:
    case = Case(builder, {"a.py": START}, {"a.py": edited({20: "here"})}, {"a.py": edited({10: "picked"})})
    assert case.audit({"a.py": edited({10: "else", 20: "here"})}) == (
        Deviation(path="a.py", aside=Aside.MERGED, first=10, replayed=("picked",), committed=("else",)),
    )


def test_a_conflict_is_told_with_gits_markers_and_what_it_became(conflict: Case) -> None:
    assert conflict.audit(resolved()) == (
        Deviation(
            path="a.py",
            aside=Aside.CONFLICT,
            first=10,
            replayed=("<<<<<<< HEAD", "on the line", "=======", "picked", f">>>>>>> {conflict.pick[:10]}"),
            committed=("both",),
        ),
    )


@pytest.mark.parametrize(
    ("made", "what"),
    [
        ("on the line", "as on the line"),
        ("picked", "as in the pick"),
        ("on the line\npicked", "both, the line's first"),
        ("picked\non the line", "both, the pick's first"),
    ],
)
def test_taking_a_side_is_told(conflict: Case, made: str, what: str) -> None:
    (one,) = conflict.audit(resolved(made))
    assert (one.aside, one.what, one.committed) == (Aside.CONFLICT, what, tuple(made.split("\n")))


def test_taking_neither_side_is_told(conflict: Case) -> None:
    made = edited({20: "only here", 30: "also picked"}, gone=(10,))
    (one,) = conflict.audit({"a.py": made})
    assert (one.aside, one.committed, one.first) == (Aside.CONFLICT, (), 10)


def test_what_was_changed_beside_is_told_apart(conflict: Case) -> None:
    one, other = conflict.audit(resolved(l25="sneaked in"))
    assert one.aside is Aside.CONFLICT
    assert other == Deviation(
        path="a.py", aside=Aside.MERGED, first=25, replayed=("line 25",), committed=("sneaked in",)
    )


def test_what_git_merged_and_somebody_took_back_is_told(conflict: Case) -> None:
    other = conflict.audit(resolved(l30="line 30"))[1]
    assert other == Deviation(
        path="a.py", aside=Aside.MERGED, first=30, replayed=("also picked",), committed=("line 30",)
    )


def test_a_line_next_to_a_conflict_that_was_changed_is_no_part_of_it(conflict: Case) -> None:
    (one,) = conflict.audit(resolved(l11="changed, too"))
    assert (one.aside, one.what) == (Aside.MERGED, "a conflict, and lines beside it")
    assert (one.replayed[-1], one.committed) == ("line 11", ("both", "changed, too"))


def test_a_resolution_that_ends_as_what_follows_is_one_place(builder: RepoBuilder) -> None:
    start = "def a():\n    return 1\n\nend\n"
    case = Case(
        builder,
        {"a.py": start},
        {"a.py": start.replace("1", "2")},
        {"a.py": start.replace("    return 1\n", "    return 3\n\ndef b():\n    return 4\n")},
    )
    made = "def a():\n    return 5\n\ndef b():\n    return 4\n\nend\n"
    (one,) = case.audit({"a.py": made})
    assert (one.aside, one.first) == (Aside.CONFLICT, 2)
    assert one.committed == ("    return 5", "", "def b():", "    return 4")


@pytest.mark.parametrize("made", ["a\nx\nb\nb\nz\n", "a\nx\nb\ny\nb\nz\n", "a\na\nx\nb\nz\n", "a\nb\na\nx\nb\nz\n"])
def test_which_of_equal_lines_is_new_is_said_for_the_conflict(builder: RepoBuilder, made: str) -> None:
    case = Case(builder, {"f": "a\n1\nb\nz\n"}, {"f": "a\n2\nb\nz\n"}, {"f": "a\n3\nb\nz\n"})
    assert [one.aside for one in case.audit({"f": made})] == [Aside.CONFLICT]


def test_markers_that_a_file_has_of_its_own_are_content(builder: RepoBuilder) -> None:
    own = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n"
    case = Case(builder, {"doc": own + START}, {"doc": own + edited({10: "a"})}, {"doc": own + edited({10: "b"})})
    (one,) = case.audit({"doc": own + edited({10: "c"})})
    assert (one.aside, one.first, one.committed) == (Aside.CONFLICT, 15, ("c",))
    one, other = case.audit({"doc": own.replace("ours", "us") + edited({10: "c"})})
    assert (one.aside, one.replayed, other.aside) == (Aside.MERGED, ("ours",), Aside.CONFLICT)


def test_windows_line_ends_and_a_missing_end(builder: RepoBuilder) -> None:
    def windows(text: str) -> bytes:
        return text.replace("\n", "\r\n").removesuffix("\r\n").encode()

    case = Case(
        builder,
        {"a.txt": windows(START)},
        {"a.txt": windows(edited({40: "a"}))},
        {"a.txt": windows(edited({40: "b", 5: "picked"}))},
    )
    made = windows(edited({5: "picked", 40: "b"}))
    (one,) = case.audit({"a.txt": made})
    assert (one.aside, one.what, one.committed) == (Aside.CONFLICT, "as in the pick", ("b",))
    one, other = case.audit({"a.txt": made.replace(b"line 7\r\n", b"line 7\n")})
    assert (one.aside, one.what, one.first) == (Aside.MERGED, "only the line ends differ", 7)
    assert other.aside is Aside.CONFLICT


def test_a_file_that_one_side_deleted(builder: RepoBuilder) -> None:
    case = Case(builder, {"a.py": START, "b.py": "b\n"}, {"a.py": None}, {"a.py": edited({1: "picked"})})
    (kept,) = case.audit({"a.py": edited({1: "picked"})})
    assert (kept.path, kept.aside, kept.what) == ("a.py", Aside.CONFLICT, "modify/delete conflict, as in the pick")
    (gone,) = case.audit({})
    assert (gone.aside, gone.what) == (Aside.CONFLICT, "taken away by hand, as on the line")
    (other,) = case.audit({"a.py": edited({1: "picked", 2: "by hand"})})
    assert (other.aside, other.committed) == (Aside.MERGED, ("by hand",))


def test_files_that_nothing_asked_for(conflict: Case) -> None:
    found = conflict.audit({**resolved(), "new.py": "x\n"})
    assert found[1] == Deviation(path="new.py", aside=Aside.MERGED, what="added by hand")


def test_modes_links_and_submodules(builder: RepoBuilder) -> None:
    other = "1" * 40
    start: Files = {
        "run": "x\n",
        "link": Entry(content="a", mode=LINK),
        "sub": Entry(content="2" * 40, mode=SUBMODULE),
        "was": "x\n",
        "a": START,
    }
    case = Case(builder, start, {"a": edited({10: "1"})}, {"a": edited({10: "2"})})
    found = case.audit(
        {
            "a": edited({10: "3"}),
            "run": Entry(content="x\n", mode=EXECUTABLE),
            "link": Entry(content="b", mode=LINK),
            "sub": Entry(content=other, mode=SUBMODULE),
            "was": Entry(content="x", mode=LINK),
        }
    )
    told = {one.path: one for one in found}
    assert told["run"].what == "made executable"
    assert (told["link"].replayed, told["link"].committed) == (("a",), ("b",))
    assert told["sub"].what == "a submodule at 1111111111 and not at 2222222222"
    assert told["was"].what == "a symbolic link instead of a file"
    assert {one.aside for path, one in told.items() if path != "a"} == {Aside.MERGED}


def test_binary_files(builder: RepoBuilder) -> None:
    case = Case(builder, {"i.png": b"\0start"}, {"i.png": b"\0line"}, {"i.png": b"\0pick"})
    said = {
        made: [(one.aside, one.what) for one in case.audit({"i.png": made})]
        for made in (b"\0line", b"\0pick", b"\0both")
    }
    assert said == {
        b"\0line": [(Aside.CONFLICT, "binary conflict, as on the line")],
        b"\0pick": [(Aside.CONFLICT, "binary, as in the pick")],
        b"\0both": [(Aside.CONFLICT, "binary, another version")],
    }


def test_both_renamed_a_file(builder: RepoBuilder) -> None:
    case = Case(builder, {"a.py": START}, {"a.py": None, "b.py": START}, {"a.py": None, "c.py": START})
    found = {one.path: (one.aside, one.what) for one in case.audit({"b.py": None, "c.py": START})}
    assert all(aside is Aside.CONFLICT for aside, _ in found.values())
    assert found["b.py"][1] == "taken away by hand, as in the pick"


def test_a_folder_in_a_files_way(builder: RepoBuilder) -> None:
    case = Case(builder, {"x": "x\n"}, {"a": "a file\n"}, {"a/b": "in a folder\n"})
    found = case.audit({"a": None, "a/b": "in a folder\n"})
    assert {one.path for one in found} == {"a"}
    assert all(one.aside is Aside.CONFLICT for one in found)


def test_much_is_cut_and_counted(builder: RepoBuilder) -> None:
    long = "".join(f"{number}\n" for number in range(9000))
    case = Case(builder, {"f": long, "g": "1\n"}, {"g": "2\n"}, {"g": "3\n"})
    found = case.audit({"g": "4\n", "f": "".join(f"{number}!\n" for number in range(9000))})
    whole = found[0]
    assert len(whole.replayed) == len(whole.committed) == 200
    assert whole.what == "9,000 became 9,000 lines, not all of which are kept here"
    every_other = "".join(f"{n}{'!' if n % 3 else ''}\n" for n in range(9000))
    found = case.audit({"g": "4\n", "f": every_other})
    assert len(found) < 1010
    assert sum(len(one.replayed) + len(one.committed) for one in found) <= 5000
    assert found[-1].what.endswith("more place") or found[-1].what.endswith("more places")


def test_large_files_are_named(builder: RepoBuilder) -> None:
    large = "x" * 9_000_000
    case = Case(builder, {"f": large, "g": "1\n"}, {"g": "2\n"}, {"g": "3\n"})
    found = case.audit({"g": "4\n", "f": large + "!"})
    assert found[0] == Deviation(
        path="f", aside=Aside.MERGED, what="a version of it is too large to be compared line by line"
    )


def test_a_long_module_is_compared(builder: RepoBuilder) -> None:
    long = "".join(f"line {number}\n" for number in range(150_000))
    case = Case(
        builder,
        {"f": long},
        {"f": long.replace("line 7\n", "here\n")},
        {"f": long.replace("line 7\n", "picked\n")},
    )
    assert len(long) > 1 << 20
    (one,) = case.audit({"f": long.replace("line 7\n", "both\n")})
    assert (one.first, one.committed, one.aside) == (8, ("both",), Aside.CONFLICT)


def test_what_cannot_be_compared_is_said(builder: RepoBuilder) -> None:
    commit = builder.commit("Start", {"a": "a\n"})
    with Sandbox(open_repository(builder.path)) as sandbox:
        header = sandbox.objects.commit(commit)
        assert header is not None
        (one,) = audit(sandbox, CommitId("1" * 40), header.tree, header.tree)
    assert (one.path, one.aside) == ("", Aside.MERGED)
    assert one.what.startswith("nothing could be compared: ")


_LINES = st.lists(st.sampled_from(["a", "b", "c", "", "}"]), max_size=8)


@settings(max_examples=40)
@given(start=_LINES, line=_LINES, pick=_LINES, made=_LINES)
def test_the_replay_with_the_deviations_is_what_was_committed(
    tmp_path_factory: pytest.TempPathFactory,
    start: list[str],
    line: list[str],
    pick: list[str],
    made: list[str],
) -> None:
    def text(lines: list[str]) -> str:
        return "".join(f"{one}\n" for one in lines)

    path: Path = tmp_path_factory.mktemp("audit") / "project"
    case = Case(
        RepoBuilder(path),
        {"f": text(start), "o": "o"},
        {"f": text(line), "k": "k"},
        {"f": text(pick), "p": "p"},
    )
    commit = case.builder.commit("Fix", {"f": text(made), "p": "p"}, branch=None, parents=[case.onto])
    with Sandbox(open_repository(path)) as sandbox:
        onto, tree = case._tree(sandbox, case.onto), case._tree(sandbox, commit)
        question = sandbox.question(case.pick, onto)
        assert not isinstance(question, str)
        merged = sandbox.merge([question])[question]
        assert merged.tree is not None
        replayed = (sandbox.objects.read_in(merged.tree, "f") or b"").decode().split("\n")[:-1]
        found = [one for one in audit(sandbox, case.pick, onto, tree) if one.path == "f"]
        assert {one.path for one in audit(sandbox, case.pick, onto, tree)} <= {"f"}
        names = dict(zip(sandbox.sides(question), ("HEAD", case.pick[:10]), strict=True))
    for name, shown in names.items():
        replayed = [one.replace(name, shown) for one in replayed]
    committed: list[str] = []
    at = 0
    for one in found:
        kept = one.first - 1 - len(committed)
        committed += replayed[at : at + kept]
        at += kept
        assert tuple(replayed[at : at + len(one.replayed)]) == one.replayed
        at += len(one.replayed)
        committed += one.committed
    assert [*committed, *replayed[at:]] == made
