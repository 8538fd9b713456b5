"""``levier demo``: the whole application on a fictional workspace, in one command, in one folder."""

from __future__ import annotations

import http.client
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from . import setup_django
from .demo_data import DemoFolder
from .serve import gunicorn
from .supervisor import Child, Supervisor

HOST = "127.0.0.1"
_START_SECONDS = 60.0
_STALE_DAYS = 30


@click.command("demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d’écoute.")
@click.option(
    "--data-dir",
    default=Path("levier-demo"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Dossier de la démonstration.",
)
@click.option("--fresh", is_flag=True, help="Recrée la démonstration à neuf.")
def demo(port: int, data_dir: Path, fresh: bool) -> None:
    """Lance Levier sur un espace fictif, avec un lien de connexion par rôle."""
    folder = DemoFolder(data_dir.resolve())
    folder.check_ours()
    _check_port(port)
    with folder.lock():
        base_url = f"http://{HOST}:{port}"
        _environment(folder, base_url)
        reason = folder.reason_to_rebuild(fresh=fresh)
        if reason is not None:
            _build(folder, reason)
        with Supervisor() as processes:
            server = gunicorn(host=HOST, port=port, workers=1, threads=4)
            processes.start("le serveur", server, log=folder.path / "serveur.log")
            setup_django()  # while the server does the same
            _wait_until_it_answers(processes, port)  # before the worker, which would slow it down
            worker = [sys.executable, "-m", "levier", "worker"]
            processes.start("le travailleur", worker, log=folder.path / "travailleur.log")
            if not processes.stopping:
                _welcome(folder, base_url)
            if fallen := processes.wait():
                raise _fallen(fallen)
    click.echo("\nTout est arrêté.")


def _check_port(port: int) -> None:
    """Refuse a port somebody listens on, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise click.ClickException(f"le port {port} est réservé au système : choisissez --port 8001.") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise click.ClickException(
                f"le port {port} est déjà pris (une démonstration tourne peut-être encore) : "
                f"libérez-le ou choisissez --port {other}."
            ) from None


def _environment(folder: DemoFolder, base_url: str) -> None:
    """A demonstration never reads a real installation's settings: not its database, not its mail server."""
    for name in [name for name in os.environ if name.startswith("LEVIER_")]:
        del os.environ[name]
    os.environ.update(LEVIER_DEMO="1", LEVIER_HTTPS="0", LEVIER_DATA_DIR=str(folder.path), LEVIER_BASE_URL=base_url)
    os.environ["DJANGO_SETTINGS_MODULE"] = "levier.config.settings"


def _build(folder: DemoFolder, reason: str) -> None:
    """Create and load the database."""
    setup_django()
    from django.core.management import call_command
    from django.db import connections
    from django.utils import timezone

    logging.getLogger("levier").setLevel(logging.WARNING)  # what happens in the story is no news of this command
    if reason:
        click.echo(reason)
    folder.empty()
    click.echo("Création de la base de démonstration…")
    call_command("migrate", interactive=False, verbosity=0)
    today = timezone.localdate()
    _load(today)
    connections.close_all()
    folder.mark_ready(today=today)


def _load(today: object) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from levier.demo.loader import load

    with Progress(console=Console(stderr=True), transient=True) as bar:
        rows: dict[str, object] = {}

        def progress(label: str, done: int, total: int) -> None:
            row = rows.get(label)
            if row is None:
                row = rows[label] = bar.add_task(label, total=total)
            bar.update(row, completed=done, total=total)  # type: ignore[arg-type]

        load(today=today, progress=progress)  # type: ignore[arg-type]


def _wait_until_it_answers(processes: Supervisor, port: int) -> None:
    limit = time.monotonic() + _START_SECONDS
    while not processes.stopping:
        if fallen := processes.fallen():
            raise _fallen(fallen)
        status = _status(port)
        if status is not None and status < 500:
            return
        if status is not None or time.monotonic() > limit:
            raise click.ClickException(
                f"le serveur ne répond pas comme attendu ; son journal : {processes.children[0].log}"
            )
        time.sleep(0.1)


def _status(port: int) -> int | None:
    """Status of the first page, or ``None`` while nobody answers."""
    door = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        door.request("GET", "/")
        return door.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        door.close()


def _fallen(child: Child) -> click.ClickException:
    click.echo(child.log_end(), err=True)
    return click.ClickException(f"{child.name} s’est arrêté ; son journal : {child.log}")


def _welcome(folder: DemoFolder, base_url: str) -> None:
    from django.utils import timezone

    click.echo(f"\nLevier est prêt : {base_url}/")
    click.echo(
        "\nUn lien de connexion par rôle, et un pour l’espace voisin (personnages fictifs, liens valables 7 jours) :\n"
    )
    for role, name, link in _sign_in_links():
        click.echo(f"  {role} ({name})\n    {link}")
    click.echo(f"\nLes messages envoyés sont des fichiers de {folder.path / 'messages'}.")
    loaded = folder.loaded_on()
    if loaded and (timezone.localdate() - loaded).days >= _STALE_DAYS:
        click.echo("Les dates de la démonstration ont vieilli : « levier demo --fresh » la recrée à neuf.")
    click.echo("Ctrl-C arrête tout.")


def _sign_in_links() -> Iterator[tuple[str, str, str]]:
    """Role, name and link of the first member of the demonstration who holds each role, then of the team next door."""
    from django.db import connections
    from django.urls import reverse

    from levier.accounts.enums import LinkPurpose
    from levier.accounts.links import absolute, make_link
    from levier.accounts.models import Membership
    from levier.domain.vocabulary import Role

    members = Membership.objects.filter(workspace__is_demo=True, is_active=True).select_related("user", "workspace")
    first, *others = sorted(set(members.values_list("workspace_id", flat=True))) or [0]
    here = [members.filter(workspace=first, role=role.value).order_by("pk").first() for role in Role]
    next_door = members.filter(workspace__in=others).order_by("workspace", "pk")
    for member in (*here, *next_door):
        if member is None:
            continue
        _link, token = make_link(workspace=member.workspace, purpose=LinkPurpose.SIGN_IN, days=7, user=member.user)
        # The room's own addresses, which are at the root: loading everybody's takes a second.
        path = reverse("sign_in_link", urlconf="levier.accounts.urls", args=[token])
        where = f", espace voisin « {member.workspace.territory} »" if member.workspace_id != first else ""
        yield f"{Role(member.role).label}{where}", str(member.user), absolute(path)
    connections.close_all()
