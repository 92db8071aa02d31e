"""Sphinx: MyST pages with the furo theme. No intersphinx, so that the documentation builds without a network."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

_HERE = Path(__file__).parent
sys.path.insert(0, str(_HERE / "_ext"))

_PROJECT = tomllib.loads((_HERE.parent / "pyproject.toml").read_text())["project"]

project = _PROJECT["name"]
release = version = _PROJECT["version"]
author = "The relkit authors"
copyright = "The relkit authors"  # noqa: A001 - Sphinx's name for it

extensions = ["myst_parser", "relkit_reference"]
exclude_patterns = ["_build", "changes"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = f"relkit {release}"
