"""A company that does not answer: reminded in growing tone, one message a day, then its buyer is told."""

from __future__ import annotations

import re
import threading
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from levier.accounts.letters import REGISTRY
from levier.accounts.services import write_letter
from levier.clauses.models import Clause
from levier.delivery import tasks
from levier.delivery.enums import ChaseKind
from levier.delivery.models import HoursStatement, Obligation, StatementChase
from levier.delivery.selectors.silence import next_move
from levier.delivery.services.declare import submit_statement
from levier.delivery.services.ledger import return_statement
from levier.delivery.services.reminders import remind_statement, tell_buyer
from levier.desk.todo import todo_items
from levier.directory.models import Contact, Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Lever
from levier.journal.models import JournalEntry
from levier.post.addresses import mark_dead
from levier.post.messages import queue_message
from levier.post.models import OutgoingMessage
from levier.post.selectors import reminded_on
from levier.procurement.models import Award, AwardMember, Contract, Lot
from tests.cast import Cast, make_cast
from tests.delivery.hours_world import MARCH, NOW, World, make_world
from tests.races import at_once

#: A Monday, after the tenth.
MONDAY = NOW.replace(day=13)


@pytest.fixture
def world(cast: Cast) -> World:
    cast.buyer.email = "acheteur@exemple.test"
    cast.buyer.save()
    return make_world(cast)


def another(world: World, title: str = "Réfection du gymnase", company: Organisation | None = None) -> Obligation:
    """The same buyer's other contract."""
    cast, company = world.cast, company or world.cast.contractor
    contract = Contract.objects.create(
        workspace=cast.workspace, buyer=cast.buyer, title=title, nature="works", step="mise_en_oeuvre"
    )
    lot = Lot.objects.create(contract=contract, number="2", title="Peinture")
    clause = Clause.objects.create(lot=lot, lever=Lever.PERFORMANCE_CONDITION.value, hours=Decimal(100))
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    award = Award.objects.create(lot=lot, notified_on=date(2025, 12, 15), **days)
    AwardMember.objects.create(award=award, organisation=company)
    return Obligation.objects.create(workspace=cast.workspace, clause=clause, award=award, contractor=company, **days)


def statement(world: World, obligation: Obligation, *, month: date = MARCH) -> HoursStatement:
    return HoursStatement.objects.create(
        obligation=obligation,
        declarant=obligation.contractor,
        month=month,
        due_on=date(2026, 4, 10),
        requested_at=datetime(2026, 4, 1, 8, tzinfo=timezone.get_default_timezone()),
    )


def turn(*, days: int = 0, hour: int = 9) -> None:
    tasks.remind_late(now=MONDAY.replace(hour=hour) + timedelta(days=days))


def subjects() -> list[str]:
    return list(OutgoingMessage.objects.order_by("pk").values_list("subject", flat=True))


def lose(world: World, organisation: Organisation) -> None:
    message = queue_message(
        workspace_id=world.cast.workspace.pk, target=organisation, to=organisation.email, subject="S", body="B"
    )
    assert message is not None
    mark_dead(message, code="5.1.1", now=NOW)
    OutgoingMessage.objects.all().update(subject="perdu")


# -------------------------------------------------------------------------------------------------- growing tone


def test_the_tone_grows_then_the_buyer_is_told_once(world: World) -> None:
    world.statement()
    for day in range(60):
        turn(days=day)
    assert subjects() == [
        "Rappel : heures d’insertion de mars 2026",
        "Deuxième rappel : heures d’insertion de mars 2026",
        "Dernier rappel avant d’en informer l’acheteur : heures d’insertion de mars 2026",
        "Clauses sociales : relevés d’heures sans réponse",
    ]
    told = OutgoingMessage.objects.latest("pk")
    assert told.to == "acheteur@exemple.test"
    assert "Bâtisseurs de l’Orne" in told.body
    assert "Nom00" not in " ".join(one.subject + one.body for one in OutgoingMessage.objects.all())
    assert [(one.kind, one.level) for one in StatementChase.objects.all()] == [
        ("reminder", 1),
        ("reminder", 2),
        ("reminder", 3),
        ("buyer", 0),
    ]


