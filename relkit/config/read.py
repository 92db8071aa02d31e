"""Reading a configuration from the files that may hold it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence

from relkit.config.check import check
from relkit.config.faults import ConfigError, Fault, dotted
from relkit.config.places import line_of
from relkit.model.settings import Config

SHARED_FILE = "pyproject.toml"
OWN_FILE = "relkit.toml"
CONFIG_FILES = (SHARED_FILE, OWN_FILE)
"""Names of the files at a project's top that may hold its configuration."""

SHARED_TABLE = ("tool", "relkit")
_MENTIONED = re.compile(r"""^[^#\n]*\btool["']?\s*\.\s*["']?relkit\b""", re.MULTILINE)


def read_config(files: Mapping[str, bytes], where: str = "") -> Config:
    """Read the configuration from the contents of ``CONFIG_FILES``, those that there are; without any, the defaults.

    ``where`` stands before a file's name when one is named ("main:"). A pyproject.toml that cannot be parsed and does
    not mention relkit is another tool's concern. Raises ConfigError with all faults, each with its line, and when both
    files hold a configuration.
    """
    shared = _shared(files[SHARED_FILE], where + SHARED_FILE) if SHARED_FILE in files else None
    if OWN_FILE not in files:
        return Config() if shared is None else shared
    if shared is not None:
        raise ConfigError(
            f"there are two configurations: {where}{OWN_FILE}, and [tool.relkit] in {where}{SHARED_FILE}",
            "keep one of them",
        )
    source = where + OWN_FILE
    text = _decoded(files[OWN_FILE], source)
    return _checked(text, _parsed(text, source), (), source)


def _shared(content: bytes, source: str) -> Config | None:
    """Read pyproject.toml, None where relkit is not in it; broken, it is a fault only if it mentions relkit."""
    mentioned = _MENTIONED.search(content.decode("utf-8", "replace")) is not None
    try:
        text = _decoded(content, source)
        document = _parsed(text, source)
    except ConfigError:
        if mentioned:
            raise
        return None
    tools = document.get("tool")
    if not isinstance(tools, Mapping) or "relkit" not in tools:
        return None
    return _checked(text, tools["relkit"], SHARED_TABLE, source)


def _checked(text: str, table: object, path: tuple[str, ...], source: str) -> Config:
    config, faults = check(table, path, source)
    if faults:
        raise _error(source, [_told(text, fault) for fault in faults])
    return config


def _told(text: str, fault: Fault) -> tuple[int, str]:
    line = line_of(text, fault.path)
    return line or 0, f"{dotted(fault.path)}: {fault.wrong}; {fault.right}" if fault.right else (
        f"{dotted(fault.path)}: {fault.wrong}"
    )


def _error(source: str, told: Sequence[tuple[int, str]]) -> ConfigError:
    many = "1 fault" if len(told) == 1 else f"{len(told)} faults"
    details = tuple(f"line {line}: {text}" if line else text for line, text in sorted(told, key=lambda one: one[0]))
    return ConfigError(f"{source} has {many}", details=details)


def _decoded(content: bytes, source: str) -> str:
    """Return a file's text; the mark that some editors put at its beginning is none of it."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _error(source, [(line, "not UTF-8, which TOML is written in")]) from error


def _parsed(text: str, source: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # a number of thousands of digits raises no TOMLDecodeError, but what that one is
        raise ConfigError(f"{source} is no valid TOML", details=(_where(str(error), text),)) from error
    except RecursionError as error:
        raise ConfigError(f"{source} is nested too deeply to be read") from error


def _where(said: str, text: str) -> str:
    """Put the line first, as in all other faults. tomllib says "… (at line 3, column 7)" or "(at end of document)"."""
    found = re.fullmatch(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", said)
    if found is None:
        return said
    line = found["line"] or text.count("\n") + 1
    column = f" (column {found['column']})" if found["column"] else " (at the end)"
    return f"line {line}: {found['what']}{column}"
