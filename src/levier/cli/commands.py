"""Every command of ``levier``, in the order ``levier --help`` should teach them."""

from __future__ import annotations

import click


def register(group: click.Group) -> None:
    """Attach the commands; each lives in a module of its own."""
    del group
