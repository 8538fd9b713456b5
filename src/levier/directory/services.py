"""Write the directory: organisations and their profiles, contacts, local services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.domain.errors import NotAllowed, RuleError
from levier.domain.quantities import check_hours
from levier.domain.vocabulary import Role
from levier.journal.services import note, service

from . import perms
from .enums import OrganisationKind, ServiceKind
from .models import Contact, LocalService, Organisation, StructureProfile
from .structure_import import StructureRow, check_rows
from .values import BuyerFacts, ContactFacts, Identity, StructureFacts
from .writing import apply_buyer, apply_identity, apply_structure


@service("directory.organisation.create", perms.EDIT)
def create_organisation(
    *,
    actor: Actor,
    today: date,
    kind: OrganisationKind,
    identity: Identity,
    structure: StructureFacts | None = None,
    buyer: BuyerFacts | None = None,
) -> Organisation:
    """Enter an organisation in the directory, with its profile when it is a structure or a buyer.

    Raises:
        RuleError: unsound SIRET or figures, or a structure without its profile.
        Conflict: another organisation carries this SIRET.
    """
    organisation = Organisation(workspace=actor.workspace, kind=kind)
    apply_identity(organisation, identity)
    _apply_profiles(organisation, structure=structure, buyer=buyer, today=today)
    note(organisation, kind=kind.value)
    return organisation


@service("directory.organisation.update", perms.EDIT)
def update_organisation(
    *,
    actor: Actor,
    today: date,
    organisation: Organisation,
    identity: Identity,
    structure: StructureFacts | None = None,
    buyer: BuyerFacts | None = None,
) -> Organisation:
    """Correct an organisation and its profile. Same errors as ``create_organisation``."""
    apply_identity(organisation, identity)
    _apply_profiles(organisation, structure=structure, buyer=buyer, today=today)
    note(organisation, kind=organisation.kind)
    return organisation


def _apply_profiles(
    organisation: Organisation, *, structure: StructureFacts | None, buyer: BuyerFacts | None, today: date
) -> None:
    if organisation.kind == OrganisationKind.STRUCTURE:
        if structure is None:
            raise RuleError("Indiquez le type de la structure inclusive.", field="structure_kind")
        apply_structure(organisation, structure, today=today)
    if organisation.kind == OrganisationKind.BUYER:
        apply_buyer(organisation, buyer or BuyerFacts())


@service("directory.organisation.set_active", perms.EDIT)
def set_active(*, actor: Actor, organisation: Organisation, active: bool) -> Organisation:
    """Take an organisation out of the lists, or put it back. Its contracts and history stay."""
    organisation.is_active = active
    organisation.save(update_fields=["is_active"])
    note(organisation, active=active)
    return organisation


@service("directory.capacity.update", perms.UPDATE_CAPACITY)
def update_capacity(
    *,
    actor: Actor,
    organisation: Organisation,
    today: date,
    capacity_hours_month: Decimal,
    recent_load_hours_month: Decimal,
) -> StructureProfile:
    """Say how many hours a month a structure can take on, and takes on now.

    Raises:
        NotAllowed: a structure speaking for another one.
        RuleError: not a structure; negative hours or more than two decimals.
    """
    if actor.role is Role.STRUCTURE and actor.organisation_id != organisation.pk:
        raise NotAllowed("Vous pouvez mettre à jour la capacité de votre structure, pas celle d’une autre.")
    profile = StructureProfile.objects.filter(organisation=organisation).first()
    if profile is None:
        raise RuleError("Seule une structure inclusive dont le type est connu a une capacité.")
    profile.capacity_hours_month = check_hours(capacity_hours_month, what="La capacité", field="capacity_hours_month")
    profile.recent_load_hours_month = check_hours(
        recent_load_hours_month, what="La charge récente", field="recent_load_hours_month"
    )
    profile.updated_on = today
    profile.save(update_fields=["capacity_hours_month", "recent_load_hours_month", "updated_on"])
    note(organisation, capacity=capacity_hours_month, load=recent_load_hours_month)
    return profile


@service("directory.contact.add", perms.EDIT)
def add_contact(*, actor: Actor, organisation: Organisation, facts: ContactFacts) -> Contact:
    """Add somebody to call.

    Raises:
        RuleError: they are to receive the links and have no address.
    """
    contact = Contact(organisation=organisation)
    _apply_contact(contact, facts)
    note(contact, organisation=organisation.pk)
    return contact


@service("directory.contact.update", perms.EDIT)
def update_contact(*, actor: Actor, contact: Contact, facts: ContactFacts) -> Contact:
    """Correct a contact. Same errors as ``add_contact``."""
    _apply_contact(contact, facts)
    note(contact, organisation=contact.organisation_id)
    return contact


def _apply_contact(contact: Contact, facts: ContactFacts) -> None:
    if facts.receives_links and not facts.email:
        raise RuleError(
            "Indiquez une adresse électronique, ou décochez « Reçoit les liens et les relances » : c’est là qu’ils partiront.",
            field="email",
        )
    contact.name, contact.function = facts.name, facts.function
    contact.email, contact.phone, contact.receives_links = facts.email, facts.phone, facts.receives_links
    contact.save()


@service("directory.contact.remove", perms.EDIT)
def remove_contact(*, actor: Actor, contact: Contact) -> None:
    """Forget a contact: the row is deleted, the journal keeps only its number."""
    note(contact, organisation=contact.organisation_id)
    contact.delete()


@service("directory.service.create", perms.EDIT_SERVICES)
def create_local_service(
    *,
    actor: Actor,
    kind: ServiceKind,
    name: str,
    description: str = "",
    area: str = "",
    phone: str = "",
    website: str = "",
) -> LocalService:
    """Enter a service of the territory (mobility, housing…) in the directory."""
    found = LocalService.objects.create(
        workspace=actor.workspace,
        kind=kind,
        name=name,
        description=description,
        area=area,
        phone=phone,
        website=website,
    )
    note(found, kind=kind.value)
    return found


@service("directory.service.update", perms.EDIT_SERVICES)
def update_local_service(
    *,
    actor: Actor,
    local_service: LocalService,
    kind: ServiceKind,
    name: str,
    description: str = "",
    area: str = "",
    phone: str = "",
    website: str = "",
) -> LocalService:
    """Correct a service of the territory."""
    local_service.kind, local_service.name, local_service.description = kind, name, description
    local_service.area, local_service.phone, local_service.website = area, phone, website
    local_service.save()
    note(local_service, kind=kind.value)
    return local_service


@service("directory.service.remove", perms.EDIT_SERVICES)
def remove_local_service(*, actor: Actor, local_service: LocalService) -> None:
    """Take a service that closed out of the directory."""
    note(local_service, kind=local_service.kind)
    local_service.delete()


@service("directory.structures.import", perms.IMPORT)
def import_structures(*, actor: Actor, today: date, rows: Sequence[StructureRow]) -> int:
    """Enter the structures of a checked list that are not in the directory yet; returns how many.

    All or nothing: one wrong row and nothing is written. The same list twice adds nothing.

    Raises:
        ImportFailed: rows that cannot be taken in, each with its line and column.
    """
    new = check_rows(workspace=actor.workspace, rows=rows)
    for row in new:
        organisation = Organisation(workspace=actor.workspace, kind=OrganisationKind.STRUCTURE)
        apply_identity(organisation, row.identity)
        apply_structure(organisation, row.structure, today=today)
    note(actor.workspace, read=len(rows), added=len(new))
    return len(new)
