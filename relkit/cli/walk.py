"""`relkit plan -i`: the conversation about what a plan is in doubt about."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.text import Text

from relkit.cli import pager, prompts, streams
from relkit.cli.progress import Watched
from relkit.cli.terminal import Terminal
from relkit.errors import RelkitError
from relkit.model.commit import Change
from relkit.model.evidence import Kind
from relkit.model.plan import Plan
from relkit.model.question import (
    Answer,
    KindAnswer,
    KindQuestion,
    Question,
    SameAnswer,
    SameQuestion,
    WantedAnswer,
    WantedQuestion,
)
from relkit.report.plan.difference import difference, difference_lines
from relkit.report.plan.terminal import command_lines
from relkit.report.question import Asked, alike_lines, asks, key_lines, question_lines, title_of
from relkit.report.safe import visible
from relkit.workflows.doubts import Doubts, Inspector, make_doubts, open_inspector, open_keeper
from relkit.workflows.sharing import share_commands
from relkit.workflows.walk import Walk

_KINDS = {
    "f": Kind.FIX,
    "n": Kind.FEATURE,
    "s": Kind.SECURITY,
    "p": Kind.PERFORMANCE,
    "r": Kind.REFACTOR,
    "d": Kind.DOCS,
    "t": Kind.TEST,
    "o": Kind.OTHER,
}
_MORE = tuple(kind for kind in Kind if kind not in {*_KINDS.values(), Kind.UNKNOWN})
"""Kinds that are seldom the answer: they are chosen from a list."""
_YES, _NO = {"y": "yes"}, {"n": "no"}
_CONTROLS = {"u": "undo", "v": "view the change", "l": "later", "q": "leave"}


def walk(where: Path, *, lines: Sequence[str], every_line: bool) -> Plan:
    """Walk through what the plan of a repository is in doubt about, and return the plan as it was before.

    Raises UsageError before the first question where no decision could be kept, and KeyboardInterrupt for Ctrl-C;
    what was decided until then is kept.
    """
    keeper = open_keeper(where)

    def again() -> Doubts:
        with Watched() as progress:
            return make_doubts(where, lines=lines, every_line=every_line, progress=progress)

    doubts = again()
    going = Walk(keeper, doubts.questions)
    if going.current is None:
        streams.talk("Nothing is in doubt: there is nothing to ask.")
        return doubts.plan
    try:
        Conversation(going, open_inspector(where), doubts.plan.now).hold(again)
    finally:
        made = len(going.decisions)
        kept = f"{made} decision{' is' if made == 1 else 's are'} kept" if made else "Nothing was decided"
        streams.talk(f"{kept}; `relkit plan -i` asks what is left")
    return doubts.plan


def tell_changes(where: Path, before: Plan, after: Plan) -> None:
    """Say what decisions changed in a plan, and how others get them."""
    terminal = Terminal(error=True)
    told = difference_lines(difference(before, after), width=terminal.width, ascii_only=terminal.ascii_only)
    streams.say("\nWhat your decisions changed:\n")
    streams.say(terminal.styled(told))
    commands = share_commands(where)
    if commands:
        streams.say("\nDecisions stay in this clone until they are shared:\n")
        streams.say(terminal.styled(command_lines(commands, width=terminal.width, ascii_only=terminal.ascii_only)))


class _Left(Exception):  # noqa: N818 # no error: the person has had enough
    """The person leaves the walk."""


class Conversation:
    """Asks a walk's questions one by one, one key an answer."""

    def __init__(self, walk: Walk, inspector: Inspector, now: int) -> None:
        """Show on standard error; ages are counted up to ``now`` (seconds since 1970)."""
        self._walk = walk
        self._inspector = inspector
        self._now = now
        self._terminal = Terminal(error=True)

    def hold(self, again: Callable[[], Doubts]) -> None:
        """Ask until nothing is left or the person leaves; ``again`` plans anew, which may raise further questions.

        Every answer is kept before the next question is asked. Raises KeyboardInterrupt for Ctrl-C.
        """
        with prompts.conversation():
            try:
                while self._walk.current is not None:
                    self._ask(self._walk.current)
                    if self._walk.current is None and self._walk.decisions:
                        self._walk.go_on(again().questions)
                streams.talk("That was all.")
            except (_Left, EOFError):
                pass

    def _ask(self, question: Question) -> None:
        """Ask one question until it is answered, left for later, or another one is to be asked."""
        number = self._walk.answered + 1
        stats = self._inspector.stat(_change_of(question))
        self._say(
            question_lines(
                Asked(question=question, number=number, left=self._walk.left, now=self._now, stats=stats),
                width=self._terminal.width,
                ascii_only=self._terminal.ascii_only,
            )
        )
        answers, keys = _answers(question)
        alike = self._walk.alike
        controls = dict(_CONTROLS)
        if len(alike) > 1:
            controls = {"a": f"all {len(alike)} like this", **controls}
        if not self._walk.answered:
            del controls["u"]
        key = ""
        while not key or key == "v":
            self._legend(keys, controls)
            key = prompts.press(asks(question), {**keys, **controls})
            if key == "v":
                self._view(question)
        self._follow(key, question, alike, answers)

    def _view(self, question: Question) -> None:
        """Show the change itself; what stands in a repository must not act on the terminal."""
        text = self._inspector.text(_change_of(question))
        safe = "".join(f"{visible(line)}\n" for line in text.expandtabs().splitlines())
        if sys.stdout.isatty():
            pager.show(safe)
        else:  # standard output is for the plan
            streams.say(safe)

    def _follow(self, key: str, question: Question, alike: Sequence[Question], answers: Mapping[str, Answer]) -> None:
        match key:
            case "q":
                raise _Left
            case "l":
                self._walk.later()
            case "u":
                self._kept(self._walk.undo)
            case "a":
                self._all(question, alike)
            case _:
                answer = _chosen(key, question, answers)
                self._kept(lambda: self._walk.answer(answer, (question,)))

    def _all(self, question: Question, alike: Sequence[Question]) -> None:
        """Ask for one answer to all questions that are alike, or to go back."""
        titles = [title_of(each) for each in alike]
        self._say(alike_lines(titles, width=self._terminal.width, ascii_only=self._terminal.ascii_only))
        answers, keys = _answers(question)
        back = {"b": "back to this one alone"}
        self._legend(keys, back)
        key = prompts.press(f"{asks(question)} For all {len(alike)}:", {**keys, **back})
        if key != "b":
            answer = _chosen(key, question, answers)
            self._kept(lambda: self._walk.answer(answer, alike))

    def _kept(self, act: Callable[[], object]) -> None:
        """Do what writes; where it cannot be done, say so and ask again: nothing was lost."""
        try:
            act()
        except RelkitError as error:
            streams.complain(error.message, error.hint)

    def _legend(self, keys: Mapping[str, str], controls: Mapping[str, str]) -> None:
        self._say(key_lines(keys, controls, width=self._terminal.width, ascii_only=self._terminal.ascii_only))

    def _say(self, lines: Sequence[Text]) -> None:
        streams.say(self._terminal.styled(lines))


