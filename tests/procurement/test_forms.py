"""A form says all its faults at once, each at its field."""

from __future__ import annotations

from levier.clauses.forms import PenaltyForm
from levier.delivery.forms.closing import NoticeForm
from levier.procurement.forms import EstimateForm
from levier.procurement.models import Contract
from tests.cast import Cast


def test_a_contract_says_its_empty_title_negative_amount_and_old_year_together(cast: Cast, contract: Contract) -> None:
    data = {"title": "", "nature": "works", "amount": "-5000", "consultation_on": "0222-01-01"}
    data |= {"lots-TOTAL_FORMS": "0", "lots-INITIAL_FORMS": "0"}
    response = cast.client("facilitator").post(f"/marches/{contract.pk}/modifier/", data)
    assert response.status_code == 422
    page = response.text.replace("\u00a0", " ")
    assert page.count('aria-invalid="true"') == 3
    assert "Le montant ne peut pas être négatif" in page
    assert "L’année 222 n’est pas possible. Corrigez la date." in page


def test_a_wrong_siret_of_a_new_buyer_is_said_at_its_field(cast: Cast) -> None:
    data = {"buyer_name": "Commune de Valbrune (fictive)", "buyer_siret": "123", "title": "X", "nature": "works"}
    data |= {"lots-TOTAL_FORMS": "0", "lots-INITIAL_FORMS": "0"}
    page = cast.client("facilitator").post("/marches/nouveau/", data).text
    assert 'id="id_buyer_siret_error"' in page


def test_penalties_say_every_impossible_value_together() -> None:
    form = PenaltyForm({"per_hour": "-3", "cap": "-1", "cap_share": "500"})
    assert set(form.errors) == {"per_hour", "cap", "cap_share"}


def test_an_hour_that_costs_nothing_is_said_with_the_missing_share() -> None:
    form = EstimateForm({"insertion_rate": "5", "hourly_cost": "0"})
    assert set(form.errors) == {"labour_share", "hourly_cost"}


def test_a_constat_says_its_past_date_and_negative_days_together() -> None:
    form = NoticeForm({"reply_due_on": "0222-01-01", "late_days": "-3"})
    assert set(form.errors) == {"reply_due_on", "late_days"}


def test_a_contract_says_every_pair_of_days_in_the_wrong_order_and_its_lots_of_one_number(
    cast: Cast, contract: Contract
) -> None:
    data = {
        "title": "X", "nature": "works", "consultation_on": "2027-02-01", "start_order_on": "2027-01-01",
        "notified_on": "2027-03-01", "ends_on": "2027-02-15", "lots-TOTAL_FORMS": "2", "lots-INITIAL_FORMS": "0",
        "lots-0-number": "1", "lots-0-title": "A", "lots-1-number": "1", "lots-1-title": "B",
    }  # fmt: skip
    response = cast.client("facilitator").post(f"/marches/{contract.pk}/modifier/", data)
    page = " ".join(response.text.split())
    assert response.status_code == 422
    for said in ("avant la publication", "avant sa notification", "est donné deux fois"):
        assert said in page


def test_an_award_says_its_days_its_company_named_twice_and_its_two_holders_together(
    cast: Cast, contract: Contract
) -> None:
    Contract.objects.filter(pk=contract.pk).update(step="lancement")
    data: dict[str, object] = {
        "notified_on": "2027-12-01", "starts_on": "2027-11-01", "ends_on": "2027-10-01", "members-TOTAL_FORMS": "2",
        "members-INITIAL_FORMS": "0",
    }  # fmt: skip
    for rank in range(2):
        data |= {f"members-{rank}-organisation": cast.contractor.pk, f"members-{rank}-role": "holder"}
    address = f"/marches/{contract.pk}/lancement/lots/{contract.lots.get().pk}/"
    response = cast.client("facilitator").post(address, data)
    page = " ".join(response.text.split())
    assert response.status_code == 422
    for said in ("précède le début", "précède la notification", "nommée deux fois", "et un seul"):
        assert said in page
