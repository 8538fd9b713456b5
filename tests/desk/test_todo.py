"""« À faire »: what waits for each role, nothing for strangers, the same number of queries whatever the rows."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.desk.todo import REGISTRY, providers_for, todo_items
from levier.desk.todo.item import Urgency
from levier.domain.vocabulary import Role
from levier.insights.models import FlagReply
from levier.people.models import EligibilityStatus
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract
from levier.procurement.selectors import may_open
from tests.cast import Cast

from . import world

TEAM_KINDS = {
    "review", "document", "orders", "quarter", "consent", "lever", "proposal", "meeting", "obligation", "recruitment",
    "late_statement", "validate", "pace", "shortfall", "balance", "certificate", "status", "unchecked",
}  # fmt: skip
EXPECTED = {
    "facilitator": TEAM_KINDS,
    "admin": TEAM_KINDS - {"consent"},
    "coordinator": {"review", "late_statement", "pace"},
    "buyer": {"document", "orders", "proposal", "shortfall"},
    "contractor": {"declare", "returned", "pace", "recruitment", "shortfall", "flag"},
    "structure": {"declare", "capacity"},
    "referrer": {"status"},
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
    assert "review" not in _kinds(cast, "facilitator")
    assert "document" not in _kinds(cast, "buyer")


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
    EligibilityStatus.objects.update(criterion="disabled_worker")
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
    assert {one.kind for one in providers_for(cast.actor("referrer"))} == {"status"}
