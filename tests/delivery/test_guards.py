"""What delivery checks before a contract moves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from levier.delivery.enums import LineState, ShortfallState, StatementState
from levier.delivery.models import ClosingReport, HoursLine, HoursStatement, Obligation, Shortfall
from levier.delivery.services.closing import close_obligation, issue_certificate, make_report
from levier.delivery.services.obligations import create_obligations
from levier.delivery.services.shortfalls import open_shortfall
from levier.domain.errors import RuleError
from levier.domain.steps import Step
from levier.procurement.models import Contract, OrderRequest
from levier.procurement.services import advance
from tests.cast import Cast
from tests.delivery.closing_setup import STATE_CCAP, make_award, make_obligation, validate_hours


def spaces(text: str) -> str:
    return " ".join(text.split())


def at(contract: Contract, step: Step) -> Contract:
    contract.step = step.value
    contract.save()
    return contract


def test_work_does_not_start_before_the_hours_due_are_recorded(cast: Cast) -> None:
    award = make_award(cast)
    contract = at(award.lot.contract, Step.SUIVI)
    with pytest.raises(RuleError, match="obligations du lot 1"):
        advance(actor=cast.facilitator, contract=contract, to=Step.MISE_EN_OEUVRE)
    create_obligations(actor=cast.facilitator, award=award)
    assert advance(actor=cast.facilitator, contract=contract, to=Step.MISE_EN_OEUVRE).step == Step.MISE_EN_OEUVRE


def test_a_lot_without_clause_does_not_hold_the_contract(cast: Cast) -> None:
    contract = at(make_award(cast, lever="none").lot.contract, Step.SUIVI)
    assert advance(actor=cast.facilitator, contract=contract, to=Step.MISE_EN_OEUVRE)


def test_a_clause_the_buyer_refused_makes_nobody_owe_hours(cast: Cast) -> None:
    award = make_award(cast, state="refused")
    contract = at(award.lot.contract, Step.SUIVI)
    page = cast.client("facilitator").get(f"/marches/{contract.pk}/suivi/").text
    assert f"/obligations/creer/{award.pk}/" not in page
    with pytest.raises(RuleError, match="pas de clause"):
        create_obligations(actor=cast.facilitator, award=award)
    assert advance(actor=cast.facilitator, contract=contract, to=Step.MISE_EN_OEUVRE)


def test_the_end_waits_for_statements_orders_and_reports(cast: Cast) -> None:
    obligation = make_obligation(cast, framework=True, **STATE_CCAP)
    contract = obligation.clause.lot.contract
    validate_hours(obligation, "10")
    HoursStatement.objects.update(state=StatementState.SUBMITTED)
    HoursLine.objects.update(state=LineState.PENDING)
    asked = OrderRequest.objects.create(contract=contract, quarter=date(2025, 7, 1), due_on=date(2025, 10, 16))
    with pytest.raises(RuleError) as refused:
        advance(actor=cast.facilitator, contract=contract, to=Step.FIN, reason="Tant pis")
    said = spaces(refused.value.message)
    for part in ("non traités : 1 (1 ligne à décider)", "état des commandes", "lot 1 : arrêtez d’abord le bilan"):
        assert part in said, said
    HoursStatement.objects.update(state=StatementState.CLOSED)
    asked.answered_at = datetime(2025, 10, 3, tzinfo=UTC)
    asked.save()
    make_report(actor=cast.facilitator, obligation=obligation, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    assert advance(actor=cast.facilitator, contract=contract, to=Step.FIN).step == Step.FIN


def closable(cast: Cast, hours: str = "1000") -> Obligation:
    obligation = make_obligation(cast)
    validate_hours(obligation, hours)
    make_report(actor=cast.facilitator, obligation=obligation, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    return obligation


def test_what_may_stay_open_is_left_with_a_written_reason(cast: Cast) -> None:
    obligation = closable(cast)
    contract = obligation.clause.lot.contract
    HoursStatement.objects.create(
        obligation=obligation, declarant=cast.contractor, month=date(2025, 5, 1), due_on=date(2025, 6, 10)
    )
    with pytest.raises(RuleError) as refused:
        advance(actor=cast.facilitator, contract=contract, to=Step.FIN, reason="  ")
    assert refused.value.field == "reason"
    said = spaces(refused.value.message)
    assert "jamais reçus : 1" in said
    assert "l’attestation n’est pas établie" in said
    ended = advance(actor=cast.facilitator, contract=contract, to=Step.FIN, reason="Liquidation judiciaire")
    assert ended.step_changes.get(to_step=Step.FIN).reason == "Liquidation judiciaire"


def test_missing_hours_hold_the_contract_as_they_hold_the_obligation(cast: Cast) -> None:
    obligation = closable(cast, "400")
    contract = obligation.clause.lot.contract
    said = "il manque 600 h : constatez-les d’abord"
    with pytest.raises(RuleError) as refused:
        advance(actor=cast.facilitator, contract=contract, to=Step.FIN, reason="Liquidation judiciaire")
    assert said in spaces(refused.value.message)
    with pytest.raises(RuleError) as refused:
        close_obligation(actor=cast.facilitator, obligation=obligation, today=date(2027, 1, 5))
    assert said in spaces(refused.value.message).replace("Il manque", "il manque")
    Shortfall.objects.create(
        obligation=obligation, hours_missing=600, assessment={}, notice_on=date(2026, 9, 1),
        reply_due_on=date(2026, 9, 20), decided_on=date(2026, 10, 1), state=ShortfallState.WAIVED,
    )  # fmt: skip
    assert advance(actor=cast.facilitator, contract=contract, to=Step.FIN).step == Step.FIN
    assert close_obligation(actor=cast.facilitator, obligation=obligation, today=date(2027, 1, 5)).closed_on


def test_hours_missing_before_the_end_are_settled_by_an_amendment_first(cast: Cast) -> None:
    obligation = closable(cast, "400")
    Obligation.objects.update(ends_on=date(2030, 6, 30))
    with pytest.raises(RuleError, match=r"court jusqu’au 30 juin 2030\. Si elle s’arrête plus tôt, modifiez"):
        advance(actor=cast.facilitator, contract=obligation.clause.lot.contract, to=Step.FIN, reason="Résiliation")


def test_an_exchange_under_way_holds_the_contract_whatever_is_written(cast: Cast) -> None:
    obligation = closable(cast, "400")
    contract = obligation.clause.lot.contract
    shortfall = open_shortfall(
        actor=cast.facilitator, obligation=obligation, today=date(2027, 1, 5), reply_due_on=date(2027, 1, 25)
    )
    with pytest.raises(RuleError, match="attend une décision"):
        advance(actor=cast.facilitator, contract=contract, to=Step.FIN, reason="Tant pis")
    Shortfall.objects.filter(pk=shortfall.pk).update(decided_on=date(2027, 2, 1))
    assert advance(actor=cast.facilitator, contract=contract, to=Step.FIN).step == Step.FIN


def test_hours_done_without_their_certificate_are_said(cast: Cast) -> None:
    contract = closable(cast).clause.lot.contract
    with pytest.raises(RuleError, match="l’attestation n’est pas établie"):
        advance(actor=cast.facilitator, contract=contract, to=Step.FIN)
    report = ClosingReport.objects.get()
    now = datetime(2027, 1, 2, tzinfo=UTC)
    issue_certificate(actor=cast.facilitator, report=report, now=now, today=now.date())
    assert advance(actor=cast.facilitator, contract=contract, to=Step.FIN).step == Step.FIN


@pytest.mark.parametrize("route", ["/marches/{}/fin/clore/", "/marches/{}/etape/fin/"])
def test_no_address_closes_a_contract_beside_the_list(cast: Cast, route: str) -> None:
    obligation = closable(cast, "400")
    contract, client = obligation.clause.lot.contract, cast.client("facilitator")
    page = client.get(f"/marches/{contract.pk}/fin/")
    assert "il manque 600 h" in spaces(page.text)
    path = route.format(contract.pk)
    HoursStatement.objects.update(state=StatementState.SUBMITTED)
    held = client.post(path, {"reason": "Tant pis"})
    assert (held.status_code, "non traités" in held.text) == (422, True)
    HoursStatement.objects.update(state=StatementState.CLOSED)
    refused = client.post(path, {"reason": "Liquidation judiciaire"})
    assert refused.status_code == 422
    assert "il manque 600 h" in spaces(refused.text)
    validate_hours(obligation, "600", last_name="Renfort")
    make_report(actor=cast.facilitator, obligation=obligation, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    assert client.post(path, {"reason": ""}).status_code == 422, "the certificate is not issued: a reason is asked"
    contract.refresh_from_db()
    assert contract.step == Step.MISE_EN_OEUVRE
    assert client.post(path, {"reason": "L’attestation suit"}).status_code == 302
    contract.refresh_from_db()
    assert contract.step == Step.FIN


def test_a_contract_that_owes_nothing_is_closed_from_its_last_step(cast: Cast) -> None:
    contract = make_award(cast, lever="none").lot.contract
    client = cast.client("facilitator")
    assert "Tout est fait" in client.get(f"/marches/{contract.pk}/fin/").text
    assert client.post(f"/marches/{contract.pk}/fin/clore/").status_code == 302


def test_a_contract_goes_back_only_while_nothing_is_built_on_it(cast: Cast) -> None:
    obligation = make_obligation(cast)
    contract = obligation.clause.lot.contract
    validate_hours(obligation, "1000")
    with pytest.raises(RuleError, match="validées"):
        advance(actor=cast.facilitator, contract=contract, to=Step.SUIVI, reason="Erreur")
    now = datetime(2027, 1, 1, tzinfo=UTC)
    report = make_report(actor=cast.facilitator, obligation=obligation, as_of=now)
    issue_certificate(actor=cast.facilitator, report=report, now=now, today=now.date())
    at(contract, Step.FIN)
    with pytest.raises(RuleError, match="attestation"):
        advance(actor=cast.facilitator, contract=contract, to=Step.MISE_EN_OEUVRE, reason="Erreur")
