from __future__ import annotations

import pytest

from relkit.errors import UsageError
from relkit.planner.topics import branch_name, check_topic, is_backport, topic_of

NOW = 1_795_600_000  # 2026-11-25


@pytest.mark.parametrize(
    ("title", "request_number", "topic"),
    [
        ("Keep the parser quiet (#13206)", 13206, "fix-13206"),
        ("Keep the parser quiet", None, "keep-the-parser-quiet"),
        ("BUG: Don't leak a handle in `open`, ever again", None, "dont-leak-a-handle-in"),
        ("fix(parser): crash", None, "crash"),
        ("[docs] Say so", None, "say-so"),
        ("Réparer l'analyseur", None, "reparer-lanalyseur"),
        ("修复", None, "fix"),
        ("a" * 100, None, "a" * 40),
        ("internationalisation " * 4, None, "internationalisation"),
    ],
)
def test_what_one_change_is_about(title: str, request_number: int | None, topic: str) -> None:
    assert topic_of([title], [request_number], NOW) == topic
    assert check_topic(topic) == topic


def test_what_several_are_about() -> None:
    assert topic_of(["One", "Two"], [1, 2], NOW) == "fixes-2026-11-25"
    assert topic_of([], [], NOW) == "fixes-2026-11-25"


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ((), "backport/2.3/topic"),
        (("backport/2.3/other", "2.3"), "backport/2.3/topic"),
        (("backport/2.3/topic",), "backport/2.3/topic-2"),
        (("backport/2.3/topic", "backport/2.3/topic-2"), "backport/2.3/topic-3"),
        (("backport/2.3/TOPIC",), "backport/2.3/topic-2"),
        (("backport/2.3/topic/more",), "backport/2.3/topic-2"),
        (("backport",), "backports/2.3/topic"),
        (("backport/2.3",), "backports/2.3/topic"),
        (("backport", "backports", "cherry-picks"), "backport-2.3/2.3/topic"),
    ],
)
def test_a_branch_that_there_is_is_never_taken(taken: tuple[str, ...], name: str) -> None:
    assert branch_name("2.3", "topic", taken) == name


@pytest.mark.parametrize(
    "topic", ["", "a b", "a..b", "-a", "/a", "a/", ".a", "a.lock", "a.", "a~1", "a\n", "a//b", "@{"]
)
def test_a_topic_that_git_would_refuse(topic: str) -> None:
    with pytest.raises(UsageError, match="branch's name"):
        check_topic(topic)


def test_branches_of_backports() -> None:
    assert is_backport("backport/2.3/any", "2.3")
    assert not is_backport("backport/2.31/any", "2.3")
    assert not is_backport("feature", "2.3")


def test_branches_of_a_topic_are_those_that_are_numbered_too() -> None:
    for branch, is_of in (("weekly", True), ("weekly-2", True), ("weekly-more", False), ("week", False)):
        assert is_backport(f"backport/2.3/{branch}", "2.3", "weekly") is is_of
    assert not is_backport("weekly", "2.3", "weekly")
