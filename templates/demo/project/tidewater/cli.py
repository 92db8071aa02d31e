"""The command `tidewater`."""

import argparse
from datetime import date

from tidewater.stations import Catalogue
from tidewater.tables import as_text, rows


def main(arguments=None):
    """Print the table of a station."""
    parser = argparse.ArgumentParser(prog="tidewater")
    parser.add_argument("station")
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--catalogue", default="stations")
    given = parser.parse_args(arguments)
    station = Catalogue(given.catalogue).load(given.station)
    print(as_text(rows(station, date.today(), given.days)))
