"""Tables that were computed before."""

import json
from pathlib import Path


class Cache:
    """A JSON file of tables by station and day."""

    def __init__(self, path):
        self.path = Path(path)

    def get(self, station, day):
        """Return a table, or None."""
        if not self.path.exists():
            return None
        return json.loads(self.path.read_text()).get(f"{station}/{day}")

    def put(self, station, day, table):
        """Keep a table."""
        tables = json.loads(self.path.read_text()) if self.path.exists() else {}
        tables[f"{station}/{day}"] = table
        self.path.write_text(json.dumps(tables))
