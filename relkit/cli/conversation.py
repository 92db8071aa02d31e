"""Asking a walk's questions, one key an answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from rich.text import Text

from relkit.cli import pager, prompts, streams
from relkit.cli.terminal import Terminal
from relkit.errors import RelkitError
from relkit.model.commit import Change
from relkit.model.evidence import Kind
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
from relkit.report.question import Asked, alike_lines, asks, key_lines, question_lines, title_of
from relkit.report.safe import visible
from relkit.workflows.doubts import Inspector
from relkit.workflows.walk import Walk

_KINDS = {
    "f": Kind.FIX,
    "e": Kind.FEATURE,
    "s": Kind.SECURITY,
    "p": Kind.PERFORMANCE,
    "r": Kind.REFACTOR,
    "d": Kind.DOCS,
    "t": Kind.TEST,
    "o": Kind.OTHER,
}
"""Neither y nor n among them: a key too many after another question decides nothing."""
_RARE = {
    "x": Kind.DEPRECATION,
    "w": Kind.REMOVAL,
    "i": Kind.BUILD,
    "c": Kind.CI,
    "h": Kind.DEPENDENCY,
    "z": Kind.REVERT,
    "g": Kind.RELEASE,
    "j": Kind.MERGE,
}
_BACK = {"b": "back"}
_PROMPT = 1
"""Lines of a prompt."""
_CONTROLS = {"u": "undo", "v": "view the change", "l": "later", "q": "leave"}


class _Left(Exception):  # noqa: N818 # no error: the person has had enough
    """The person leaves the walk."""


class Conversation:
    """Asks a walk's questions one by one."""

    def __init__(self, walk: Walk, inspector: Inspector, now: int) -> None:
        """Show on standard error; ages are counted up to ``now`` (seconds since 1970)."""
        self._walk = walk
        self._inspector = inspector
        self._now = now
        self._terminal = Terminal(error=True)

    def hold(self, again: Callable[[], Sequence[Question]] | None) -> None:
        """Ask until nothing is left or the person leaves; ``again`` finds what the answers raise anew.

        Every answer is kept before the next question is asked. Raises KeyboardInterrupt for Ctrl-C.
        """
        with prompts.conversation():
            try:
                while self._walk.current is not None:
                    self._ask(self._walk.current)
                    if self._walk.current is None and self._walk.decisions and again is not None:
                        self._walk.go_on(again())
            except (_Left, EOFError):
                pass

    def _ask(self, question: Question) -> None:
        """Ask one question until it is answered, left for later, or another one is to be asked."""
        alike = self._walk.alike
        controls = {"a": f"all {len(alike)} like this", **_CONTROLS} if len(alike) > 1 else dict(_CONTROLS)
        if not self._walk.answered:
            del controls["u"]
        answers, words = _answers(question)
        keys = self._keys(words, controls)
        self._show(question, len(keys))
        while True:
            match key := self._press(asks(question), words, controls):
                case "v":
                    self._view(question)
                    self._show(question, len(keys))
                    continue
                case "q":
                    raise _Left
                case "l":
                    self._walk.later()
                case "u":
                    self._undo()
                case "a":
                    self._all(question, alike)
                case _:
                    answer = self._answer(key, question, answers)
                    if answer is None:
                        continue
                    self._keep(answer, (question,))
            return

    def _all(self, question: Question, alike: Sequence[Question]) -> None:
        """Ask for one answer to all questions that are alike, or to go back."""
        titles = [title_of(each) for each in alike]
        self._say(alike_lines(titles, width=self._terminal.width, ascii_only=self._terminal.ascii_only))
        answers, words = _answers(question)
        key = self._press(f"{asks(question)} For all {len(alike)}:", words, _BACK)
        answer = None if key in _BACK else self._answer(key, question, answers)
        if answer is not None:
            self._keep(answer, alike)

    def _answer(self, key: str, question: Question, answers: Mapping[str, Answer]) -> Answer | None:
        """Return a key's answer, asking further where it takes more than a key; None to go back."""
        if key in answers:
            return answers[key]
        if key == "c" and isinstance(question, WantedQuestion):
            names = {place.line: place.called for place in question.places}
            picked = prompts.pick("On which?", list(names))
            if not picked:
                streams.talk("  Nothing was picked, so nothing is decided: n says no, on none.")
                return None
            return WantedAnswer(lines=frozenset(names[name] for name in picked))
        kinds = _RARE if key == "m" else {**_KINDS, **_RARE}
        chosen = self._press("Which kind?", {key: kind.value for key, kind in kinds.items()}, _BACK)
        return None if chosen in _BACK else KindAnswer(kind=kinds[chosen])

    def _keep(self, answer: Answer, questions: Sequence[Question]) -> None:
        self._try(lambda: self._walk.answer(answer, questions))

    def _undo(self) -> None:
        undone = self._try(self._walk.undo)
        for question in undone or ():
            streams.talk(f"  taken back: {title_of(question)}")

    def _try(self, act: Callable[[], tuple[Question, ...] | None]) -> tuple[Question, ...] | None:
        """Do what writes; where it cannot be done, say so and ask again: nothing was lost."""
        try:
            return act()
        except RelkitError as error:
            streams.complain(error.message, error.hint, error.details)
            return None

    def _view(self, question: Question) -> None:
        """Show the change itself; what stands in a repository must not act on the terminal."""
        text = self._inspector.text(_change_of(question))
        safe = "".join(f"{visible(line)}\n" for line in text.expandtabs().splitlines())
        if sys.stdout.isatty():
            pager.show(safe)
        else:  # standard output is for the plan
            streams.say(safe)

    def _show(self, question: Question, below: int) -> None:
        """Show a question; ``below`` lines and the prompt are to follow it on the same screen."""
        stats = self._inspector.stat(_change_of(question))
        asked = Asked(
            question=question, number=self._walk.answered + 1, left=self._walk.left, now=self._now, stats=stats
        )
        streams.say("\n")
        room = self._terminal.height - below - _PROMPT
        self._say(question_lines(asked, width=self._terminal.width, height=room, ascii_only=self._terminal.ascii_only))

    def _keys(self, words: Mapping[str, str], controls: Mapping[str, str]) -> Sequence[Text]:
        return key_lines(words, controls, width=self._terminal.width, ascii_only=self._terminal.ascii_only)

    def _press(self, message: str, words: Mapping[str, str], controls: Mapping[str, str]) -> str:
        self._say(self._keys(words, controls))
        return prompts.press(message, {**words, **controls})

    def _say(self, lines: Sequence[Text]) -> None:
        streams.say(self._terminal.styled(lines))


