"""What delivery checks before a contract moves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from levier.delivery.enums import StatementState
from levier.delivery.models import HoursStatement
from levier.delivery.services.closing import issue_certificate, make_report
from levier.delivery.services.obligations import create_obligations
from levier.domain.errors import RuleError
from levier.domain.steps import Step
from levier.procurement.models import Contract, OrderRequest
from levier.procurement.services import advance
from tests.cast import Cast
from tests.delivery.closing_setup import STATE_CCAP, make_award, make_obligation, validate_hours


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


def test_the_end_waits_for_statements_and_orders(cast: Cast) -> None:
    obligation = make_obligation(cast, framework=True, **STATE_CCAP)
    contract = obligation.clause.lot.contract
    validate_hours(obligation, "10")
    HoursStatement.objects.update(state=StatementState.SUBMITTED)
    with pytest.raises(RuleError, match="non traités"):
        advance(actor=cast.facilitator, contract=contract, to=Step.FIN)
    HoursStatement.objects.update(state=StatementState.CLOSED)
    asked = OrderRequest.objects.create(contract=contract, quarter=date(2025, 7, 1), due_on=date(2025, 10, 16))
    with pytest.raises(RuleError, match="état des commandes"):
        advance(actor=cast.facilitator, contract=contract, to=Step.FIN)
    asked.answered_at = datetime(2025, 10, 3, tzinfo=UTC)
    asked.save()
    assert advance(actor=cast.facilitator, contract=contract, to=Step.FIN).step == Step.FIN


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
