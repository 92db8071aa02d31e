"""Which comparison of lines this is."""

LEDGER_VERSION = "2"
"""Raised whenever other links may be found between the same commits: what is learned from them is cached by it."""
