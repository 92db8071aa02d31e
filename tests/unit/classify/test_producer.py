from __future__ import annotations

import hashlib
from importlib import resources

from relkit.classify.model import WEIGHTS
from relkit.classify.producer import PRODUCER_VERSION


def test_other_weights_are_another_version() -> None:
    weights = resources.files("relkit.classify").joinpath(WEIGHTS).read_bytes()
    assert PRODUCER_VERSION.endswith(f".{hashlib.sha256(weights).hexdigest()[:12]}")
