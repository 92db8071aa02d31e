"""Configuration: `[tool.relkit]` of pyproject.toml, or relkit.toml, read and completed."""

from relkit.config.faults import ConfigError, Fault
from relkit.config.read import CONFIG_FILES, OWN_FILE, SHARED_FILE, read_config
from relkit.config.write import RefusedError, Values, completed, rendered

__all__ = [
    "CONFIG_FILES",
    "OWN_FILE",
    "SHARED_FILE",
    "ConfigError",
    "Fault",
    "RefusedError",
    "Values",
    "completed",
    "read_config",
    "rendered",
]
