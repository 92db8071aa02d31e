"""Whether a change would be wanted on a line, learned from which changes the project brought to its lines before."""

from relkit.wanted.estimate import Estimator, learn
from relkit.wanted.facts import Facts, Setting
from relkit.wanted.past import PastLine, Row, newest_until, settled_before, what_happened

__all__ = [
    "Estimator",
    "Facts",
    "PastLine",
    "Row",
    "Setting",
    "learn",
    "newest_until",
    "settled_before",
    "what_happened",
]
