"""Whether connections may be made: the user's word, before any is."""

from __future__ import annotations

import os

NO_NETWORK = "NO_NETWORK"


def is_offline() -> bool:
    """Whether ``NO_NETWORK`` says that no connection is to be made."""
    return bool(os.environ.get(NO_NETWORK))
