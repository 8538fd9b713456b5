"""Open accounts, give and withdraw roles, set the house rules of a workspace, make personal links."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.letters import check_text
from levier.domain.quantities import FteBasis, Rounding, check_hours
from levier.domain.vocabulary import Role
from levier.journal.services import note, service
from levier.post.addresses import restore
from levier.post.models import DeadAddress

from . import perms
from .actor import Actor
from .invitation import send_invitation
from .letters import Letter
from .models import AccessLink, LetterText, Membership, User, Workspace

_NEEDS_ORGANISATION = (Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE, Role.REFERRER)


@service("accounts.member.invite", perms.MANAGE_MEMBERS)
def invite_member(
    *, actor: Actor, email: str, full_name: str, role: Role, organisation_id: int | None = None
) -> Membership:
    """Give somebody a role, opening their account when they have none, and write to them how to enter.

    Raises:
        RuleError: the role needs an organisation of this workspace and none was given.
        Conflict: they hold that role already.
    """
    if role in _NEEDS_ORGANISATION and organisation_id is None:
        raise RuleError(f"Choisissez l’organisation pour le rôle « {role.label} ».", field="organisation")
    if role not in _NEEDS_ORGANISATION:
        organisation_id = None
    elif not _in_directory(actor, organisation_id):
        raise RuleError("Cette organisation n’est pas dans votre annuaire.", field="organisation")
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, full_name=full_name)
    membership, created = Membership.objects.get_or_create(
        user=user,
        workspace=actor.workspace,
        role=role.value,
        organisation_id=organisation_id,  # type: ignore[misc]  # None is looked up as IS NULL
    )
    if not created and membership.is_active:
        raise Conflict("Cette personne a déjà ce rôle dans l’espace.")
    if not created:
        membership.is_active = True
        membership.save(update_fields=["is_active"])
    send_invitation(membership)
    note(membership, role=role.value, organisation=organisation_id)
    return membership


def _in_directory(actor: Actor, organisation_id: int | None) -> bool:
    """The directory is a room above: its model is reached through the membership's own field."""
    organisation: Any = Membership._meta.get_field("organisation").related_model
    return bool(organisation.objects.filter(pk=organisation_id, workspace=actor.workspace, is_active=True).exists())


@service("accounts.member.deactivate", perms.MANAGE_MEMBERS)
def deactivate_member(*, actor: Actor, membership: Membership) -> Membership:
    """Withdraw a role; the account and its history stay.

    Raises:
        RuleError: an administrator withdrawing their own role (the space would be left without one).
    """
    if membership.user_id == actor.user_id and membership.role == Role.ADMIN:
        raise RuleError("Vous ne pouvez pas retirer votre propre rôle d’administrateur : demandez à un collègue.")
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    note(membership, role=membership.role)
    return membership


@service("accounts.workspace.update", perms.MANAGE_WORKSPACE)
def update_workspace(
    *,
    actor: Actor,
    minimum_hours: Decimal,
    rounding: Rounding,
    fte_basis: FteBasis,
    answer_days: int,
    statement_due_day: int,
    candidacy_answer_days: int,
    contact_email: str = "",
    contact_phone: str = "",
) -> Workspace:
    """Set the house rules: floor of hours, rounding, FTE basis, delays (days), contact printed on documents."""
    workspace = actor.workspace
    workspace.minimum_hours = check_hours(minimum_hours, what="Le plancher d’heures", field="minimum_hours")
    workspace.rounding, workspace.fte_basis = rounding.value, fte_basis.value
    workspace.answer_days, workspace.statement_due_day = answer_days, statement_due_day
    workspace.candidacy_answer_days = candidacy_answer_days
    workspace.contact_email, workspace.contact_phone = contact_email, contact_phone
    workspace.save()
    note(workspace, minimum_hours=minimum_hours, rounding=rounding.value, fte_basis=fte_basis.value)
    return workspace


@service("accounts.link.revoke", perms.SEND_LINK)
def revoke_link(*, actor: Actor, link: AccessLink) -> AccessLink:
    """Close a personal link at once.

    Raises:
        NotAllowed: the link is of another workspace.
    """
    if link.workspace_id != actor.workspace_id:
        raise NotAllowed("Ce lien n’est pas de votre espace.")
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
    note(link, purpose=link.purpose)
    return link


@service("accounts.letter.write", perms.MANAGE_WORKSPACE)
def write_letter(*, actor: Actor, letter: Letter, subject: str, body: str) -> LetterText:
    """Put a message in the workspace's own words; the messages already written do not change.

    Raises:
        RuleError: a word to replace that does not exist, or the one the reader needs is missing.
    """
    subject = check_text(" ".join(subject.split()), allowed=letter.names_in_subject, field="subject")
    body = check_text(body, allowed=letter.names, required=letter.required, field="body")
    text, _ = LetterText.objects.update_or_create(
        workspace=actor.workspace,
        code=letter.code,
        defaults={"subject": subject, "body": body, "updated_by": actor.user},
    )
    note(text, letter=letter.code)
    return text


@service("accounts.letter.reset", perms.MANAGE_WORKSPACE)
def reset_letter(*, actor: Actor, letter: Letter) -> None:
    """Go back to our words for a message.

    Raises:
        Conflict: they are ours already.
    """
    text = LetterText.objects.filter(workspace=actor.workspace, code=letter.code).first()
    if text is None:
        raise Conflict("Ce message a déjà son texte d’origine.")
    note(text, letter=letter.code)
    text.delete()


@service("accounts.address.restore", perms.RESTORE_ADDRESS)
def restore_address(*, actor: Actor, dead: DeadAddress) -> int:
    """Say that an address answers again; returns how many messages held for it leave.

    Raises:
        NotAllowed: the address is of another workspace.
    """
    if dead.workspace_id != actor.workspace_id:
        raise NotAllowed("Cette adresse n’est pas de votre espace.")
    note(dead, code=dead.code, since=dead.since)
    return restore(dead)
