"""Two windows on one month."""

from __future__ import annotations

from django.test import Client

from levier.delivery.models import HoursStatement
from tests.delivery.hours_world import World
from tests.delivery.statements.page import form_of


def test_a_second_window_keeps_its_typing_and_sees_the_other(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    cell = f"h-{world.jobs[0].pk}-work"
    first = form_of(statement, action="save") | {cell: "10"}
    second = first | {cell: "99"}
    assert Client().post(link, first).status_code == 303
    response = Client().post(link, second)
    page = response.content.decode()
    assert response.status_code == 409
    assert 'value="99"' in page
    assert "Enregistré entre-temps" in page
    assert statement.lines.get(employment=world.jobs[0]).hours == 10
    assert Client().post(link, form_of(statement, action="save") | {cell: "99"}).status_code == 303
    assert statement.lines.get(employment=world.jobs[0]).hours == 99


def test_the_same_sending_twice_is_one_sending(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = form_of(statement, action="submit") | {f"h-{world.jobs[0].pk}-work": "10"}
    assert Client().post(link, data).status_code == 303
    statement.refresh_from_db()
    sent_at = statement.submitted_at
    assert Client().post(link, data).status_code == 303
    statement.refresh_from_db()
    assert statement.submitted_at == sent_at
    assert statement.lines.count() == 1


def test_another_sending_after_the_first_shows_what_was_typed(world: World, link: str) -> None:
    data = form_of(HoursStatement.objects.get(), action="submit")
    cell = f"h-{world.jobs[0].pk}-work"
    Client().post(link, data | {cell: "10"})
    response = Client().post(link, data | {cell: "11"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Ce que vous aviez saisi" in page
    assert "11" in page
