"""``levier check``: everything that must hold on a live database, and exit code 1 when something does not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from . import setup_django

#: A room's invariants on live data: ``levier.<room>.checks.violations() -> Iterator[str]``, one sentence each.
ROOMS = ("people", "delivery", "procurement", "clauses", "watch", "insights")

Check = Callable[[], Iterator[str]]


def checks() -> Iterator[tuple[str, Check]]:
    """Every check with its name, in the order they are reported."""
    yield "tables", _tables
    yield "réglages", _settings
    yield "triggers", _triggers
    yield "journal", _journal
    yield "messages", _messages
    for room in ROOMS:
        if find_spec(f"levier.{room}.checks"):
            yield room, import_module(f"levier.{room}.checks").violations


def _tables() -> Iterator[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield f"Base : {len(plan)} migrations ne sont pas appliquées, à commencer par {plan[0][0]} (levier migrate)."


def _settings() -> Iterator[str]:
    from django.core.checks import ERROR, run_checks

    for message in run_checks():
        if message.level >= ERROR:
            yield f"Réglages : {message.msg} ({message.id})"


def _triggers() -> Iterator[str]:
    from django.db import connection

    from levier.journal import append_only

    for name in append_only.missing(connection):
        yield f"Base : le verrou « {name} » manque, l’historique n’est plus protégé (levier migrate le remet)."


def _journal() -> Iterator[str]:
    from levier.accounts.models import Workspace
    from levier.journal.selectors import broken_links

    for workspace in Workspace.objects.order_by("pk"):
        for sentence in broken_links(workspace.pk):
            yield f"Espace {workspace.pk} : {sentence}"


def _messages() -> Iterator[str]:
    """A message held much longer than its lease means that no worker runs."""
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from levier.post.enums import MessageState
    from levier.post.models import OutgoingMessage

    late = OutgoingMessage.objects.filter(
        state__in=[MessageState.QUEUED, MessageState.SENDING], next_attempt_at__lt=timezone.now() - timedelta(hours=1)
    ).count()
    if late and not settings.MESSAGES_LEAVE:
        yield f"Messages : {late} en attente et aucun serveur de messagerie (LEVIER_EMAIL_URL)."
    elif late:
        yield f"Messages : {late} en attente depuis plus d’une heure (levier worker tourne-t-il ?)."


def _refuse_no_database() -> None:
    """Opening an absent SQLite file would create it: a check writes nothing."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).exists():
        raise click.ClickException(f"pas de base de données dans « {name} » : réglez LEVIER_DATA_DIR.")


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help='Un objet JSON : {"violations": […], "checked": […]}.')
def check(as_json: bool) -> None:
    """Vérifie tous les invariants sur la base ; code de sortie 1 si l’un est rompu."""
    setup_django()
    from django.db import DatabaseError

    _refuse_no_database()
    violations: list[str] = []
    checked: list[str] = []
    for name, violated in checks():
        try:
            violations += violated()
        except DatabaseError as error:
            violations.append(f"Base : « {name} » n’a pas pu être vérifié ({type(error).__name__}).")
        checked.append(name)
        if name == "tables" and violations:
            break  # the other checks would read tables that are not there
    if as_json:
        click.echo(json.dumps({"violations": violations, "checked": checked}, ensure_ascii=False))
    else:
        for sentence in violations:
            click.echo(sentence)
        if not violations:
            click.echo(f"Tout est en ordre : {', '.join(checked)}.")
    if violations:
        sys.exit(1)
