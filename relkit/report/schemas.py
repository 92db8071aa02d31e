"""JSON Schemas of the documents, made from their types.

`python -m relkit.report.schemas docs/reference/schemas` writes them where they are published.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from relkit.report.backport.document import SCHEMA as BACKPORT
from relkit.report.backport.document import BackportDocument
from relkit.report.backport.log_document import SCHEMA as LOG
from relkit.report.backport.log_document import LogDocument
from relkit.report.classify.document import SCHEMA as CLASSIFY
from relkit.report.classify.document import ClassifyDocument
from relkit.report.forecast.document import SCHEMA as FORECAST
from relkit.report.forecast.document import ForecastDocument
from relkit.report.ledger.document import SCHEMA as LEDGER
from relkit.report.ledger.document import LedgerDocument
from relkit.report.plan.document import SCHEMA as PLAN
from relkit.report.plan.document import PlanDocument
from relkit.report.shapes import Shape

DOCUMENTS: dict[str, type[Shape]] = {
    PLAN: PlanDocument,
    CLASSIFY: ClassifyDocument,
    LEDGER: LedgerDocument,
    FORECAST: ForecastDocument,
    BACKPORT: BackportDocument,
    LOG: LogDocument,
}
"""The documents by their schema's name."""


def schemas() -> dict[str, str]:
    """Return the text of each schema by the name of its file: "plan-1.json"."""
    return {f"{name.removeprefix('relkit/').replace('/', '-')}.json": _schema(name) for name in DOCUMENTS}


def _schema(name: str) -> str:
    made = msgspec.json.schema(DOCUMENTS[name], ref_template="#/$defs/{name}")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **made}
    return json.dumps(_tidy(whole), indent=2, ensure_ascii=False) + "\n"


def _tidy(node: object) -> object:
    """Return a schema whose descriptions are on one line, as readers of schemas show them."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: " ".join(value.split()) if key == "description" and isinstance(value, str) else _tidy(value)
        for key, value in node.items()
    }


def write(folder: Path) -> None:
    """Write the schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
