"""A plan, shown: as a JSON document, as lines for a terminal, as Markdown."""
