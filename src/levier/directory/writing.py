"""Plain functions shared by the services of this room and by the rooms that meet organisations in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from levier.accounts.models import Workspace
from levier.domain.errors import Conflict, RuleError
from levier.domain.identifiers import check_siret
from levier.domain.quantities import check_amount, check_hours
from levier.domain.trades import TRADES_BY_CODE

from .departments import department_for
from .enums import OrganisationKind
from .models import BuyerProfile, Organisation, StructureProfile
from .places import commune_for
from .text import fold
from .values import BuyerFacts, Identity, StructureFacts

_IDENTITY = ("address", "postcode", "city", "phone", "email", "website")


def apply_identity(organisation: Organisation, identity: Identity) -> None:
    """Write who and where an organisation is.

    Raises:
        RuleError: no name, or an unsound SIRET.
        Conflict: another organisation of the workspace carries this SIRET; the sentence names it.
    """
    if not identity.name.strip():
        raise RuleError("Indiquez le nom de l’organisation.", field="name")
    moved = (organisation.postcode, organisation.city) != (identity.postcode, identity.city)
    organisation.name = identity.name.strip()
    organisation.siret = check_siret(identity.siret) if identity.siret.strip() else ""
    for name in _IDENTITY:
        setattr(organisation, name, getattr(identity, name))
    _place(organisation, identity, moved=moved)
    _refuse_duplicate(organisation)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:  # somebody entered the same SIRET between the check and the write
        _refuse_duplicate(organisation)
        raise


def _place(organisation: Organisation, identity: Identity, *, moved: bool) -> None:
    """Coordinates given, else the commune's; an unknown commune leaves them if nobody moved, else its chef-lieu's."""
    if identity.latitude is not None and identity.longitude is not None:
        organisation.latitude, organisation.longitude = identity.latitude, identity.longitude
        return
    commune = commune_for(postcode=identity.postcode, name=identity.city)
    if commune is not None:
        organisation.latitude, organisation.longitude = commune.latitude, commune.longitude
    elif moved or organisation.latitude is None:
        around = department_for(postcode=identity.postcode, name=identity.city)
        organisation.latitude = around.latitude if around else None
        organisation.longitude = around.longitude if around else None


def _refuse_duplicate(organisation: Organisation) -> None:
    if not organisation.siret:
        return
    other = (
        Organisation.objects.filter(workspace_id=organisation.workspace_id, siret=organisation.siret)
        .exclude(pk=organisation.pk)
        .first()
    )
    if other is None:
        return
    advice = "ouvrez sa fiche" if other.is_active else "elle est désactivée, réactivez-la depuis sa fiche"
    raise Conflict(
        f"Le SIRET {organisation.siret} est déjà celui de « {other.name} » "
        f"({OrganisationKind(other.kind).label.lower()}) : {advice}.",
        field="siret",
    )


def apply_structure(organisation: Organisation, facts: StructureFacts, *, today: date) -> StructureProfile:
    """Write what a structure can do; the day is kept each time its capacity or load changes.

    Raises:
        RuleError: unknown trade, negative hours or turnover.
    """
    unknown = sorted(set(facts.trades) - set(TRADES_BY_CODE))
    if unknown:
        raise RuleError(f"Métier inconnu : {', '.join(unknown)}.", field="trades")
    profile = StructureProfile.objects.filter(organisation=organisation).first() or StructureProfile(
        organisation=organisation
    )
    before = (profile.capacity_hours_month, profile.recent_load_hours_month, profile.updated_on is None)
    capacity = facts.capacity_hours_month
    profile.structure_kind = facts.structure_kind.value
    profile.trades = [code for code in TRADES_BY_CODE if code in facts.trades]
    profile.capacity_hours_month = (
        check_hours(capacity, what="La capacité", field="capacity_hours_month") if capacity is not None else 0
    )
    profile.recent_load_hours_month = check_hours(
        facts.recent_load_hours_month, what="La charge récente", field="recent_load_hours_month"
    )
    profile.radius_km = facts.radius_km
    profile.annual_turnover = (
        check_amount(facts.annual_turnover, what="Le chiffre d’affaires", field="annual_turnover")
        if facts.annual_turnover is not None
        else None
    )
    if capacity is None:
        profile.updated_on = None
    elif before != (profile.capacity_hours_month, profile.recent_load_hours_month, False):
        profile.updated_on = today
    profile.save()
    organisation.structure = profile
    return profile


def apply_buyer(organisation: Organisation, facts: BuyerFacts) -> BuyerProfile:
    """Write what the law needs to know of a buyer."""
    if facts.annual_purchases is not None:
        check_amount(facts.annual_purchases, what="Le montant annuel des achats", field="annual_purchases")
    profile, _ = BuyerProfile.objects.update_or_create(
        organisation=organisation,
        defaults={
            "buyer_kind": facts.buyer_kind.value,
            "annual_purchases": facts.annual_purchases,
            "insertion_competence": facts.insertion_competence,
        },
    )
    organisation.buyer = profile
    return profile


@dataclass(frozen=True, slots=True)
class Entered:
    """An organisation a file or a form named, and what naming it wrote in the directory."""

    organisation: Organisation
    created: bool
    siret_added: bool


def told(entered: Iterable[Entered]) -> dict[str, Any]:
    """For the journal line of the service that named them: the organisations it created, and those it completed."""
    known = list(entered)
    lists = {
        "organisations_created": [one.organisation.pk for one in known if one.created],
        "sirets_added": [one.organisation.pk for one in known if one.siret_added],
    }
    return {name: keys for name, keys in lists.items() if keys}


def find_organisation(
    *, workspace: Workspace, name: str, siret: str = "", kinds: tuple[OrganisationKind, ...]
) -> Organisation | None:
    """The organisation a file speaks of: by SIRET whatever its kind, else by name among ``kinds``.

    A namesake that carries another SIRET is somebody else. ``siret`` is already checked (fourteen digits or empty).
    """
    mine = Organisation.objects.filter(workspace=workspace)
    if siret and (known := mine.filter(siret=siret).first()):
        return known
    wanted = fold(name)
    namesakes = mine.filter(kind__in=kinds).order_by("-is_active", "pk")
    if siret:
        namesakes = namesakes.filter(siret="")
    return next((one for one in namesakes if fold(one.name) == wanted), None)


def find_or_create_buyer(
    *, workspace: Workspace, name: str, siret: str = "", postcode: str = "", city: str = "", email: str = ""
) -> Entered:
    """The buyer a notice or a programme names. Call it inside a service, whose journal line tells what was written.

    Raises:
        RuleError: no name, or an unsound SIRET (``levier.domain.identifiers.normalise_siret`` reads one leniently).
    """
    identity = Identity(name=name, siret=siret, postcode=postcode, city=city, email=email)
    entered = _find_or_create(workspace, identity, (OrganisationKind.BUYER,))
    if not BuyerProfile.objects.filter(organisation=entered.organisation).exists():
        apply_buyer(entered.organisation, BuyerFacts())
    return entered


def find_or_create_contractor(
    *, workspace: Workspace, name: str, siret: str = "", postcode: str = "", city: str = "", email: str = ""
) -> Entered:
    """The company (or the structure) that holds a lot. Same use and same errors as for a buyer."""
    identity = Identity(name=name, siret=siret, postcode=postcode, city=city, email=email)
    return _find_or_create(workspace, identity, (OrganisationKind.CONTRACTOR, OrganisationKind.STRUCTURE))


def _find_or_create(workspace: Workspace, identity: Identity, kinds: tuple[OrganisationKind, ...]) -> Entered:
    siret = check_siret(identity.siret) if identity.siret.strip() else ""
    found = find_organisation(workspace=workspace, name=identity.name, siret=siret, kinds=kinds)
    if found is None:
        found = Organisation(workspace=workspace, kind=kinds[0])
        apply_identity(found, identity)
        return Entered(found, created=True, siret_added=False)
    completed = bool(siret and not found.siret)
    if completed:
        found.siret = siret
        found.save(update_fields=["siret"])
    return Entered(found, created=False, siret_added=completed)
