"""`python -m parwatch`."""

from parwatch.cli import main

main()
