"""What to release from each line, with reasons: decided from what is known, touching nothing."""

from relkit.planner.doubts import Material, find_doubts
from relkit.planner.propose import propose

__all__ = ["Material", "find_doubts", "propose"]
