"""What differs between two plans of one repository: before and after a person decided, a fetch, a week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from relkit.model.ids import SHORT_ID, CommitId
from relkit.model.plan import Judged, LinePlan, Plan
from relkit.report.kinds import importance, kind_in_words
from relkit.report.markup import code, escaped
from relkit.report.named import Named, name_change
from relkit.report.page import Page, Piece
from relkit.report.plan.titles import without_marks
from relkit.report.plan.view import verdict_of
from relkit.report.tones import Tone

_GAP = "  "
_MOST = 12
"""Changes of a kind of difference that are named; the plan itself has all."""
_NOTHING = "Nothing changed."


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The kinds of all changes that the two plans list, wherever they do."""

    before: Mapping[CommitId, str]
    after: Mapping[CommitId, str]

    def of(self, judged: Judged) -> tuple[str, str]:
        """Return a change's kind before and after; one that only one of the plans lists has kept its kind."""
        listed = kind_in_words(judged)
        change = judged.change.id
        return self.before.get(change, listed), self.after.get(change, listed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What happened to some changes, in a few words ("no longer missing"); the most important first."""

    what: str
    changes: tuple[Named, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineDifference:
    """What differs on a line. ``before`` and ``after`` are its verdicts, None where the line was not in the plan."""

    name: str
    before: str | None
    after: str | None
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """The lines on which something differs, in the order of the later plan, then those that went."""

    lines: tuple[LineDifference, ...]


def difference(before: Plan, after: Plan) -> Difference:
    """Compare two plans: proposals, kinds, what waits, what is missing, and the lines themselves.

    When they were made is no difference, nor is the wording of a reason or a forecast.
    """
    old = {planned.state.line.branch.ref: planned for planned in before.lines}
    new = {planned.state.line.branch.ref: planned for planned in after.lines}
    kinds = _Kinds(_kinds(before), _kinds(after))
    pairs = [(old.get(ref), planned) for ref, planned in new.items()]
    gone = [(planned, None) for ref, planned in old.items() if ref not in new]
    found = (_line(was, now, kinds) for was, now in (*pairs, *gone))
    return Difference(lines=tuple(line for line in found if line.before != line.after or line.told))


def _kinds(plan: Plan) -> dict[CommitId, str]:
    return {
        judged.change.id: kind_in_words(judged)
        for planned in plan.lines
        for judged in (*planned.state.unreleased, *_missing(planned))
    }


def _missing(planned: LinePlan) -> tuple[Judged, ...]:
    return tuple(missing.judged for missing in planned.state.missing)


def _line(before: LinePlan | None, after: LinePlan | None, kinds: _Kinds) -> LineDifference:
    shown = after or before
    assert shown is not None  # noqa: S101 # a line is in one of the plans
    return LineDifference(
        name=shown.state.line.name,
        before=verdict_of(before)[0] if before else None,
        after=verdict_of(after)[0] if after else None,
        told=tuple(_told(before, after, kinds)) if before and after else (),
    )


def _told(before: LinePlan, after: LinePlan, kinds: _Kinds) -> Iterator[Told]:
    lists = (
        ("waiting", before.state.unreleased, after.state.unreleased),
        ("missing", _missing(before), _missing(after)),
    )
    stayed: list[Judged] = []
    moved: list[tuple[str, list[Judged]]] = []
    for what, then, now in lists:
        old, new = ({judged.change.id for judged in side} for side in (then, now))
        stayed += [judged for judged in now if judged.change.id in old]
        moved.append((f"now {what}", [judged for judged in now if judged.change.id not in old]))
        moved.append((f"no longer {what}", [judged for judged in then if judged.change.id not in new]))
    rejudged = [judged for judged in stayed if len(set(kinds.of(judged))) > 1]
    for what, changes in (("judged anew", rejudged), *moved):
        if changes:
            yield Told(what=what, changes=tuple(_named(changes, after, kinds)))


def _named(changes: Iterable[Judged], planned: LinePlan, kinds: _Kinds) -> Iterator[Named]:
    for judged in sorted({judged.change.id: judged for judged in changes}.values(), key=importance):
        was, kind = kinds.of(judged)
        yield Named(
            id=judged.change.id,
            title=without_marks(judged.change.title, planned.state.line),
            kind=kind,
            was=None if was == kind else was,
        )


def difference_lines(found: Difference, *, width: int, ascii_only: bool = False) -> Sequence[Text]:
    """Return a difference's lines for a terminal of ``width`` columns; none is wider."""
    page = Page(width, ascii_only)
    if not found.lines:
        page.line(Piece(_NOTHING))
    names = min(max((page.measure(line.name) for line in found.lines), default=0), page.width // 3)
    for line in found.lines:
        page.paragraph(_verdicts(line), Tone.STRONG, first=page.pad(line.name, names) + _GAP)
        for told in line.told:
            page.line(Piece(f"{_GAP}{told.what}:"))
            for named in told.changes[:_MOST]:
                name_change(page, named)
            if len(told.changes) > _MOST:
                page.line(Piece(f"{_GAP * 2}… and {len(told.changes) - _MOST:,} more", Tone.QUIET))
    return page.lines


def difference_markdown(found: Difference) -> str:
    """Return a difference as Markdown; no meaning is in a sign alone."""
    if not found.lines:
        return f"{_NOTHING}\n"
    said: list[str] = []
    for line in found.lines:
        said.append(f"- **{escaped(line.name)}**: {escaped(_verdicts(line, aloud=True))}")
        for told in line.told:
            said.append(f"  - {told.what}:")
            said += [f"    - {_markdown(named)}" for named in told.changes[:_MOST]]
            if len(told.changes) > _MOST:
                said.append(f"    - and {len(told.changes) - _MOST:,} more")
    return "\n".join((*said, ""))


def _verdicts(line: LineDifference, *, aloud: bool = False) -> str:
    """Return what became of a line's proposal; ``aloud``: in words alone."""
    if line.before is None:
        return f"new in the plan: {line.after}"
    if line.after is None:
        return f"no longer in the plan; it was: {line.before}"
    if line.before == line.after:
        return f"{line.after}, as before"
    return f"{line.after}, before: {line.before}" if aloud else f"{line.before} → {line.after}"


def _markdown(named: Named) -> str:
    was = f" (was {_aloud(named.was)})" if named.was else ""
    return f"**{escaped(_aloud(named.kind))}** {code(named.id[:SHORT_ID])} {escaped(named.title)}{was}"


def _aloud(kind: str) -> str:
    return f"perhaps {kind.removesuffix('?')}" if kind.endswith("?") else kind
