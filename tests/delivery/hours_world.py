"""One small contract under way, for the tests of hours. All fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from levier.clauses.models import Clause
from levier.delivery.models import HoursLine, HoursStatement, Obligation, ObligationRevision
from levier.domain.vocabulary import ContractKind, HourKind, Lever, Modality, PurchaseNature
from levier.people.models import EligibilityStatus, Employment, Person
from levier.procurement.models import Award, AwardMember, Contract, Lot
from tests.cast import Cast

#: The month declared in most tests, and a moment just after it.
MARCH = date(2026, 3, 1)
NOW = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@dataclass
class World:
    cast: Cast
    contract: Contract
    obligation: Obligation
    people: list[Person]
    jobs: list[Employment]

    def statement(self, *, month: date = MARCH, state: str = "requested", **fields: object) -> HoursStatement:
        return HoursStatement.objects.create(
            obligation=self.obligation,
            declarant=self.cast.contractor,
            month=month,
            state=state,
            due_on=date(2026, 4, 10),
            requested_at=datetime(2026, 4, 1, 8, 0, tzinfo=UTC),
            **fields,
        )

    def sent(self, *hours: str, month: date = MARCH, kind: HourKind = HourKind.WORK) -> HoursStatement:
        """A statement sent with these hours, one for each known person."""
        statement = self.statement(month=month, state="submitted", submitted_at=NOW, submitted_by="Chef de chantier")
        for job, value in zip(self.jobs, hours, strict=False):
            HoursLine.objects.create(statement=statement, employment=job, kind=kind.value, hours=Decimal(value))
        return statement


def make_world(cast: Cast, *, people: int = 2, hours_due: str = "600", eligible: bool = True) -> World:
    contract = Contract.objects.create(
        workspace=cast.workspace,
        buyer=cast.buyer,
        title="Rénovation de l’école des Tilleuls",
        nature=PurchaseNature.WORKS.value,
        step="mise_en_oeuvre",
        notified_on=date(2025, 12, 15),
    )
    lot = Lot.objects.create(contract=contract, number="1", title="Gros œuvre")
    clause = Clause.objects.create(lot=lot, lever=Lever.PERFORMANCE_CONDITION.value, hours=Decimal(hours_due))
    award = Award.objects.create(
        lot=lot, notified_on=date(2025, 12, 15), starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
    )
    AwardMember.objects.create(award=award, organisation=cast.contractor)
    obligation = Obligation.objects.create(
        workspace=cast.workspace,
        clause=clause,
        award=award,
        contractor=cast.contractor,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    ObligationRevision.objects.create(
        obligation=obligation,
        from_day=obligation.starts_on,
        hours_due=Decimal(hours_due),
        cause="award",
        explanation={"conclusion": "", "steps": [], "warnings": []},
    )
    found = [add_person(cast, rank, eligible=eligible) for rank in range(people)]
    return World(cast, contract, obligation, [one for one, _ in found], [job for _, job in found])


def add_person(cast: Cast, rank: int, *, eligible: bool = True) -> tuple[Person, Employment]:
    person = Person.objects.create(
        workspace=cast.workspace,
        first_name=f"Prénom{rank}",
        last_name=f"Nom{rank:02d}",
        birth_date=date(1990, 1, 1 + rank % 28),
        referrer=cast.referrer,
    )
    if eligible:
        EligibilityStatus.objects.create(
            person=person,
            criterion="rsa",
            valid_from=date(2026, 1, 5),
            valid_until=date(2027, 1, 4),
            proof_kind="benefit_certificate",
            proof_on=date(2026, 1, 2),
            checked_on=date(2026, 1, 5),
        )
    job = Employment.objects.create(
        person=person,
        employer=cast.contractor,
        contract_kind=ContractKind.CDD.value,
        modality=Modality.DIRECT_HIRE.value,
        occupation="Aide-maçon",
        starts_on=date(2026, 1, 5),
    )
    return person, job
