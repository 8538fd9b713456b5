"""``levier migrate``: create or update the tables."""

from __future__ import annotations

import click

from . import setup_django


@click.command("migrate")
def migrate() -> None:
    """Crée ou met à jour la base de données."""
    setup_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    click.echo("La base de données est à jour.")
