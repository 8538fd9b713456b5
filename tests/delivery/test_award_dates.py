"""The dates of an award are corrected: what is owed, and the contract, follow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from levier.delivery.models import Obligation
from levier.delivery.services.obligations import amend_obligation
from levier.domain.errors import Conflict, RuleError
from levier.procurement.models import Award, Contract
from tests.cast import Cast
from tests.delivery.closing_setup import ENDS, STARTS, correct_dates, make_obligation, validate_hours

LATER = date(2026, 6, 30)


def dates(obligation: Obligation) -> tuple[date, date]:
    obligation.refresh_from_db()
    return obligation.starts_on, obligation.ends_on


def contract_of(obligation: Obligation) -> Contract:
    return Contract.objects.get(lots__clause__obligations=obligation)


def test_the_obligation_and_the_contract_follow_the_award(cast: Cast) -> None:
    obligation = make_obligation(cast)
    correct_dates(cast, obligation.award, starts_on=date(2025, 2, 1), ends_on=LATER)
    assert dates(obligation) == (date(2025, 2, 1), LATER)
    assert contract_of(obligation).ends_on == LATER
    correct_dates(cast, Award.objects.get(), ends_on=date(2025, 10, 31))
    assert dates(obligation)[1] == date(2025, 10, 31)
    assert contract_of(obligation).ends_on == date(2025, 10, 31)


def test_an_end_typed_on_the_contract_past_its_awards_stays(cast: Cast) -> None:
    obligation = make_obligation(cast)
    Contract.objects.update(ends_on=LATER)
    correct_dates(cast, obligation.award, ends_on=date(2025, 10, 31))
    assert contract_of(obligation).ends_on == LATER


def test_an_end_set_by_an_amendment_stays(cast: Cast) -> None:
    obligation = make_obligation(cast)
    amend_obligation(
        actor=cast.facilitator, obligation=obligation, hours=Decimal(900), from_day=STARTS, reason="Avenant 1",
        ends_on=LATER,
    )  # fmt: skip
    correct_dates(cast, obligation.award, ends_on=date(2025, 10, 31))
    assert dates(obligation) == (STARTS, LATER)
    with pytest.raises(RuleError, match="Un avenant termine"):
        correct_dates(cast, obligation.award, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changes", "field"), [({"starts_on": date(2025, 4, 1)}, "starts_on"), ({"ends_on": date(2025, 2, 28)}, "ends_on")]
)
def test_validated_hours_are_never_left_outside(cast: Cast, changes: dict[str, date], field: str) -> None:
    obligation = make_obligation(cast)
    validate_hours(obligation, "100", month=date(2025, 3, 1))
    with pytest.raises(RuleError, match="faites en mars 2025 sont déjà validées") as refused:
        correct_dates(cast, obligation.award, **changes)
    assert refused.value.field == field
    assert dates(obligation) == (STARTS, ENDS)
    assert contract_of(obligation).ends_on == ENDS


def test_a_month_begun_inside_the_period_is_inside(cast: Cast) -> None:
    obligation = make_obligation(cast)
    validate_hours(obligation, "100", month=date(2025, 3, 1))
    correct_dates(cast, obligation.award, starts_on=date(2025, 3, 31), ends_on=date(2025, 3, 31))
    assert dates(obligation) == (date(2025, 3, 31), date(2025, 3, 31))


def test_a_closed_obligation_keeps_its_dates(cast: Cast) -> None:
    obligation = make_obligation(cast)
    Obligation.objects.update(closed_on=ENDS)
    with pytest.raises(Conflict, match="est close"):
        correct_dates(cast, obligation.award, ends_on=LATER)
    correct_dates(cast, obligation.award, notified_on=date(2024, 12, 1))
    assert dates(obligation) == (STARTS, ENDS)


def test_the_form_puts_the_refusal_beside_its_date(cast: Cast) -> None:
    obligation = make_obligation(cast)
    validate_hours(obligation, "100", month=date(2025, 3, 1))
    award = obligation.award
    address = reverse("procurement:award_update", args=[award.lot.contract_id, award.pk])
    data = {
        "amount": "900000", "notified_on": "2024-12-15", "starts_on": "2025-04-01", "ends_on": "2025-12-31",
        "members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "1", "members-0-organisation": cast.contractor.pk,
        "members-0-role": "holder", "members-0-amount": "",
    }  # fmt: skip
    page = cast.client("facilitator").post(address, data)
    assert page.status_code == 422
    assert "hors de la nouvelle période" in page.text
