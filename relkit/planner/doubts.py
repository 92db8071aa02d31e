"""What a plan is in doubt about, the most consequential first.

A doubt is worth a person's time when the answer would change the plan: so each likely answer is tried, and the line
proposed for again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.model.evidence import DecidedBy, Kind, Verdict
from relkit.model.ids import CommitId
from relkit.model.line import Layout
from relkit.model.plan import Action, Judged, LinePlan, LineState
from relkit.model.question import Effect, KindQuestion, Pair, Place, Question, SameQuestion, WantedQuestion
from relkit.planner.propose import propose
from relkit.planner.waiting import FEATURES, FIXES, INTERNAL, is_passed_over, is_security

_OPEN = 0.2
"""Probability that a change means something else to its users, from which on it is asked about."""
_LIKELY = 0.15
"""Probability from which on another kind is tried for what it would change."""
_TRIED = 60
"""Changes of a line whose other kinds are tried: each try proposes for the line again, and takes milliseconds."""
_SOUGHT = frozenset({Kind.FIX, Kind.SECURITY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """What doubts are found in: the lines' plans, and by line name what is absent, the sources of what is there.

    ``absent`` are all changes that a line lacks and nobody ruled out, with their verdicts; ``sources`` the mainline
    change that a line's change carries; ``decided`` the mainline changes whose place on the line a person settled;
    ``called`` what decisions call the line.
    """

    lines: Sequence[LinePlan]
    layout: Layout
    absent: Mapping[str, Sequence[Judged]]
    sources: Mapping[str, Mapping[CommitId, CommitId]]
    decided: Mapping[str, frozenset[CommitId]]
    called: Mapping[str, str]
    pairs: Sequence[Pair]
    now: int


def find_doubts(material: Material) -> tuple[Question, ...]:
    """Return what to ask, the most consequential first: security, what changes a proposal, then the rest.

    Within each, is it the same change comes before is it wanted, and that before what is it.
    """
    wanted = _wanted_questions(material)
    # Who says where a change is wanted has looked at it: what it is called matters then only to a proposal.
    looked_at = {question.judged.change.id for question in wanted}.union(*material.decided.values())
    asked: list[Question] = [
        *_same_questions(material),
        *wanted,
        *(question for question in _kind_questions(material) if question.effects or question.on not in looked_at),
    ]
    mainline = material.layout.mainline.name
    acting = {p.state.line.name for p in material.lines if p.proposal.action in (Action.RELEASE, Action.PRERELEASE)}
    return tuple(sorted(asked, key=lambda question: _rank(question, acting, mainline)))


def _rank(question: Question, acting: set[str], mainline: str) -> tuple[int, int, int]:
    """Return where a question stands: security first, then what changes a proposal; of equals the newest."""
    match question:
        case SameQuestion():
            place = 0 if is_security(question.source) else 2
            return place, 0, -question.source.change.landed
        case WantedQuestion():
            soon = any(place.line in acting for place in question.places)
            place = 0 if is_security(question.judged) else 3 if soon else 4
            return place, 1, -question.judged.change.landed
        case KindQuestion():
            security = question.judged.verdict.probabilities.get(Kind.SECURITY, 0.0) >= _OPEN
            on_lines = bool(question.lacking) or any(line != mainline for line in question.waits)
            place = 1 if question.effects or security else 5 if on_lines else 6
            return place, 2, -question.judged.change.landed


def _same_questions(material: Material) -> list[SameQuestion]:
    by_name = {planned.state.line.name: planned for planned in material.lines}
    asked = []
    for pair in material.pairs:
        state = by_name[pair.line].state
        source = next(item.judged for item in state.missing if item.judged.change.id == pair.source.id)
        asked.append(
            SameQuestion(
                source=source,
                carried=pair.carried,
                line=pair.line,
                called=material.called[pair.line],
                evidence=pair.evidence,
            )
        )
    return asked


def _wanted_questions(material: Material) -> list[WantedQuestion]:
    """Ask of each missing fix once, for all lines that lack it; what the last release passed over is decided."""
    places: dict[CommitId, list[Place]] = defaultdict(list)
    judged: dict[CommitId, Judged] = {}
    for planned in material.lines:
        line = planned.state.line
        for item in planned.state.missing:
            change = item.judged.change.id
            if change in material.decided.get(line.name, ()) or item.wanted is not None or is_passed_over(item):
                continue
            judged[change] = item.judged
            places[change].append(Place(line=line.name, called=material.called[line.name], forecast=item.forecast))
    return [WantedQuestion(judged=judged[change], places=tuple(found)) for change, found in places.items()]


def _kind_questions(material: Material) -> list[KindQuestion]:
    """Ask of each doubtful change once, wherever it waits or may be missing."""
    waits: dict[CommitId, list[tuple[LinePlan, Judged]]] = defaultdict(list)
    lacking: dict[CommitId, list[str]] = defaultdict(list)
    about: dict[CommitId, Judged] = {}
    for planned in material.lines:
        name = planned.state.line.name
        sources = material.sources.get(name, {})
        for judged in planned.state.unreleased:
            if is_doubtful(judged.verdict):
                on = sources.get(judged.change.id, judged.change.id)
                waits[on].append((planned, judged))
                about.setdefault(on, judged)
        missing = {item.judged.change.id: item for item in planned.state.missing}
        for judged in material.absent.get(name, ()):
            item = missing.get(judged.change.id)
            if (
                _may_be_fix(judged.verdict)
                and not (item and is_passed_over(item))
                and _is_recent(judged, planned.state)
            ):
                lacking[judged.change.id].append(name)
                about[judged.change.id] = judged
    effects = _effects(waits, material)
    return [
        KindQuestion(
            judged=judged,
            on=on,
            waits=tuple(planned.state.line.name for planned, _ in waits.get(on, ())),
            lacking=tuple(lacking.get(on, ())),
            effects=tuple(effects.get(on, ())),
        )
        for on, judged in about.items()
    ]


def _is_recent(judged: Judged, state: LineState) -> bool:
    """Whether the change came after the line's last final release: what that left out is decided."""
    last = state.line.last_final
    return last is None or judged.change.landed > last.tag.committed


