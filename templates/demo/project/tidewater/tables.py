"""Tables of high and low water."""

from datetime import datetime, timedelta

from tidewater.harmonics import turning_points


def rows(station, day, days=1, zone=None):
    """Return the turning points of some days as rows: time, height, kind."""
    start = datetime(day.year, day.month, day.day)
    end = start + timedelta(days=days)
    found = turning_points(station.constituents, start, end)
    return [(moment.astimezone(zone), level + station.mean, kind) for moment, level, kind in found]


def as_text(table):
    """Return a table as lines of text."""
    lines = []
    for moment, level, kind in table:
        lines.append(f"{moment:%Y-%m-%d %H:%M}  {level:5.2f} m  {kind}")
    return "\n".join(lines)
