"""relkit: a release-engineering toolkit for projects that keep stable branches."""
