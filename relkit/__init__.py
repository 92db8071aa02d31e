"""relkit: a release-engineering toolkit for projects that keep stable branches."""

__version__ = "0.1.0.dev0"
