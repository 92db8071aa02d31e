"""Heights of the tide from harmonic constituents."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

SPEEDS = {
    "M2": 28.984104,
    "S2": 30.0,
    "N2": 28.439730,
    "K1": 15.041069,
    "O1": 13.943035,
}


@dataclass(frozen=True)
class Constituent:
    """One wave of the tide: its amplitude in metres and its phase in degrees."""

    name: str
    amplitude: float
    phase: float


def hours_into_year(moment):
    """Return the hours since the year began."""
    days = sum(DAYS_OF_MONTH[: moment.month - 1]) + moment.day - 1
    return days * 24 + moment.hour + moment.minute / 60


DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def height(constituents, moment, mean=0.0):
    """Return the height above chart datum at a moment, in metres."""
    hours = hours_into_year(moment)
    total = mean
    for constituent in constituents:
        angle = SPEEDS[constituent.name] * hours - constituent.phase
        total += constituent.amplitude * math.cos(math.radians(angle))
    return total


def turning_points(constituents, start, end, step=timedelta(minutes=6)):
    """Yield the high and low waters between two moments."""
    before, here = height(constituents, start - step), height(constituents, start)
    moment = start
    while moment < end:
        after = height(constituents, moment + step)
        if before < here > after:
            yield moment, here, "high"
        if before > here < after:
            yield moment, here, "low"
        before, here, moment = here, after, moment + step
