"""``levier serve``: the web server of a real installation, behind a proxy that holds the certificate."""

from __future__ import annotations

import os
import sys

import click

from .data_keys import refuse_without_keys


def gunicorn(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """The command line of the server; one process of several threads is right for SQLite."""
    return [
        *(sys.executable, "-m", "gunicorn", "--config", "python:levier.config.gunicorn_conf"),
        *("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"),
        *("--workers", str(workers), "--threads", str(threads)),
        "levier.config.wsgi:application",
    ]


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d’écoute.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processus (1 sur SQLite).")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Fils par processus.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Sert l’application, derrière un serveur mandataire en HTTPS."""
    refuse_without_keys()
    command = gunicorn(host=host, port=port, workers=workers, threads=threads)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - the server takes this process's place and its signals
