"""Which change is where: links between commits of different lines, and what is missing on each."""

from relkit.ledger.book import LineHistory, keep_book
from relkit.ledger.index import MainlineIndex, index_mainline
from relkit.ledger.owed import BY_LINES
from relkit.ledger.reverts import without_undone

__all__ = [
    "BY_LINES",
    "LineHistory",
    "MainlineIndex",
    "index_mainline",
    "keep_book",
    "without_undone",
]
