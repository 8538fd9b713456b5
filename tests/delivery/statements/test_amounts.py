"""Hours and months that cannot be, and those that are asked about."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from levier.delivery.declaration import DeclaredLine
from levier.delivery.models import HoursStatement
from levier.delivery.services.declare import submit_statement
from levier.domain.vocabulary import HourKind
from levier.people.models import Employment
from tests.delivery.hours_world import MARCH, World
from tests.delivery.statements.page import form_of


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
    response = Client().post(link, form_of(statement, action="submit") | {first: typed, second: "33"})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{typed}"' in page
    assert 'value="33"' in page
    assert not statement.lines.exists()


def test_hours_after_the_end_of_a_contract_are_refused(world: World, link: str) -> None:
    job = world.jobs[0]
    statement = HoursStatement.objects.get()
    Client().post(link, form_of(statement, action="save") | {f"h-{job.pk}-work": "10"})
    Employment.objects.filter(pk=job.pk).update(ends_on=date(2026, 2, 15))
    response = Client().post(link, form_of(statement, action="submit") | {f"h-{job.pk}-work": "10"})
    assert response.status_code == 422
    assert "a pris fin le 15 février 2026" in response.content.decode()


def test_too_many_hours_are_asked_about_then_sent(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = form_of(statement, action="submit") | {f"h-{world.jobs[0].pk}-work": "230"}
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
    response = Client().post(link, form_of(statement, action="submit") | {f"h-{world.jobs[0].pk}-work": "20"})
    assert "ne ressemble pas aux mois précédents" in response.content.decode()


def test_a_month_that_has_not_begun_is_not_sent(world: World) -> None:
    from levier.delivery.declaration import month_problem

    assert "n’a pas commencé" in month_problem(date(2026, 5, 1), today=date(2026, 4, 3))
    assert month_problem(date(2026, 4, 1), today=date(2026, 4, 3)) == ""


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
    asked = world.cast.client("facilitator").post("/heures/demander/", {"releve": "1-1-0001-01"})
    assert asked.status_code in (302, 422)
