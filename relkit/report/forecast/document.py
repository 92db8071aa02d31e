"""The JSON document of `relkit forecast`, schema "relkit/forecast/1"."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from relkit.model.forecast import Forecast, Forecasts
from relkit.report.safe import encodable
from relkit.report.shapes import ConflictShape, PickShape, Shape, Time, pick_shape
from relkit.report.words import iso

SCHEMA = "relkit/forecast/1"
_Asked = Annotated[str, msgspec.Meta(description="A git object id; of what is no commit, what was asked about.")]


class AskedPickShape(PickShape, frozen=True, kw_only=True):
    """What a cherry-pick of one change onto one commit would do; title is the change's."""

    id: _Asked
    onto: _Asked
    conflicts: tuple[ConflictShape, ...]
    title: str | None


class ForecastDocument(Shape, frozen=True, kw_only=True):
    r"""What cherry-picks would do, in the order asked; in_sequence says that each is on the result of those before it.

    line is the line that was asked about, null where commits were named instead. forecast_for is the moment whose line
    counts, and as_of tells whether it was asked for. titles are those of commits that are named by their ids only.
    A byte of a path or title that is not UTF-8 is written as ``\xNN``.
    """

    schema: Literal["relkit/forecast/1"]
    repository: str
    forecast_for: Time
    as_of: bool
    line: str | None
    in_sequence: bool
    picks: tuple[AskedPickShape, ...]
    titles: dict[str, str]
    warnings: tuple[str, ...]


def document(made: Forecasts) -> ForecastDocument:
    """Return forecasts as their document."""
    asked = {pick.id for pick in made.picks}
    return ForecastDocument(
        schema="relkit/forecast/1",
        repository=encodable(made.repository),
        forecast_for=iso(made.now),
        as_of=made.as_of,
        line=None if made.line is None else encodable(made.line),
        in_sequence=made.in_sequence,
        picks=tuple(_pick(pick, made) for pick in made.picks),
        titles={commit: encodable(title) for commit, title in made.titles.items() if commit not in asked},
        warnings=tuple(map(encodable, made.warnings)),
    )


def _pick(pick: Forecast, made: Forecasts) -> AskedPickShape:
    title = made.titles.get(pick.id)
    fields = msgspec.structs.asdict(pick_shape(pick))
    fields |= {"id": encodable(pick.id), "onto": encodable(pick.onto)}
    return AskedPickShape(**fields, title=None if title is None else encodable(title))
