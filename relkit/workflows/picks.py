"""The picks of a backport: chosen, put in order, with the messages that they will have, tried where that is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from relkit.git.authors import read_authorship
from relkit.git.history import read_messages
from relkit.ledger.references import own_request
from relkit.model.backport import PASSED_OVER, Backport, LeftOut, LineWork, Pick, Wish
from relkit.model.commit import Change, Commit
from relkit.model.forecast import Forecast
from relkit.model.ids import CommitId
from relkit.model.plan import Reason
from relkit.model.progress import Progress
from relkit.planner.choosing import Choice, choose
from relkit.planner.message import write
from relkit.planner.topics import topic_of
from relkit.workflows.sights import Scene, read_asked, sights
from relkit.workflows.survey import Survey
from relkit.workflows.targets import Target, destinations
from relkit.workflows.trailer import find_style

_REPLACED = "\N{REPLACEMENT CHARACTER}"
"""Stands in facts of commits for what is not UTF-8."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tried:
    """A change to be picked, its forecast, and the change that it is a prerequisite of."""

    change: Change
    forecast: Forecast | None = None
    first_for: CommitId | None = None


def plan_picks(
    scene: Scene,
    asked: Mapping[str, tuple[Change, ...]],
    wish: Wish,
    progress: Progress,
    over: Mapping[str, Sequence[Change]] | None = None,
    *,
    allowing: str,
    warnings: Sequence[str] = (),
) -> Backport:
    """Plan to pick what is ``asked`` for, by the names of the lines that it is to be picked to.

    ``over`` is what the lines' last releases passed over: it is left out. ``allowing`` says in words how what is out of
    order is picked nevertheless.
    """
    found, targets = scene.found, scene.targets
    # A branch of an earlier backport is in the way of none that is called otherwise, or stands elsewhere.
    seen, said = sights(scene, asked, on_its_way=not wish.onto_branch, topic=wish.topic)
    choices = choose(seen, scene.places, out_of_order=None if wish.out_of_order else allowing)
    tried = {target.name: _tried(scene, target, choices[target.name], wish, progress) for target in targets.chosen}
    picks = _written(scene, tried, wish)
    named = {change.id: change for choice in choices.values() for change in choice.picks}
    about = list((named or {change.id: change for several in asked.values() for change in several}).values())
    topic = wish.topic or topic_of([one.title for one in about], list(map(own_request, about)), found.now)
    picked = {name for name, several in picks.items() if several}
    to = destinations(targets, topic, picked, onto_branch=wish.onto_branch)
    lines = tuple(
        LineWork(
            destination=to[name],
            picks=picks[name],
            left_out=(*choices[name].left_out, *map(_passed_over, (over or {}).get(name, ()))),
        )
        for name in (target.name for target in targets.chosen)
    )
    labels = (*found.config.labels, *wish.manner.labels) if wish.manner.request else wish.manner.labels
    return Backport(
        repository=found.repository.name,
        now=found.now,
        topic=topic,
        lines=lines,
        manner=replace(wish.manner, labels=tuple(dict.fromkeys(labels))),
        warnings=tuple(
            dict.fromkeys(
                (
                    *found.warnings,
                    *targets.warnings,
                    *(
                        f"{target.name} has ended, as far as relkit can tell"
                        for target in targets.chosen
                        if target.ended
                    ),
                    *(targets.unpushed if wish.manner.push else ()),
                    *scene.histories.warnings,
                    *found.topology.warnings,
                    *warnings,
                    *said,
                )
            )
        ),
    )


def _passed_over(change: Change) -> LeftOut:
    reason = Reason(code=PASSED_OVER, text="the last release passed it over; name it to pick it")
    return LeftOut(id=change.id, title=change.title, reason=reason)


def _tried(scene: Scene, target: Target, choice: Choice, wish: Wish, progress: Progress) -> list[_Tried]:
    """Return a line's picks in order, with their prerequisites where these are wanted, and tried where that is."""
    changes = [_Tried(change=change) for change in choice.picks]
    if not changes or not (wish.forecasts or wish.prerequisites):
        return changes
    told = _forecasts(scene, target, changes, progress)
    if wish.prerequisites and any(one.prerequisites for one in told):
        changes = _with_first(scene, changes, told, progress)
        told = _forecasts(scene, target, changes, progress)
    return [replace(one, forecast=forecast) for one, forecast in zip(changes, told, strict=True)]


def _forecasts(scene: Scene, target: Target, changes: Sequence[_Tried], progress: Progress) -> tuple[Forecast, ...]:
    from relkit.workflows.advice import Ledgers  # trying takes much to load, and is not always wanted
    from relkit.workflows.forecast import try_picks

    ids = [one.change.id for one in changes]
    ledgers = Ledgers(histories=scene.histories, books=scene.books)
    return try_picks(scene.found, ledgers, target.line, ids, target.base, in_sequence=True, progress=progress)


def _with_first(scene: Scene, changes: Sequence[_Tried], told: Sequence[Forecast], progress: Progress) -> list[_Tried]:
    """Put what was proved to be needed before the pick that it is needed for, each once.

    What only stands beside it is needed as well: without it the pick does not apply.
    """
    first = list(dict.fromkeys(one.id for forecast in told for one in forecast.prerequisites))
    known = read_asked(scene, first, progress)
    asked = {one.change.id for one in changes}
    made: dict[CommitId, _Tried] = {}
    for one, forecast in zip(changes, told, strict=True):
        for prerequisite in forecast.prerequisites:
            change = known.get(prerequisite.id)
            if change is not None and change.id not in made:
                whom = None if change.id in asked else one.change.id
                made[change.id] = _Tried(change=change, first_for=whom)
        made.setdefault(one.change.id, one)
    return list(made.values())


def _written(scene: Scene, tried: Mapping[str, Sequence[_Tried]], wish: Wish) -> dict[str, tuple[Pick, ...]]:
    """Return the picks with their authors and messages, which are the same for every line."""
    found = scene.found
    changes = {one.change.id: one.change for several in tried.values() for one in several}
    if not changes:
        return dict.fromkeys(tried, ())
    commits = [commit.id for change in changes.values() for commit in change.commits]
    authors = read_authorship(found.repository, commits)
    style = find_style(scene, closing=wish.closing)
    verbatim = _verbatim(found, changes)
    texts = {id_: write(verbatim[id_], authors, style, own_request(change)) for id_, change in changes.items()}
    return {
        name: tuple(
            Pick(
                id=one.change.id,
                title=one.change.title,
                author=texts[one.change.id].author,
                message=texts[one.change.id].message,
                source=texts[one.change.id].source,
                forecast=one.forecast,
                first_for=one.first_for,
                drops_closing=texts[one.change.id].drops_closing,
            )
            for one in several
        )
        for name, several in tried.items()
    }


def _verbatim(found: Survey, changes: Mapping[CommitId, Change]) -> Mapping[CommitId, Change]:
    """Return the changes with messages that have lost nothing, whatever the letters that they were written in."""
    odd = [commit.id for change in changes.values() for commit in change.commits if _REPLACED in commit.message]
    messages = read_messages(found.repository.git, odd)

    def whole(commit: Commit) -> Commit:
        return replace(commit, message=messages[commit.id]) if commit.id in messages else commit

    return {
        id_: replace(change, commit=whole(change.commit), brought=tuple(map(whole, change.brought)))
        for id_, change in changes.items()
    }
