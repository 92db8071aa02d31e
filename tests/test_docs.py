"""What the documentation says of the code is so."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import ModuleType

import click
import pytest

import relkit
from relkit.config import read_config
from relkit.model.settings import Config, LineSettings, Thresholds

ROOT = Path(__file__).parent.parent
PACKAGE = Path(relkit.__file__).parent


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("relkit_reference", ROOT / "docs" / "_ext" / "relkit_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rooms() -> set[str]:
    found = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return found - {"__init__", "__main__"}


def test_the_architecture_has_every_room() -> None:
    text = (ROOT / "docs" / "explanation" / "architecture.md").read_text()
    table = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(table) == sorted(rooms())


def test_the_contracts_have_every_room() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    only_git = next(contract for contract in contracts if contract["id"] == "git")
    assert {name.removeprefix("relkit.") for name in only_git["source_modules"]} | {"git"} == rooms()


@pytest.mark.parametrize("mark", ["first command", "test command"])
def test_the_readme_has_one_line_for_each_command(mark: str) -> None:
    # .ci/run runs what stands there.
    readme = (ROOT / "README.md").read_text()
    found = re.findall(rf"^<!-- {mark} -->\n```\w*\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    assert len(found[0].splitlines()) == 1
    take = (ROOT / ".ci" / "run").read_text().partition("readme_command() {")[2].partition("\n}")[0]
    said = subprocess.run(["bash", "-c", f"set -- '{mark}'\n{take}"], cwd=ROOT, capture_output=True, check=True)
    assert said.stdout.decode() == found[0]


def test_every_decision_is_numbered_once() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("0*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_commands_are_made_from_click(reference: ModuleType) -> None:
    @click.group
    def cli() -> None:
        """Do things."""

    @cli.command()
    @click.argument("line", nargs=-1)
    @click.option("--format", "shape", type=click.Choice(["text", "json"]), help="How the result is written.")
    @click.option("--quiet", is_flag=True)
    def plan(line: tuple[str, ...], shape: str, *, quiet: bool) -> None:
        """Plan the releases.

        \b
        Of all lines.
        \f
        Not for users.
        """

    @cli.command(hidden=True)
    def secret() -> None:
        """Not shown."""

    page = reference.commands_page(cli)
    assert [line for line in page.splitlines() if line.startswith("#")] == ["## relkit", "## relkit plan"]
    assert (
        "```console\nrelkit plan [OPTIONS] [LINE]...\n```\n\nPlan the releases.\n\n```text\nOf all lines.\n```\n"
        in page
    )
    assert "`--format [text|json]`\n: How the result is written.\n" in page
    assert "`--quiet`\n" in page
    assert "Not for users" not in page
    assert "Not shown" not in page


def test_the_documents_are_made_from_their_schemas(reference: ModuleType, tmp_path: Path) -> None:
    schema = {
        "title": "relkit/plan/1",
        "$ref": "#/$defs/Plan",
        "$defs": {
            "Line": {"type": "object", "properties": {"name": {"type": "string"}}},
            "Plan": {
                "description": "A plan.",
                "properties": {
                    "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}, "description": "All | of them."},
                    "action": {"enum": ["wait", "none"]},
                    "version": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "tips": {"type": "object", "additionalProperties": {"type": "string"}},
                },
                "required": ["lines"],
            },
        },
    }
    (tmp_path / "plan-1.json").write_text(json.dumps(schema))
    page = reference.schemas_page(tmp_path)
    assert [line for line in page.splitlines() if line.startswith("#")] == ["## relkit/plan/1", "### Plan", "### Line"]
    assert "| `lines` | list of [Line](#plan-1-line) | All \\| of them. |" in page
    assert '| `action` | `"wait"`, `"none"` | may be absent;  |' in page
    assert "| `version` | string or null | may be absent;  |" in page
    assert "| `tips` | object with values of string | may be absent;  |" in page


def test_every_published_schema_makes_a_section(reference: ModuleType) -> None:
    folder = ROOT / "docs" / "reference" / "schemas"
    page = reference.schemas_page(folder)
    assert page.count("\n## ") + page.startswith("## ") == len(list(folder.glob("*.json"))) > 0


def test_the_configuration_is_made_from_its_types(reference: ModuleType) -> None:
    @dataclass(frozen=True)
    class Table:
        hidden: int = 1
        width: float = field(default=0.5, metadata={"value": "a number", "text": "How wide.", "example": "width = 1"})
        name: str | None = field(
            default=None, metadata={"value": "a text", "text": "Its name.", "example": "name = 'x'"}
        )

    page = reference.settings_page({"": Table, "below": Table})
    assert [line for line in page.splitlines() if line.startswith("#")] == ["## At the top", "## `below`"]
    assert "`width`\n: A number. How wide. Default: `0.5`.\n\n  ```toml\n  width = 1\n  ```\n" in page
    assert "`name`\n: A text. Its name.\n" in page
    assert "hidden" not in page


def test_every_key_is_explained_with_an_example_that_is_right() -> None:
    for table in (Config, LineSettings, Thresholds):
        for known in fields(table):
            if known.name in ("source", "pattern", "lines", "thresholds"):
                continue
            example = known.metadata["example"]
            header = {Config: "", LineSettings: "[lines]\n", Thresholds: "[thresholds]\n"}[table]
            assert known.name in example
            assert read_config({"relkit.toml": f"{header}{example}\n".encode()}) != Config(source="relkit.toml")
    page = (ROOT / "docs" / "reference" / "configuration.md").read_text()
    assert "<!-- relkit: settings -->" in page
    for text in re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        assert read_config({"pyproject.toml": text.encode()}).lines
