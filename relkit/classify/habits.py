"""Habits: what a project's own configuration says about its change notes."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

HABIT_FILES = ("towncrier.toml", "pyproject.toml")
"""Paths to read from the mainline's tree for ``read_habits``; those that are not there are left out."""

# towncrier's built-in types, in force when the configuration names none.
_DEFAULT_TYPES = (
    ("feature", "Features"),
    ("bugfix", "Bugfixes"),
    ("doc", "Improved Documentation"),
    ("removal", "Deprecations and Removals"),
    ("misc", "Misc"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """How a project writes its change notes.

    ``directories`` are where towncrier fragments lie, without a trailing slash; ``types`` their types with the titles
    that the changelog gives them ("bugfix", "Bug fixes"), in lower case and as written.
    """

    directories: tuple[str, ...] = ()
    types: tuple[tuple[str, str], ...] = ()

    @property
    def fingerprint(self) -> str:
        """A short text that differs when the habits do: part of the key under which verdicts are cached."""
        return hashlib.sha256(repr((self.directories, self.types)).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def read_habits(files: Mapping[str, bytes], changelog: str | None = None) -> Habits:
    """Read a project's habits from the contents of ``HABIT_FILES``; what cannot be parsed counts as absent.

    ``changelog`` is another folder of fragments, which relkit's own configuration names.

    The format is towncrier's configuration: ``[tool.towncrier]`` with ``directory`` or ``package`` and
    ``package_dir``, types as ``[[tool.towncrier.type]]`` or ``[tool.towncrier.fragment.<type>]``. As in towncrier,
    towncrier.toml is used before pyproject.toml.
    """
    habits = Habits()
    for name in HABIT_FILES:
        table = _towncrier_table(files.get(name))
        if table is not None:
            habits = Habits(directories=_directories(table), types=_types(table))
            break
    if changelog is None or changelog in habits.directories:
        return habits
    return Habits(directories=(*habits.directories, changelog), types=habits.types or _DEFAULT_TYPES)


def _towncrier_table(content: bytes | None) -> Mapping[str, object] | None:
    if content is None:
        return None
    try:
        document: object = tomllib.loads(content.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    for key in ("tool", "towncrier"):
        document = document.get(key) if isinstance(document, Mapping) else None
    return document if isinstance(document, Mapping) else None


def _directories(table: Mapping[str, object]) -> tuple[str, ...]:
    directory = table.get("directory")
    if not isinstance(directory, str):
        package = table.get("package")
        folder = table.get("package_dir", ".")
        if not isinstance(package, str) or not isinstance(folder, str):
            return ("newsfragments",)
        directory = f"{folder}/{package.replace('.', '/')}/newsfragments"
    clean = "/".join(part for part in directory.split("/") if part not in ("", "."))
    return (clean,) if clean else ()


def _types(table: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    listed = table.get("type")
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, Mapping):
            title = str(entry.get("name", ""))
            key = entry.get("directory", re.sub(r"\W+", "", title))
            if isinstance(key, str) and key:
                found.append((key.lower(), title or key))
    named = table.get("fragment")
    if isinstance(named, Mapping):
        for key, entry in sorted(named.items()):
            title = entry.get("name", key) if isinstance(entry, Mapping) else key
            found.append((str(key).lower(), str(title)))
    return tuple(found) or _DEFAULT_TYPES
