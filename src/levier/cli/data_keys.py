"""``levier data-key`` and ``levier rotate-keys``: the keys of what is encrypted at rest."""

from __future__ import annotations

import click

from . import setup_django


def refuse_without_keys() -> None:
    """Stop before anything starts when what is encrypted could neither be written nor read."""
    setup_django()
    from django.core.exceptions import ImproperlyConfigured

    from levier.sealing import require_keys

    try:
        require_keys()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from None


@click.command("data-key")
def data_key() -> None:
    """Crée une clé pour LEVIER_DATA_KEYS et l’affiche ; n’enregistre rien."""
    from cryptography.fernet import Fernet

    click.echo(Fernet.generate_key().decode())


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Chiffre de nouveau, avec la première clé, ce qu’une autre avait chiffré."""
    refuse_without_keys()
    from levier.accounts.actor import Actor
    from levier.accounts.models import Workspace
    from levier.people.services.special import rotate
    from levier.people.special import under_another_key
    from levier.ui.formats import plural

    done = lost = 0
    for workspace in Workspace.objects.order_by("pk"):
        after = 0
        while under_another_key(workspace).filter(pk__gt=after).exists():
            after, sealed, unreadable = rotate(actor=Actor.system(workspace), after=after)
            done, lost = done + sealed, lost + unreadable
    told = f"{done} {plural(done, 'critère protégé chiffré', 'critères protégés chiffrés', with_count=False)}"
    if lost:
        raise click.ClickException(
            f"{told} avec la première clé, mais {lost} {plural(lost, 'autre ne s’ouvre', 'autres ne s’ouvrent', with_count=False)} "
            "avec aucune : « levier check » donne l’empreinte de la clé à remettre. Ne retirez aucune clé."
        )
    click.echo(f"{told} avec la première clé. Les autres clés peuvent être retirées.")
