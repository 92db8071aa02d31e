"""Asking again what was decided, for who thinks otherwise by now: the later word counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relkit.model.decision import Decision, Decisions, KindDecided, SameDecided, WantedDecided
from relkit.model.evidence import Evidence
from relkit.model.ids import CommitId
from relkit.model.line import Line
from relkit.model.plan import Judged
from relkit.model.question import KindQuestion, Place, Question, SameQuestion, WantedQuestion

_SIGNAL = "decision"


def asked_again(decisions: Decisions, known: Mapping[CommitId, Judged], lines: Sequence[Line]) -> tuple[Question, ...]:
    """Return a question for each decision in force, the newest first.

    ``known`` are the changes that were read, with their verdicts; what was decided about others is not asked about.
    Several lines' wishes for one change are one question.
    """
    asked: list[tuple[int, Question]] = []
    wanted: dict[CommitId, list[Decision]] = {}
    for decision in decisions.all:
        judged = known.get(decision.on)
        if judged is None:
            continue
        match decision.word:
            case KindDecided():
                question: Question = KindQuestion(judged=judged, on=decision.on, waits=(), lacking=(), effects=())
                asked.append((decision.at, question))
            case WantedDecided():
                wanted.setdefault(decision.on, []).append(decision)
            case SameDecided(line=line, commit=commit):
                if commit in known:
                    asked.append((decision.at, _same(judged, known[commit], line, decision)))
    names = {called: line.name for line in lines for called in line.names}
    for on, several in wanted.items():
        places = tuple(_place(decision, names) for decision in several)
        asked.append((max(decision.at for decision in several), WantedQuestion(judged=known[on], places=places)))
    return tuple(question for _, question in sorted(asked, key=lambda item: -item[0]))


def _place(decision: Decision, names: Mapping[str, str]) -> Place:
    word = decision.word
    assert isinstance(word, WantedDecided)  # noqa: S101 # whoever calls has seen to it
    said = f"{'wanted' if word.wanted else 'not wanted'}, says {decision.who}"
    return Place(line=names.get(word.line, word.line), called=word.line, forecast=None, said=said)


def _same(source: Judged, carried: Judged, line: str, decision: Decision) -> SameQuestion:
    word = decision.word
    same = isinstance(word, SameDecided) and word.same
    said = f"{'the same' if same else 'not the same'}, says {decision.who}"
    evidence = (Evidence(signal=_SIGNAL, weight=1.0 if same else -1.0, detail=said),)
    return SameQuestion(source=source, carried=carried.change, line=line, called=line, evidence=evidence)
