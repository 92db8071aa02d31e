"""Stations and the catalogue that they are kept in."""

import json
from dataclasses import dataclass
from pathlib import Path

from tidewater.harmonics import Constituent


@dataclass(frozen=True)
class Station:
    """A harbour with its constituents."""

    name: str
    mean: float
    constituents: tuple[Constituent, ...]


class Catalogue:
    """A folder of stations, a JSON file each."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def names(self):
        """Return the names of all stations."""
        return [path.stem for path in self.folder.glob("*.json")]

    def load(self, name):
        """Return a station by its name."""
        path = self.folder / f"{name}.json"
        data = json.loads(path.read_text())
        waves = tuple(Constituent(**wave) for wave in data["constituents"])
        return Station(data["name"], data["mean"], waves)

    def save(self, name, station):
        """Write a station under a name."""
        waves = [vars(wave) for wave in station.constituents]
        text = json.dumps({"name": station.name, "mean": station.mean, "constituents": waves})
        (self.folder / f"{name}.json").write_text(text)