def test_the_last_reminder_says_when_the_buyer_will_be_told_and_it_is_true(world: World) -> None:
    world.statement()
    days = []
    for day in range(60):
        before = OutgoingMessage.objects.count()
        turn(days=day)
        if OutgoingMessage.objects.count() > before:
            days.append((MONDAY + timedelta(days=day)).date())
    said = re.search(r"à partir du (\d+) (\w+) 2026", OutgoingMessage.objects.order_by("pk")[2].body)
    assert said is not None
    assert days[3] >= days[2] + timedelta(days=5)
    assert int(said[1]) == (days[2] + timedelta(days=5)).day


def test_nobody_is_written_to_at_night_nor_on_a_sunday(world: World) -> None:
    world.statement()
    turn(days=-1)
    turn(hour=3)
    turn(hour=20)
    assert subjects() == []


def test_the_workspace_own_words_leave(world: World) -> None:
    write_letter(
        actor=world.cast.actor("admin"),
        letter=REGISTRY["releve-1"],
        subject="Vos heures {mois}, {entreprise}",
        body="Chère équipe,\n{liste}\n{lien}",
    )
    world.statement()
    turn()
    message = OutgoingMessage.objects.get()
    assert message.subject == "Vos heures de mars 2026, Bâtisseurs de l’Orne (fictive)"
    assert message.body.startswith("Chère équipe,\n– Rénovation de l’école des Tilleuls, lot 1 : mars 2026")
    found = re.search(r"/releves/\S+", message.body)
    assert found is not None
    assert Client().get(found[0]).status_code == 200


# --------------------------------------------------------------------------------------- one message, once a day


def test_several_late_statements_of_one_company_are_one_message(world: World) -> None:
    first, second = world.statement(), statement(world, another(world))
    third = statement(world, world.obligation, month=date(2026, 2, 1))
    turn()
    message = OutgoingMessage.objects.get()
    assert message.subject == "Rappel : heures d’insertion de février 2026 et de mars 2026"
    assert message.body.count("attendu le") == 3
    assert message.body.count("/releves/") == 1
    assert {one.reminders for one in HoursStatement.objects.all()} == {1}
    assert StatementChase.objects.filter(message=message).count() == 3
    for one in (first, second, third):
        page = world.cast.client("facilitator").get(f"/heures/{one.pk}/").text
        assert "rappel à l’entreprise" in page


def test_a_newly_late_statement_waits_for_the_next_reminder_of_its_company(world: World) -> None:
    world.statement()
    turn()
    other = statement(world, another(world))
    for day in range(1, 5):
        turn(days=day)
    assert len(subjects()) == 1
    turn(days=7)
    other.refresh_from_db()
    assert other.reminders == 1
    assert len(subjects()) == 2


def test_an_address_reminded_of_something_else_today_waits_for_tomorrow(world: World) -> None:
    world.statement()
    queue_message(
        workspace_id=world.cast.workspace.pk, target=world.cast.buyer, to="Contact@exemple.test",
        subject="Autre rappel", body="B", reminder_on=MONDAY.date(),
    )  # fmt: skip
    turn()
    assert subjects() == ["Autre rappel"]
    with pytest.raises(Conflict, match="attendez demain"):
        remind_statement(actor=world.cast.facilitator, statement=HoursStatement.objects.get(), now=MONDAY)
    turn(days=1)
    assert len(subjects()) == 2


def test_each_contact_who_receives_links_has_a_link_of_their_own(world: World) -> None:
    for name in ("a", "b"):
        Contact.objects.create(
            organisation=world.cast.contractor, name=name, email=f"{name}@exemple.test", receives_links=True
        )
    world.statement()
    turn()
    links = [re.search(r"/releves/\S+", one.body)[0] for one in OutgoingMessage.objects.all()]  # type: ignore[index]
    assert len(set(links)) == 2
    assert HoursStatement.objects.get().reminders == 1