def _change_of(question: Question) -> Change:
    return question.source.change if isinstance(question, SameQuestion) else question.judged.change


def _answers(question: Question) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return what each key answers, and all the keys with their words; some keys ask further."""
    match question:
        case KindQuestion(judged=judged):
            answers: dict[str, Answer] = {key: KindAnswer(kind=kind) for key, kind in _KINDS.items()}
            words = {key: kind.value for key, kind in _KINDS.items()} | {"m": "more kinds"}
            if judged.verdict.kind is not Kind.UNKNOWN:
                answers[prompts.ENTER] = KindAnswer(kind=judged.verdict.kind)
                words[prompts.ENTER] = f"as it says, {judged.verdict.kind.value}"
            return answers, words
        case WantedQuestion(places=places):
            every = frozenset(place.called for place in places)
            answers = {"y": WantedAnswer(lines=every), "n": WantedAnswer(lines=frozenset())}
            if len(places) == 1:
                return answers, {"y": "yes", "n": "no", "k": "it is of another kind"}
            words = {"y": "yes, on all", "n": "no, on none", "c": "choose the lines", "k": "it is of another kind"}
            return answers, words
        case SameQuestion():
            return {"y": SameAnswer(same=True), "n": SameAnswer(same=False)}, {"y": "yes", "n": "no"}
