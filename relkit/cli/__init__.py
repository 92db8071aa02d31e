"""The command line: a file a verb. ``main`` is the only place that prints errors and exits."""
