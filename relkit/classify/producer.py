"""Which judgement this is."""

PRODUCER_VERSION = 5
"""Raised whenever the judgement of any change may differ.

Verdicts are cached by commit, by this and by the habits' fingerprint.
"""
