"""Ask for the month, chase it, declare it without an account."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import AccessLink
from levier.delivery import tasks
from levier.delivery.declaration import DeclaredLine
from levier.delivery.models import HoursStatement, PlannedRecruitment
from levier.delivery.services.declare import submit_statement
from levier.delivery.services.statements import remind_statement, request_statements
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import HourKind
from levier.journal.models import JournalEntry
from levier.people.models import Employment, Person
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.delivery.hours_world import MARCH, NOW, World, make_world


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def _path(message: OutgoingMessage) -> str:
    found = re.search(r"/releves/[^\s]+", message.body)
    assert found
    return found[0]


@pytest.fixture
def link(world: World) -> str:
    request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    return _path(OutgoingMessage.objects.get())


def _form(statement: HoursStatement, **fields: Any) -> dict[str, Any]:
    statement.refresh_from_db()
    return {"version": statement.version, "submitted_by": "Camille Test", "comment": "", **fields}


# ------------------------------------------------------------------------------------------------- asking, chasing


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
    assert HoursStatement.objects.get().reminders == tasks.MAX_REMINDERS
    assert OutgoingMessage.objects.count() == 1 + tasks.MAX_REMINDERS


def test_a_statement_sent_is_chased_no_more(world: World) -> None:
    statement = world.sent("10")
    with pytest.raises(Conflict, match="arrivé"):
        remind_statement(actor=world.cast.facilitator, statement=statement, now=NOW + timedelta(days=9))


# ---------------------------------------------------------------------------------------------- the personal link


def test_the_company_declares_its_month_without_an_account(world: World, link: str) -> None:
    client, statement = Client(), HoursStatement.objects.get()
    page = client.get(link).content.decode()
    assert "Nom00" in page
    assert "Se déconnecter" not in page
    data = _form(statement, action="submit")
    data[f"h-{world.jobs[0].pk}-work"] = "120,5"
    data[f"h-{world.jobs[1].pk}-training"] = "7"
    response = client.post(link, data)
    assert response.status_code == 303
    statement.refresh_from_db()
    assert (statement.state, statement.submitted_by) == ("submitted", "Camille Test")
    assert {(line.kind, line.hours) for line in statement.lines.all()} == {
        ("work", Decimal("120.50")),
        ("training", Decimal("7.00")),
    }
    assert "Relevé bien reçu" in client.get(link).content.decode()
    assert JournalEntry.objects.latest("sequence").role == "link"


def test_a_browser_may_post_the_form_with_csrf_enforced(world: World, link: str) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(link)
    # Under « no-referrer » a browser posts « Origin: null », which CSRF refuses.
    assert page["Referrer-Policy"] == "same-origin"
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found
    data = _form(HoursStatement.objects.get(), action="nothing", csrfmiddlewaretoken=found[1])
    assert client.post(link, data, headers={"origin": "http://testserver"}).status_code == 303


@pytest.mark.parametrize("token", ["inconnu", "x" * 43])
def test_an_unknown_link_is_refused(world: World, token: str) -> None:
    assert Client().get(f"/releves/{token}/").status_code == 403


def test_a_revoked_link_is_refused(world: World, link: str) -> None:
    AccessLink.objects.update(revoked_at=timezone.now())
    assert Client().get(link).status_code == 403


def test_a_link_opens_its_own_statement_only(world: World, link: str) -> None:
    other = world.statement(month=date(2026, 2, 1))
    actor = Actor.from_link(AccessLink.objects.get())
    from levier.delivery.services.declare import submit_statement

    with pytest.raises(NotAllowed):
        submit_statement(actor=actor, statement=other, version=0, lines=[], submitted_by="X", now=NOW)


def test_no_hour_this_month_is_one_button(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    assert Client().post(link, _form(statement, action="nothing")).status_code == 303
    statement.refresh_from_db()
    assert statement.state == "closed"
    assert "Aucune heure ce mois-ci" in Client().get(link).content.decode()


def test_no_hour_is_refused_while_hours_are_typed(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = _form(statement, action="nothing") | {f"h-{world.jobs[0].pk}-work": "12"}
    response = Client().post(link, data)
    assert response.status_code == 422
    assert 'value="12"' in response.content.decode()


def test_a_draft_is_kept(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = _form(statement, action="save", comment="Il manque une fiche.") | {f"h-{world.jobs[0].pk}-work": "35"}
    assert Client().post(link, data).status_code == 303
    statement.refresh_from_db()
    assert statement.state == "draft"
    page = Client().get(link).content.decode()
    assert 'value="35"' in page
    assert "Il manque une fiche." in page


def test_a_new_person_is_added_with_the_minimum_and_typed_hours_stay(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = _form(statement, action="add") | {
        f"h-{world.jobs[0].pk}-work": "20",
        "n-last_name": "Nouvelle",
        "n-first_name": "Ada",
        "n-birth_date": "2000-02-03",
        "n-contract_kind": "cddi",
        "n-modality": "ei",
        "n-starts_on": "2026-03-09",
        "n-employer": world.cast.structure.pk,
        "n-occupation": "Peintre",
    }
    assert Client().post(link, data).status_code == 303
    job = Employment.objects.get(person__last_name="Nouvelle")
    assert job.employer == world.cast.structure
    page = Client().get(link).content.decode()
    assert "Ada Nouvelle" in page
    assert 'value="20"' in page


def test_somebody_already_known_is_not_created_twice(world: World, link: str) -> None:
    known = world.people[0]
    data = _form(HoursStatement.objects.get(), action="add") | {
        "n-last_name": known.last_name.upper(),
        "n-first_name": known.first_name,
        "n-birth_date": known.birth_date.isoformat(),
        "n-contract_kind": "cddi",
        "n-modality": "ei",
        "n-starts_on": "2026-03-09",
        "n-employer": world.cast.contractor.pk,
        "n-occupation": "Peintre",
    }
    assert Client().post(link, data).status_code == 303
    assert Person.objects.count() == 2
    assert known.employments.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("n-birth_date", "2020-01-01", "moins de 14 ans"),
        ("n-starts_on", "2026-05-01", "aucune heure possible"),
        ("n-occupation", "RQTH", "touche à la santé"),
        ("n-last_name", "1 85 05 78 006 048 30", "numéro de sécurité sociale"),
    ],
)
def test_a_wrong_new_person_is_explained_and_nothing_is_lost(
    world: World, link: str, field: str, value: str, sentence: str
) -> None:
    data = _form(HoursStatement.objects.get(), action="add") | {
        f"h-{world.jobs[0].pk}-work": "20",
        "n-last_name": "Nouvelle",
        "n-first_name": "Ada",
        "n-birth_date": "2000-02-03",
        "n-contract_kind": "cddi",
        "n-modality": "ei",
        "n-starts_on": "2026-03-09",
        "n-employer": world.cast.contractor.pk,
        "n-occupation": "Peintre",
        field: value,
    }
    response = Client().post(link, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="20"' in page
    assert 'value="Ada"' in page
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "ne peut pas être négatif"),
        ("7,125", "plus de deux décimales"),
        ("beaucoup", "écrivez par exemple 35 ou 7,5"),
        ("1000", "Un mois ne compte pas"),
        ("NaN", "n’est pas un nombre d’heures"),
        ("1e17", "Un mois ne compte pas"),
    ],
)
def test_a_wrong_number_gets_one_sentence_and_keeps_the_rest(
    world: World, link: str, typed: str, sentence: str
) -> None:
    statement = HoursStatement.objects.get()
    first, second = (f"h-{job.pk}-work" for job in world.jobs)
    response = Client().post(link, _form(statement, action="submit") | {first: typed, second: "33"})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{typed}"' in page
    assert 'value="33"' in page
    assert not statement.lines.exists()


def test_hours_after_the_end_of_a_contract_are_refused(world: World, link: str) -> None:
    job = world.jobs[0]
    statement = HoursStatement.objects.get()
    Client().post(link, _form(statement, action="save") | {f"h-{job.pk}-work": "10"})
    Employment.objects.filter(pk=job.pk).update(ends_on=date(2026, 2, 15))
    response = Client().post(link, _form(statement, action="submit") | {f"h-{job.pk}-work": "10"})
    assert response.status_code == 422
    assert "a pris fin le 15 février 2026" in response.content.decode()


def test_too_many_hours_are_asked_about_then_sent(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = _form(statement, action="submit") | {f"h-{world.jobs[0].pk}-work": "230"}
    response = Client().post(link, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "212,57" in page
    assert "à vérifier" in page
    statement.refresh_from_db()
    assert statement.state == "draft"
    found = re.search(r'name="confirmed" value="([0-9a-f]+)"', page)
    assert found
    again = data | {"version": statement.version, "confirmed": found[1]}
    more = again | {f"h-{world.jobs[0].pk}-work": "700"}
    assert Client().post(link, more).status_code == 422
    again |= {"version": statement.version + 1}
    assert Client().post(link, again).status_code == 303
    statement.refresh_from_db()
    assert statement.state == "submitted"


def test_a_total_unlike_the_months_before_is_asked_about(world: World, link: str) -> None:
    world.sent("100", month=date(2026, 2, 1))
    statement = HoursStatement.objects.get(month=MARCH)
    response = Client().post(link, _form(statement, action="submit") | {f"h-{world.jobs[0].pk}-work": "20"})
    assert "ne ressemble pas aux mois précédents" in response.content.decode()


def test_a_month_that_has_not_begun_is_not_sent(world: World) -> None:
    from levier.delivery.declaration import month_problem

    assert "n’a pas commencé" in month_problem(date(2026, 5, 1), today=date(2026, 4, 3))
    assert month_problem(date(2026, 4, 1), today=date(2026, 4, 3)) == ""


# ---------------------------------------------------------------------------------------------------- two windows


def test_a_second_window_keeps_its_typing_and_sees_the_other(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    cell = f"h-{world.jobs[0].pk}-work"
    first = _form(statement, action="save") | {cell: "10"}
    second = first | {cell: "99"}
    assert Client().post(link, first).status_code == 303
    response = Client().post(link, second)
    page = response.content.decode()
    assert response.status_code == 409
    assert 'value="99"' in page
    assert "Enregistré entre-temps" in page
    assert statement.lines.get(employment=world.jobs[0]).hours == 10
    assert Client().post(link, _form(statement, action="save") | {cell: "99"}).status_code == 303
    assert statement.lines.get(employment=world.jobs[0]).hours == 99


def test_the_same_sending_twice_is_one_sending(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = _form(statement, action="submit") | {f"h-{world.jobs[0].pk}-work": "10"}
    assert Client().post(link, data).status_code == 303
    statement.refresh_from_db()
    sent_at = statement.submitted_at
    assert Client().post(link, data).status_code == 303
    statement.refresh_from_db()
    assert statement.submitted_at == sent_at
    assert statement.lines.count() == 1


def test_another_sending_after_the_first_shows_what_was_typed(world: World, link: str) -> None:
    data = _form(HoursStatement.objects.get(), action="submit")
    cell = f"h-{world.jobs[0].pk}-work"
    Client().post(link, data | {cell: "10"})
    response = Client().post(link, data | {cell: "11"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ce que vous aviez saisi" in page
    assert "11" in page


# ----------------------------------------------------------------------------------------------------- who sees what


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("facilitator", 200),
        ("admin", 200),
        ("coordinator", 200),
        ("contractor", 200),
        ("structure", 200),
        ("buyer", 403),
        ("referrer", 403),
        ("anonymous", 302),
    ],
)
def test_who_opens_the_list(world: World, who: str, status: int) -> None:
    world.sent("10")
    assert world.cast.client(who).get("/heures/").status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("facilitator", 200), ("contractor", 200), ("coordinator", 403), ("structure", 404), ("stranger", 404)],
)
def test_who_opens_a_statement(world: World, who: str, status: int) -> None:
    statement = world.sent("10")
    assert world.cast.client(who).get(f"/heures/{statement.pk}/").status_code == status


def test_a_member_declares_from_the_same_page(world: World) -> None:
    statement = world.statement()
    client = world.cast.client("contractor")
    data = {"version": 0, "action": "submit", f"h-{world.jobs[0].pk}-work": "10"}
    assert client.post(f"/heures/{statement.pk}/", data).status_code == 303
    statement.refresh_from_db()
    assert (statement.state, statement.submitted_by) == ("submitted", "Prénom Contractor")


def test_the_list_filters_and_exports(world: World) -> None:
    world.sent("10")
    world.statement(month=date(2026, 2, 1))
    client = world.cast.client("facilitator")
    assert "février 2026" not in re.sub(
        r"<select.*?</select>", "", client.get("/heures/?etat=submitted").content.decode(), flags=re.DOTALL
    )
    assert client.get("/heures/?retard=1&mois=2026-02-01").status_code == 200
    assert client.get("/heures/export/?etat=submitted")["Content-Type"].endswith("sheet")


def test_the_list_makes_as_many_queries_with_1_and_30_rows(world: World, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = world.cast.client("facilitator")
    world.sent("10")
    client.get("/heures/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/heures/")
    for rank in range(25):
        year, month = divmod(2023 * 12 + rank, 12)
        world.sent("10", "5", month=date(year, month + 1, 1))
    with django_assert_num_queries(len(one)):
        client.get("/heures/")


def test_the_month_begins_at_local_midnight(world: World) -> None:
    statement = world.statement(month=date(2026, 5, 1))
    night = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)  # 1 May, 0:30 in Paris
    row = DeclaredLine(world.jobs[0], HourKind.WORK, Decimal(7))
    submit_statement(
        actor=world.cast.actor("contractor"),
        statement=statement,
        version=statement.version,
        lines=[row],
        submitted_by="Cheffe de chantier",
        now=night,
    )
    statement.refresh_from_db()
    assert statement.state == "submitted"


def test_absurd_hours_and_months_are_answered_in_a_sentence(world: World) -> None:
    statement = world.statement()
    client = world.cast.client("contractor")
    data = {"version": statement.version, f"h-{world.jobs[0].pk}-work": "1e400"}
    assert client.post(f"/heures/{statement.pk}/saisir/", data).status_code == 422
    asked = world.cast.client("facilitator").post("/heures/demander/", {"month": "0001-01-01"})
    assert asked.status_code in (302, 422)
