"""Stand-ins for what plans and carries out backports, for tests of the commands that ask for it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from relkit.model.backport import Backport
from relkit.model.journal import Operation
from tests.backports import made, operation, progress, usual_backport

_PLANNING, _CARRYING = "relkit.workflows.backport", "relkit.workflows.carrying"
_CALLS = "RELKIT_TEST_CALLS"


@dataclass(slots=True)
class Fakes:
    """What was asked for, in order, and what the answers are; None of ``planned`` is what is usually planned.

    ``interrupted``: whatever carries anything out is, as by Ctrl-C.
    """

    planned: Backport | None = None
    operation: Operation | None = None
    known: tuple[Operation, ...] = ()
    interrupted: bool = False
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def modules(self) -> dict[str, ModuleType]:
        """Return modules to stand in the places of the real ones."""
        planning, carrying = ModuleType(_PLANNING), ModuleType(_CARRYING)
        for name in ("plan_backport", "plan_from"):
            setattr(planning, name, self._answering(name, lambda _: self.planned or usual_backport()))
        for name in ("go_on", "skip", "abort", "resolve", "undo", "publish_later"):
            setattr(carrying, name, self._answering(name, lambda _: self._outcome(self.operation)))
        answers: dict[str, Callable[[dict[str, Any]], object]] = {
            "carry_out": lambda told: self._outcome(self.operation or _carried_out(told["1"])),
            "pending": lambda _: self.operation,
            "operations": lambda told: self.known[: told["most"]],
        }
        for name, answer in answers.items():
            setattr(carrying, name, self._answering(name, answer))
        carrying.home_of = lambda _: None  # type: ignore[attr-defined]
        return {_PLANNING: planning, _CARRYING: carrying}

    def _answering(self, name: str, answer: Callable[[dict[str, Any]], object]) -> Callable[..., object]:
        def called(where: Path, *more: object, **named: object) -> object:
            told = {**{str(place): value for place, value in enumerate(more, 1)}, **named}
            told.pop("progress", None)
            self.calls.append((name, {"where": where, **told}))
            _note(name, told)
            return answer(told)

        return called

    def _outcome(self, operation: Operation | None) -> Operation | None:
        if self.interrupted:
            raise KeyboardInterrupt
        return operation

    def asked(self, name: str) -> dict[str, Any]:
        """Return how a function was called, which was called once."""
        (told,) = (told for called, told in self.calls if called == name)
        return told


def _carried_out(backport: Backport) -> Operation:
    """Return an operation in which all that was planned was made."""
    lines = (progress(work.destination.line, *(made(pick.title) for pick in work.picks)) for work in backport.lines)
    return operation(backport, *lines)


def _note(name: str, told: dict[str, Any]) -> None:
    """Write down for another process what was asked to be carried out."""
    file = os.environ.get(_CALLS)
    if file and name == "carry_out":
        backport: Backport = told["1"]
        picks = {work.destination.line: [pick.title for pick in work.picks] for work in backport.lines}
        Path(file).write_text(json.dumps({"picks": picks, "command": told["command"]}), encoding="utf-8")


def in_a_process_of_its_own(folder: Path) -> tuple[Path, dict[str, str | None]]:
    """Return a file in which it is noted what is carried out, and the environment of a relkit that only notes it."""
    (folder / "sitecustomize.py").write_text("from tests.fakes import install\ninstall()\n", encoding="utf-8")
    root = str(Path(__file__).parents[1])
    file = folder / "calls.json"
    return file, {"PYTHONPATH": f"{folder}:{root}", _CALLS: str(file)}


def install() -> None:
    """Let this process do nothing but note what it would do."""
    sys.modules.update(Fakes().modules())
