"""What cherry-picks will do, without doing them: nothing is written to the repository or its object store."""

from relkit.git.predict.culprits import Accuser
from relkit.git.predict.picks import FORECAST_VERSION, forecast, key

__all__ = ["FORECAST_VERSION", "Accuser", "forecast", "key"]
