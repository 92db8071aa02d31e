"""Which judgement this is."""

PRODUCER_VERSION = 13
"""Raised whenever the judgement of any change, or what is said of it, may differ.

Verdicts are cached by commit, by this and by the habits' fingerprint.
"""