def test_the_database_itself_refuses_a_second_reminder_the_same_day(world: World) -> None:
    one = world.statement()
    turn()
    chase = StatementChase.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementChase.objects.create(statement=one, kind=ChaseKind.REMINDER, level=2, at=chase.at, day=chase.day)
    message = OutgoingMessage.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMessage.objects.create(
            workspace=world.cast.workspace, target_type="x", target_id="1", to=message.to.upper(), subject="S",
            body="B", next_attempt_at=NOW, reminder_on=message.reminder_on,
        )  # fmt: skip


# --------------------------------------------------------------------------------------------------- the buyer


def test_one_message_tells_a_buyer_of_all_its_silent_companies(world: World) -> None:
    world.statement(reminders=3, reminded_at=NOW)
    other = statement(world, another(world, company=world.cast.structure))
    HoursStatement.objects.filter(pk=other.pk).update(reminders=3, reminded_at=NOW)
    turn()
    message = OutgoingMessage.objects.get()
    assert "Bâtisseurs de l’Orne" in message.body
    assert "Relais Chantier" in message.body
    assert "3 rappels" in message.body.replace("\u00a0", " ")
    assert HoursStatement.objects.filter(escalated_at=None).count() == 0


def test_each_contact_of_the_buyer_is_told_once_and_all_on_the_same_day(world: World) -> None:
    buyer, actor = world.cast.buyer, world.cast.facilitator
    for name in ("aline", "bao"):
        Contact.objects.create(organisation=buyer, name=name, email=f"{name}@ville.test", receives_links=True)
    one = world.statement(reminders=1)
    busy = queue_message(
        workspace_id=world.cast.workspace.pk, target=buyer, to="Bao@ville.test", subject="Rappel", body="B",
        reminder_on=MONDAY.date(),
    )  # fmt: skip
    assert busy is not None
    with pytest.raises(Conflict, match="attendez demain"):
        tell_buyer(actor=actor, statement=one, now=MONDAY)
    assert OutgoingMessage.objects.count() == 1, "nobody is told before the others"
    tell_buyer(actor=actor, statement=one, now=MONDAY + timedelta(days=1))
    told = OutgoingMessage.objects.exclude(pk=busy.pk)
    assert sorted(told.values_list("to", flat=True)) == ["aline@ville.test", "bao@ville.test"]


def test_a_company_whose_address_is_dead_is_not_reminded_and_its_buyer_is_told_at_once(world: World) -> None:
    world.cast.contractor.email = "parti@exemple.test"
    world.cast.contractor.save()
    world.statement()
    lose(world, world.cast.contractor)
    turn()
    message = OutgoingMessage.objects.latest("pk")
    assert message.to == "acheteur@exemple.test"
    assert "son adresse ne répond plus" in message.body
    assert HoursStatement.objects.get().reminders == 0


def test_a_company_without_any_address_is_for_the_team_not_the_buyer(world: World) -> None:
    world.cast.contractor.email = ""
    world.cast.contractor.save()
    one = world.statement()
    turn()
    assert subjects() == []
    assert "n’a pas d’adresse" in next_move(one, today=MONDAY.date())


def test_another_address_brings_the_reminders_back(world: World) -> None:
    world.cast.contractor.email = "parti@exemple.test"
    world.cast.contractor.save()
    lose(world, world.cast.contractor)
    Organisation.objects.filter(pk=world.cast.contractor.pk).update(email="nouvelle@exemple.test")
    world.statement()
    turn()
    assert OutgoingMessage.objects.latest("pk").to == "nouvelle@exemple.test"


