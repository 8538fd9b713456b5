"""The first page of a buyer and of a company: the same record, reduced to what concerns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.accounts.models import User
from levier.delivery.models import Obligation
from levier.delivery.selectors.ledger import ObligationHours, hours_of
from levier.domain.quantities import ZERO, Hours
from levier.procurement import selectors as procurement
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract

from . import scope


@dataclass(slots=True)
class ContractRow:
    """A contract of the buyer with the hours of all its companies; never a person."""

    contract: Contract
    rows: list[ObligationHours] = field(default_factory=list)

    @property
    def due(self) -> Hours:
        return sum((one.due for one in self.rows), ZERO)

    @property
    def declared(self) -> Hours:
        return sum((one.progress.declared for one in self.rows), ZERO)

    @property
    def validated(self) -> Hours:
        return sum((one.progress.validated for one in self.rows), ZERO)

    @property
    def expected(self) -> Hours:
        return sum((one.forecast.expected_at_end for one in self.rows), ZERO)


def bought(*, actor: Actor) -> QuerySet[Contract]:
    """Live contracts of the buyer, the last touched first."""
    return (
        procurement.contracts(actor=actor)
        .filter(state=ContractState.ACTIVE)
        .select_related("facilitator")
        .order_by("-updated_at", "-pk")
    )


def with_gauges(*, actor: Actor, contracts: Iterable[Contract], today: date) -> list[ContractRow]:
    """Three queries whatever the number of contracts."""
    rows = {one.pk: ContractRow(one) for one in contracts}
    found = scope.obligations(actor=actor).filter(award__lot__contract__in=rows).select_related("award__lot")
    for one in hours_of(found.order_by("pk"), today=today):
        rows[one.obligation.award.lot.contract_id].rows.append(one)
    return list(rows.values())


def owed(*, actor: Actor) -> QuerySet[Obligation]:
    """Obligations of the company that are not closed, the next to end first."""
    return (
        scope.obligations(actor=actor)
        .filter(closed_on=None)
        .select_related("contractor", "award__lot__contract__buyer", "award__lot__contract__facilitator", "clause")
        .order_by("ends_on", "pk")
    )


def to_call(rows: Iterable[ObligationHours]) -> list[User]:
    """Facilitators who follow the contracts of these obligations, once each."""
    found = {}
    for row in rows:
        who = row.obligation.award.lot.contract.facilitator
        if who is not None:
            found[who.pk] = who
    return sorted(found.values(), key=lambda user: (user.full_name, user.pk))
