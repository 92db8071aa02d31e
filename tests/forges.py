"""`gh` and `glab` that talk to no forge: they keep requests in a file, and answer as the real ones do."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

_SCRIPT = """\
#!{python}
import json, os, pathlib, sys

HOME = pathlib.Path({home!r})
state = json.loads((HOME / "state.json").read_text())
words = sys.argv[1:]
body = sys.stdin.read() if "--body-file" in words else None
with (HOME / "calls.jsonl").open("a") as calls:
    quiet = {{key: os.environ.get(key) for key in ("GH_PROMPT_DISABLED", "NO_PROMPT", "GH_REPO")}}
    calls.write(json.dumps([{name!r}, words, body, quiet]) + "\\n")

def option(name, default=None):
    return words[words.index(name) + 1] if name in words else default

def fail(said):
    sys.exit(sys.stderr.write(said + "\\n") and 1)

def labels(given):
    return [label for label in (given or "").split(",") if label]

def keep():
    (HOME / "state.json").write_text(json.dumps(state))

verb = tuple(words[:2])
if verb == ("auth", "status"):
    if option("--hostname") not in state["hosts"]:
        fail("You are not logged into any accounts on " + option("--hostname"))
    sys.exit()
if state.get("broken"):
    fail(state["broken"])
{rest}
keep()
"""

_GH = """
if verb == ("pr", "list"):
    found = [one for one in state["requests"] if (one["headRefName"], one["baseRefName"]) ==
             (option("--head"), option("--base")) and one["open"]]
    print(json.dumps([{key: one[key] for key in option("--json").split(",")} for one in found]))
elif verb == ("pr", "create"):
    owner, _, head = option("--head").rpartition(":")
    host, _, path = option("--repo").partition("/")
    if state.pop("race", None) or any(one["headRefName"] == head and one["open"] for one in state["requests"]):
        others = state.pop("theirs", [])
        state["requests"] += others
        keep()
        fail("a pull request for branch already exists:")
    if labels(option("--label")):
        fail("could not add label: 'x' not found")
    number = len(state["requests"]) + 1
    url = f"https://{host}/{path}/pull/{number}"
    state["requests"].append({"number": number, "url": url, "title": option("--title"), "body": body, "labels": [],
        "baseRefName": option("--base"), "headRefName": head, "open": True,
        "headRepositoryOwner": {"login": owner or path.split("/")[0]}})
    print(url)
elif verb == ("pr", "edit"):
    (one,) = [one for one in state["requests"] if one["url"] == words[2]]
    for label in labels(option("--add-label")):
        if label not in state["labels"]:
            fail(f"failed to update {one['url']}: '{label}' not found")
        one["labels"].append({"name": label})
    if "--title" in words:
        one["title"], one["body"] = option("--title"), body
    print(one["url"])
else:
    fail("unknown command")
"""

_GLAB = """
if verb == ("mr", "list"):
    found = [one for one in state["requests"] if (one["source_branch"], one["target_branch"]) ==
             (option("--source-branch"), option("--target-branch")) and one["state"] == "opened"]
    print(json.dumps(found or None))
elif verb == ("mr", "create"):
    if "--yes" not in words:
        fail("prompts are disabled")
    number = len(state["requests"]) + 1
    url = f"{option('--repo')}/-/merge_requests/{number}"
    state["requests"].append({"iid": number, "web_url": url, "title": option("--title"), "state": "opened",
        "description": option("--description"), "labels": [], "source_branch": option("--source-branch"),
        "target_branch": option("--target-branch"), "target_project_id": 1,
        "source_project_id": 2 if "--head" in words else 1})
    print(f"\\n!{number} {option('--title')} ({option('--source-branch')})\\n {url}\\n")
elif verb == ("mr", "update"):
    (one,) = [one for one in state["requests"] if str(one["iid"]) == words[2]]
    one["labels"] += labels(option("--label"))
    if "--title" in words:
        one["title"], one["description"] = option("--title"), option("--description")
    print(f"- Updating merge request !{one['iid']}")
else:
    fail("unknown command")
"""


class FakeForge:
    """A tool on PATH, what it was asked, and the requests that there are. ``tool`` is "gh" or "glab"."""

    def __init__(
        self, folder: Path, tool: str, monkeypatch: pytest.MonkeyPatch, *, host: str, labels: list[str]
    ) -> None:
        """Put it first on PATH, signed in to ``host``."""
        self.folder = folder / f"fake-{tool}"
        bin_folder = self.folder / "bin"
        bin_folder.mkdir(parents=True)
        script = bin_folder / tool
        rest = _GH if tool == "gh" else _GLAB
        script.write_text(_SCRIPT.format(python=sys.executable, home=str(self.folder), name=tool, rest=rest))
        script.chmod(0o755)
        self.state = {"hosts": [host], "labels": labels, "requests": []}
        monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")

    @property
    def state(self) -> dict[str, Any]:
        """What the tool keeps."""
        state: dict[str, Any] = json.loads((self.folder / "state.json").read_text())
        return state

    @state.setter
    def state(self, state: dict[str, Any]) -> None:
        (self.folder / "state.json").write_text(json.dumps(state))

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The requests that there are."""
        requests: list[dict[str, Any]] = self.state["requests"]
        return requests

    @property
    def calls(self) -> list[tuple[str, ...]]:
        """What it was asked since this was last asked: verbs, without who is signed in."""
        file = self.folder / "calls.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        words = [json.loads(line)[1] for line in lines]
        return [tuple(call) for call in words if call[0] != "auth"]
