"""What is decided file by file is what git's own merge decides, on many random histories."""

from __future__ import annotations

import random
from functools import partial

import pygit2
import pytest

from relkit.git.objects import Objects
from relkit.git.predict.answer import Way, answer
from relkit.git.predict.merges import TreeMerge, merge_trees
from relkit.git.predict.scratch import Scratch
from relkit.git.repository import open_repository
from relkit.model.ids import TreeId
from relkit.model.progress import Silent
from tests.builders import Entry, Files, RepoBuilder

FOLDERS = ("", "a/", "a/b/", "c/", "c.d/", "c/e/f/")
LINES = 12
MERGES = 100


class World:
    """A few files, and random steps away from them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same histories every time

    def start(self) -> dict[str, str | Entry]:
        files: dict[str, str | Entry] = {}
        for number in range(self.random.randint(4, 12)):
            files[self.random.choice(FOLDERS) + f"f{number}"] = self.text()
        files["tool"] = Entry(content="#!/bin/sh\n", mode=0o100755)
        files["link"] = Entry(content="tool", mode=0o120000)
        return files

    def text(self) -> str:
        word = self.random.choice(("alpha", "beta", "gamma"))
        return "".join(f"{word} {number}\n" for number in range(LINES))

    def step(self, files: dict[str, str | Entry], steps: int) -> dict[str, str | Entry]:
        result = dict(files)
        moves = (self.edit, self.edit, self.edit, self.add, self.delete, self.rename, self.rename_folder, self.mode)
        for _ in range(self.random.randint(0, steps)):
            if not result:
                break
            self.random.choice(moves)(result)
        # A name cannot be a file and a folder.
        return {path: entry for path, entry in result.items() if not any(o.startswith(path + "/") for o in result)}

    def some(self, files: dict[str, str | Entry]) -> str:
        return self.random.choice(sorted(files))

    def edit(self, files: dict[str, str | Entry]) -> None:
        path = self.some(files)
        entry = files[path]
        text = entry.content if isinstance(entry, Entry) else entry
        lines = text.splitlines(keepends=True)
        lines[self.random.randrange(len(lines))] = f"edit {self.random.randint(0, 3)}\n"
        changed = "".join(lines).rstrip("\n") if isinstance(entry, Entry) and entry.mode == 0o120000 else "".join(lines)
        files[path] = Entry(content=changed, mode=entry.mode) if isinstance(entry, Entry) else changed

    def add(self, files: dict[str, str | Entry]) -> None:
        name = self.random.choice(("new", "f1", "f2", "x/y", "a"))
        files[self.random.choice(FOLDERS) + name] = self.text()

    def delete(self, files: dict[str, str | Entry]) -> None:
        del files[self.some(files)]

    def rename(self, files: dict[str, str | Entry]) -> None:
        entry = files.pop(self.some(files))
        files[self.random.choice(FOLDERS) + self.random.choice(("moved", "f3", "f4"))] = entry

    def rename_folder(self, files: dict[str, str | Entry]) -> None:
        old, new = self.random.sample(FOLDERS[1:], 2)
        for path in [path for path in files if path.startswith(old)]:
            files[new + path.removeprefix(old)] = files.pop(path)

    def mode(self, files: dict[str, str | Entry]) -> None:
        path = self.some(files)
        entry = files[path]
        text = entry.content if isinstance(entry, Entry) else entry
        files[path] = Entry(content=text, mode=self.random.choice((0o100755, 0o100644)))


def tree(builder: RepoBuilder, files: Files) -> TreeId:
    commit = builder.repository[builder.commit("A tree", files, branch=None, parents=[])]
    return TreeId(str(commit.peel(pygit2.Tree).id))


@pytest.mark.parametrize("seed", range(2))
def test_files_and_git_agree(bare: RepoBuilder, seed: int) -> None:
    world = World(seed)
    questions = []
    for _ in range(MERGES):
        base = world.start()
        sides = [world.step(base, 5), world.step(base, 2)]
        trees = [tree(bare, files) for files in (base, *sides)]
        questions.append(TreeMerge(base=trees[0], ours=trees[1], theirs=trees[2]))
    repository = open_repository(bare.path)
    found = answer(Objects(repository), questions, Silent(), partial(Scratch, repository))
    with Scratch(repository) as scratch:
        peers = dict(zip(questions, merge_trees(scratch, questions, scratch.work_tree({})), strict=True))
    for question, peer in peers.items():
        mine = found[question]
        assert mine.merged.failure is None
        assert (mine.merged.clean, mine.merged.tree if mine.merged.clean else None) == (
            peer.clean,
            peer.tree if peer.clean else None,
        )
    by_files = sum(one.way is Way.FILES for one in found.values())
    assert len(found) // 4 < by_files < len(found), "both ways have to be tried for this to show anything"
