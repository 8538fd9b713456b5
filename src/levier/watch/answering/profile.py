"""The structure that reads: its organisation, what it says of itself, and how the rules see it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.directory.departments import department_for
from levier.directory.models import Organisation, StructureProfile
from levier.directory.selectors import known_capacity
from levier.domain import fit
from levier.domain.errors import NotAllowed
from levier.domain.vocabulary import StructureKind

from ..models import BidderProfile


@dataclass(frozen=True, slots=True)
class Bidder:
    """A structure about to answer. ``profile`` is a new, unsaved one until the structure says something."""

    organisation: Organisation
    directory: StructureProfile
    profile: BidderProfile
    structure: fit.Structure

    @property
    def missing(self) -> tuple[str, ...]:
        """What would make the scores surer, in French."""
        asked = (
            ("vos métiers", bool(self.structure.trades or self.structure.cpv)),
            ("votre adresse", self.organisation.latitude is not None),
            ("votre capacité", self.structure.capacity_hours_month is not None),
            ("votre temps habituel de préparation", self.structure.preparation_days is not None),
            ("votre prix moyen d’une heure", self.structure.euros_per_hour is not None),
            ("votre chiffre d’affaires", bool(self.structure.annual_turnover)),
        )
        return tuple(what for what, known in asked if not known)


def bidder(actor: Actor) -> Bidder:
    """The structure of the actor. Two queries.

    Raises:
        NotAllowed: its profile is not in the directory.
    """
    organisation = (
        Organisation.objects.select_related("structure", "bidder")
        .filter(workspace=actor.workspace, pk=actor.organisation_id or 0, structure__isnull=False)
        .first()
    )
    if organisation is None:
        raise NotAllowed(
            "Votre structure n’a pas encore de profil dans l’annuaire (type, métiers) : demandez à votre facilitateur de le compléter."
        )
    profile = getattr(organisation, "bidder", None) or BidderProfile(organisation=organisation)
    return Bidder(organisation, organisation.structure, profile, structure_of(organisation, profile))


def structure_of(organisation: Organisation, profile: BidderProfile | None) -> fit.Structure:
    """An organisation as the fit reads it."""
    directory: StructureProfile = organisation.structure
    said = profile or BidderProfile(organisation=organisation)
    first = StructureKind(directory.structure_kind)
    others = (StructureKind(code) for code in said.other_kinds if code != first)
    department = department_for(postcode=organisation.postcode, name=organisation.city)
    return fit.Structure(
        kinds=(first, *others),
        trades=frozenset(directory.trades),
        cpv=frozenset(said.cpv),
        department=department.code if department else "",
        radius_km=Decimal(directory.radius_km),
        capacity_hours_month=known_capacity(directory),
        load_hours_month=directory.recent_load_hours_month,
        annual_turnover=directory.annual_turnover,
        euros_per_hour=said.euros_per_hour,
        preparation_days=said.preparation_days,
        ess_mission=said.ess_mission,
    )
