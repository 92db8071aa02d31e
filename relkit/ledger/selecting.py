"""Which rows of the ledger are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from relkit.model.commit import Change
from relkit.model.evidence import DecidedBy, Kind, Verdict
from relkit.model.ledger import Row, Selection, Wish

_FIXES = frozenset({Kind.FIX, Kind.SECURITY})


def select(rows: Sequence[Row], lines: Sequence[str], wish: Wish) -> Selection:
    """Return the rows that are asked for, newest first; ``rows`` are oldest first, ``lines`` name their cells."""
    asked = [row for row in rows if _is_in_scope(row.judged.change, wish) and _is_placed(row, lines, wish)]
    told = [row for row in asked if _is_of_kind(row, wish)]
    others = [row for row in asked if not _is_of_kind(row, wish)]
    newest_first = told[::-1]
    return Selection(
        rows=tuple(newest_first if wish.most is None else newest_first[: wish.most]),
        found=len(told),
        others=len(others),
        guesses=sum(row.judged.verdict.kind in _FIXES for row in others),
    )


def is_likely_fix(verdict: Verdict, likely: float) -> bool:
    """Tell whether a change is a fix or a security fix: declared, decided, or at least likely."""
    sure = verdict.decided_by is not DecidedBy.MODEL or verdict.confidence >= likely
    return verdict.kind in _FIXES and sure


def _is_in_scope(change: Change, wish: Wish) -> bool:
    if wish.since is not None and change.landed < wish.since:
        return False
    return not wish.paths or any(is_below(file.path, path) for file in change.files for path in wish.paths)


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a file or folder that was named, or below it; "." is everything."""
    wanted = folder.rstrip("/")
    return wanted in ("", ".") or path == wanted or path.startswith(f"{wanted}/")


def _is_placed(row: Row, lines: Sequence[str], wish: Wish) -> bool:
    if wish.missing:
        return all(cell.place.is_lacking for line, cell in zip(lines, row.cells, strict=True) if line in wish.missing)
    if wish.every or wish.only_here:
        return True
    return any(cell.place.is_lacking or cell.owed for cell in row.cells)


def _is_of_kind(row: Row, wish: Wish) -> bool:
    verdict = row.judged.verdict
    if wish.kinds:
        return verdict.kind in wish.kinds
    if wish.every:
        return True
    return is_likely_fix(verdict, wish.likely) or any(cell.owed for cell in row.cells)
