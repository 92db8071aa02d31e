"""Reading objects: what is there, what is missing, and stores of every shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygit2.enums import ObjectType

from relkit.errors import RepositoryError
from relkit.git.objects import EMPTY_TREE, Objects
from relkit.git.repository import Repository, open_repository
from relkit.model.commit import Contents
from relkit.model.ids import BlobId, CommitId
from tests.builders import Entry, RepoBuilder

NOWHERE = "1" * 40


@pytest.fixture
def objects(builder: RepoBuilder) -> Objects:
    builder.commit(
        "One", {"a/b/deep.txt": "deep\n", "top.txt": "top\n", "link": Entry(content="top.txt", mode=0o120000)}
    )
    return Objects(open_repository(builder.path))


def test_reads_blobs_and_their_sizes(objects: Objects, builder: RepoBuilder) -> None:
    contents: Contents = objects
    found = objects.entry(builder.tip(), "top.txt")
    assert found is not None
    assert contents.read(BlobId(found.id)) == b"top\n"
    assert contents.size(BlobId(found.id)) == 4


def test_reads_at_a_path(objects: Objects, builder: RepoBuilder) -> None:
    assert objects.read_at(builder.tip(), "a/b/deep.txt") == b"deep\n"
    assert objects.read_at(builder.tip(), "link") == b"top.txt"
    assert objects.read_at(builder.tip(), "a/b") is None
    assert objects.read_at(builder.tip(), "a/none.txt") is None
    assert objects.read_at(builder.tip(), "top.txt/none") is None


def test_lists_folders(objects: Objects, builder: RepoBuilder) -> None:
    top = objects.folder(builder.tip())
    assert top is not None
    assert [(entry.name, entry.mode, entry.is_file, entry.is_folder) for entry in top] == [
        ("a", 0o40000, False, True),
        ("link", 0o120000, False, False),
        ("top.txt", 0o100644, True, False),
    ]
    deep = objects.folder(builder.tip(), "a/b/")
    assert deep is not None
    assert [entry.name for entry in deep] == ["deep.txt"]
    assert objects.folder(builder.tip(), "top.txt") is None
    assert objects.folder(builder.tip(), "none") is None


def test_a_path_that_is_not_utf8_keeps_its_bytes(builder: RepoBuilder) -> None:
    blob = builder.repository.create_blob(b"latin")
    tree = builder.repository.write(ObjectType.TREE, b"100644 caf\xe9\0" + blob.raw)
    lines = f"tree {tree}\nauthor A <a@example.org> 0 +0000\ncommitter A <a@example.org> 0 +0000\n\nOne\n"
    commit = CommitId(str(builder.repository.write(ObjectType.COMMIT, lines.encode())))
    objects = Objects(open_repository(builder.path))
    assert objects.tree(str(tree)) == {b"caf\xe9": (b"100644", blob.raw)}
    assert objects.read_at(commit, "caf\udce9") == b"latin"


def test_commits_say_their_tree_and_parents(builder: RepoBuilder) -> None:
    root = builder.commit("One\n\nparent of all", {"a": "1"})
    side = builder.commit("Two", {"b": "2"}, branch="side", parents=[root])
    builder.commit("Three", {"c": "3"})
    merge = builder.merge(side)
    objects = Objects(open_repository(builder.path))
    first = objects.commit(root)
    assert first is not None
    assert first.parents == ()
    last = objects.commit(merge)
    assert last is not None
    assert last.parents[1] == side
    tree = objects.tree(last.tree)
    assert tree is not None
    assert list(tree) == [b"a", b"b", b"c"]


def test_what_is_missing_or_of_another_kind_is_none(objects: Objects, builder: RepoBuilder) -> None:
    tip = builder.tip()
    assert objects.read(BlobId(NOWHERE)) is None
    assert objects.size(BlobId(NOWHERE)) is None
    assert objects.commit(CommitId(NOWHERE)) is None
    assert objects.tree(NOWHERE) is None
    assert objects.read(BlobId(tip)) is None
    assert objects.size(BlobId(tip)) is None
    assert objects.tree(tip) is None
    assert objects.read(BlobId("no id")) is None
    assert objects.folder(CommitId(NOWHERE)) is None


def test_what_is_missing_is_counted_and_what_is_large_is_not(objects: Objects, builder: RepoBuilder) -> None:
    builder.commit("Large", {"large": "x" * (2 << 20), "binary": b"\0"})
    objects.read_at(builder.tip(), "nothing")
    objects.size(BlobId(builder.tip()))
    assert objects.missing == 0
    objects.read(BlobId(NOWHERE))
    objects.size(BlobId(NOWHERE))
    objects.tree(NOWHERE)
    assert objects.missing == 3


def test_a_damaged_object_is_none(objects: Objects, builder: RepoBuilder) -> None:
    blob = str(builder.repository.create_blob(b"soon damaged"))
    file = builder.git_dir / "objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(b"no zlib stream")
    assert objects.read(BlobId(blob)) is None


def test_the_empty_tree_is_there_though_not_stored(objects: Objects) -> None:
    assert objects.tree(EMPTY_TREE) == {}


def test_a_submodule_is_an_entry_without_content(builder: RepoBuilder) -> None:
    commit = builder.commit("One", {"sub": Entry(content=NOWHERE, mode=0o160000)})
    objects = Objects(open_repository(builder.path))
    found = objects.entry(commit, "sub")
    assert found is not None
    assert (found.mode, found.id) == (0o160000, NOWHERE)
    assert objects.read_at(commit, "sub") is None


def test_a_bare_repository_without_a_config_file(bare: RepoBuilder) -> None:
    commit = bare.commit("One", {"a": "1"})
    (bare.git_dir / "config").unlink()
    assert Objects(open_repository(bare.path)).read_at(commit, "a") == b"1"


def test_objects_of_an_alternate_are_read(bare: RepoBuilder, tmp_path: Path) -> None:
    commit = bare.commit("One", {"a": "1"})
    borrower = RepoBuilder(tmp_path / "borrower", bare=True)
    (borrower.git_dir / "objects/info").mkdir(exist_ok=True)
    (borrower.git_dir / "objects/info/alternates").write_text(f"{bare.git_dir}/objects\n")
    assert Objects(open_repository(borrower.path)).read_at(commit, "a") == b"1"


def test_an_extension_unknown_to_libgit2_does_not_matter(builder: RepoBuilder) -> None:
    commit = builder.commit("One", {"a": "1"})
    config = builder.git_dir / "config"
    config.write_text("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n")
    assert Objects(open_repository(builder.path)).read_at(commit, "a") == b"1"


def test_no_object_store_is_an_error(builder: RepoBuilder) -> None:
    repository = open_repository(builder.path)
    gone = Repository(
        git_dir=repository.git_dir, common_dir=repository.common_dir / "gone", work_tree=None, shallow=False
    )
    with pytest.raises(RepositoryError, match="object store"):
        Objects(gone).size(BlobId(NOWHERE))
