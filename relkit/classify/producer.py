"""Which judgement this is."""

_RULES = 15
"""Raised whenever the judgement of any change, or what is said of it, may differ by what this room does."""

_WEIGHTS = "b9891913766e"
"""The first twelve digits of the SHA-256 of the trained model's data, which a test compares with the file."""

PRODUCER_VERSION = f"{_RULES}.{_WEIGHTS}"
"""Verdicts are cached by commit, by this and by the habits' fingerprint."""
