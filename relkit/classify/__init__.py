"""What a change is: signals of its message and paths, weighed into a verdict with its evidence."""

from relkit.classify.habits import HABIT_FILES, Habits, read_habits
from relkit.classify.hide import HIDEABLE, hide
from relkit.classify.judge import PRODUCER_VERSION, judge

__all__ = ["HABIT_FILES", "HIDEABLE", "PRODUCER_VERSION", "Habits", "hide", "judge", "read_habits"]
