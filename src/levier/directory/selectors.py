"""Read the directory: already scoped to the actor (see ``perms``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from levier.accounts.actor import Actor, ActorKind
from levier.domain.levers.supply import StructureOffer
from levier.domain.vocabulary import Role, StructureKind
from levier.post.addresses import dead_among
from levier.post.models import OutgoingMessage

from .enums import OrganisationKind
from .geo import distance_km
from .models import Contact, LocalService, Organisation, StructureProfile

_PARTNERS = (OrganisationKind.STRUCTURE, OrganisationKind.TRAINING_BODY, OrganisationKind.FACILITATING_BODY)
#: Kinds an outside role sees when they are active, besides its own organisation.
_SEEN: dict[Role, tuple[OrganisationKind, ...]] = {
    Role.BUYER: (*_PARTNERS, OrganisationKind.REFERRER),
    Role.CONTRACTOR: (*_PARTNERS, OrganisationKind.REFERRER),
    Role.STRUCTURE: (OrganisationKind.STRUCTURE, OrganisationKind.FACILITATING_BODY),
    Role.REFERRER: _PARTNERS,
}


def organisations(*, actor: Actor, kind: OrganisationKind | None = None) -> QuerySet[Organisation]:
    """What the actor may see of the directory, by name; profiles come with it."""
    found = (
        Organisation.objects.filter(workspace=actor.workspace)
        .select_related("structure", "buyer")
        .order_by("name", "pk")
    )
    if kind is not None:
        found = found.filter(kind=kind)
    if actor.sees_whole_workspace:
        return found
    own = Q(pk=actor.organisation_id)
    if actor.kind is ActorKind.LINK or actor.role is None:
        return found.filter(own)
    return found.filter(own | Q(kind__in=_SEEN.get(actor.role, ()), is_active=True))


def structures(*, actor: Actor) -> QuerySet[Organisation]:
    """Active inclusive structures whose profile is known."""
    return organisations(actor=actor, kind=OrganisationKind.STRUCTURE).filter(is_active=True, structure__isnull=False)


def buyers(*, actor: Actor) -> QuerySet[Organisation]:
    """Active buyers the actor may see."""
    return organisations(actor=actor, kind=OrganisationKind.BUYER).filter(is_active=True)


def contractors(*, actor: Actor) -> QuerySet[Organisation]:
    """Active organisations that may hold a lot: contractors and structures."""
    return organisations(actor=actor).filter(
        kind__in=[OrganisationKind.CONTRACTOR, OrganisationKind.STRUCTURE], is_active=True
    )


def referrers(*, actor: Actor) -> QuerySet[Organisation]:
    """Active organisations that send candidates."""
    return organisations(actor=actor, kind=OrganisationKind.REFERRER).filter(is_active=True)


def contacts(*, actor: Actor, organisation: Organisation) -> QuerySet[Contact]:
    """People to call in an organisation the actor sees."""
    return Contact.objects.filter(organisation=organisation, organisation__workspace=actor.workspace).order_by(
        "-receives_links", "name", "pk"
    )


def sees_figures(*, actor: Actor, organisation: Organisation) -> bool:
    """Whether turnover and recent load are shown to this actor (see ``perms``)."""
    return actor.sees_whole_workspace or actor.organisation_id == organisation.pk


def structures_around(
    *,
    actor: Actor,
    latitude: Decimal | None,
    longitude: Decimal | None,
    trades: Collection[str] = (),
) -> list[StructureOffer]:
    """What the active structures offer around a place, nearest first (unknown distance last).

    Args:
        latitude: of the place of performance, WGS 84 degrees; ``None`` when unknown: every distance then is.
        trades: codes of ``levier.domain.trades``; when given, only structures with one of them.
    """
    found = structures(actor=actor)
    offers = [
        offer_of(organisation, latitude=latitude, longitude=longitude)
        for organisation in found
        if not trades or set(trades) & set(organisation.structure.trades)
    ]
    return sorted(offers, key=_nearest_first)


def _nearest_first(offer: StructureOffer) -> tuple[bool, Decimal, str]:
    return offer.distance_km is None, offer.distance_km or Decimal(0), offer.name


def offer_of(organisation: Organisation, *, latitude: Decimal | None, longitude: Decimal | None) -> StructureOffer:
    """What one structure offers, as the rules of the domain read it. Its ``id`` is the organisation's, as text."""
    profile: StructureProfile = organisation.structure
    return StructureOffer(
        id=str(organisation.pk),
        name=organisation.name,
        kind=StructureKind(profile.structure_kind),
        trades=frozenset(profile.trades),
        distance_km=distance_to(organisation, latitude=latitude, longitude=longitude),
        radius_km=Decimal(profile.radius_km),
        capacity_hours_month=known_capacity(profile),
        recent_load_hours_month=profile.recent_load_hours_month,
        annual_turnover=profile.annual_turnover,
    )


