"""« À faire »: what waits for each role, nothing for strangers, the same number of queries whatever the rows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from levier.delivery.models import Obligation, WorkedHours
from levier.delivery.services.recruitments import remind_plans
from levier.desk.todo import REGISTRY, providers_for, todo_items
from levier.desk.todo.item import TodoItem, Urgency
from levier.domain.steps import DocumentKind, Step
from levier.domain.vocabulary import Lever, Role
from levier.insights.models import FlagReply
from levier.people.models import EligibilityStatus
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract, ExpectedDocument
from levier.procurement.selectors import may_open
from tests.cast import Cast
from tests.people import statuses

from . import world

TEAM_KINDS = {
    "review", "document", "orders", "quarter", "consent", "lever", "proposal", "meeting", "obligation", "plan", "recruitment",
    "late_statement", "validate", "worked", "pace", "shortfall", "balance", "certificate", "status", "unchecked", "exit", "retention",
    "address", "reopened",
    "candidacy", "interview",
    "committee", "decision", "handover",
}  # fmt: skip
EXPECTED = {
    "facilitator": TEAM_KINDS,
    "admin": TEAM_KINDS - {"consent"},
    "coordinator": {"review", "late_statement", "pace"},
    "buyer": {"document", "orders", "proposal", "shortfall", "silent"},
    "contractor": {
        "declare",
        "returned",
        "pace",
        "plan",
        "recruitment",
        "shortfall",
        "flag",
        "candidacy",
        "interview",
        "decision",
    },
    "structure": {"declare", "capacity", "plan", "joint_invitation", "joint_alone", "bid_decision"},
    "referrer": {"status", "exit", "retention", "address"},
}


def _kinds(cast: Cast, who: str) -> set[str]:
    return {item.kind for item in todo_items(actor=cast.actor(who), today=world.TODAY)}


def _ask(cast: Cast) -> None:
    FlagReply.objects.create(
        workspace=cast.workspace,
        organisation=cast.contractor,
        flag="short_contracts",
        year=2026,
        figures={"shown_outside": False, "people": 3},
        asked_on=world.TODAY,
        due_on=world.TODAY,
    )


@pytest.mark.parametrize("who", EXPECTED)
def test_each_role_sees_what_waits_for_it_and_nothing_else(cast: Cast, who: str) -> None:
    world.something_for_everyone(cast)
    _ask(cast)
    assert _kinds(cast, who) == EXPECTED[who]


def test_a_referrer_is_told_to_show_the_new_proof_and_offered_no_button_they_may_not_use(cast: Cast) -> None:
    world.something_for_everyone(cast)
    told = {
        who: next(item for item in todo_items(actor=cast.actor(who), today=world.TODAY) if item.kind == "status")
        for who in ("referrer", "facilitator")
    }
    assert (told["referrer"].button, told["facilitator"].button) == ("Voir la fiche", "Renouveler")
    assert "montrez la nouvelle pièce au facilitateur" in told["referrer"].why


def test_an_award_whose_hours_nobody_wrote_leads_to_the_page_that_writes_them(cast: Cast) -> None:
    contract = world.contract(cast, "Quais", Step.SUIVI)
    clause = world.clause(contract)
    world.award(contract, cast.contractor)

    def item() -> TodoItem:
        return next(one for one in todo_items(actor=cast.facilitator, today=world.TODAY) if one.kind == "obligation")

    assert item().url == f"/marches/{contract.pk}/suivi/"
    clause.lever, clause.hours = Lever.AWARD_CRITERION, None
    clause.save()
    assert item().url == f"/marches/{contract.pk}/montage/{clause.lot_id}/"
    page = cast.client("facilitator").get(item().url).text
    assert f"/marches/{contract.pk}/montage/{clause.lot_id}/heures/" in page


def test_a_stranger_has_nothing_to_do_here(cast: Cast) -> None:
    world.something_for_everyone(cast)
    assert todo_items(actor=cast.stranger, today=world.TODAY) == []


def test_every_kind_of_provider_is_reached_by_the_record(cast: Cast) -> None:
    world.something_for_everyone(cast)
    _ask(cast)
    reached = {kind for who in EXPECTED for kind in _kinds(cast, who)}
    assert reached == set(REGISTRY)


@pytest.mark.parametrize("who", EXPECTED)
def test_the_number_of_queries_does_not_depend_on_the_rows(cast: Cast, who: str) -> None:
    world.something_for_everyone(cast)
    with CaptureQueriesContext(
        connection,
    ) as one:
        few = todo_items(actor=cast.actor(who), today=world.TODAY)
    for rank in range(1, 30):
        world._one_of_each(cast, rank)
    with CaptureQueriesContext(connection) as many:
        more = todo_items(actor=cast.actor(who), today=world.TODAY)
    assert len(many) == len(one)
    assert len(more) >= len(few)


def test_late_things_come_first_and_say_why(cast: Cast) -> None:
    world.something_for_everyone(cast)
    found = todo_items(actor=cast.facilitator, today=world.TODAY)
    assert [item.urgency for item in found] == sorted(item.urgency for item in found)
    assert found[0].urgency is Urgency.LATE
    assert all(item.why and item.button and item.url.startswith("/") for item in found)


def test_an_abandoned_contract_asks_nothing(cast: Cast) -> None:
    world.something_for_everyone(cast)
    Contract.objects.update(state=ContractState.ABANDONED)
    assert not {"review", "late_statement"} & _kinds(cast, "facilitator")
    assert not {"document", "silent"} & _kinds(cast, "buyer")
    assert not {"declare", "returned"} & _kinds(cast, "contractor")


def test_the_documents_missing_on_a_contract_are_one_thing_to_do(cast: Cast) -> None:
    world.something_for_everyone(cast)
    launched = Contract.objects.get(title="Piscine 0")
    ExpectedDocument.objects.create(contract=launched, kind=DocumentKind.WINNERS_LIST, due_on=date(2026, 10, 5))
    for who, title in (
        ("facilitator", "2\u00a0documents manquants : CCAP, Liste des attributaires"),
        ("buyer", "Transmettre : CCAP, Liste des attributaires"),
    ):
        found = todo_items(actor=cast.actor(who), today=world.TODAY, only=launched.pk)
        assert [item.title for item in found if item.kind == "document"] == [title]


def test_the_plan_is_asked_of_its_company_and_its_lateness_shown_to_the_team(cast: Cast) -> None:
    world.something_for_everyone(cast)
    for who, title in (("contractor", "Prévoir vos recrutements"), ("structure", "Prévoir vos recrutements")):
        (item,) = [one for one in todo_items(actor=cast.actor(who), today=world.TODAY) if one.kind == "plan"]
        assert item.title == title
        assert item.due == date(2026, 10, 15)
    late = [one for one in todo_items(actor=cast.facilitator, today=world.TODAY) if one.kind == "plan"]
    assert len(late) == 2
    early = [one for one in todo_items(actor=cast.facilitator, today=date(2026, 10, 15)) if one.kind == "plan"]
    assert early == []


def test_a_late_plan_is_not_shown_to_the_team_the_day_its_company_was_reminded(cast: Cast) -> None:
    world.something_for_everyone(cast)
    late = [one for one in todo_items(actor=cast.facilitator, today=world.TODAY) if one.kind == "plan"]
    contract = Contract.objects.get(pk=late[0].contract_id)
    now = timezone.make_aware(datetime.combine(world.TODAY, time(10)))
    remind_plans(actor=cast.facilitator, contract=contract, now=now)
    left = [one.contract_id for one in todo_items(actor=cast.facilitator, today=world.TODAY) if one.kind == "plan"]
    assert contract.pk not in left
    tomorrow = todo_items(actor=cast.facilitator, today=world.TODAY + timedelta(days=1))
    assert contract.pk in [one.contract_id for one in tomorrow if one.kind == "plan"]
    asked = [one for one in todo_items(actor=cast.actor("contractor"), today=world.TODAY) if one.kind == "plan"]
    assert asked


def test_the_total_of_the_hours_worked_is_asked_for_at_its_rhythm_until_the_end(cast: Cast) -> None:
    world._by_share(cast, 0)
    owed = Obligation.objects.get()

    def asked(today: date) -> list[TodoItem]:
        return [one for one in todo_items(actor=cast.facilitator, today=today) if one.kind == "worked"]

    assert asked(date(2026, 7, 30)) == []
    [item] = asked(date(2026, 7, 31))
    assert "aucun total" in item.why
    assert item.due == date(2026, 7, 30)
    assert cast.client("facilitator").get(item.url).status_code == 200
    _worked(owed, date(2026, 10, 31))
    assert asked(date(2026, 12, 31)) == []
    [last] = asked(date(2027, 1, 1))
    assert "31 octobre 2026" in " ".join(last.why.split())
    _worked(owed, date(2026, 12, 31))
    assert asked(date(2027, 6, 1)) == []


def _worked(owed: Obligation, up_to: date) -> None:
    WorkedHours.objects.create(obligation=owed, total=100, up_to=up_to, source="État de l’entreprise")


def test_another_company_is_not_told_of_these_hours(cast: Cast) -> None:
    world.something_for_everyone(cast)
    rival = cast.contractor.__class__.objects.create(
        workspace=cast.workspace, kind="contractor", name="Rivale (fictive)"
    )
    cast.members["contractor"].organisation = rival
    cast.members["contractor"].save()
    assert _kinds(cast, "contractor") == set()


def test_on_one_contract_only_its_own_things(cast: Cast) -> None:
    world.something_for_everyone(cast, 2)
    chosen = Contract.objects.get(title="Accord-cadre 0")
    found = todo_items(actor=cast.facilitator, today=world.TODAY, only=chosen.pk)
    assert {item.contract_id for item in found} == {chosen.pk}
    assert {"quarter", "validate", "late_statement"} <= {item.kind for item in found}


def test_a_hired_person_ends_the_waiting_of_a_planned_recruitment(cast: Cast) -> None:
    world.something_for_everyone(cast)
    world.employment(world.person(cast, "Embauchée"), cast.contractor, starts_on=world.TODAY)
    assert "recruitment" not in _kinds(cast, "facilitator")


def test_a_health_criterion_is_not_named_in_a_list(cast: Cast) -> None:
    world.something_for_everyone(cast)
    for one in EligibilityStatus.objects.all():
        one.delete()
        statuses.status(one.person, "disabled_worker", valid_from=one.valid_from, valid_until=one.valid_until)
    found = [item for item in todo_items(actor=cast.facilitator, today=world.TODAY) if item.kind == "unchecked"]
    assert found
    assert all("handicap" not in (item.why + item.title).lower() for item in found)


@pytest.mark.parametrize("who", EXPECTED)
def test_every_button_leads_where_the_role_may_go(cast: Cast, who: str) -> None:
    world.something_for_everyone(cast)
    _ask(cast)
    actor = cast.actor(who)
    refused = {item.url for item in todo_items(actor=actor, today=world.TODAY) if not may_open(actor, item.url)}
    assert refused == set()


@pytest.mark.parametrize("who", EXPECTED)
def test_every_button_opens_a_page(cast: Cast, who: str) -> None:
    """The one button never ends on « introuvable » or « non permise »."""
    world.something_for_everyone(cast)
    _ask(cast)
    client = cast.client(who)
    with time_machine.travel(world.NOW):
        found = todo_items(actor=cast.actor(who), today=world.TODAY)
        answers = {(item.kind, item.url): client.get(item.url).status_code for item in found}
    assert {pair: status for pair, status in answers.items() if status != 200} == {}


def test_no_provider_waits_for_nobody() -> None:
    assert all(one.roles for one in REGISTRY.values())
    assert {role for one in REGISTRY.values() for role in one.roles} == set(Role)


def test_providers_follow_the_role(cast: Cast) -> None:
    assert {one.kind for one in providers_for(cast.actor("referrer"))} == {
        "status",
        "exit",
        "retention",
        "address",
        "decision",
    }


def test_what_already_ended_has_no_day_to_be_done_before(cast: Cast) -> None:
    world.something_for_everyone(cast)
    ended = world.TODAY - timedelta(days=6)
    EligibilityStatus.objects.filter(criterion="rsa").update(valid_until=ended)
    job = EligibilityStatus.objects.get(criterion="rsa").person
    world.employment(job, cast.structure, starts_on=date(2026, 2, 1))
    item = next(one for one in todo_items(actor=cast.facilitator, today=world.TODAY) if one.kind == "status")
    assert "a pris fin" in item.title
    assert (item.since, item.due, item.urgency) == (ended, None, Urgency.LATE)


@time_machine.travel(world.TODAY)
def test_contracts_of_one_title_are_told_apart_in_the_filter(cast: Cast) -> None:
    world.something_for_everyone(cast, times=2)
    Contract.objects.update(title="Peinture")
    first = Contract.objects.order_by("pk").first()
    assert first is not None
    Contract.objects.filter(pk=first.pk).update(reference="2027-099")
    page = cast.client("facilitator").get("/a-faire/").text
    assert "Peinture (2027-099)" in page
    assert f"Peinture ({cast.buyer.name})" in page


@pytest.mark.parametrize("state", [ContractState.CLOSED, ContractState.ABANDONED])
def test_no_balance_is_asked_of_a_contract_that_is_over(cast: Cast, state: ContractState) -> None:
    world.something_for_everyone(cast)
    assert "balance" in _kinds(cast, "facilitator")
    Contract.objects.update(state=state)
    assert "balance" not in _kinds(cast, "facilitator")
