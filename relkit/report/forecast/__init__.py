"""Forecasts, shown: JSON document, terminal, Markdown."""
