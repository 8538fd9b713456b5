"""Orders of a framework agreement: what each company was ordered, what was asked of the buyer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.steps import Quarter, Step, quarter_of

from ..enums import ContractState
from ..models import Award, Contract, OrderRequest
from .contracts import call_offs, contracts, order_requests


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What one company was ordered on one award, corrections included."""

    award: Award
    organisation: Organisation
    #: € excl. VAT.
    total: Decimal
    orders: int
    last_on: date


def orders_by_company(*, actor: Actor, contract: Contract) -> list[OrderLine]:
    """Totals per award and company; two queries."""
    found = list(call_offs(actor=actor).filter(award__lot__contract=contract))
    lines: dict[tuple[int, int], OrderLine] = {}
    for order in found:
        key = (order.award_id, order.organisation_id)
        known = lines.get(key)
        lines[key] = OrderLine(
            award=order.award,
            organisation=order.organisation,
            total=(known.total if known else Decimal(0)) + order.amount,
            orders=(known.orders if known else 0) + 1,
            last_on=order.ordered_on,
        )
    return list(lines.values())


def quarters_to_request(*, actor: Actor, today: date) -> tuple[Quarter, QuerySet[Contract]]:
    """The quarter just ended, and the framework agreements whose buyer was not asked about it yet."""
    quarter = quarter_of(today).previous
    asked = OrderRequest.objects.filter(contract=OuterRef("pk"), quarter=quarter.start)
    started = Award.objects.filter(lot__contract=OuterRef("pk"), starts_on__lte=quarter.end)
    due = contracts(actor=actor).filter(
        Exists(started),
        ~Exists(asked),
        is_framework=True,
        state=ContractState.ACTIVE,
        step__in=[Step.SUIVI.value, Step.MISE_EN_OEUVRE.value, Step.COMMANDES.value],
    )
    return quarter, due.order_by("pk")


def unanswered_requests(*, actor: Actor, today: date | None = None) -> QuerySet[OrderRequest]:
    """Requests without an answer on live contracts; with ``today``, only the late ones."""
    found = order_requests(actor=actor).filter(answered_at=None, contract__state=ContractState.ACTIVE)
    return found if today is None else found.filter(due_on__lt=today)
