"""The one door to the files in ``templates/``, wherever relkit is installed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from relkit.errors import RelkitError


def open_template(name: str) -> str:
    """Return the text of a template, named by its path below ``templates/`` ("ci/github-plan.yml").

    Raises RelkitError when there is none of that name, or when the installation lacks its templates.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise RelkitError(f"{name!r} is no name of a template", "give its path below templates/")
    template = _templates().joinpath(*parts)
    if not template.is_file():
        raise RelkitError(f"there is no template {name!r}", f"there are: {', '.join(template_names())}")
    return template.read_text(encoding="utf-8")


def template_names() -> tuple[str, ...]:
    """Return the names of all templates, sorted."""
    return tuple(sorted(_names(_templates(), "")))


@cache
def _templates() -> Traversable:
    # The wheel carries the folder inside the package; a checkout, which an editable install points to, beside it.
    package = files("relkit")
    inside = package.joinpath("templates")
    if inside.is_dir():
        return inside
    checkout = Path(str(package)).parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "templates").is_dir():
        return checkout / "templates"
    raise RelkitError(
        "relkit's templates are not installed", "install relkit again; a packager must keep relkit/templates"
    )


def _names(folder: Traversable, prefix: str) -> list[str]:
    names: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            names += _names(entry, f"{prefix}{entry.name}/")
        else:
            names.append(prefix + entry.name)
    return names
