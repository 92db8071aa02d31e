from __future__ import annotations

from relkit.model.found import Found
from relkit.report.found import lines

FOUND = (
    Found(what="mainline", value="main", why="the remote's default branch", written=True),
    Found(what="tags", value="v{version}", why="of twelve tags eleven; the newest is v1.2.3"),
)


def shown(width: int) -> list[str]:
    return [line.plain for line in lines("project: found", FOUND, width=width)]


def test_what_was_found_is_told_with_the_reason_beside_it() -> None:
    assert shown(60) == [
        "project: found",
        "",
        "+ mainline  main        the remote's default branch",
        "  tags      v{version}  of twelve tags eleven; the newest is",
        "                        v1.2.3",
    ]


def test_where_it_is_narrow_the_reason_stands_below() -> None:
    assert shown(40) == [
        "project: found",
        "",
        "+ mainline  main",
        "    the remote's default branch",
        "  tags      v{version}",
        "    of twelve tags eleven; the newest is",
        "    v1.2.3",
    ]
