"""Pages that are made from relkit itself.

The commands come from click, the documents from their JSON Schemas, the keys of the configuration from its types.

A page holds a comment, such as `<!-- relkit: commands -->`, in the place of what is made.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from sphinx.application import Sphinx

_COMMANDS = "<!-- relkit: commands -->"
_SCHEMAS = "<!-- relkit: schemas -->"
_SETTINGS = "<!-- relkit: settings -->"
_MADE = ("reference/commands", "reference/configuration", "reference/json")


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx read the pages with what is made in its place."""
    app.connect("source-read", _read)
    app.connect("env-get-outdated", lambda *_: list(_MADE))  # relkit may have changed
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(app: Sphinx, docname: str, source: list[str]) -> None:
    if docname == "reference/commands":
        from relkit.cli.main import cli

        source[0] = source[0].replace(_COMMANDS, commands_page(cli))
    if docname == "reference/json":
        source[0] = source[0].replace(_SCHEMAS, schemas_page(Path(app.srcdir) / "reference" / "schemas"))
    if docname == "reference/configuration":
        from relkit.model.settings import Config, LineSettings, Thresholds

        tables = {"": Config, 'lines."PATTERN"': LineSettings, "thresholds": Thresholds}
        source[0] = source[0].replace(_SETTINGS, settings_page(tables))


def commands_page(group: click.Command) -> str:
    """Return the reference of a command and all below it as Markdown, a heading each."""
    return "\n".join(_command(group, click.Context(group, info_name="relkit")))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}\n"
    yield f"```console\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```\n"
    yield f"{_paragraphs(command.help or command.short_help or '')}\n"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and "--help" not in parameter.opts:
            yield f"`{record[0]}`\n" + (f": {_paragraphs(record[1])}\n" if record[1] else "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _command(below, click.Context(below, info_name=name, parent=context))


def _paragraphs(text: str) -> str:
    r"""Return help as Markdown. In click's, \b begins a paragraph that is not wrapped, \f ends what users see."""
    paragraphs = inspect.cleandoc(text.partition("\f")[0]).split("\n\n")
    return "\n\n".join(
        f"```text\n{paragraph.removeprefix(chr(8)).strip(chr(10))}\n```" if paragraph.startswith("\b") else paragraph
        for paragraph in paragraphs
    )


def schemas_page(folder: Path) -> str:
    """Return a section for each document, with a table for each of its parts, as Markdown."""
    return "\n".join(line for path in sorted(folder.glob("*.json")) for line in _schema(path))


def _schema(path: Path) -> Iterator[str]:
    schema = json.loads(path.read_text(encoding="utf-8"))
    yield f"## {schema['title']}\n"
    yield f"The schema: {{download}}`{path.name} <schemas/{path.name}>`.\n"
    whole = schema["$ref"].rpartition("/")[2]
    parts = schema["$defs"]
    for name in (whole, *sorted(set(parts) - {whole})):
        yield from _part(path.stem, name, parts[name])


def _part(schema: str, name: str, part: Mapping[str, Any]) -> Iterator[str]:
    yield f"({_anchor(schema, name)})=\n### {name}\n"
    yield f"{_text(part.get('description', ''))}\n"
    if "properties" not in part:
        yield f"{_kind(schema, part)}\n"
        return
    required = part.get("required", ())
    yield "| field | value | |\n| --- | --- | --- |"
    for field, value in part["properties"].items():
        always = "" if field in required else "may be absent; "
        yield f"| `{field}` | {_kind(schema, value)} | {always}{_text(value.get('description', ''))} |"
    yield ""


def _kind(schema: str, value: Mapping[str, Any]) -> str:
    """Return a JSON Schema's type in words."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{_anchor(schema, name)})"
    if "enum" in value:
        return ", ".join(f"`{json.dumps(choice)}`" for choice in value["enum"])
    if "anyOf" in value:
        return " or ".join(_kind(schema, choice) for choice in value["anyOf"])
    if value.get("type") == "array":
        return f"list of {_kind(schema, value.get('items', {}))}"
    if value.get("type") == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"object with values of {_kind(schema, value['additionalProperties'])}"
    return str(value.get("type", "any value"))


def _anchor(schema: str, name: str) -> str:
    return f"{schema}-{name}".lower()


def _text(description: str) -> str:
    return " ".join(description.split()).replace("|", "\\|").replace("``", "`")


def settings_page(tables: Mapping[str, type[DataclassInstance]]) -> str:
    """Return a section for each table of the configuration, with all its keys, as Markdown."""
    return "\n".join(line for name, table in tables.items() for line in _settings(name, table))


def _settings(name: str, table: type[DataclassInstance]) -> Iterator[str]:
    yield f"## `{name}`\n" if name else "## At the top\n"
    for field in fields(table):
        if not field.metadata:
            continue
        default = "" if field.default in (None, ()) else f" Default: `{field.default}`."
        yield f"`{field.name}`\n: {field.metadata['value'].capitalize()}. {field.metadata['text']}{default}\n"
        yield f"  ```toml\n  {field.metadata['example']}\n  ```\n"
