"""Which way of learning what is wanted this is."""

WANTED_VERSION = "2"
"""Raised whenever features, their meaning or the learning differ: learned weights are cached by it."""
