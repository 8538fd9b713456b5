"""What a new member receives: where they are invited, and how to enter."""

from __future__ import annotations

from django.urls import reverse

from levier.domain.vocabulary import Role
from levier.post.messages import queue_message

from .enums import LinkPurpose
from .links import absolute, make_link
from .models import Membership

#: The first sign-in link opens this many days: long enough for a week-end, short enough for a secret.
LINK_DAYS = 3


def first_link(membership: Membership) -> str:
    """A sign-in link for somebody who has no password yet; it dies when they choose one."""
    _link, token = make_link(
        workspace=membership.workspace, purpose=LinkPurpose.SIGN_IN, days=LINK_DAYS, user=membership.user
    )
    return absolute(reverse("accounts:sign_in_link", args=[token]))


def send_invitation(membership: Membership) -> None:
    """Write to a member who just received a role: a link that signs in, or the sign-in page if they have a password."""
    user, workspace = membership.user, membership.workspace
    login = absolute(reverse("account_login"))
    if user.has_usable_password():
        enter = [f"Connectez-vous comme d’habitude : {login}"]
    else:
        enter = [
            f"Entrez par ce lien, valable {LINK_DAYS} jours, puis choisissez votre mot de passe dans « Mon compte » :",
            first_link(membership),
            "",
            f"Passé ce délai, demandez un mot de passe par « Mot de passe oublié ? » : {login}",
        ]
    role = Role(membership.role).label.lower()
    lines = [
        "Bonjour,",
        "",
        f"Un accès vous est ouvert dans l’espace « {workspace.name} » de Levier, l’outil de suivi des clauses",
        f"sociales d’insertion. Votre rôle : {role}.",
        "",
        *enter,
        "",
        workspace.name,
        *([workspace.contact] if workspace.contact else []),
    ]
    queue_message(
        workspace_id=workspace.pk,
        target=membership,
        to=user.email,
        subject=f"Clauses sociales : votre accès à l’espace « {workspace.name} »",
        body="\n".join(lines),
    )
