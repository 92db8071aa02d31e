"""`python -m relkit`: the same command, without its entry point."""

from relkit.cli.main import main

main()
