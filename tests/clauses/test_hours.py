"""Calibrate, keep one method, write the hours; and the State's CCAP of 2021 through the forms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from levier.clauses import services
from levier.clauses.enums import HoursBasis
from levier.clauses.models import Calibration, Clause
from levier.clauses.wording import hours_terms, wording_of
from levier.domain.calibration import LabourShareInputs, Method
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.explanation import Certainty
from levier.domain.obligations import OrderRule, hours_for_amount
from levier.domain.parameters import LABOUR_SHARES
from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.procurement.models import Contract, Review

from .conftest import INVOICED, LABOUR, TODAY, Setup

PUBLISHED = {
    "part-amount": "1 000 000",
    "part-labour_share": "50",
    "part-insertion_rate": "5 %",
    "part-hourly_cost": "30",
}
CCAP = {
    "euro-amount": "3 500 001",
    "euro-basis": "invoiced",
    "euro-hours_per_tranche": "1",
    "euro-tranche": "2 000",
    "euro-counting": "complete",
    "euro-trigger": "2 700 000",
}


def keep(setup: Setup, inputs=None, chosen=Method.LABOUR_SHARE, who="facilitator"):
    return services.keep_calibration(
        actor=setup.cast.actor(who),
        lot=setup.fresh_lot(),
        inputs=inputs or {Method.LABOUR_SHARE: LABOUR},
        chosen=chosen,
        today=TODAY,
    )


def test_the_published_example_keeps_833_hours_with_its_explanation(setup: Setup):
    clause = keep(setup)
    assert (clause.hours_basis, clause.hours) == (HoursBasis.FIXED, Decimal("833.00"))
    kept = clause.calibrations.get()
    assert kept.is_chosen
    assert kept.version == 1
    assert kept.inputs["amount"] == "1000000"
    assert len(kept.explanation["steps"]) > 3


def test_every_method_compared_is_stored_and_only_one_chosen(setup: Setup):
    clause = keep(setup, {Method.LABOUR_SHARE: LABOUR, Method.TOTAL_HOURS: LABOUR, Method.HOURS_PER_EURO: INVOICED})
    assert clause.calibrations.count() == 3
    keep(setup)
    assert list(clause.calibrations.filter(is_chosen=True).values_list("method", flat=True)) == ["labour_share"]
    assert clause.calibrations.count() == 4


@pytest.mark.parametrize("counting", TrancheCounting)
def test_the_rule_kept_gives_the_hours_of_its_calibration(setup: Setup, counting: TrancheCounting):
    ten = replace(INVOICED, hours_per_tranche=Decimal(10), tranche=Decimal(20_000), counting=counting)
    clause = keep(setup, {Method.HOURS_PER_EURO: ten}, chosen=Method.HOURS_PER_EURO)
    clause.refresh_from_db()
    assert (clause.hours_per_tranche, clause.tranche, clause.tranche_counting) == (10, 20_000, counting)
    terms = hours_terms(clause)
    assert isinstance(terms, OrderRule)
    computed = clause.calibrations.get().hours
    assert abs(hours_for_amount(terms, ten.amount).hours - computed) <= Decimal("0.5")  # the workspace rounds to 1 h


def test_the_workspace_s_own_rounding_is_applied(setup: Setup):
    setup.cast.workspace.rounding = "35"
    setup.cast.workspace.save()
    assert keep(setup).hours == Decimal("840.00")


def test_a_method_that_advises_against_a_clause_is_not_kept(setup: Setup):
    nothing = LabourShareInputs(
        amount=Decimal(1), labour_share=Decimal("0.01"), insertion_rate=Decimal("0.01"), hourly_cost=Decimal(900)
    )
    with pytest.raises(RuleError):
        keep(setup, {Method.LABOUR_SHARE: nothing})
    assert not Clause.objects.exists()
    assert not Calibration.objects.exists()


def test_an_absurd_result_is_refused_not_stored(setup: Setup):
    huge = LabourShareInputs(
        amount=Decimal(99_000_000_000), labour_share=Decimal(1), insertion_rate=Decimal(1), hourly_cost=Decimal("0.01")
    )
    with pytest.raises(RuleError, match="démesuré"):
        keep(setup, {Method.LABOUR_SHARE: huge})


@pytest.mark.parametrize("who", ["buyer", "contractor", "coordinator", "stranger"])
def test_others_do_not_calibrate(setup: Setup, who: str):
    with pytest.raises(NotAllowed):
        keep(setup, who=who)


def test_a_proposed_clause_keeps_its_hours(setup: Setup):
    setup.proposed()
    with pytest.raises(Conflict):
        keep(setup)


def test_the_page_computes_from_its_address_and_writes_nothing(setup: Setup):
    page = setup.cast.client("facilitator").get(setup.url("calibrage"), PUBLISHED).text
    assert "833\u00a0h" in page
    assert "conseillée" in page
    assert "n’a pas de source" in page
    assert not Clause.objects.exists()


def test_htmx_gets_the_results_alone(setup: Setup):
    client = setup.cast.client("facilitator")
    part = client.get(setup.url("calibrage"), PUBLISHED, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<section")
    assert "833\u00a0h" in part


def test_posting_keeps_the_method(setup: Setup):
    answer = setup.cast.client("facilitator").post(setup.url("calibrage"), {**PUBLISHED, "chosen": "labour_share"})
    assert answer.status_code == 302
    assert setup.clause().hours == Decimal("833.00")
    reopened = setup.cast.client("facilitator").get(setup.url("calibrage")).text
    assert "Calibrage conservé" in reopened
    assert "833\u00a0h" in reopened


@pytest.mark.parametrize(
    ("field", "text"), [("part-labour_share", "0.5"), ("part-hourly_cost", "zéro"), ("part-amount", "-1")]
)
def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_kept(setup: Setup, field: str, text: str):
    typed = {**PUBLISHED, field: text}
    client = setup.cast.client("facilitator")
    assert "à compléter" in client.get(setup.url("calibrage"), typed).text
    assert client.post(setup.url("calibrage"), {**typed, "chosen": "labour_share"}).status_code == 422
    assert not Calibration.objects.exists()


def test_no_labour_share_is_filled_in_but_the_amount_of_the_lot_is(setup: Setup):
    page = setup.cast.client("facilitator").get(setup.url("calibrage")).text
    assert 'name="part-amount" value="1\u202f000\u202f000"' in page
    assert 'name="part-labour_share" value=' not in page


def test_picking_a_recalled_share_carries_its_source_and_its_mark(setup: Setup):
    recalled = next(value for value in LABOUR_SHARES if value.certainty is Certainty.RECALLED)
    picked = {**PUBLISHED, "pick": f"part:labour_share:{recalled.code}"}
    page = setup.cast.client("facilitator").get(setup.url("calibrage"), picked).text
    assert "(à vérifier)" in page
    assert "repose sur une source à vérifier" in page


def test_picking_a_known_share_fills_value_and_source(setup: Setup):
    page = setup.cast.client("facilitator").get(setup.url("calibrage"), {"pick": "part:labour_share:painting"}).text
    assert 'name="part-labour_share" value="70"' in page
    assert "mefsud77.fr" in page


def test_the_values_of_the_pre_diagnosis_are_there_on_the_amount_of_the_lot(setup: Setup):
    inputs = {
        "labour_share": "0.70",
        "labour_share_source": {"reference": "mefsud77.fr", "certainty": Certainty.RECALLED.value, "note": ""},
        "insertion_rate": "0.05",
        "hourly_cost": "25",
    }
    Review.objects.create(contract=setup.contract, asked_on=TODAY, due_on=TODAY, estimate_inputs=inputs)
    client = setup.cast.client("facilitator")
    page = client.get(setup.url("calibrage")).text
    for name, value in (("amount", "1\u202f000\u202f000"), ("labour_share", "70"), ("hourly_cost", "25")):
        assert f'name="part-{name}" value="{value}"' in page
    assert 'value="mefsud77.fr (à vérifier)"' in page
    assert "1\u202f400\u00a0h" in page
    typed = {**PUBLISHED, "part-labour_share_source": "mefsud77.fr (à vérifier)", "chosen": "labour_share"}
    assert client.post(setup.url("calibrage"), typed).status_code == 302
    reopened = client.get(setup.url("calibrage")).text
    assert 'name="part-labour_share" value="50"' in reopened
    assert 'value="mefsud77.fr (à vérifier)"' in reopened


# The State's CCAP of 2021: 1 h per 2 000 € invoiced above 2 700 000 €.


def test_the_state_s_ccap_is_entered_by_the_calibration_form(setup: Setup):
    Contract.objects.filter(pk=setup.contract.pk).update(is_framework=True)
    client = setup.cast.client("facilitator")
    assert client.post(setup.url("calibrage"), {**CCAP, "chosen": "hours_per_euro"}).status_code == 302
    clause = setup.clause()
    assert clause.hours_basis == HoursBasis.PER_EURO
    assert (clause.tranche, clause.trigger_amount) == (Decimal(2000), Decimal(2_700_000))
    assert clause.hours_per_tranche == 1
    assert clause.amount_basis == AmountBasis.INVOICED
    assert clause.tranche_counting == TrancheCounting.COMPLETE
    assert clause.hours == Decimal(400)


@pytest.mark.parametrize(
    ("invoiced", "hours"), [("2 699 999", 0), ("2 700 000", 0), ("2 702 000", 1), ("3 500 001", 400)]
)
def test_the_state_s_ccap_gives_the_figures_its_text_implies(setup: Setup, invoiced: str, hours: int):
    client = setup.cast.client("facilitator")
    client.post(setup.url("calibrage"), {**CCAP, "euro-amount": invoiced, "chosen": "hours_per_euro"})
    clause = setup.clause()
    assert clause.hours == hours
    terms = hours_terms(clause)
    assert isinstance(terms, OrderRule)
    assert hours_for_amount(terms, Decimal(invoiced.replace(" ", ""))).hours == hours


def test_the_state_s_ccap_is_entered_by_hand_with_its_penalties_and_cdi_rule(setup: Setup):
    client = setup.cast.client("facilitator")
    typed = {
        "basis": "per_euro",
        "tranche": "2 000",
        "trigger": "2 700 000",
        "amount_basis": "invoiced",
        "counting": "complete",
    }
    assert client.post(setup.url("heures"), typed).status_code == 302
    assert client.post(setup.url("penalites"), {"per_hour": "200", "per_day": "75"}).status_code == 302
    scope = {"scope": "L’ensemble des prestations du lot unique", "cdi_years_cap": "4"}
    assert client.post(setup.url("publics"), scope).status_code == 302
    assert client.post(setup.url("levier"), {"lever": "performance_condition"}).status_code == 302
    clause = setup.clause()
    assert (clause.penalty_per_hour, clause.penalty_per_day, clause.cdi_years_cap) == (200, 75, 4)
    text = wording_of(clause, today=TODAY).plain_text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "une heure d’insertion par tranche de 2 000 € HT facturés" in text
    assert "seuil de déclenchement de 2 700 000 € HT" in text
    assert "Seules les tranches entières" in text
    assert "200 € par heure" in text
    assert "75 € par jour de retard" in text
    assert "mise en demeure" in text
    assert "dans la limite de 4 ans" in text


def test_the_contract_must_say_what_an_incomplete_tranche_is_worth(setup: Setup):
    answer = setup.cast.client("facilitator").post(setup.url("heures"), {"basis": "per_euro", "tranche": "2000"})
    assert answer.status_code == 422
    assert "id_counting_error" in answer.text


def test_started_tranches_of_several_hours_are_kept_said_and_typed_again(setup: Setup):
    client = setup.cast.client("facilitator")
    typed = {**CCAP, "euro-counting": "started", "euro-hours_per_tranche": "3", "chosen": "hours_per_euro"}
    assert client.post(setup.url("calibrage"), typed).status_code == 302
    assert setup.clause().hours == 3 * 401
    page = client.get(setup.url("heures")).text
    assert "3\u00a0h par tranche de 2\u202f000\u00a0€ facturés" in page
    assert "(tranche entamée)" in page
    assert '<option value="started" selected>' in page


def test_hours_by_hand_leave_no_calibration_marked_as_kept(setup: Setup):
    keep(setup)
    services.set_hours(actor=setup.cast.facilitator, lot=setup.fresh_lot(), basis=HoursBasis.FIXED, hours=Decimal(500))
    assert not Calibration.objects.filter(is_chosen=True).exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"basis": HoursBasis.FIXED},
        {"basis": HoursBasis.FIXED, "hours": Decimal(-1)},
        {"basis": HoursBasis.PER_EURO},
        {"basis": HoursBasis.PER_EURO, "tranche": Decimal("1e17")},
        {"basis": HoursBasis.PER_EURO, "tranche": Decimal("0.001")},
        {"basis": HoursBasis.PER_EURO, "tranche": Decimal(2000), "hours_per_tranche": Decimal(0)},
        {"basis": HoursBasis.PER_EURO, "tranche": Decimal(2000), "hours_per_tranche": Decimal("1e9")},
        {"basis": HoursBasis.SHARE_OF_HOURS},
        {"basis": HoursBasis.SHARE_OF_HOURS, "hours_share": Decimal(2)},
    ],
)
def test_incomplete_or_absurd_hours_are_refused(setup: Setup, bad: dict):
    with pytest.raises(RuleError):
        services.set_hours(actor=setup.cast.facilitator, lot=setup.fresh_lot(), **bad)


@pytest.mark.parametrize(
    "bad",
    [
        {"per_hour": Decimal(0)},
        {"per_hour": Decimal(-2)},
        {"cap": Decimal(100)},
        {"per_hour": Decimal(2), "cap": Decimal(100), "cap_share": Decimal("0.1")},
        {"smic_multiple": Decimal(0)},
    ],
)
def test_a_penalty_that_cannot_be_written_is_refused(setup: Setup, bad: dict):
    with pytest.raises(RuleError):
        services.set_penalties(actor=setup.cast.facilitator, lot=setup.fresh_lot(), **bad)


def test_hours_beyond_reason_are_said_at_their_field(setup: Setup):
    page = setup.cast.client("facilitator").post(setup.url("heures"), {"basis": "fixed", "hours": "999999999"}).text
    assert 'id="id_hours_error"' in page
