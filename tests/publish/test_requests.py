"""Pull requests through the forges' tools: opened once, brought up to date, and told where that is not possible."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from relkit.git.repository import Repository, open_repository
from relkit.publish.forges import Ends, Forge, Gh, Glab, Text
from relkit.publish.projects import Project, parse_url
from relkit.publish.requests import commands, ends_of, find_forge, likely_forge, request
from relkit.publish.tools import RequestRefused
from tests.builders import RepoBuilder
from tests.forges import FakeForge

TEXT = Text(title="[1.x] Fix `it`", body='It\'s "fixed"\n$HOME\n', labels=("backport",))
HEAD = "backport/1.x/fix"


@pytest.fixture
def repository(builder: RepoBuilder) -> Repository:
    builder.repository.remotes.create("origin", "git@github.com:ada/project.git")
    builder.repository.remotes.create("fork", "https://github.com/mia/project")
    builder.repository.remotes.create("lab", "ssh://git@gitlab.example.org:2222/group/sub/project.git")
    builder.repository.remotes.create("own", "https://code.example.org/ada/project.git")
    builder.repository.remotes.create("folder", "/srv/project.git")
    builder.commit("Start")
    return open_repository(builder.path)


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeForge:
    return FakeForge(tmp_path, "gh", monkeypatch, host="github.com", labels=["backport", "bug"])


@pytest.fixture
def glab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeForge:
    return FakeForge(tmp_path, "glab", monkeypatch, host="gitlab.example.org", labels=[])


@pytest.fixture
def no_tools(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "git").symlink_to("/usr/bin/git")
    monkeypatch.setenv("PATH", str(tmp_path))


def forge_of(repository: Repository, remote: str = "origin") -> Forge:
    forge = find_forge(repository, remote)
    assert forge is not None
    return forge


def ends(repository: Repository, remote: str = "origin") -> Ends:
    made = ends_of(repository, head=HEAD, pushed_to=remote, base="1.x")
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("url", "project"),
    [
        ("https://github.com/ada/project.git", ("github.com", "ada/project")),
        ("https://mia:secret@github.com/ada/project/", ("github.com", "ada/project")),
        ("git@github.com:ada/project.git", ("github.com", "ada/project")),
        ("github.com:ada/project", ("github.com", "ada/project")),
        ("ssh://git@ssh.github.com:443/ada/project.git", ("github.com", "ada/project")),
        ("git+ssh://git@GitHub.com/ada/project", ("github.com", "ada/project")),
        ("https://gitlab.example.org:8443/a/b/c.git", ("gitlab.example.org:8443", "a/b/c")),
        ("ssh://git@gitlab.example.org:2222/a/b/c.git", ("gitlab.example.org", "a/b/c")),
        ("/srv/git/project.git", None),
        ("../project.git", None),
        ("file:///srv/git/project.git", None),
        ("https://example.org/project.git", None),
        ("C:/project.git", None),
    ],
)
def test_which_project_a_url_names(url: str, project: tuple[str, str] | None) -> None:
    found = parse_url(url)
    assert (None if found is None else (found.host, found.path)) == project


def test_which_forge_a_remote_is_on(repository: Repository, gh: FakeForge, glab: FakeForge) -> None:
    assert isinstance(find_forge(repository, "origin"), Gh)
    assert isinstance(find_forge(repository, "lab"), Glab)
    assert find_forge(repository, "folder") is None
    assert find_forge(repository, "nowhere") is None
    assert find_forge(repository, "own") is None
    glab.state = glab.state | {"hosts": ["code.example.org"]}
    assert isinstance(find_forge(repository, "own"), Glab)
    assert find_forge(repository, "lab") is None
    assert gh.calls == []


def test_a_tool_that_is_not_signed_in(repository: Repository, gh: FakeForge) -> None:
    gh.state = gh.state | {"hosts": []}
    assert find_forge(repository, "origin") is None


@pytest.mark.usefixtures("no_tools")
def test_no_tool(repository: Repository) -> None:
    assert find_forge(repository, "origin") is None
    forge = likely_forge(repository, "origin")
    assert forge == Gh(project=Project(host="github.com", path="ada/project"), folder=repository.git_dir.parent)
    assert likely_forge(repository, "own") is None


def test_opened_and_labelled(repository: Repository, gh: FakeForge) -> None:
    answer = request(forge_of(repository), ends(repository), TEXT)
    assert (answer.url, answer.updated, answer.notes) == ("https://github.com/ada/project/pull/1", False, ())
    (made,) = gh.requests
    assert (made["title"], made["body"], made["labels"]) == (TEXT.title, TEXT.body, [{"name": "backport"}])
    assert [call[:2] for call in gh.calls] == [("pr", "list"), ("pr", "create"), ("pr", "edit")]


def test_nothing_is_asked_and_nothing_overrides(
    repository: Repository, gh: FakeForge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_REPO", "else/where")
    request(forge_of(repository), ends(repository), TEXT)
    calls = [json.loads(line) for line in (gh.folder / "calls.jsonl").read_text().splitlines()]
    assert {tuple(call[3].items()) for call in calls} == {
        (("GH_PROMPT_DISABLED", "1"), ("NO_PROMPT", "1"), ("GH_REPO", None))
    }


def test_the_second_time_nothing_is_done(repository: Repository, gh: FakeForge) -> None:
    forge = forge_of(repository)
    first = request(forge, ends(repository), TEXT)
    before = gh.requests, gh.calls
    second = request(forge, ends(repository), TEXT)
    assert (second.url, second.updated, second.notes) == (first.url, True, ())
    assert gh.requests == before[0]
    assert [call[:2] for call in gh.calls] == [("pr", "list")]


def test_brought_up_to_date(repository: Repository, gh: FakeForge) -> None:
    forge = forge_of(repository)
    request(forge, ends(repository), TEXT)
    answer = request(forge, ends(repository), Text(title="Other", body="Now", labels=("Backport", "bug")))
    (made,) = gh.requests
    assert answer.updated
    assert (made["title"], made["body"]) == ("Other", "Now")
    assert [label["name"] for label in made["labels"]] == ["backport", "bug"]


def test_one_that_was_closed_is_opened_anew(repository: Repository, gh: FakeForge) -> None:
    forge = forge_of(repository)
    request(forge, ends(repository), TEXT)
    gh.state = gh.state | {"requests": [one | {"open": False} for one in gh.requests]}
    assert request(forge, ends(repository), TEXT).url == "https://github.com/ada/project/pull/2"


def test_labels_that_there_are_not(repository: Repository, gh: FakeForge) -> None:
    text = Text(title="T", body="B", labels=("backport", "3.14", "bug"))
    answer = request(forge_of(repository), ends(repository), text)
    assert [label["name"] for label in gh.requests[0]["labels"]] == ["backport", "bug"]
    (note,) = answer.notes
    assert note.startswith("the label 3.14 was not added: ")
    assert "'3.14' not found" in note


def test_from_a_fork(repository: Repository, gh: FakeForge) -> None:
    forge = forge_of(repository)
    own = request(forge, ends(repository), TEXT)
    gh.state = gh.state | {"requests": [one | {"headRefName": "moved"} for one in gh.requests]}
    forked = request(forge, ends(repository, "fork"), TEXT)
    assert own.url != forked.url
    assert any(("--head", f"mia:{HEAD}") == call[at : at + 2] for call in gh.calls for at in range(len(call)))
    assert gh.requests[1]["headRepositoryOwner"] == {"login": "mia"}
    assert request(forge, ends(repository, "fork"), TEXT).url == forked.url


def test_one_of_somebody_elses_fork_is_another(repository: Repository, gh: FakeForge) -> None:
    forge = forge_of(repository)
    request(forge, ends(repository, "fork"), TEXT)
    assert forge.find(ends(repository)) is None
    assert gh.calls


def test_somebody_opens_it_in_between(repository: Repository, gh: FakeForge) -> None:
    url = "https://github.com/ada/project/pull/9"
    owner = {"login": "Ada"}
    theirs = {"number": 9, "url": url, "title": "Old", "body": "", "labels": [], "open": True}
    theirs |= {"baseRefName": "1.x", "headRefName": HEAD, "headRepositoryOwner": owner}
    gh.state = gh.state | {"race": True, "theirs": [theirs]}
    answer = request(forge_of(repository), ends(repository), TEXT)
    assert (answer.url, answer.updated, gh.requests[0]["title"]) == (url, True, TEXT.title)


def test_the_tools_own_words(repository: Repository, gh: FakeForge) -> None:
    gh.state = gh.state | {"broken": "HTTP 403: Resource not accessible\nsee the log"}
    with pytest.raises(RequestRefused) as caught:
        request(forge_of(repository), ends(repository), TEXT)
    assert caught.value.message == "`gh pr list` failed: HTTP 403: Resource not accessible"
    assert (caught.value.details, caught.value.hint is None) == (("see the log",), False)


@pytest.mark.usefixtures("gh")
def test_offline(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    forge = forge_of(repository)
    monkeypatch.setenv("NO_NETWORK", "1")
    with pytest.raises(RequestRefused, match="NO_NETWORK"):
        find_forge(repository, "origin")
    with pytest.raises(RequestRefused, match="NO_NETWORK"):
        request(forge, ends(repository), TEXT)


def test_gitlab(repository: Repository, glab: FakeForge) -> None:
    forge = forge_of(repository, "lab")
    first = request(forge, ends(repository, "lab"), TEXT)
    assert first.url == "https://gitlab.example.org/group/sub/project/-/merge_requests/1"
    again = request(forge, ends(repository, "lab"), TEXT)
    assert (again.url, again.updated) == (first.url, True)
    request(forge, ends(repository, "lab"), Text(title="Other", body="Now", labels=("backport", "bug")))
    (made,) = glab.requests
    assert (made["title"], made["description"], made["labels"]) == ("Other", "Now", ["backport", "bug"])
    source = Project(host="gitlab.example.org", path="mia/project")
    forked = request(forge, Ends(head=HEAD, source=source, base="1.x"), TEXT)
    assert forked.url.endswith("/2")
    assert any("https://gitlab.example.org/mia/project" in call for call in glab.calls)


def test_what_to_type(repository: Repository, gh: FakeForge, glab: FakeForge, tmp_path: Path) -> None:
    body = tmp_path / "it's.md"
    body.write_text(TEXT.body)
    text = replace(TEXT, labels=())
    for remote, own in (("origin", "fork"), ("lab", "lab")):
        forge = likely_forge(repository, remote)
        assert forge is not None
        for command in commands(forge, ends(repository, own), text, body):
            subprocess.run(["sh", "-c", command], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    (call,) = gh.calls
    assert call[:7] == ("pr", "create", "--repo", "github.com/ada/project", "--head", f"mia:{HEAD}", "--base")
    assert call[7:] == ("1.x", "--title", TEXT.title, "--body-file", str(body))
    assert glab.requests[0]["description"] == TEXT.body.rstrip()
    assert (glab.requests[0]["title"], glab.requests[0]["target_branch"]) == (TEXT.title, "1.x")
    forge = likely_forge(repository, "origin")
    assert forge is not None
    assert commands(forge, ends(repository), TEXT, body)[0].endswith(" --label backport")
