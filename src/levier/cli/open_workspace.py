"""``levier open-workspace``: a new workspace and its first administrator."""

from __future__ import annotations

import click

from . import setup_django


@click.command("open-workspace")
@click.argument("name")
@click.option("--territory", default="", help="Territoire couvert, écrit sur les documents.")
@click.option("--admin-email", required=True, help="Adresse du premier administrateur.")
@click.option("--admin-name", required=True, help="Son nom.")
def open_workspace(name: str, territory: str, admin_email: str, admin_name: str) -> None:
    """Ouvre un espace de travail et donne le lien de connexion de son premier administrateur."""
    setup_django()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction
    from django.utils.text import slugify

    from levier.accounts.actor import Actor
    from levier.accounts.invitation import LINK_DAYS, first_link
    from levier.accounts.models import Workspace
    from levier.accounts.services import invite_member
    from levier.directory.references import ensure_short_lists
    from levier.domain.vocabulary import Role

    slug = slugify(name)[:50]
    if not slug:
        raise click.ClickException("donnez à l’espace un nom lisible, par exemple « Clauses du Val ».")
    try:
        validate_email(admin_email)
    except ValidationError:
        raise click.ClickException(f"l’adresse « {admin_email} » n’est pas valable.") from None
    if Workspace.objects.filter(slug=slug).exists():
        raise click.ClickException(f"un espace porte déjà ce nom ({slug}).")
    with transaction.atomic():
        workspace = Workspace.objects.create(name=name, slug=slug, territory=territory, contact_email=admin_email)
        actor = Actor.system(workspace)
        member = invite_member(actor=actor, email=admin_email, full_name=admin_name, role=Role.ADMIN)
        link = first_link(member)
    ensure_short_lists()
    click.echo(f"L’espace « {workspace} » est ouvert. Lien de connexion de {member.user}, valable {LINK_DAYS} jours :")
    click.echo(link)
    click.echo("Il y choisit son mot de passe (« Mon compte ») et invite les autres depuis « Espace ».")
