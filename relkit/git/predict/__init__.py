"""What cherry-picks will do, without doing them: nothing is written to the repository or its object store."""

from relkit.git.predict.adviser import Adviser, Settle
from relkit.git.predict.merges import TreeMerge
from relkit.git.predict.picks import FORECAST_VERSION, forecast, key
from relkit.git.predict.sandbox import Sandbox
from relkit.git.predict.standing import standing

__all__ = ["FORECAST_VERSION", "Adviser", "Sandbox", "Settle", "TreeMerge", "forecast", "key", "standing"]