def _change_of(question: Question) -> Change:
    return question.source.change if isinstance(question, SameQuestion) else question.judged.change


def _answers(question: Question) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return what each key answers, and all the keys with their words; some keys ask further."""
    match question:
        case KindQuestion():
            answers: dict[str, Answer] = {key: KindAnswer(kind=kind) for key, kind in _KINDS.items()}
            words = {key: "new feature" if kind is Kind.FEATURE else kind.value for key, kind in _KINDS.items()}
            return answers, {**words, "m": "more kinds"}
        case WantedQuestion(places=places):
            every = frozenset(place.called for place in places)
            answers = {"y": WantedAnswer(lines=every), "n": WantedAnswer(lines=frozenset())}
            if len(places) == 1:
                return answers, {**_YES, **_NO, "k": "it is of another kind"}
            words = {"y": "yes, on all", "n": "no, on none", "c": "choose the lines", "k": "it is of another kind"}
            return answers, words
        case SameQuestion():
            return {"y": SameAnswer(same=True), "n": SameAnswer(same=False)}, {**_YES, **_NO}


def _chosen(key: str, question: Question, answers: Mapping[str, Answer]) -> Answer:
    """Return a key's answer, asking further where it takes more than a key."""
    if key in answers:
        return answers[key]
    if key == "c" and isinstance(question, WantedQuestion):
        names = {place.line: place.called for place in question.places}
        picked = prompts.pick("On which?", list(names))
        return WantedAnswer(lines=frozenset(names[name] for name in picked))
    kinds = [kind.value for kind in (_MORE if key == "m" else (*_KINDS.values(), *_MORE))]
    return KindAnswer(kind=Kind(prompts.choose("Which kind?", kinds)))
