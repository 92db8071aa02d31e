from datetime import date

from tidewater import Constituent, Station
from tidewater.tables import as_text, rows

STATION = Station("Cuxhaven", 1.5, (Constituent("M2", 1.2, 30.0),))


def test_a_day_has_about_four_turning_points():
    assert 3 <= len(rows(STATION, date(2023, 5, 1))) <= 5


def test_text_has_a_line_for_each_row():
    table = rows(STATION, date(2023, 5, 1))
    assert len(as_text(table).splitlines()) == len(table)
