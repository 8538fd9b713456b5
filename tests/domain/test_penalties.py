"""Penalties as written, and the exchange before them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.penalties import (
    MOVES,
    Action,
    Cap,
    Decision,
    Exchange,
    LumpSum,
    LumpSumFor,
    PenaltyRule,
    PenaltyTerms,
    PerLateDay,
    PerMissingHour,
    SmicPerMissingHour,
    Stage,
    allowed,
    assess,
    check_action,
    check_decision,
    late_days,
    page,
    stage,
)
from levier.domain.quantities import check_amount, check_rate
from levier.domain.vocabulary import Party


def terms(
    *rules: PenaltyRule, cap: Cap | None = None, ccag_cap: bool | None = False, exempt: bool | None = False
) -> PenaltyTerms:
    return PenaltyTerms(rules=rules, ccag_cap=ccag_cap, ccag_exemption=exempt, cap=cap)


STATE_2021 = terms(PerMissingHour(Decimal(200)), PerLateDay(Decimal(75)))


def test_the_state_contract_of_2021_gives_what_it_wrote() -> None:
    assessed = assess(terms=STATE_2021, shortfall=Decimal("12.5"), late_days=10)
    assert [line.amount for line in assessed.lines] == [2500, 750]
    assert assessed.total == 3250


def test_without_terms_there_is_no_penalty() -> None:
    assessed = assess(terms=terms(), shortfall=Decimal(500), late_days=90)
    assert assessed.total == 0
    assert "ne prévoit aucune pénalité" in assessed.explanation.conclusion


def test_a_multiple_of_the_smic_needs_the_smic() -> None:
    rule = terms(SmicPerMissingHour(Decimal("1.5")))
    assert assess(terms=rule, shortfall=Decimal(10), late_days=0, smic=Decimal("12.02")).total == Decimal("180.30")
    with pytest.raises(RuleError, match="SMIC"):
        assess(terms=rule, shortfall=Decimal(10), late_days=0)


def test_a_lump_sum_falls_once_and_only_for_its_reason() -> None:
    rule = terms(LumpSum(Decimal(500), LumpSumFor.LATE_DOCUMENTS))
    assert assess(terms=rule, shortfall=Decimal(80), late_days=0).total == 0
    assert assess(terms=rule, shortfall=Decimal(80), late_days=40).total == 500


def test_caps_limit_the_total() -> None:
    by_amount = terms(PerMissingHour(Decimal(200)), cap=Cap(amount=Decimal(1000)))
    assert assess(terms=by_amount, shortfall=Decimal(50), late_days=0).total == 1000
    by_rate = terms(PerMissingHour(Decimal(200)), cap=Cap(rate=Decimal("0.05")))
    limited = assess(terms=by_rate, shortfall=Decimal(50), late_days=0, contract_amount=Decimal(100_000))
    assert (limited.gross, limited.total) == (10_000, 5000)
    with pytest.raises(RuleError, match="montant du marché"):
        assess(terms=by_rate, shortfall=Decimal(50), late_days=0)
    with pytest.raises(RuleError):
        Cap()
    with pytest.raises(RuleError):
        Cap(amount=Decimal(1), rate=Decimal("0.1"))


def test_undecided_ccag_rules_are_not_applied_and_are_said() -> None:
    undecided = terms(PerMissingHour(Decimal(200)), ccag_cap=None, exempt=None)
    assessed = assess(terms=undecided, shortfall=Decimal(1), late_days=0)
    assert assessed.total == 200
    codes = {warning.code for warning in assessed.explanation.warnings}
    assert codes == {"ccag_cap_undecided", "ccag_exemption_undecided"}


def test_decided_ccag_rules_apply_and_stay_to_check() -> None:
    decided = terms(PerMissingHour(Decimal(200)), ccag_cap=True, exempt=True)
    small = assess(terms=decided, shortfall=Decimal(5), late_days=0, contract_amount=Decimal(100_000))
    assert (small.gross, small.total) == (1000, 0)
    large = assess(terms=decided, shortfall=Decimal(500), late_days=0, contract_amount=Decimal(100_000))
    assert large.total == 10_000
    assert any(source.certainty.to_check for source in large.explanation.sources)


def test_the_two_ccag_booleans_have_no_default() -> None:
    with pytest.raises(TypeError):
        PenaltyTerms(rules=())  # type: ignore[call-arg]


@pytest.mark.parametrize("rule", [PerMissingHour, PerLateDay])
def test_a_rule_without_an_amount_is_refused(rule: type[PerMissingHour | PerLateDay]) -> None:
    for amount in ("0", "-5", "NaN", "1e17"):
        with pytest.raises(RuleError):
            rule(Decimal(amount))


def test_delay_runs_from_the_formal_notice() -> None:
    notice = date(2025, 3, 1)
    assert late_days(formal_notice_on=notice, received_on=date(2025, 3, 11), on=date(2025, 6, 1)) == 10
    assert late_days(formal_notice_on=notice, received_on=None, on=date(2025, 3, 2)) == 1
    assert late_days(formal_notice_on=None, received_on=None, on=date(2025, 6, 1)) == 0
    assert late_days(formal_notice_on=notice, received_on=date(2025, 2, 1), on=date(2025, 6, 1)) == 0


@given(st.decimals(0, 2000, places=2), st.decimals(0, 2000, places=2), st.integers(0, 400), st.integers(0, 400))
def test_penalties_grow_with_what_is_missing_and_never_pass_the_cap(
    one: Decimal, other: Decimal, days: int, more_days: int
) -> None:
    rules = terms(
        PerMissingHour(Decimal(200)),
        PerLateDay(Decimal(75)),
        LumpSum(Decimal(100), LumpSumFor.MISSING_HOURS),
        cap=Cap(amount=Decimal(50_000)),
    )
    low, high = sorted((one, other))
    before = assess(terms=rules, shortfall=low, late_days=days)
    after = assess(terms=rules, shortfall=high, late_days=days + more_days)
    assert before.total <= after.total <= 50_000
    assert sum(line.amount for line in after.lines) == after.gross


NOTICE = Exchange(notice_sent_on=date(2025, 3, 1), reply_due_on=date(2025, 3, 16))
REPLIED = Exchange(notice_sent_on=date(2025, 3, 1), reply_due_on=date(2025, 3, 16), replied_on=date(2025, 3, 5))
ADVISED = Exchange(
    notice_sent_on=date(2025, 3, 1),
    reply_due_on=date(2025, 3, 16),
    replied_on=date(2025, 3, 5),
    opinion_on=date(2025, 3, 8),
)
DECIDED = Exchange(
    notice_sent_on=date(2025, 3, 1),
    reply_due_on=date(2025, 3, 16),
    opinion_on=date(2025, 3, 20),
    decided_on=date(2025, 4, 1),
)
LATER = date(2025, 3, 10)


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (Exchange(), Stage.NOT_OPENED),
        (NOTICE, Stage.NOTICE_SENT),
        (REPLIED, Stage.REPLY_CLOSED),
        (ADVISED, Stage.OPINION_GIVEN),
        (DECIDED, Stage.DECIDED),
    ],
)
def test_the_stage_follows_the_dates(exchange: Exchange, expected: Stage) -> None:
    assert stage(exchange, on=LATER) is expected


def test_silence_until_the_deadline_closes_the_reply() -> None:
    assert stage(NOTICE, on=date(2025, 3, 16)) is Stage.NOTICE_SENT
    assert stage(NOTICE, on=date(2025, 3, 17)) is Stage.REPLY_CLOSED


def test_the_deadline_is_the_contracts_and_must_be_given() -> None:
    with pytest.raises(RuleError):
        Exchange(notice_sent_on=date(2025, 3, 1))
    with pytest.raises(RuleError):
        Exchange(notice_sent_on=date(2025, 3, 1), reply_due_on=date(2025, 2, 1))


def test_each_party_may_do_only_its_own_part() -> None:
    assert allowed(Exchange(), by=Party.BUYER, on=LATER) == (Action.SEND_NOTICE,)
    assert allowed(NOTICE, by=Party.CONTRACTOR, on=LATER) == (Action.REPLY,)
    assert allowed(REPLIED, by=Party.FACILITATOR, on=LATER) == (Action.GIVE_OPINION,)
    assert allowed(REPLIED, by=Party.BUYER, on=LATER) == ()
    assert allowed(ADVISED, by=Party.BUYER, on=LATER) == (Action.DECIDE,)
    assert all(not allowed(DECIDED, by=party, on=LATER) for party in Party)


@pytest.mark.parametrize("party", [party for party in Party if party is not Party.BUYER])
def test_only_the_buyer_decides(party: Party) -> None:
    with pytest.raises(NotAllowed, match="acheteur"):
        check_action(ADVISED, Action.DECIDE, by=party, on=LATER)


@pytest.mark.parametrize("exchange", [Exchange(), NOTICE, REPLIED, DECIDED])
def test_a_decision_too_early_or_taken_twice_is_a_conflict(exchange: Exchange) -> None:
    with pytest.raises(Conflict):
        decide(exchange, Decision.APPLY, "1000")


def test_the_buyer_may_decide_without_an_opinion_when_none_is_required() -> None:
    exchange = Exchange(
        notice_sent_on=date(2025, 3, 1),
        reply_due_on=date(2025, 3, 16),
        replied_on=date(2025, 3, 5),
        opinion_required=False,
    )
    decide(exchange, Decision.APPLY, "1000")


def decide(exchange: Exchange, decision: Decision, amount: str, reason: str = "") -> None:
    check_decision(
        exchange,
        by=Party.BUYER,
        decision=decision,
        amount=Decimal(amount),
        assessed=Decimal(1000),
        reason=reason,
        on=LATER,
    )


def test_a_decision_that_fits_is_accepted() -> None:
    decide(ADVISED, Decision.APPLY, "1000")
    decide(ADVISED, Decision.REDUCE, "400", "Deux CDI signés.")
    decide(ADVISED, Decision.WAIVE, "0", "Chantier arrêté par le maître d’ouvrage.")


@pytest.mark.parametrize(
    ("decision", "amount", "reason", "field"),
    [
        (Decision.APPLY, "999", "", "amount"),
        (Decision.REDUCE, "1000", "motif", "amount"),
        (Decision.REDUCE, "0", "motif", "amount"),
        (Decision.REDUCE, "400", "  ", "reason"),
        (Decision.WAIVE, "1", "motif", "amount"),
        (Decision.WAIVE, "0", "", "reason"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(decision: Decision, amount: str, reason: str, field: str) -> None:
    with pytest.raises(RuleError) as caught:
        decide(ADVISED, decision, amount, reason)
    assert caught.value.field == field


def test_the_page_lists_every_move() -> None:
    _, text = page()
    assert all(move.action.label in text for move in MOVES)
    assert "à vérifier" in text


def test_a_negative_penalty_is_refused_in_the_feminine() -> None:
    with pytest.raises(RuleError, match="La pénalité ne peut pas être négative"):
        check_amount(Decimal(-1), what="La pénalité")
    with pytest.raises(RuleError, match="Le plafond ne peut pas être négatif"):
        check_amount(Decimal(-1), what="Le plafond")
    with pytest.raises(RuleError, match="La part doit être comprise"):
        check_rate(Decimal(5), what="La part")
