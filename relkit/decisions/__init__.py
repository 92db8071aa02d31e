"""People's decisions: as lines of git notes, and which of them count."""

from relkit.decisions.lines import read_line, written
from relkit.decisions.settle import NoteText, called, for_line, said_wanted, settle

__all__ = ["NoteText", "called", "for_line", "read_line", "said_wanted", "settle", "written"]
