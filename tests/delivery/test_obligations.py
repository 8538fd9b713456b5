"""What each company owes: created at the award, recomputed at each order, never edited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from levier.clauses.enums import HoursBasis
from levier.clauses.models import Clause
from levier.delivery import dues
from levier.delivery.enums import RevisionCause
from levier.delivery.models import Obligation
from levier.delivery.selectors.obligations import hours_due, obligations
from levier.delivery.services.obligations import amend_obligation, create_obligations, revise_for_orders
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.quantities import NBSP, NNBSP
from levier.journal.models import JournalEntry
from levier.procurement.enums import AwardRole
from levier.procurement.hooks import order_recorded
from levier.procurement.models import Award, CallOff
from tests.cast import Cast
from tests.delivery.closing_setup import STATE_CCAP, company, join, make_award, make_obligation


def order(award: Award, amount: str, number: str = "BC-1", day: int = 3, organisation_id: int | None = None) -> CallOff:
    call_off = CallOff.objects.create(
        award=award,
        organisation_id=organisation_id or award.members.get(role=AwardRole.HOLDER).organisation_id,
        number=number,
        ordered_on=date(2025, 6, day),
        amount=Decimal(amount),
    )
    order_recorded(call_off)
    return call_off


def test_the_holder_owes_the_fixed_hours_from_start_to_end(cast: Cast) -> None:
    award = make_award(cast)
    (obligation,) = create_obligations(actor=cast.facilitator, award=award)
    assert obligation.contractor == cast.contractor
    assert (obligation.starts_on, obligation.ends_on) == (award.starts_on, award.ends_on)
    assert hours_due(obligation) == Decimal("1000.00")
    revision = obligation.revisions.get()
    assert revision.cause == RevisionCause.AWARD
    assert "1" + NNBSP + "000" in revision.explanation["conclusion"]
    assert JournalEntry.objects.filter(action="delivery.obligations.create").count() == 1


def test_joint_bidders_share_by_amount_and_the_parts_sum_exactly(cast: Cast) -> None:
    award = make_award(cast, hours=Decimal("1000.01"), amount=Decimal(2))
    join(award, company(cast, "Menuiseries du Bocage (fictive)"), Decimal(1))
    join(award, company(cast, "Sous-traitance Orne (fictive)"), Decimal(9), AwardRole.SUBCONTRACTOR)
    made = create_obligations(actor=cast.facilitator, award=award, shared=True)
    hours = [hours_due(one) for one in made]
    assert len(made) == 2
    assert sum(hours) == Decimal("1000.01")
    assert hours[0] == Decimal("666.68")


def test_sharing_needs_every_amount(cast: Cast) -> None:
    award = make_award(cast)
    join(award, company(cast, "Menuiseries du Bocage (fictive)"), None)
    with pytest.raises(RuleError, match="Menuiseries du Bocage"):
        create_obligations(actor=cast.facilitator, award=award, shared=True)
    assert not Obligation.objects.exists()


def test_an_award_gets_its_obligations_once(cast: Cast) -> None:
    award = make_award(cast)
    create_obligations(actor=cast.facilitator, award=award)
    with pytest.raises(Conflict):
        create_obligations(actor=cast.facilitator, award=award)


@pytest.mark.parametrize(
    "clause",
    [
        {"lever": "none"},
        {"hours": None},
        {"hours_basis": HoursBasis.PER_EURO, "tranche": None},
        {"hours_basis": HoursBasis.SHARE_OF_HOURS},
    ],
)
def test_a_clause_without_its_figure_owes_nothing_yet(cast: Cast, clause: dict[str, object]) -> None:
    award = make_award(cast, **clause)
    with pytest.raises(RuleError):
        create_obligations(actor=cast.facilitator, award=award)


def test_a_lot_without_clause_is_refused(cast: Cast) -> None:
    award = make_award(cast)
    Clause.objects.all().delete()
    with pytest.raises(RuleError, match="ne porte pas de clause"):
        create_obligations(actor=cast.facilitator, award=award)


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer", "coordinator"])
def test_only_the_team_creates_obligations(cast: Cast, who: str) -> None:
    award = make_award(cast)
    with pytest.raises(NotAllowed):
        create_obligations(actor=cast.actor(who), award=award)


@pytest.mark.parametrize(
    ("amount", "hours"), [("2699999", "0"), ("2700000", "0"), ("2702000", "1"), ("3500001", "400")]
)
def test_the_state_contract_of_2021(cast: Cast, amount: str, hours: str) -> None:
    obligation = make_obligation(cast, **STATE_CCAP)
    assert hours_due(obligation) == 0
    call_off = order(obligation.award, amount)
    revision = revise_for_orders(actor=cast.facilitator, obligation=obligation, call_off=call_off)
    assert revision.hours_due == Decimal(hours)
    assert revision.cause == RevisionCause.CALL_OFF
    assert revision.call_off == call_off
    assert hours_due(obligation) == Decimal(hours)


def test_the_sentence_of_an_order_says_how_the_hours_came(cast: Cast) -> None:
    obligation = make_obligation(cast, **{**STATE_CCAP, "amount_basis": "ordered"})
    call_off = order(obligation.award, "2702000")
    (triggered,) = dues.triggered_by(obligation.clause, [call_off])
    plain = triggered.explanation.conclusion.replace(NBSP, " ").replace(NNBSP, " ")
    assert plain == "2 702 000 € commandés − 2 700 000 € de seuil = 2 000 € → 1 h"


def test_orders_entered_before_the_obligations_are_counted_at_once(cast: Cast) -> None:
    award = make_award(cast, **STATE_CCAP)
    order(award, "2704000")
    (obligation,) = create_obligations(actor=cast.facilitator, award=award)
    assert hours_due(obligation) == 2


def test_the_order_of_orders_changes_nothing(cast: Cast) -> None:
    amounts = [("A", "2000000", 9), ("B", "-100000", 20), ("C", "1600001", 1)]
    results = set()
    for arrangement in permutations(amounts):
        obligation = make_obligation(cast, **STATE_CCAP)
        for number, amount, day in arrangement:
            if amount.startswith("-") and not obligation.award.call_offs.exists():
                break
            call_off = order(obligation.award, amount, number, day)
            revise_for_orders(actor=cast.facilitator, obligation=obligation, call_off=call_off)
        else:
            results.add(hours_due(obligation))
    assert results == {Decimal("400.00")}


def test_a_group_counts_one_threshold_and_shares_by_orders(cast: Cast) -> None:
    award = make_award(cast, amount=Decimal(2_000_000), **STATE_CCAP)
    other = company(cast, "Menuiseries du Bocage (fictive)")
    join(award, other, Decimal(1_000_000))
    first, second = create_obligations(actor=cast.facilitator, award=award, shared=True)
    order(award, "2100000", "A")
    order(award, "700000", "B", organisation_id=other.pk)
    revise_for_orders(actor=cast.facilitator, obligation=second)
    assert hours_due(first) + hours_due(second) == 50
    assert hours_due(second) == Decimal("12.50")


def test_corrections_cannot_exceed_the_orders(cast: Cast) -> None:
    obligation = make_obligation(cast, **STATE_CCAP)
    with pytest.raises(RuleError, match="avoirs"), transaction.atomic():
        order(obligation.award, "-5")
    assert obligation.revisions.count() == 1
    assert not CallOff.objects.exists()


def test_fixed_hours_are_not_recomputed(cast: Cast) -> None:
    obligation = make_obligation(cast)
    with pytest.raises(RuleError, match="fixe les heures"):
        revise_for_orders(actor=cast.facilitator, obligation=obligation)


def test_an_amendment_keeps_the_past_and_survives_later_orders(cast: Cast) -> None:
    obligation = make_obligation(cast, **STATE_CCAP)
    order(obligation.award, "2710000", "A")
    revise_for_orders(actor=cast.facilitator, obligation=obligation)
    before = obligation.revisions.latest("made_at").made_at
    amend_obligation(
        actor=cast.facilitator,
        obligation=obligation,
        hours=Decimal(15),
        from_day=date(2025, 7, 1),
        reason="Avenant n° 1",
    )
    order(obligation.award, "2000", "B")
    revise_for_orders(actor=cast.facilitator, obligation=obligation)
    assert hours_due(obligation, before) == 5
    assert hours_due(obligation) == 16


def test_an_amendment_says_why(cast: Cast) -> None:
    obligation = make_obligation(cast)
    with pytest.raises(RuleError) as refused:
        amend_obligation(
            actor=cast.facilitator, obligation=obligation, hours=Decimal(1), from_day=date(2025, 7, 1), reason=" "
        )
    assert refused.value.field == "reason"


def test_an_obligation_closed_by_a_colleague_meanwhile_is_not_amended(cast: Cast) -> None:
    on_screen = make_obligation(cast)
    Obligation.objects.update(closed_on=date(2026, 1, 15))
    with pytest.raises(Conflict, match="close"):
        amend_obligation(
            actor=cast.facilitator,
            obligation=on_screen,
            hours=Decimal(10),
            from_day=date(2025, 6, 1),
            reason="Avenant n° 1",
        )
    assert hours_due(on_screen) == 1000


def test_each_sees_what_concerns_them(cast: Cast) -> None:
    mine = make_obligation(cast)
    award = make_award(cast)
    award.members.update(organisation=company(cast, "Menuiseries du Bocage (fictive)"))
    create_obligations(actor=cast.facilitator, award=award)
    seen = {who: obligations(actor=cast.actor(who)).count() for who in cast.members}
    assert seen == {
        "facilitator": 2,
        "admin": 2,
        "coordinator": 2,
        "buyer": 2,
        "contractor": 1,
        "structure": 0,
        "referrer": 0,
        "stranger": 0,
    }
    assert obligations(actor=cast.actor("contractor")).get() == mine


@given(
    total=st.decimals(0, 10**6, places=2),
    weights=st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=6),
)
def test_shares_always_sum_to_the_whole(total: Decimal, weights: list[Decimal]) -> None:
    parts = dues.share_exactly(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
