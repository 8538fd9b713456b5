"""What a company plans to recruit is expected after the launch meeting, and chased once for the whole contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from levier.delivery.models import HoursLine, LaunchMeeting
from levier.delivery.selectors.launch import missing_plans
from levier.delivery.services.recruitments import remind_plans
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Modality
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from levier.procurement.models import Contract
from tests.cast import Cast
from tests.delivery.hours_world import World, make_world

HELD = date(2026, 1, 15)
#: The sixteenth day after the meeting: the plan is late.
LATE = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _when_it_is_late() -> Iterator[None]:
    with time_machine.travel(LATE, tick=False):
        yield


@pytest.fixture
def world(cast: Cast) -> World:
    made = make_world(cast)
    LaunchMeeting.objects.create(
        contract=made.contract,
        at=datetime(2026, 1, 15, 9, tzinfo=UTC),
        place="Mairie",
        agenda="La clause",
        held_on=HELD,
    )
    return made


def waiting(world: World) -> bool:
    return missing_plans(actor=world.cast.facilitator, today=LATE.date()).exists()


def remind(world: World, *, now: datetime = LATE, who: str = "facilitator") -> int:
    contract = Contract.objects.get(pk=world.contract.pk)
    return remind_plans(actor=world.cast.actor(who), contract=contract, now=now)


def plan(world: World) -> None:
    world.obligation.planned_recruitments.create(
        occupation="Peintre", hours=300, starts_on=date(2026, 3, 1), modality=Modality.DIRECT_HIRE.value
    )


def test_a_company_that_met_the_team_and_planned_nothing_is_waited_for(world: World) -> None:
    assert waiting(world)
    plan(world)
    assert not waiting(world)


def test_hours_already_declared_make_the_plan_pointless(world: World) -> None:
    HoursLine.objects.create(statement=world.statement(), employment=world.jobs[0], hours=10)
    assert not waiting(world)


def test_before_the_meeting_nothing_is_expected(world: World) -> None:
    LaunchMeeting.objects.update(held_on=None)
    assert not waiting(world)


def test_one_message_for_the_company_once_a_day(world: World) -> None:
    assert remind(world) == 1
    message = OutgoingMessage.objects.get()
    assert "Rénovation de l’école des Tilleuls" in message.body
    assert "Rénovation" not in message.subject
    with pytest.raises(Conflict, match="demain"):
        remind(world)
    assert remind(world, now=LATE + timedelta(days=1)) == 1
    assert JournalEntry.objects.filter(action="delivery.recruitment.remind").count() == 2


def test_nobody_is_chased_before_the_day_nor_after_the_plan(world: World) -> None:
    with pytest.raises(RuleError, match="en retard"):
        remind(world, now=LATE - timedelta(days=1))
    plan(world)
    with pytest.raises(RuleError, match="en retard"):
        remind(world)
    assert not OutgoingMessage.objects.exists()


def test_a_company_without_address_must_be_called(world: World) -> None:
    Organisation.objects.update(email="")
    with pytest.raises(RuleError, match="appelez"):
        remind(world)


@pytest.mark.parametrize("who", ["coordinator", "buyer", "contractor", "structure", "referrer"])
def test_only_the_team_chases(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        remind(world, who=who)


def test_the_page_offers_to_chase_and_says_what_happened(world: World) -> None:
    client, address = world.cast.client("facilitator"), reverse("delivery:launch", args=[world.contract.pk])
    remind_address = reverse("delivery:recruitment_remind", args=[world.contract.pk])
    assert remind_address in client.get(address).content.decode()
    assert "La relance part vers 1\u00a0entreprise." in client.post(remind_address, follow=True).content.decode()
    assert remind_address not in client.get(address).content.decode()
    assert "attendez demain" in client.post(remind_address, follow=True).content.decode()
    assert remind_address not in world.cast.client("contractor").get(address).content.decode()
