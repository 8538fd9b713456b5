"""``python -m levier`` is the ``levier`` command."""

from levier.cli import main

main()
