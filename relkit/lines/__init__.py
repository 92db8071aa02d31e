"""Lines: the mainline, the maintenance branches and their releases, out of refs and tags."""

from relkit.lines.candidates import Candidate, find_candidates
from relkit.lines.layout import build_layout
from relkit.lines.mainline import find_mainline

__all__ = ["Candidate", "build_layout", "find_candidates", "find_mainline"]
