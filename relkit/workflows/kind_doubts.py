"""`relkit classify -i`: changes, and which of their kinds a person should decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from relkit.decisions.again import asked_again
from relkit.git.refs import read_refs
from relkit.git.repository import Repository, open_repository
from relkit.model.classified import Classified
from relkit.model.ids import CommitId
from relkit.model.plan import Judged
from relkit.model.progress import Progress
from relkit.model.question import KindDoubts, KindQuestion
from relkit.model.refs import Refs
from relkit.planner.kinds import find_kind_doubts
from relkit.workflows.classify import classify_changes
from relkit.workflows.configuration import find_configuration
from relkit.workflows.decisions import read_decisions


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassifiedDoubts:
    """Changes as they were judged, and what there is to ask about their kinds."""

    classified: Classified
    kinds: KindDoubts


def make_kind_doubts(
    where: Path,
    *,
    ranges: Sequence[str] = (),
    every: bool = False,
    decided: bool = False,
    progress: Progress | None = None,
) -> ClassifiedDoubts:
    """Classify changes and find what a person should decide, or with ``decided`` what was decided already.

    ``every``: ask about all that nobody decided, the doubtful first. Raises as ``classify_changes`` does.
    """
    classified = classify_changes(where, ranges=ranges, progress=progress)
    judged = [answer for answer in classified.answers if isinstance(answer, Judged)]
    repository = open_repository(where)
    refs = read_refs(repository)
    likely = find_configuration(repository, refs).config.thresholds.likely
    found = find_kind_doubts(judged, likely=likely, every=every)
    if decided:
        found = replace(found, questions=_decided(judged, repository, refs))
    return ClassifiedDoubts(classified=classified, kinds=found)


def _decided(judged: Sequence[Judged], repository: Repository, refs: Refs) -> tuple[KindQuestion, ...]:
    """Return what was decided about kinds, each change once, to be asked again; the newest decision first."""
    known = {one.change.brought[0].id: one for one in judged if len(one.change.brought) == 1}
    known |= {one.change.id: one for one in judged}
    said = replace(read_decisions(repository.git, refs, None), wanted={}, same={})
    asked: dict[CommitId, KindQuestion] = {}
    for question in asked_again(said, known, []):
        if isinstance(question, KindQuestion):
            asked.setdefault(question.judged.change.id, question)
    return tuple(asked.values())
