"""Tide tables from harmonic constituents."""

from tidewater.harmonics import Constituent, height, turning_points
from tidewater.stations import Catalogue, Station

__all__ = ["Catalogue", "Constituent", "Station", "height", "turning_points"]
