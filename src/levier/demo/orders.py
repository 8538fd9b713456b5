"""Step 6: orders of the framework agreement, asked for each quarter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from levier.directory.models import Organisation
from levier.domain.months import add_months
from levier.domain.steps import Quarter, Step, quarter_of
from levier.procurement import services
from levier.procurement.models import Award, Contract, OrderRequest

from .calibrations import TRANCHE, TRIGGER
from .plans import Calendar, Purchase
from .story import Act, Story

_WORKS = ("Reprise de plâtrerie", "Peinture de salles", "Portes et serrures", "Sols d’un couloir", "Petite maçonnerie")
_AMOUNTS = (96_000, 121_500, 84_200, 138_000, 110_300, 72_900, 129_400)
_ORDERS_A_QUARTER = 3


def expected_hours(purchase: Purchase) -> Decimal:
    """Hours the orders given by now should trigger; only used to plan how many people come."""
    quarters = Decimal(purchase.started) / 3
    ordered = quarters * _ORDERS_A_QUARTER * sum(_AMOUNTS) / len(_AMOUNTS)
    triggered = max(Decimal(0), ordered - TRIGGER) / TRANCHE
    # The same pace until the end of the contract.
    return (triggered * purchase.months / purchase.started).quantize(Decimal(1), rounding=ROUND_DOWN)


def plan_orders(story: Story, purchase: Purchase, days: Calendar, award: Award, holder: Organisation) -> None:
    """Three orders a quarter, entered by the buyer when it is asked; the last request has no answer yet."""
    if not purchase.framework or not purchase.started:
        return
    quarter, rank = quarter_of(days.first), 0
    while quarter.end < story.today:
        last = quarter.following.end >= story.today
        story.at(quarter.following.start + timedelta(days=1), _ask(story, award, quarter, holder, rank, last=last))
        rank += _ORDERS_A_QUARTER
        quarter = quarter.following


def _ask(story: Story, award: Award, quarter: Quarter, holder: Organisation, rank: int, *, last: bool) -> Act:
    """The contract goes to « Bons de commande » for the time of the answer."""

    def act(now: datetime) -> None:
        contract = Contract.objects.select_related("buyer", "workspace").get(lots__awards=award)
        actor = story.facilitator
        services.advance(actor=actor, contract=contract, to=Step.COMMANDES)
        request = services.request_orders(actor=actor, contract=contract, quarter=quarter, now=now)
        if last:
            story.at(max(request.due_on + timedelta(days=4), story.today - timedelta(days=3)), _remind(story, request))
        else:
            story.at(now.date() + timedelta(days=9), _answer(story, award, request, quarter, holder, rank))

    return act


def _remind(story: Story, request: OrderRequest) -> Act:
    def act(now: datetime) -> None:
        fresh = OrderRequest.objects.select_related("contract__buyer", "contract__workspace").get(pk=request.pk)
        services.remind_orders(actor=story.facilitator, request=fresh, now=now)

    return act


def _answer(
    story: Story, award: Award, request: OrderRequest, quarter: Quarter, holder: Organisation, rank: int
) -> Act:
    def act(now: datetime) -> None:
        buyer = story.actor("buyer")
        fresh = Award.objects.select_related("lot__contract__workspace").get(pk=award.pk)
        for index in range(_ORDERS_A_QUARTER):
            number = rank + index
            services.record_call_off(
                actor=buyer,
                award=fresh,
                organisation=holder,
                number=f"BC-{number + 1:03d}",
                title=_WORKS[number % len(_WORKS)],
                ordered_on=_ordered_on(quarter, index, fresh.notified_on),
                amount=Decimal(_AMOUNTS[number % len(_AMOUNTS)]),
                today=now.date(),
            )
        services.answer_orders(
            actor=buyer,
            request=OrderRequest.objects.select_related("contract__workspace").get(pk=request.pk),
            now=now,
        )
        contract = Contract.objects.select_related("buyer", "workspace").get(lots__awards=award)
        services.advance(actor=buyer, contract=contract, to=Step.MISE_EN_OEUVRE)

    return act


def _ordered_on(quarter: Quarter, index: int, notified_on: date) -> date:
    return max(notified_on, add_months(quarter.start, index) + timedelta(days=10))
