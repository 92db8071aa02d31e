"""What remotes say when they take nothing, and what that means."""

from __future__ import annotations

import pytest

from relkit.publish.refusals import Refusal, Said, told

REJECTED = "To x\n!\tabc:refs/heads/1.x\t[remote rejected] ({why})\nDone\n"


@pytest.mark.parametrize(
    ("err", "refusal"),
    [
        ("git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.", "permission"),
        ("remote: Permission to ada/x.git denied to mia.\nfatal: unable to access: 403", "permission"),
        ("fatal: Authentication failed for 'https://x'", "permission"),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", "permission"),
        ("remote: You are not allowed to push code to this project.\nfatal: …", "permission"),
        ("fatal: remote error: service not enabled: /x.git", "permission"),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", "permission"),
        ("ssh: Could not resolve hostname x: Name or service not known", "unreachable"),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", "unreachable"),
        ("fatal: unable to connect to localhost:\nConnection refused", "unreachable"),
        ("ssh: connect to host x port 22: Connection timed out", "unreachable"),
        ("remote: Repository not found.\nfatal: repository 'https://x' not found", "unreachable"),
        ("fatal: '/x' does not appear to be a git repository", "unreachable"),
        ("fatal: the disk is on fire", "other"),
    ],
)
def test_what_git_says(err: str, refusal: str) -> None:
    error = told(Said(status=128, out="", err=err), "origin")
    assert error.refusal == Refusal(refusal)
    assert error.hint


@pytest.mark.parametrize(
    ("why", "err", "refusal"),
    [
        ("pre-receive hook declined", "remote: GL-HOOK-ERR: no", "declined"),
        ("protected branch hook declined", "remote: error: GH006: Protected branch update failed", "declined"),
        ("branch is currently checked out", "remote: error: refusing to update checked out branch", "declined"),
        ("shallow update not allowed", "", "other"),
        ("failed to update ref", "", "other"),
    ],
)
def test_what_remotes_say(why: str, err: str, refusal: str) -> None:
    error = told(Said(status=1, out=REJECTED.format(why=why), err=err), "origin")
    assert error.refusal == Refusal(refusal)
    assert error.details[0] == f"refs/heads/1.x: [remote rejected] ({why})"


def test_the_remotes_own_words_come_alone() -> None:
    said = Said(
        status=1, out="", err="Enumerating objects: 5\rDone\nremote: \nremote: Look at the rules        \nhint: x\n"
    )
    assert said.words == ("Look at the rules",)