def known_capacity(profile: StructureProfile) -> Decimal | None:
    """Hours a month; ``None`` when nobody ever gave it (zero is an answer, given on a date)."""
    if profile.updated_on is None and profile.capacity_hours_month == 0:
        return None
    return profile.capacity_hours_month


def distance_to(organisation: Organisation, *, latitude: Decimal | None, longitude: Decimal | None) -> Decimal | None:
    """Kilometres to an organisation, or ``None`` when either place is unknown."""
    if None in (latitude, longitude, organisation.latitude, organisation.longitude):
        return None
    return distance_km(
        latitude=latitude,  # type: ignore[arg-type]
        longitude=longitude,  # type: ignore[arg-type]
        to_latitude=organisation.latitude,  # type: ignore[arg-type]
        to_longitude=organisation.longitude,  # type: ignore[arg-type]
    )


def within(found: Iterable[Organisation], *, latitude: Decimal, longitude: Decimal, km: Decimal) -> dict[int, Decimal]:
    """Of these organisations, those at most ``km`` away: primary key → distance in km."""
    distances = {one.pk: distance_to(one, latitude=latitude, longitude=longitude) for one in found}
    return {pk: away for pk, away in distances.items() if away is not None and away <= km}


def link_addresses(organisation: Organisation) -> list[str]:
    """Addresses that receive personal links and reminders: the chosen contacts', else the organisation's. Each once.

    One that no longer answers is passed over.
    """
    chosen = (
        Contact.objects.filter(organisation=organisation, receives_links=True)
        .exclude(email="")
        .order_by("name", "pk")
        .values_list("email", flat=True)
    )
    known = [*{one.lower(): one for one in chosen}.values(), organisation.email]
    dead = dead_among(workspace_id=organisation.workspace_id, addresses=known)
    *contacts, own = [one if one.lower() not in dead else "" for one in known]
    return [one for one in contacts if one] or [one for one in [own] if one]


def link_contact(organisation: Organisation) -> str:
    """Address that receives personal links and reminders: the chosen contact's, else the organisation's, else « »."""
    return next(iter(link_addresses(organisation)), "")


def reminded_today(*, workspace_id: int, today: date) -> set[int]:
    """Organisations one of whose addresses a reminder left to today, of anything: another would be refused. Two queries."""
    sent = OutgoingMessage.objects.filter(workspace_id=workspace_id, reminder_on=today).values_list("to", flat=True)
    addresses = set(sent)
    if not addresses:
        return set()
    own = Q(email__in=addresses) | Q(contacts__receives_links=True, contacts__email__in=addresses)
    return set(Organisation.objects.filter(own, workspace_id=workspace_id).values_list("pk", flat=True))


def local_services(*, actor: Actor, kind: str = "") -> QuerySet[LocalService]:
    """Mobility, housing, childcare… services of the territory. Every role sees them."""
    found = LocalService.objects.filter(workspace=actor.workspace).order_by("kind", "name", "pk")
    if actor.kind is ActorKind.LINK:
        return found.none()
    return found.filter(kind=kind) if kind else found
