"""What the page « Suivi » shows, and what the company is handed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.directory.models import LocalService, Organisation
from levier.directory.selectors import local_services, organisations, structures_around
from levier.domain.dates import format_date
from levier.domain.levers.supply import StructureOffer
from levier.domain.quantities import ZERO, Hours, format_hours
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import Modality
from levier.procurement.models import Contract

from ..models import LaunchMeeting, Obligation, PlannedRecruitment
from .obligations import obligations, obligations_of

#: Structures printed on the company's page.
SHOWN_STRUCTURES = 8


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

    @property
    def trades(self) -> str:
        return trade_labels(self.offer.trades)


def trade_labels(codes: Collection[str]) -> str:
    """« Peinture, maçonnerie »."""
    labels = sorted(TRADES_BY_CODE[code].label for code in codes if code in TRADES_BY_CODE)
    text = ", ".join(label.lower() for label in labels)
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


def structures_near(*, actor: Actor, contract: Contract, limit: int = SHOWN_STRUCTURES) -> list[NearStructure]:
    """Structures that practise the trades of the contract's lots, nearest first; all trades when none is known."""
    codes = {code for lot in contract.lots.all() for code in lot.trades}
    offers = structures_around(
        actor=actor, latitude=contract.latitude, longitude=contract.longitude, trades=sorted(codes)
    )
    kept = [one for one in offers if within_reach(one)][:limit]
    found = {one.pk: one for one in organisations(actor=actor).filter(pk__in=[int(offer.id) for offer in kept])}
    return [NearStructure(offer, found[int(offer.id)]) for offer in kept]


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
    """The ways the clause allows; all of them when it names none."""
    known = {one.value: one for one in Modality}
    chosen = [known[code] for code in obligation.clause.modalities if code in known]
    return chosen or [one for one in Modality if one is not Modality.OTHER]
