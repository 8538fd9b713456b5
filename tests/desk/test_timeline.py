"""The order of the facts of one day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from levier.delivery.enums import ShortfallState
from levier.delivery.models import Obligation, Shortfall
from levier.desk.contract import contract_page, shown_events
from levier.desk.contract.event import Event
from levier.desk.contract.timeline import in_order
from levier.procurement.models import CallOff
from tests.cast import Cast
from tests.delivery.closing_setup import STATE_CCAP, make_obligation

DAY = date(2025, 9, 1)


def titles(cast: Cast, obligation: Obligation) -> list[str]:
    contract = obligation.award.lot.contract
    page = contract_page(actor=cast.facilitator, contract=contract, today=DAY)
    return [one.title for one in shown_events(actor=cast.facilitator, page=page, view="faits")]


def test_facts_of_one_day_follow_the_time_they_were_recorded() -> None:
    early, late = datetime(2025, 9, 1, 8, tzinfo=UTC), datetime(2025, 9, 1, 16, tzinfo=UTC)
    events = [
        Event(DAY, "recorded late", recorded=late),
        Event(datetime(2025, 9, 1, 12, tzinfo=UTC), "at noon"),
        Event(DAY, "recorded early", recorded=early),
        Event(DAY, "no hour known"),
        Event(date(2025, 9, 2), "the day after"),
    ]
    expected = ["the day after", "recorded late", "at noon", "recorded early", "no hour known"]
    assert [one.title for one in in_order(events)] == expected
    assert [one.title for one in in_order(reversed(events))] == expected


def test_orders_of_one_moment_follow_their_number(cast: Cast) -> None:
    obligation = make_obligation(cast, framework=True, **STATE_CCAP)
    for number in ("B", "A", "C"):
        CallOff.objects.create(
            award=obligation.award, organisation=cast.contractor, number=number, ordered_on=DAY, amount=1000
        )
    CallOff.objects.update(created_at=datetime(2025, 9, 1, 8, tzinfo=UTC))
    orders = [one[:10] for one in titles(cast, obligation) if one.startswith("Commande")]
    assert orders == ["Commande C", "Commande A", "Commande B"]


def test_an_exchange_settled_in_a_day_reads_from_the_notice_to_the_decision(cast: Cast) -> None:
    obligation = make_obligation(cast)
    Shortfall.objects.create(
        obligation=obligation, hours_missing=10, assessment={}, state=ShortfallState.WAIVED,
        notice_on=DAY, reply_due_on=DAY, replied_on=DAY, advised_on=DAY, decided_on=DAY,
    )  # fmt: skip
    said = [one.partition(" ")[0] for one in titles(cast, obligation)]
    start = said.index("Décision")
    assert said[start : start + 4] == ["Décision", "Avis", "Réponse", "Constat"]
