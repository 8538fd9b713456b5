"""What the page « Suivi » shows, and what the company is handed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from levier.accounts.actor import Actor
from levier.directory.departments import approximation
from levier.directory.models import LocalService, Organisation
from levier.directory.selectors import local_services, organisations, structures_around
from levier.domain.dates import format_date
from levier.domain.levers.supply import StructureOffer
from levier.domain.quantities import ZERO, Hours, format_hours, format_number
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import Modality, accepted_modalities
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract

from ..models import HoursLine, LaunchMeeting, Obligation, PlannedRecruitment
from .obligations import obligations, obligations_of

#: Structures printed on the company's page.
SHOWN_STRUCTURES = 8
#: The company says what it will recruit within this time of the launch meeting; our rhythm, no text gives one.
PLAN_DELAY = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Planned:
    """Recruitments planned for one obligation, against what is due."""

    obligation: Obligation
    recruitments: list[PlannedRecruitment]
    hours: Hours

    @property
    def missing(self) -> Hours:
        """Hours due that no planned recruitment covers yet."""
        due: Hours = self.obligation.due  # type: ignore[attr-defined]
        return max(ZERO, due - self.hours)


@dataclass(frozen=True, slots=True)
class NearStructure:
    """A structure the company may call."""

    offer: StructureOffer
    organisation: Organisation
    #: The distance is counted from, or to, the chef-lieu of a département: the commune is not in the loaded list.
    approximate: bool = False

    @property
    def trades(self) -> str:
        return trade_labels(self.offer.trades)

    @property
    def distance(self) -> str:
        """« 12 km », « environ 12 km », or a dash when either place is unknown."""
        away = self.offer.distance_km
        if away is None:
            return "—"
        return f"{'environ ' if self.approximate else ''}{format_number(away, places=0)} km"


def trade_labels(codes: Collection[str]) -> str:
    """« Peinture, maçonnerie »."""
    labels = sorted(TRADES_BY_CODE[code].label for code in codes if code in TRADES_BY_CODE)
    text = ", ".join(label if label[1:2].isupper() else label[:1].lower() + label[1:] for label in labels)
    return text[:1].upper() + text[1:]


def meeting_of(contract: Contract) -> LaunchMeeting | None:
    """The launch meeting, if one was planned."""
    return LaunchMeeting.objects.filter(contract=contract).select_related("contract__workspace").first()


def recruitments(*, actor: Actor) -> QuerySet[PlannedRecruitment]:
    """Planned recruitments of the obligations the actor sees."""
    return PlannedRecruitment.objects.filter(obligation__in=obligations(actor=actor).order_by().values("pk"))


def planned_of(*, actor: Actor, contract: Contract) -> list[Planned]:
    """Planned recruitments per obligation; two queries whatever their number."""
    owed = list(obligations_of(actor=actor, contract=contract))
    by_obligation: dict[int, list[PlannedRecruitment]] = {one.pk: [] for one in owed}
    for one in PlannedRecruitment.objects.filter(obligation__in=owed).select_related("structure"):
        by_obligation[one.obligation_id].append(one)
    return [
        Planned(one, by_obligation[one.pk], sum((line.hours for line in by_obligation[one.pk]), ZERO)) for one in owed
    ]


def missing_plans(*, actor: Actor, today: date) -> QuerySet[Obligation]:
    """Obligations under way whose company met the team but has neither planned a recruitment nor declared an hour."""
    declared = HoursLine.objects.filter(statement__obligation=OuterRef("pk"))
    return (
        obligations(actor=actor)
        .filter(closed_on=None, ends_on__gte=today, planned_recruitments=None)
        .filter(clause__lot__contract__state=ContractState.ACTIVE)
        .filter(clause__lot__contract__launch_meeting__held_on__lte=today)
        .exclude(Exists(declared))
        .select_related("contractor", "clause__lot__contract__launch_meeting")
        .order_by("clause__lot__contract__launch_meeting__held_on", "clause__lot__contract_id", "pk")
    )


def plan_due(obligation: Obligation) -> date:
    """The day the recruitments of an obligation should be planned, once its launch meeting was held."""
    held = obligation.clause.lot.contract.launch_meeting.held_on
    assert held is not None  # noqa: S101 - missing_plans reads held meetings only
    return held + PLAN_DELAY


def structures_near(*, actor: Actor, contract: Contract, limit: int = SHOWN_STRUCTURES) -> list[NearStructure]:
    """Structures that practise the trades of the contract's lots, nearest first; all trades when none is known."""
    codes = {code for lot in contract.lots.all() for code in lot.trades}
    offers = structures_around(
        actor=actor, latitude=contract.latitude, longitude=contract.longitude, trades=sorted(codes)
    )
    kept = [one for one in offers if within_reach(one)][:limit]
    found = {one.pk: one for one in organisations(actor=actor).filter(pk__in=[int(offer.id) for offer in kept])}
    rough = _is_rough(contract, contract.place)
    near = ((offer, found[int(offer.id)]) for offer in kept)
    return [NearStructure(offer, one, rough or _is_rough(one, one.city)) for offer, one in near]


def _is_rough(place: Contract | Organisation, town: str) -> bool:
    return (
        approximation(latitude=place.latitude, longitude=place.longitude, postcode=place.postcode, name=town)
        is not None
    )


def rough_distances(structures: Collection[NearStructure]) -> str:
    """The sentence that goes with distances of which some are approximate; empty when none is."""
    if not any(one.approximate and one.offer.distance_km is not None for one in structures):
        return ""
    return "« Environ » : distance approchée, comptée depuis le chef-lieu du département, faute de connaître la commune exacte."


def within_reach(offer: StructureOffer) -> bool:
    """False only for a structure known to be further than it goes."""
    return offer.distance_km is None or offer.distance_km <= (offer.radius_km or Decimal(0))


def services_near(*, actor: Actor) -> list[LocalService]:
    """Mobility, housing, childcare… services of the territory."""
    return list(local_services(actor=actor))


def prefilled_agenda(owed: Collection[Obligation]) -> str:
    """The agenda proposed, with what each company owes."""
    lines = [
        "1. Présentation du marché, du calendrier et des interlocuteurs",
        "2. La clause sociale : ce qui est dû",
        *(
            f"   - {one.contractor} : {format_hours(one.due)} d’insertion "  # type: ignore[attr-defined]
            f"du {format_date(one.starts_on)} au {format_date(one.ends_on)}"
            for one in owed
        ),
        "3. Les façons de la réaliser et les structures inclusives du territoire",
        "4. Les publics éligibles et les justificatifs à réunir avant l’embauche",
        "5. Les recrutements prévus : postes, nombre de personnes, dates",
        "6. Le relevé d’heures mensuel et les échanges avec le facilitateur",
    ]
    return "\n".join(lines)


def modalities_of(obligation: Obligation) -> list[Modality]:
    """The ways the clause accepts."""
    return list(accepted_modalities(Modality(code) for code in obligation.clause.modalities))
