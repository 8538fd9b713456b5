"""One message and one link a month for each organisation; what is asked is chosen; what left the period is withdrawn."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from levier.clauses.models import Clause
from levier.delivery.models import HoursLine, HoursStatement, Obligation
from levier.delivery.selectors.statements import askable
from levier.delivery.services.obligations import amend_obligation
from levier.delivery.services.reminders import remind_statement
from levier.delivery.services.statements import request_chosen, request_statements
from levier.domain.errors import RuleError
from levier.domain.vocabulary import HourKind, Lever
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from levier.procurement.hooks import Period
from levier.procurement.models import Award, AwardMember, Lot
from tests.cast import Cast
from tests.delivery.hours_world import MARCH, NOW, TODAY, World, make_world

APRIL, FEBRUARY = date(2026, 4, 1), date(2026, 2, 1)


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


@pytest.fixture
def second(world: World) -> Obligation:
    """The same company owes hours on another lot."""
    lot = Lot.objects.create(contract=world.contract, number="2", title="Peinture")
    clause = Clause.objects.create(lot=lot, lever=Lever.PERFORMANCE_CONDITION.value, hours=Decimal(200))
    award = Award.objects.create(
        lot=lot, notified_on=date(2025, 12, 15), starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
    )
    AwardMember.objects.create(award=award, organisation=world.cast.contractor)
    return Obligation.objects.create(
        workspace=world.cast.workspace, clause=clause, award=award, contractor=world.cast.contractor,
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
    )  # fmt: skip


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def link_of(message: OutgoingMessage) -> str:
    found = re.search(r"/releves/[^\s]+", message.body)
    assert found
    return found[0]


# ----------------------------------------------------------------------------------------- one link for a whole month


def test_an_organisation_with_two_contracts_gets_one_message_and_one_link(world: World, second: Obligation) -> None:
    asked = request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    assert len(asked.statements) == 2
    message = OutgoingMessage.objects.get()
    assert "lot 1" in message.body
    assert "lot 2" in message.body
    assert len({one.link_id for one in HoursStatement.objects.all()}) == 1
    page = read(Client(), link_of(message))
    assert "2 relevés à envoyer" in page
    assert "lot 1" in page
    assert "lot 2" in page


def test_each_statement_of_the_list_is_sent_alone(world: World, second: Obligation) -> None:
    request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    link = link_of(OutgoingMessage.objects.get())
    other = HoursStatement.objects.get(obligation=second)
    client, path = Client(), f"{link}{other.pk}/"
    assert "Tous vos relevés" in read(client, path)
    data = {"action": "nothing", "version": other.version, "submitted_by": "Camille Test"}
    assert client.post(path, data).status_code == 303
    assert "1 relevé à envoyer" in read(client, link)
    assert "Aucune heure ce mois-ci" in read(client, path)


def test_the_link_opens_earlier_months_still_owed_and_no_one_elses(world: World, second: Obligation) -> None:
    owed = world.statement(month=FEBRUARY)
    done = world.statement(month=date(2026, 1, 1), state="closed", submitted_at=NOW.replace(month=2))
    request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    neighbour = HoursStatement.objects.create(
        obligation=world.obligation, declarant=world.cast.structure, month=MARCH, due_on=TODAY
    )
    link, client = link_of(OutgoingMessage.objects.latest("pk")), Client()
    assert "3 relevés à envoyer" in read(client, link)
    assert client.get(f"{link}{owed.pk}/").status_code == 200
    for hidden in (done, neighbour):
        assert client.get(f"{link}{hidden.pk}/").status_code == 404
        assert client.get(f"{link}{hidden.pk}/pieces/").status_code == 404
    data = {"action": "nothing", "version": owed.version, "submitted_by": "Camille Test"}
    assert client.post(f"{link}{owed.pk}/", data).status_code == 303
    assert "Relevé bien reçu" in read(client, f"{link}{owed.pk}/")


def test_a_reminder_of_several_months_opens_them_all_and_is_listed_on_each(world: World) -> None:
    older, later = world.statement(month=FEBRUARY), world.statement(month=MARCH)
    remind_statement(actor=world.cast.facilitator, statement=older, now=NOW.replace(month=5))
    link, team = link_of(OutgoingMessage.objects.get()), world.cast.client("facilitator")
    for one in (older, later):
        assert Client().get(f"{link}{one.pk}/").status_code == 200
        assert "Liens personnels en cours (1)" in read(team, f"/heures/{one.pk}/")


# -------------------------------------------------------------------------------------------------- choosing what to ask


@time_machine.travel(NOW, tick=False)
def test_the_page_offers_every_open_month_and_ticks_the_one_that_ended(world: World, second: Obligation) -> None:
    client = world.cast.client("facilitator")
    page = read(client, "/heures/demander/")
    assert page.count('name="releve"') == 8  # January to April, two contracts
    assert len(re.findall(r'value="[^"]+-2026-03" checked', page)) == 2
    assert page.count(" checked") == 2
    assert read(client, "/heures/demander/?tout=1").count(" checked") == 8
    chosen = [f"{world.obligation.pk}-{world.cast.contractor.pk}-{month}" for month in ("2026-01", "2026-03")]
    assert client.post("/heures/demander/", {"releve": chosen}).status_code == 302
    assert {one.month for one in HoursStatement.objects.all()} == {date(2026, 1, 1), MARCH}
    message = OutgoingMessage.objects.get()
    assert message.subject.startswith("Heures d’insertion de janvier 2026 et de mars 2026 : à déclarer avant le")
    assert "les heures d’insertion de janvier 2026 et de mars 2026 pour ces marchés" in message.body
    assert "lot 1 (janvier 2026)" in message.body
    assert read(client, "/heures/demander/").count('name="releve"') == 6


def test_nothing_chosen_or_already_asked_is_said(world: World) -> None:
    request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    key = f"{world.obligation.pk}-{world.cast.contractor.pk}-2026-03"
    for chosen in ([], [key], ["1-1-0001-01", "abc"]):
        with pytest.raises(RuleError, match="Cochez"):
            request_chosen(actor=world.cast.facilitator, chosen=chosen, now=NOW)


# ------------------------------------------------------------------------------------- what the list of statements shows


def test_the_list_opens_on_what_waits_and_shows_all_in_one_click(world: World) -> None:
    world.statement(month=FEBRUARY, state="closed", submitted_at=NOW)
    waiting = world.sent("10")
    client = world.cast.client("facilitator")
    page = read(client, "/heures/")
    assert f'href="/heures/{waiting.pk}/"' in page
    assert "février 2026</a>" not in page
    found = re.search(r'href="(/heures/\?[^"]*tout=1[^"]*)"', page)
    assert found
    assert page.count("<tr") == 2
    everything = read(client, found[1].replace("&amp;", "&"))
    assert everything.count("<tr") == 3
    assert read(client, "/heures/?etat=closed").count("<tr") == 2


# ------------------------------------------------------------------------------------------------ months left outside


def test_a_shorter_period_withdraws_what_is_no_longer_owed_and_says_so(world: World) -> None:
    asked = world.statement(month=APRIL)
    begun = world.statement(month=date(2026, 5, 1), state="draft")
    HoursLine.objects.create(statement=begun, employment=world.jobs[0], kind=HourKind.WORK.value, hours=Decimal(9))
    sent = world.sent("10", month=date(2026, 6, 1))
    kept = world.statement(month=MARCH)
    amend_obligation(
        actor=world.cast.facilitator, obligation=world.obligation, hours=Decimal(500), from_day=date(2026, 3, 1),
        reason="Avenant n° 1", ends_on=date(2026, 3, 31),
    )  # fmt: skip
    for one in (asked, begun, sent, kept):
        one.refresh_from_db()
    assert [one.state for one in (asked, begun, sent, kept)] == ["withdrawn", "withdrawn", "submitted", "requested"]
    assert "31 mars 2026" in asked.return_reason
    assert not begun.lines.exists()
    facts = JournalEntry.objects.latest("sequence").payload["facts"]
    assert facts["statements_withdrawn"] == ["2026-04-01", "2026-05-01"]
    page = world.cast.client("contractor").get(f"/heures/{asked.pk}/").content.decode()
    assert "n’est plus demandé" in page.replace("\u00a0", " ")


def test_hours_given_back_then_left_outside_are_refused_with_the_reason(world: World) -> None:
    returned = world.sent("10", month=APRIL)
    HoursStatement.objects.filter(pk=returned.pk).update(state="returned")
    amend_obligation(
        actor=world.cast.facilitator, obligation=world.obligation, hours=Decimal(500), from_day=MARCH,
        reason="Avenant n° 1", ends_on=date(2026, 3, 31),
    )  # fmt: skip
    line = returned.lines.get()
    assert line.state == "refused"
    assert "n’est plus demandé" in line.reason


def test_a_period_that_comes_back_asks_again(world: World) -> None:
    from levier.delivery.services.obligations import follow_the_award

    asked = world.statement(month=MARCH)
    award = world.obligation.award
    before = Period(award.starts_on, award.ends_on)
    award.ends_on = date(2026, 2, 28)
    follow_the_award(award, before)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert MARCH not in dict(askable(workspace=world.cast.workspace, today=TODAY))
    before, award.ends_on = Period(award.starts_on, award.ends_on), date(2026, 12, 31)
    follow_the_award(award, before)
    request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.return_reason) == ("requested", "")
    assert OutgoingMessage.objects.count() == 1
