"""The list of organisations: filters, sorts, distances and the sheet that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.accounts.web import Request
from levier.domain.trades import TRADES, TRADES_BY_CODE
from levier.domain.vocabulary import StructureKind
from levier.ui.lists import Filter, ListPage, Sort, choice_filter

from . import selectors
from .departments import Department
from .enums import OrganisationKind
from .models import Commune, Organisation, StructureProfile
from .places import place_for
from .text import fold

RADII = ("10", "20", "30", "50", "100")
DEFAULT_RADIUS = "30"
SORTS = (
    Sort("nom", ("name", "pk")),
    Sort("nature", ("kind", "name", "pk")),
    Sort("commune", ("city", "name", "pk")),
    Sort("capacite", ("structure__capacity_hours_month", "name", "pk")),
)


@dataclass(frozen=True)
class Row:
    """One organisation of the page, ready to show."""

    organisation: Organisation
    kind: OrganisationKind
    profile: StructureProfile | None
    #: Hours a month, ``None`` when unknown or not a structure.
    capacity: Decimal | None
    trades: str
    distance_km: Decimal | None


@dataclass(frozen=True)
class Directory:
    """The page of the list."""

    page: ListPage[Organisation]
    rows: list[Row]
    #: What was typed as a place, and the commune (or the chef-lieu) found for it.
    place_typed: str
    place: Commune | Department | None


def read(request: Request) -> Directory:
    """The list the query string asks for, scoped to the actor."""
    typed = (request.GET.get("lieu") or "").replace("\x00", "").strip()[:100]
    place = place_for(name=typed) if typed else None
    page = ListPage(
        request,
        selectors.organisations(actor=request.actor),
        filters=_filters(request.actor, place, request.GET.get("km") or DEFAULT_RADIUS),
        sorts=SORTS,
        default_sort="nom",
    )
    return Directory(page, [row(one, place) for one in page.items], typed, place)


def _filters(actor: Actor, place: Commune | Department | None, km: str) -> tuple[Filter, ...]:
    radius = Decimal(km if km in RADII else DEFAULT_RADIUS)
    everything = (
        Filter("q", "Nom, commune ou SIRET", "text", _search),
        choice_filter("nature", "Nature", "kind", OrganisationKind.choices, any_label="Toutes"),
        choice_filter("type", "Type de structure", "structure__structure_kind", _kinds()),
        Filter("metier", "Métier", "choice", _with_trade, tuple((one.code, one.label) for one in TRADES)),
        Filter("lieu", "Près de (commune)", "text", _near(place, radius)),
        Filter("km", "À moins de", "choice", lambda found, _: found, _radii(), f"{DEFAULT_RADIUS}\u00a0km"),
    )
    if not actor.sees_whole_workspace:
        return everything
    states = (("True", "Actives"), ("False", "Désactivées"))
    return (*everything, choice_filter("etat", "État", "is_active", states))


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in StructureKind]


def _radii() -> tuple[tuple[str, str], ...]:
    return tuple((km, f"{km}\u00a0km") for km in RADII if km != DEFAULT_RADIUS)


def _search(found: QuerySet[Organisation], typed: str) -> QuerySet[Organisation]:
    """Every word typed starts a word of the name, of the commune or the SIRET; accents do not count.

    Folded here and not by the database: SQLite and PostgreSQL fold accents differently, or not at all.
    """
    words = fold(typed).split()
    kept = [
        pk
        for pk, *texts in found.values_list("pk", "name", "city", "postcode", "siret")
        if _holds(" ".join(fold(text) for text in texts), words)
    ]
    return found.filter(pk__in=kept)


def _holds(text: str, words: list[str]) -> bool:
    return all(f" {word}" in f" {text}" for word in words)


def _with_trade(found: QuerySet[Organisation], code: str) -> QuerySet[Organisation]:
    """JSON lists are searched here: containment is not the same on both databases."""
    held = found.filter(structure__isnull=False).values_list("pk", "structure__trades")
    return found.filter(pk__in=[pk for pk, trades in held if code in trades])


def _near(place: Commune | Department | None, km: Decimal) -> Any:
    def apply(found: QuerySet[Organisation], _typed: str) -> QuerySet[Organisation]:
        if place is None:
            return found
        placed = found.filter(latitude__isnull=False).only("pk", "latitude", "longitude").select_related(None)
        near = selectors.within(placed, latitude=place.latitude, longitude=place.longitude, km=km)
        return found.filter(pk__in=list(near))

    return apply


def profile_of(organisation: Organisation) -> StructureProfile | None:
    """The structure's profile when there is one (already loaded by the selectors)."""
    return getattr(organisation, "structure", None)


def row(organisation: Organisation, place: Commune | Department | None) -> Row:
    profile = profile_of(organisation)
    return Row(
        organisation=organisation,
        kind=OrganisationKind(organisation.kind),
        profile=profile,
        capacity=selectors.known_capacity(profile) if profile else None,
        trades=", ".join(trade_labels(profile)) if profile else "",
        distance_km=selectors.distance_to(
            organisation,
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
        ),
    )


def trade_labels(profile: StructureProfile) -> list[str]:
    """Trades in words; a code of an older list stays as it is."""
    return [TRADES_BY_CODE[code].label if code in TRADES_BY_CODE else code for code in profile.trades]


#: Headings of the sheet: the same names are read back by ``structure_import``.
HEADINGS = (
    "Nature",
    "Nom",
    "Type",
    "SIRET",
    "Adresse",
    "Code postal",
    "Commune",
    "Latitude",
    "Longitude",
    "Téléphone",
    "Courriel",
    "Site",
    "Métiers",
    "Capacité (h/mois)",
    "Rayon (km)",
)
PRIVATE_HEADINGS = ("Charge récente (h/mois)", "Chiffre d’affaires (€)", "Capacité mise à jour le", "Active")


def headings(actor: Actor) -> tuple[str, ...]:
    """Columns of the sheet: business secrets stay with those who see the whole workspace."""
    return (*HEADINGS, *PRIVATE_HEADINGS) if actor.sees_whole_workspace else HEADINGS


def sheet_rows(found: QuerySet[Organisation], actor: Actor) -> Iterator[tuple[object, ...]]:
    """Rows of the sheet, one query."""
    for one in found:
        profile = profile_of(one)
        public = (
            OrganisationKind(one.kind).label,
            one.name,
            StructureKind(profile.structure_kind).acronym if profile else None,
            one.siret,
            one.address,
            one.postcode,
            one.city,
            one.latitude,
            one.longitude,
            one.phone,
            one.email,
            one.website,
            "; ".join(trade_labels(profile)) if profile else None,
            selectors.known_capacity(profile) if profile else None,
            profile.radius_km if profile else None,
        )
        private = (
            profile.recent_load_hours_month if profile else None,
            profile.annual_turnover if profile else None,
            profile.updated_on if profile else None,
            one.is_active,
        )
        yield (*public, *private) if actor.sees_whole_workspace else public
