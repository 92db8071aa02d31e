"""Authors as commits name them, and the user as git would."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pygit2.enums import ObjectType

from relkit.errors import UsageError
from relkit.git.authors import committer, committer_line, minutes_of, read_authorship, zone_of
from relkit.git.objects import EMPTY_TREE
from relkit.git.repository import open_repository
from relkit.model.backport import Authorship
from relkit.model.commit import Person
from relkit.model.ids import CommitId
from tests.builders import RepoBuilder
from tests.conftest import NOW


def test_authors_are_read_as_they_are(builder: RepoBuilder) -> None:
    builder.commit("Add a map of names", {".mailmap": "Other <other@example.org> <mia@example.org>\n"})
    first = builder.commit("Fix", author="Mia Lund <mia@example.org>", authored=5, committer="Bo <bo@example.org>")
    latin = builder.commit("Fix gr\xfcn".encode("latin-1"), encoding="ISO-8859-1", author="M\xfcller <m@example.org>")
    subprocess.run(["git", "config", "i18n.logOutputEncoding", "latin1"], cwd=builder.path, check=True)
    subprocess.run(["git", "config", "log.mailmap", "true"], cwd=builder.path, check=True)
    found = read_authorship(open_repository(builder.path), [latin, first, first, CommitId("1" * 40)])
    assert found[first] == Authorship(person=Person(name="Mia Lund", email="mia@example.org"), when=5, offset=0)
    assert set(found) == {first, latin}
    assert read_authorship(open_repository(builder.path), []) == {}


def _raw(builder: RepoBuilder, author: bytes, *, encoding: bytes = b"") -> CommitId:
    written = b"tree %s\nauthor %s\ncommitter Bo <bo@example.org> 7 +0000\n%s\nFix\n"
    content = written % (EMPTY_TREE.encode(), author, encoding)
    return CommitId(str(builder.repository.write(ObjectType.COMMIT, content)))


@pytest.mark.parametrize(
    ("line", "person", "when", "offset"),
    [
        (b"Mia <mia@example.org> 1234567890 +0530", ("Mia", "mia@example.org"), 1_234_567_890, 330),
        (b"Mia <mia@example.org> 5 -0030", ("Mia", "mia@example.org"), 5, -30),
        (b" <mia@example.org> 5 +0000", ("", "mia@example.org"), 5, 0),
        (b"Mia <> 5 +0000", ("Mia", ""), 5, 0),
        (b"Mia <mia@example.org>", ("Mia", "mia@example.org"), 0, 0),
        (b"Mia <mia@example.org> never", ("Mia", "mia@example.org"), 0, 0),
        (b"nobody", ("", ""), 0, 0),
        (b"Sammy Jr. <s@example.org> 5 +0000", ("Sammy Jr.", "s@example.org"), 5, 0),
    ],
)
def test_odd_authors(builder: RepoBuilder, line: bytes, person: tuple[str, str], when: int, offset: int) -> None:
    builder.commit("Start")
    commit = _raw(builder, line)
    (found,) = read_authorship(open_repository(builder.path), [commit]).values()
    assert found == Authorship(person=Person(name=person[0], email=person[1]), when=when, offset=offset)


def test_other_encodings_are_decoded(builder: RepoBuilder) -> None:
    builder.commit("Start")
    commit = _raw(builder, "Müller <m@example.org> 5 +0000".encode("latin-1"), encoding=b"encoding ISO-8859-1\n")
    (found,) = read_authorship(open_repository(builder.path), [commit]).values()
    assert found.person.name == "Müller"


@pytest.mark.parametrize("zone", ["+0000", "+0530", "-0030", "-1200", "+1400"])
def test_zones(zone: str) -> None:
    assert zone_of(minutes_of(zone)) == zone


def test_the_user(builder: RepoBuilder, home: Path) -> None:
    builder.commit("Start")
    repository = open_repository(builder.path)
    assert committer(repository) == "Test Person <test@example.org>"
    assert committer_line(repository) == f"Test Person <test@example.org> {NOW} +0000"
    (home / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    with pytest.raises(UsageError, match="who you are") as told:
        committer(repository)
    assert "git config user.name" in (told.value.hint or "")