def is_doubtful(verdict: Verdict) -> bool:
    """Tell whether an estimate may well be wrong in what it means to users."""
    if verdict.decided_by is not DecidedBy.MODEL:
        return False
    own = meaning(verdict.kind)
    return sum(share for kind, share in verdict.probabilities.items() if meaning(kind) != own) >= _OPEN


def _may_be_fix(verdict: Verdict) -> bool:
    """Tell whether an estimate leaves it open that a line should get the change."""
    if not is_doubtful(verdict):
        return False
    return verdict.kind in _SOUGHT or sum(verdict.probabilities.get(kind, 0.0) for kind in _SOUGHT) >= _OPEN


def meaning(kind: Kind) -> str:
    """Return what a kind means to those who get a release: kinds of one meaning need not be told apart."""
    if kind is Kind.SECURITY:
        return "security"
    if kind in FIXES:
        return "fix"
    if kind in FEATURES:
        return "feature"
    return "internal" if kind in INTERNAL else "other"


def _effects(
    waits: Mapping[CommitId, Sequence[tuple[LinePlan, Judged]]], material: Material
) -> dict[CommitId, list[Effect]]:
    """Try the other likely kinds of what waits, the newest changes of each line first."""
    found: dict[CommitId, list[Effect]] = defaultdict(list)
    tried: dict[str, int] = defaultdict(int)
    newest_first = sorted(waits.items(), key=lambda item: -item[1][0][1].change.landed)
    for on, places in newest_first:
        for planned, judged in places:
            name = planned.state.line.name
            tried[name] += 1
            if tried[name] <= _TRIED:
                found[on] += _tried(planned, judged, material)
    return found


def _tried(planned: LinePlan, judged: Judged, material: Material) -> list[Effect]:
    effects = []
    seen = {meaning(judged.verdict.kind)}
    likely = sorted(judged.verdict.probabilities.items(), key=lambda item: -item[1])
    for kind, share in likely:
        if share < _LIKELY or kind is Kind.UNKNOWN or meaning(kind) in seen:
            continue
        seen.add(meaning(kind))
        other = replace(judged, verdict=_as(judged.verdict, kind))
        unreleased = tuple(other if item is judged else item for item in planned.state.unreleased)
        then = propose(replace(planned.state, unreleased=unreleased), material.layout, material.now).proposal
        now = planned.proposal
        if (then.action, then.version) != (now.action, now.version):
            effects.append(Effect(kind=kind, line=planned.state.line.name, now=now, then=then))
    return effects


def _as(verdict: Verdict, kind: Kind) -> Verdict:
    return replace(verdict, kind=kind, confidence=1.0, decided_by=DecidedBy.HUMAN)
