"""Choose the lever, and answer the duty of L2112-2-1."""

from __future__ import annotations

import pytest

from levier.clauses import services
from levier.domain.applies import SocialConditionException
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Lever, ReservedArticle
from levier.journal.models import JournalEntry

from .conftest import TODAY, Setup

REASON = "Le besoin est couvert par un matériel déjà disponible en stock."


def choose(setup: Setup, lever: Lever, who: str = "facilitator", **more):
    return services.choose_lever(actor=setup.cast.actor(who), lot=setup.fresh_lot(), lever=lever, today=TODAY, **more)


def test_a_performance_condition_answers_the_duty(due: Setup):
    clause = choose(due, Lever.PERFORMANCE_CONDITION)
    assert clause.lever == "performance_condition"
    assert clause.exception_code == ""
    assert JournalEntry.objects.get().action == "clauses.lever.choose"


@pytest.mark.parametrize("lever", [Lever.NONE, Lever.AWARD_CRITERION])
def test_without_a_social_condition_a_due_contract_needs_an_exception(due: Setup, lever: Lever):
    with pytest.raises(RuleError) as refused:
        choose(due, lever)
    assert refused.value.field == "exception"
    assert "L2112-2-1" in refused.value.message


@pytest.mark.parametrize("reason", ["", "   ", "non", "pas de lien"])
def test_the_exception_needs_a_real_written_reason(due: Setup, reason: str):
    with pytest.raises(RuleError) as refused:
        choose(due, Lever.NONE, exception=SocialConditionException.NO_LINK, exception_reason=reason)
    assert refused.value.field == "exception_reason"


def test_an_exception_with_its_reason_is_kept(due: Setup):
    clause = choose(due, Lever.NONE, exception=SocialConditionException.IMMEDIATE_SOLUTION, exception_reason=REASON)
    assert (clause.exception_code, clause.exception_reason) == ("immediate_solution", REASON)


def test_the_short_works_exception_is_refused_to_an_18_month_contract(due: Setup):
    with pytest.raises(RuleError, match="18 mois"):
        choose(due, Lever.NONE, exception=SocialConditionException.SHORT_WORKS, exception_reason=REASON)


def test_a_contract_under_the_threshold_may_carry_nothing(setup: Setup):
    assert choose(setup, Lever.NONE).lever == "none"


def test_a_reservation_names_its_article(setup: Setup):
    with pytest.raises(RuleError) as refused:
        choose(setup, Lever.RESERVED_CONTRACT)
    assert refused.value.field == "reserved_article"
    clause = choose(setup, Lever.RESERVED_LOT, reserved_article=ReservedArticle.IAE)
    assert clause.reserved_article == "L2113-13"


def test_works_cannot_be_reserved_to_the_social_economy(setup: Setup):
    with pytest.raises(RuleError, match="services"):
        choose(setup, Lever.RESERVED_CONTRACT, reserved_article=ReservedArticle.ESS)


def test_changing_from_reserved_to_a_condition_forgets_the_article(setup: Setup):
    choose(setup, Lever.RESERVED_CONTRACT, reserved_article=ReservedArticle.IAE)
    assert choose(setup, Lever.PERFORMANCE_CONDITION, reserved_article=ReservedArticle.IAE).reserved_article == ""


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer", "coordinator"])
def test_only_the_team_chooses(setup: Setup, who: str):
    with pytest.raises(NotAllowed):
        choose(setup, Lever.NONE, who=who)


def test_a_stranger_cannot_choose_even_with_the_object_in_hand(setup: Setup):
    with pytest.raises(NotAllowed):
        choose(setup, Lever.NONE, who="stranger")


def test_a_proposed_clause_is_not_changed_behind_the_buyer_s_back(setup: Setup):
    setup.proposed()
    with pytest.raises(Conflict):
        choose(setup, Lever.NONE)


def test_the_form_puts_the_refusal_beside_the_exception(due: Setup):
    client = due.cast.client("facilitator")
    answer = client.post(
        due.url("levier"), {"lever": "none", "reserved_article": "", "exception": "", "exception_reason": ""}
    )
    assert answer.status_code == 422
    assert "id_exception_error" in answer.text
    answer = client.post(due.url("levier"), {"lever": "none", "exception": "no_link", "exception_reason": REASON})
    assert answer.status_code == 302
    assert due.clause().exception_code == "no_link"
