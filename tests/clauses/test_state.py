"""Proposed, kept, not kept, taken up again."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.accounts.models import Membership
from levier.clauses import selectors, services
from levier.clauses.models import Clause
from levier.clauses.readiness import check_launch, checklist
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Lever
from levier.post.models import OutgoingMessage
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


def test_a_long_scope_is_shortened_between_two_words(setup: Setup):
    setup.proposed()
    Clause.objects.update(scope="démolition " * 30)
    clause = Clause.objects.get()
    [shown] = [item.value for item in checklist(clause, clause.lot, today=TODAY) if item.label.startswith("Périmètre")]
    assert shown.endswith("démolition…")
    assert len(shown) <= 160


def test_the_buyer_answers_from_the_page_of_the_lot(setup: Setup):
    clause = setup.proposed()
    address = f'href="/clauses/{clause.pk}/reponse/"'
    shown = {who: address in setup.cast.client(who).get(setup.url("")).text for who in ("buyer", "coordinator")}
    assert shown == {"buyer": True, "coordinator": False}


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
    with pytest.raises(RuleError, match="Proposez-la à l’acheteur"):
        check_launch(setup.contract, today=TODAY)
    clause = services.propose_clause(actor=setup.cast.facilitator, clause=setup.clause(), today=TODAY)
    with pytest.raises(RuleError, match="n’a pas encore répondu"):
        check_launch(setup.contract, today=TODAY)
    reply(setup, clause)
    check_launch(setup.contract, today=TODAY)
    Lot.objects.create(contract=setup.contract, number="2", title="Sols")
    with pytest.raises(RuleError, match="Lot 2"):
        check_launch(setup.contract, today=TODAY)


def test_launching_is_the_main_action_only_once_the_buyer_has_answered(setup: Setup):
    client = setup.cast.client("facilitator")
    launch = f'href="/marches/{setup.contract.pk}/etape/lancement/"'

    def weight() -> str:
        page = client.get(f"/marches/{setup.contract.pk}/montage/").text
        return next(tag for tag in re.findall(r"<a [^>]*>", page) if launch in tag)

    clause = setup.proposed()
    assert "button--primary" not in weight()
    reply(setup, clause)
    assert "button--primary" in weight()


def test_the_cost_of_the_head_does_not_grow_with_the_lots(setup: Setup):
    clause = setup.proposed()
    reply(setup, clause)
    client = setup.cast.client("facilitator")
    address = f"/marches/{setup.contract.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(2, 12):
        lot = Lot.objects.create(contract=setup.contract, number=str(number), title="Sols", trades=["painting"])
        Clause.objects.create(lot=lot, lever="none", state="agreed")
    with CaptureQueriesContext(connection) as eleven:
        client.get(address)
    assert len(eleven) <= len(one)


def test_proposing_asks_the_buyer_for_an_answer_and_says_where(setup: Setup):
    Organisation.objects.filter(pk=setup.contract.buyer_id).update(email="achats@acheteur.example")
    clause = setup.proposed()
    message = OutgoingMessage.objects.get(target_type="clauses.clause", target_id=str(clause.pk))
    assert message.to == "achats@acheteur.example"
    assert message.subject == "Clauses sociales : une proposition attend votre réponse"
    assert setup.contract.title in message.body
    assert f"/clauses/{clause.pk}/reponse/" in message.body
    assert setup.cast.workspace.name in message.body


def test_a_buyer_nobody_can_write_to_is_said_when_proposing(setup: Setup):
    Organisation.objects.filter(pk=setup.contract.buyer_id).update(email="")
    setup.complete()
    page = setup.cast.client("facilitator").post(setup.url("proposer"), follow=True)
    assert "n’a pas d’adresse électronique" in page.text.replace("\xa0", " ")
    assert not OutgoingMessage.objects.exists()