def test_the_buyer_is_told_by_hand_after_one_reminder_at_least(world: World) -> None:
    one, actor = world.statement(), world.cast.facilitator
    with pytest.raises(RuleError, match="pas en retard"):
        tell_buyer(actor=actor, statement=one, now=NOW)
    with pytest.raises(RuleError, match="Relancez d’abord"):
        tell_buyer(actor=actor, statement=one, now=MONDAY)
    remind_statement(actor=actor, statement=one, now=MONDAY)
    tell_buyer(actor=actor, statement=one, now=MONDAY + timedelta(hours=1))
    assert JournalEntry.objects.latest("sequence").action == "delivery.statement.escalate"
    with pytest.raises(Conflict, match="déjà prévenu"):
        tell_buyer(actor=actor, statement=one, now=MONDAY + timedelta(days=1))


def test_a_buyer_without_an_address_stays_for_the_team(world: World) -> None:
    world.cast.buyer.email = ""
    world.cast.buyer.save()
    world.statement(reminders=3, reminded_at=NOW)
    turn()
    assert HoursStatement.objects.get().escalated_at is None


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer", "coordinator"])
def test_only_the_team_tells_the_buyer(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        tell_buyer(actor=world.cast.actor(who), statement=world.statement(reminders=1), now=MONDAY)


def test_a_statement_sent_ends_the_silence(world: World) -> None:
    one = world.statement(reminders=3, reminded_at=NOW)
    submit_statement(
        actor=world.cast.actor("contractor"), statement=one, version=0, lines=[], submitted_by="Camille", now=MONDAY
    )
    turn()
    assert subjects() == []
    with pytest.raises(Conflict, match="arrivé"):
        tell_buyer(actor=world.cast.facilitator, statement=one, now=MONDAY)


def test_a_statement_given_back_is_a_new_question_with_its_own_reminders(world: World) -> None:
    one = world.sent("10")
    HoursStatement.objects.filter(pk=one.pk).update(reminders=3, reminded_at=NOW, escalated_at=NOW)
    return_statement(actor=world.cast.facilitator, statement=one, reason="Précisez les jours.", now=NOW)
    one.refresh_from_db()
    assert (one.reminders, one.escalated_at) == (0, None)
    turn(days=7)
    message = OutgoingMessage.objects.latest("pk")
    assert message.subject.startswith("Rappel")
    assert "À compléter : Précisez les jours." in message.body
    assert "nous est bien arrivé" in message.body
    assert "pas encore reçu" not in message.body


# -------------------------------------------------------------------------------------------------- seen by all


def test_the_history_of_the_contract_tells_each_reader_what_concerns_them(world: World) -> None:
    other = statement(world, another(world))
    world.statement()
    for day in range(0, 60, 1):
        turn(days=day)
    for one in (world.contract, other.obligation.clause.lot.contract):
        page = world.cast.client("facilitator").get(f"/marches/{one.pk}/").text
        assert "1er rappel à l’entreprise" in page
        assert "Acheteur prévenu" in page
        sent = world.cast.client("facilitator").get(f"/marches/{one.pk}/?historique=messages&tout=1").text
        assert "Deuxième rappel" in sent
    company = world.cast.client("contractor").get(f"/marches/{world.contract.pk}/").text
    assert "1er rappel" in company
    assert "Acheteur prévenu" not in company
    buyer = world.cast.client("buyer").get(f"/marches/{world.contract.pk}/").text
    assert "Acheteur prévenu" in buyer
    assert "1er rappel" not in buyer


def test_the_page_of_the_statement_says_what_left_and_what_comes_next(world: World) -> None:
    one = world.statement()
    client = world.cast.client("facilitator")
    with time_machine.travel(MONDAY, tick=False):
        assert "Le prochain rappel part de lui-même" in client.get(f"/heures/{one.pk}/").text
        client.post(f"/heures/{one.pk}/relancer/?retour=/heures/{one.pk}/")
        page = client.get(f"/heures/{one.pk}/").text
        assert "1er rappel à l’entreprise" in page
        assert "Prévenir l’acheteur" in page
        assert "Relancer l’entreprise" not in page  # one left today already
        assert "Déjà relancée aujourd’hui" in page
        listed = client.get("/heures/").text
        assert "déjà relancée aujourd’hui" in listed
        assert f"/heures/{one.pk}/relancer/" not in listed
        client.post(f"/heures/{one.pk}/prevenir-l-acheteur/")
        page = client.get(f"/heures/{one.pk}/").text
        assert "L’acheteur est prévenu depuis" in page
        assert "Prévenir l’acheteur" not in page


def test_the_company_reads_when_its_statement_was_expected(world: World) -> None:
    one = world.statement()
    with time_machine.travel(MONDAY, tick=False):
        page = world.cast.client("contractor").get(f"/heures/{one.pk}/").text
    assert "Le relevé était attendu le" in page


def test_what_is_to_do_does_not_ask_for_a_reminder_the_day_one_left(world: World) -> None:
    one = world.statement()
    turn()

    def asked(day: int) -> set[str]:
        found = todo_items(actor=world.cast.facilitator, today=MONDAY.date() + timedelta(days=day))
        return {item.url for item in found if item.kind == "late_statement"}

    assert asked(0) == set()
    assert asked(1) == {f"/heures/{one.pk}/"}


def test_the_page_says_that_the_address_was_reminded_of_something_else_today(world: World) -> None:
    one = world.statement()
    company = world.cast.contractor
    client = world.cast.client("facilitator")
    with time_machine.travel(MONDAY, tick=False):
        assert "Relancer l’entreprise" in client.get(f"/heures/{one.pk}/").text
        queue_message(
            workspace_id=world.cast.workspace.pk,
            target=company,
            to=company.email,
            subject="S",
            body="B",
            reminder_on=MONDAY.date(),
        )
        assert "Déjà relancée aujourd’hui" in client.get(f"/heures/{one.pk}/").text


def test_the_buyer_finds_it_among_the_things_to_do(world: World) -> None:
    def asked() -> list[str]:
        return [
            one.title
            for one in todo_items(actor=world.cast.actor("buyer"), today=MONDAY.date())
            if one.kind == "silent"
        ]

    one = world.statement(reminders=3, reminded_at=NOW)
    assert asked() == []
    turn()
    assert asked() == ["Bâtisseurs de l’Orne (fictive) ne déclare pas ses heures de mars 2026"]
    HoursStatement.objects.filter(pk=one.pk).update(state="submitted")
    assert asked() == []


# -------------------------------------------------------------------------------------------- at the same moment


@pytest.mark.django_db(transaction=True)
def test_two_who_chase_one_company_at_once_write_one_message() -> None:
    cast = make_cast()
    world = make_world(cast)
    one, other = world.statement(), statement(world, another(world))
    actor, turns = cast.facilitator, iter([one, other])

    results = at_once(lambda: remind_statement(actor=actor, statement=next(turns), now=MONDAY))

    assert results == ["conflict", "won"]
    assert OutgoingMessage.objects.count() == 1
    assert {found.reminders for found in HoursStatement.objects.all()} == {1}


@pytest.mark.django_db(transaction=True)
def test_two_companies_that_share_an_address_receive_one_reminder_a_day() -> None:
    cast = make_cast()
    world = make_world(cast)
    turns = iter([world.statement(), statement(world, another(world, company=cast.structure))])
    actor = cast.facilitator

    results = at_once(lambda: remind_statement(actor=actor, statement=next(turns), now=MONDAY))

    assert results == ["conflict", "won"]
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_control_looking_before_writing_is_not_enough() -> None:
    """The same check without the constraint: both look, both see nothing, both write."""
    cast = make_cast()
    looked = threading.Barrier(2)

    def naive() -> None:
        if not reminded_on(workspace_id=cast.workspace.pk, address="a@exemple.test", day=MONDAY.date()):
            looked.wait(timeout=10)
            queue_message(
                workspace_id=cast.workspace.pk, target=cast.buyer, to="a@exemple.test", subject="Rappel", body="B"
            )

    assert at_once(naive) == ["won", "won"]
    assert OutgoingMessage.objects.count() == 2
