"""A plan that was saved: read from its document, made a value again, and what moved since in words."""

from __future__ import annotations

import re
from typing import NoReturn

import msgspec

from relkit.errors import UsageError
from relkit.model.ids import SHORT_ID
from relkit.model.plan import Moved
from relkit.report.plan.document import SCHEMA, PlanDocument
from relkit.report.plan.rebuild import plan_of
from relkit.report.words import count

LARGEST = 256 * 1024 * 1024
"""Bytes of a plan that are read; numpy's plan of 34 lines, ended ones too, has 79 million."""
_FIELD = re.compile(r"(?P<fault>.+) - at `\$\.?(?P<field>.+)`$")
_NEW_ONE = "`relkit plan -o FILE` saves one"


def read_plan(content: bytes, name: str) -> PlanDocument:
    """Read the plan that a file called ``name`` holds; fields that a later relkit added are passed over.

    Raises UsageError where it is none: no JSON, cut off, another document, one of a newer relkit, a field of the
    wrong type, or more than ``LARGEST`` bytes.
    """
    if len(content) > LARGEST:
        raise UsageError(f"{name} is no plan: it has more than {LARGEST // 1024**2} MiB", _NEW_ONE)
    _check_schema(_schema(content, name), name)
    try:
        document = msgspec.json.decode(content, type=PlanDocument)
        plan_of(document)
    except msgspec.ValidationError as error:
        found = _FIELD.match(str(error))
        said = f"{found['field']}: {_lowered(found['fault'])}" if found else _lowered(str(error))
        raise UsageError(f"{name} is a damaged plan: {said}", _NEW_ONE) from error
    except ValueError as error:  # a version or moment that has the right form, and means nothing
        raise UsageError(f"{name} is a damaged plan: {error}", _NEW_ONE) from error
    return document


class _Head(msgspec.Struct):
    """What is read of a document before it is known to be a plan; the rest is only checked to be JSON."""

    schema: object = None


def _schema(content: bytes, name: str) -> object:
    if not content.strip():
        raise UsageError(f"{name} is empty", _NEW_ONE)
    try:
        return msgspec.json.decode(content, type=_Head).schema
    except msgspec.ValidationError:
        return None
    except (ValueError, RecursionError) as error:
        if "truncated" in str(error):
            raise UsageError(f"{name} is cut off: its JSON does not end", _NEW_ONE) from error
        raise UsageError(f"{name} is no plan: it is not JSON", _NEW_ONE) from error


def _check_schema(schema: object, name: str) -> None:
    if schema == SCHEMA:
        return
    if not isinstance(schema, str):
        raise UsageError(f"{name} is no plan: it does not say that it is one", _NEW_ONE)
    _refuse_schema(schema, name)


def _refuse_schema(schema: str, name: str) -> NoReturn:
    document, _, version = SCHEMA.rpartition("/")
    other, _, number = schema.rpartition("/")
    if other == document and number.isdecimal() and int(number) > int(version):
        raise UsageError(
            f"{name} was saved by a newer relkit: it is {schema}, and this one reads {SCHEMA}", "update relkit"
        )
    raise UsageError(f"{name} is no plan: it is {schema!r}, and a plan is {SCHEMA}", _NEW_ONE)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def moved_in_words(moved: Moved) -> str:
    """Return what became of a ref: "refs/heads/main has moved from 1a2b3c4d5e to 6f7a8b9c0d: 2 commits ahead"."""
    if moved.then is None:
        return f"{moved.ref} was made meanwhile: that release is out"
    then = moved.then[:SHORT_ID]
    if moved.now is None:
        return f"{moved.ref} is no longer there; it was at {then}"
    where = f"{moved.ref} has moved from {then} to {moved.now[:SHORT_ID]}"
    if moved.ahead is None or moved.behind is None:
        return f"{where}; {then} is not in this repository"
    distances = ((moved.ahead, "ahead"), (moved.behind, "behind"))
    told = [f"{count(number, 'commit')} {side}" for number, side in distances if number]
    return f"{where}: {', '.join(told)}"
