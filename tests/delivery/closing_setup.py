"""A contract awarded to the cast's fictional company, with a clause: what the tests of this half of the room start from."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from levier.clauses.enums import ClauseState, HoursBasis
from levier.clauses.models import Clause
from levier.delivery.enums import EntryKind, LineState, StatementState
from levier.delivery.models import HoursLine, HoursStatement, LedgerEntry, Obligation
from levier.delivery.services.obligations import create_obligations
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.steps import Step
from levier.domain.tranches import AmountBasis
from levier.domain.vocabulary import ContractKind, Lever, Modality, PurchaseNature
from levier.people.models import Employment, Person
from levier.procurement.enums import AwardRole
from levier.procurement.models import Award, AwardMember, Contract, Lot
from levier.procurement.services import update_award
from levier.procurement.values import MemberFacts
from tests.cast import Cast

STARTS, ENDS = date(2025, 1, 1), date(2025, 12, 31)
_numbers = itertools.count(1)

#: The clause of a real State contract of 2021: 1 h per 2 000 € invoiced above 2 700 000 €, 200 €/h, 75 €/day.
STATE_CCAP: dict[str, Any] = {
    "hours_basis": HoursBasis.PER_EURO,
    "tranche": Decimal(2000),
    "trigger_amount": Decimal(2_700_000),
    "amount_basis": AmountBasis.INVOICED,
    "penalty_per_hour": Decimal(200),
    "penalty_per_day": Decimal(75),
}


def make_award(cast: Cast, *, framework: bool = False, amount: Decimal = Decimal(900_000), **clause: Any) -> Award:
    """A contract of one lot, awarded to the cast's contractor; 1 000 h fixed unless the clause says otherwise."""
    contract = Contract.objects.create(
        workspace=cast.workspace,
        buyer=cast.buyer,
        reference=f"2025-{next(_numbers):03d}",
        title="Réhabilitation du groupe scolaire des Tilleuls (fictif)",
        nature=PurchaseNature.WORKS.value,
        is_framework=framework,
        amount=amount,
        notified_on=date(2024, 12, 15),
        ends_on=ENDS,
        step=Step.MISE_EN_OEUVRE.value,
    )
    lot = Lot.objects.create(
        contract=contract, number="1", title="Gros œuvre", trades=cast.structure.structure.trades, amount=amount
    )
    fields: dict[str, Any] = {
        "lever": Lever.PERFORMANCE_CONDITION.value,
        "state": ClauseState.AGREED,
        "hours": Decimal(1000),
        "modalities": [Modality.DIRECT_HIRE.value, Modality.LABOUR_SUPPLY_ETTI.value],
    }
    Clause.objects.create(lot=lot, **{**fields, **clause})
    award = Award.objects.create(lot=lot, amount=amount, notified_on=date(2024, 12, 15), starts_on=STARTS, ends_on=ENDS)
    AwardMember.objects.create(award=award, organisation=cast.contractor, role=AwardRole.HOLDER, amount=amount)
    return award


def correct_dates(cast: Cast, award: Award, **dates: date) -> Award:
    """Correct the dates of an award through its service, and nothing else."""
    members = [
        MemberFacts(organisation_id=one.organisation_id, role=AwardRole(one.role)) for one in award.members.all()
    ]
    written = {name: getattr(award, name) for name in ("notified_on", "starts_on", "ends_on")}
    return update_award(actor=cast.facilitator, award=award, members=members, **{**written, **dates})


def company(cast: Cast, name: str) -> Organisation:
    """Another fictional company of the workspace."""
    return Organisation.objects.create(
        workspace=cast.workspace, kind=OrganisationKind.CONTRACTOR, name=name, email="autre@exemple.test"
    )


def join(award: Award, organisation: Organisation, amount: Decimal | None, role: str = AwardRole.JOINT) -> AwardMember:
    return AwardMember.objects.create(award=award, organisation=organisation, role=role, amount=amount)


def make_obligation(cast: Cast, **clause: Any) -> Obligation:
    """The obligation of the cast's contractor on a fresh award."""
    return create_obligations(actor=cast.facilitator, award=make_award(cast, **clause))[0]


def validate_hours(
    obligation: Obligation,
    hours: str,
    *,
    month: date = date(2025, 3, 1),
    last_name: str = "Inventé",
    modality: Modality = Modality.DIRECT_HIRE,
    at: datetime = datetime(2025, 4, 10, 12, tzinfo=UTC),
) -> LedgerEntry:
    """Put hours of a new fictional person in the ledger, as the validation of a line does."""
    person = Person.objects.create(
        workspace=obligation.workspace, first_name="Camille", last_name=last_name, birth_date=date(1990, 1, 1)
    )
    employment = Employment.objects.create(
        person=person,
        employer=obligation.contractor,
        contract_kind=ContractKind.CDD.value,
        modality=modality.value,
        starts_on=date(2025, 1, 6),
    )
    statement, _ = HoursStatement.objects.get_or_create(
        obligation=obligation,
        declarant=obligation.contractor,
        month=month,
        defaults={"due_on": date(2025, 4, 10), "state": StatementState.CLOSED},
    )
    line = HoursLine.objects.create(
        statement=statement,
        employment=employment,
        hours=Decimal(hours),
        counted=Decimal(hours),
        state=LineState.ACCEPTED,
    )
    return LedgerEntry.objects.create(
        workspace=obligation.workspace,
        obligation=obligation,
        employment=employment,
        month=month,
        kind=EntryKind.VALIDATED,
        hours=Decimal(hours),
        line=line,
        recorded_at=at,
    )
