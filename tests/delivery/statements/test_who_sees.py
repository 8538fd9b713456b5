"""Who opens the list of the months, and one of them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from levier.delivery.models import HoursStatement
from tests.delivery.hours_world import World


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


def test_who_declares_is_told_how_to_come_back_as_they_came(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    signed_in = world.cast.client("contractor").get(f"/heures/{statement.pk}/saisir/")
    assert "cette page garde votre saisie" in signed_in.text
    assert "même lien" not in signed_in.text
    assert "même lien" in Client().get(link).text
