"""``levier worker``: sends messages, runs background tasks and the schedule."""

from __future__ import annotations

import click

from .data_keys import refuse_without_keys


@click.command("worker")
@click.option("--once", is_flag=True, help="Fait ce qui est dû puis s’arrête (pour une minuterie).")
def worker(once: bool) -> None:
    """Envoie les messages et fait les travaux de fond."""
    refuse_without_keys()
    from levier.post.worker import Worker, run_once

    if once:
        run_once()
    else:
        Worker().run_for_ever()
