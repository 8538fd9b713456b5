"""Ask for the month, and chase it politely."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from levier.accounts.models import AccessLink
from levier.delivery import tasks
from levier.delivery.models import HoursStatement, PlannedRecruitment
from levier.delivery.selectors.silence import MAX_REMINDERS
from levier.delivery.services.reminders import remind_statement
from levier.delivery.services.statements import request_statements
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract
from tests.delivery.hours_world import MARCH, NOW, World


def test_each_declarant_is_asked_once(world: World) -> None:
    PlannedRecruitment.objects.create(
        obligation=world.obligation,
        occupation="Peintre",
        hours=Decimal(100),
        starts_on=date(2026, 2, 1),
        modality="ei",
        structure=world.cast.structure,
    )
    asked = request_statements(actor=world.cast.facilitator, month=date(2026, 3, 17), now=NOW)
    assert [one.declarant for one in asked.statements] == [world.cast.contractor, world.cast.structure]
    assert {one.due_on for one in asked.statements} == {date(2026, 4, 10)}
    again = request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    assert again.statements == ()
    assert OutgoingMessage.objects.count() == 2


def test_a_month_asked_for_late_leaves_seven_days_to_answer(world: World) -> None:
    (statement,) = request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW.replace(day=20)).statements
    assert statement.due_on == date(2026, 4, 27)
    tasks.remind_late(now=NOW.replace(day=27))
    assert HoursStatement.objects.get().reminders == 0


def test_a_late_statement_is_chased_from_its_own_page(world: World) -> None:
    statement = world.statement()
    client = world.cast.client("facilitator")
    with time_machine.travel(NOW.replace(day=10), tick=False):
        assert "/relancer/" not in client.get(f"/heures/{statement.pk}/").content.decode()
    with time_machine.travel(NOW.replace(day=11), tick=False):
        assert f"/heures/{statement.pk}/relancer/" in client.get(f"/heures/{statement.pk}/").content.decode()


def test_the_message_names_nobody_and_its_link_is_kept_as_a_hash(world: World, link: str) -> None:
    message = OutgoingMessage.objects.get()
    assert message.subject == "Heures d’insertion de mars 2026 : à déclarer avant le 10 avril 2026"
    assert "Nom00" not in message.subject + message.body
    token = link.rstrip("/").rsplit("/", 1)[-1]
    assert token not in AccessLink.objects.get().token_hash
    assert not any("Nom" in entry.payload.__repr__() for entry in JournalEntry.objects.all())


def test_an_organisation_without_an_address_is_reported(world: World) -> None:
    world.cast.contractor.email = ""
    world.cast.contractor.save()
    asked = request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    assert asked.without_address == (world.cast.contractor,)
    with pytest.raises(RuleError, match="adresse"):
        remind_statement(actor=world.cast.facilitator, statement=asked.statements[0], now=NOW + timedelta(days=10))


def test_a_month_to_come_is_not_asked(world: World) -> None:
    with pytest.raises(RuleError, match="commencé"):
        request_statements(actor=world.cast.facilitator, month=date(2026, 5, 1), now=NOW)


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer", "coordinator"])
def test_only_the_team_asks(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        request_statements(actor=world.cast.actor(who), month=MARCH, now=NOW)


def test_at_most_one_message_a_day_and_reminders_are_counted(world: World) -> None:
    statement = request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW).statements[0]
    with pytest.raises(Conflict, match="attendez demain"):
        remind_statement(actor=world.cast.facilitator, statement=statement, now=NOW + timedelta(hours=2))
    remind_statement(actor=world.cast.facilitator, statement=statement, now=NOW + timedelta(days=8))
    statement.refresh_from_db()
    assert statement.reminders == 1
    with pytest.raises(Conflict):
        remind_statement(actor=world.cast.facilitator, statement=statement, now=NOW + timedelta(days=8, hours=1))


def test_the_schedule_asks_then_chases_politely(world: World) -> None:
    tasks.request_last_month(now=NOW)
    tasks.request_last_month(now=NOW)
    assert HoursStatement.objects.get().month == MARCH
    start = NOW.replace(day=13, hour=8)  # a Monday, after the due day
    for hour in range(24 * 40):
        tasks.remind_late(now=start + timedelta(hours=hour))
    assert HoursStatement.objects.get().reminders == MAX_REMINDERS
    told = OutgoingMessage.objects.filter(subject="Clauses sociales : relevés d’heures sans réponse")
    assert told.count() == 1
    assert OutgoingMessage.objects.count() == 1 + MAX_REMINDERS + 1


def test_a_contract_dropped_asks_for_no_statement_and_chases_none(world: World) -> None:
    tasks.request_last_month(now=NOW)
    asked = OutgoingMessage.objects.count()
    Contract.objects.update(state=ContractState.ABANDONED)
    tasks.remind_late(now=NOW.replace(day=13, hour=9))
    tasks.request_last_month(now=NOW + timedelta(days=31))
    assert asked
    assert OutgoingMessage.objects.count() == asked
    Contract.objects.update(state=ContractState.ACTIVE)
    tasks.remind_late(now=NOW.replace(day=13, hour=9))
    assert OutgoingMessage.objects.count() > asked


def test_a_statement_sent_is_chased_no_more(world: World) -> None:
    statement = world.sent("10")
    with pytest.raises(Conflict, match="arrivé"):
        remind_statement(actor=world.cast.facilitator, statement=statement, now=NOW + timedelta(days=9))
