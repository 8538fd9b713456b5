"""What the page « Bons de commande » shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.clauses.enums import HoursBasis
from levier.clauses.models import Clause
from levier.domain.quantities import ZERO, Euros, Hours
from levier.procurement.models import Award, AwardMember, CallOff, Contract, OrderRequest
from levier.procurement.selectors import awards

from ..dues import Triggered, triggered_by
from ..models import Obligation
from .obligations import obligations_of


@dataclass(slots=True)
class OrdersOfAward:
    """The orders of one award, each with what it triggered, and the totals per company."""

    award: Award
    clause: Clause | None
    members: list[AwardMember]
    #: Empty when the clause does not count by amounts.
    triggered: list[Triggered] = field(default_factory=list)
    orders: list[CallOff] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)

    @property
    def counts_amounts(self) -> bool:
        return self.clause is not None and self.clause.hours_basis == HoursBasis.PER_EURO

    @property
    def is_closed(self) -> bool:
        """Its orders change nothing any more: the hours they trigger are closed."""
        return self.counts_amounts and any(one.closed_on for one in self.obligations)

    @property
    def total(self) -> Euros:
        return sum((one.amount for one in self.orders), ZERO)

    @property
    def hours(self) -> Hours:
        return self.triggered[-1].total_hours if self.triggered else ZERO

    @property
    def by_company(self) -> list[tuple[AwardMember, int, Euros]]:
        """Each company of the award, how many orders, and their total."""
        return [
            (
                member,
                sum(one.organisation_id == member.organisation_id for one in self.orders),
                sum((one.amount for one in self.orders if one.organisation_id == member.organisation_id), ZERO),
            )
            for member in self.members
        ]


def orders_of(*, actor: Actor, contract: Contract) -> list[OrdersOfAward]:
    """The awards of a contract the actor sees, with their orders. The same number of queries for 1 and 30 orders."""
    seen = list(awards(actor=actor).filter(lot__contract=contract))
    clauses = {one.lot_id: one for one in Clause.objects.filter(lot__contract=contract)}
    orders: dict[int, list[CallOff]] = {one.pk: [] for one in seen}
    for order in CallOff.objects.filter(award__in=seen).select_related("organisation").order_by("ordered_on", "pk"):
        orders[order.award_id].append(order)
    owed: dict[int, list[Obligation]] = {one.pk: [] for one in seen}
    for obligation in obligations_of(actor=actor, contract=contract):
        owed[obligation.award_id].append(obligation)
    found = []
    for award in seen:
        clause = clauses.get(award.lot_id)
        one = OrdersOfAward(award, clause, list(award.members.all()), [], orders[award.pk], owed[award.pk])
        if clause is not None and one.counts_amounts and clause.tranche:
            one.triggered = triggered_by(clause, one.orders)
        found.append(one)
    return found


def requests_of(*, contract: Contract) -> QuerySet[OrderRequest]:
    """Quarterly requests of a contract, latest first."""
    return OrderRequest.objects.filter(contract=contract).select_related("contract__buyer").order_by("-quarter")
