"""What to release from each line, with reasons: decided from what is known, touching nothing."""

from relkit.planner.propose import propose

__all__ = ["propose"]
