"""Sphinx: MyST pages with the furo theme. No intersphinx, so that the documentation builds without a network."""

from __future__ import annotations

import sys
from pathlib import Path

import relkit

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "relkit"
release = version = relkit.__version__
author = "The relkit authors"
copyright = "The relkit authors"  # noqa: A001 - Sphinx's name for it

extensions = ["myst_parser", "relkit_reference"]
exclude_patterns = ["_build", "changes"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = f"relkit {release}"
