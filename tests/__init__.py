"""relkit's tests: ``unit/`` pure rooms with literals, ``git/`` and ``cli/`` on real repositories."""
