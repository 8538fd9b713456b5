"""Proposed, kept, not kept, taken up again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from levier.accounts.models import Membership
from levier.clauses import selectors, services
from levier.clauses.models import Clause
from levier.clauses.readiness import check_launch
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Lever
from levier.procurement.models import Award, Contract, Lot

from .conftest import TODAY, Setup


def reply(
    setup: Setup, clause: Clause, *, agreed: bool = True, who: str = "buyer", comment: str = "", on: date = TODAY
):
    return services.record_answer(
        actor=setup.cast.actor(who), clause=clause, agreed=agreed, on=on, comment=comment, today=TODAY
    )


def test_a_complete_clause_is_proposed_then_kept_by_the_buyer(setup: Setup):
    clause = setup.proposed()
    assert (clause.state, clause.proposed_on) == ("proposed", TODAY)
    clause = reply(setup, clause)
    assert (clause.state, clause.agreed_on) == ("agreed", TODAY)


def test_an_incomplete_clause_is_not_proposed(setup: Setup):
    services.choose_lever(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), lever=Lever.PERFORMANCE_CONDITION, today=TODAY
    )
    with pytest.raises(RuleError, match="périmètre"):
        services.propose_clause(actor=setup.cast.facilitator, clause=setup.clause(), today=TODAY)


def test_the_duty_is_read_again_on_the_day_of_the_proposal(setup: Setup):
    services.choose_lever(actor=setup.cast.facilitator, lot=setup.fresh_lot(), lever=Lever.NONE, today=TODAY)
    Contract.objects.filter(pk=setup.contract.pk).update(amount=6_000_000)
    with pytest.raises(RuleError, match="obligatoire"):
        services.propose_clause(actor=setup.cast.facilitator, clause=setup.clause(), today=TODAY)


def test_a_refusal_says_why(setup: Setup):
    clause = setup.proposed()
    with pytest.raises(RuleError):
        reply(setup, clause, agreed=False)
    clause = reply(setup, clause, agreed=False, comment="Le calendrier ne le permet pas.")
    assert (clause.state, clause.refused_on, clause.agreed_on) == ("refused", TODAY, None)


@pytest.mark.parametrize("days", [-1, 1])
def test_an_answer_is_dated_between_the_proposal_and_today(setup: Setup, days: int):
    with pytest.raises(RuleError):
        reply(setup, setup.proposed(), on=TODAY + timedelta(days=days))


def test_an_answer_is_given_once(setup: Setup):
    clause = reply(setup, setup.proposed())
    with pytest.raises(Conflict):
        reply(setup, clause)


def test_the_team_may_record_the_buyer_s_answer(setup: Setup):
    assert reply(setup, setup.proposed(), who="facilitator").state == "agreed"


@pytest.mark.parametrize("who", ["contractor", "structure", "referrer", "coordinator", "stranger"])
def test_others_do_not_answer(setup: Setup, who: str):
    with pytest.raises(NotAllowed):
        reply(setup, setup.proposed(), who=who)


def test_another_buyer_of_the_workspace_neither_sees_nor_answers(setup: Setup):
    clause = setup.proposed()
    other = Organisation.objects.create(workspace=setup.cast.workspace, kind="buyer", name="Autre ville (fictive)")
    Membership.objects.filter(pk=setup.cast.members["buyer"].pk).update(organisation=other)
    setup.cast.members["buyer"].refresh_from_db()
    with pytest.raises(NotAllowed):
        reply(setup, clause)
    assert setup.cast.client("buyer").get(f"/clauses/{clause.pk}/reponse/").status_code == 404


def test_the_buyer_s_page_shows_the_text_and_takes_the_answer(setup: Setup):
    clause = setup.proposed()
    client = setup.cast.client("buyer")
    address = f"/clauses/{clause.pk}/reponse/"
    page = client.get(address).text
    assert "Publics éligibles" in page
    assert client.post(address, {"agreed": "no", "on": "2099-01-01"}).status_code == 422
    today = date.today()  # noqa: DTZ011 - what the view reads
    Clause.objects.filter(pk=clause.pk).update(proposed_on=today)
    assert client.post(address, {"agreed": "yes", "on": today.isoformat()}).status_code == 302
    clause.refresh_from_db()
    assert clause.state == "agreed"


def test_proposals_wait_in_the_buyer_s_list(setup: Setup):
    setup.proposed()
    assert selectors.clauses_to_answer(actor=setup.cast.actor("buyer")).count() == 1
    assert selectors.clauses_to_answer(actor=setup.cast.stranger).count() == 0


def test_taking_up_again_needs_a_reason_and_clears_the_dates(setup: Setup):
    clause = reply(setup, setup.proposed())
    with pytest.raises(RuleError):
        services.resume_clause(actor=setup.cast.facilitator, clause=clause, reason=" ")
    clause = services.resume_clause(actor=setup.cast.facilitator, clause=clause, reason="Le lot change de montant.")
    assert (clause.state, clause.proposed_on, clause.agreed_on) == ("draft", None, None)


def test_a_clause_of_an_awarded_lot_is_not_taken_up_again(setup: Setup):
    clause = reply(setup, setup.proposed())
    Award.objects.create(lot=setup.lot, notified_on=TODAY, starts_on=TODAY, ends_on=TODAY + timedelta(days=300))
    with pytest.raises(Conflict):
        services.resume_clause(actor=setup.cast.facilitator, clause=clause, reason="Trop tard.")


def test_a_contract_is_launched_once_each_lot_is_ready(setup: Setup):
    with pytest.raises(RuleError, match="levier"):
        check_launch(setup.contract, today=TODAY)
    setup.complete()
    check_launch(setup.contract, today=TODAY)
    Lot.objects.create(contract=setup.contract, number="2", title="Sols")
    with pytest.raises(RuleError, match="Lot 2"):
        check_launch(setup.contract, today=TODAY)
