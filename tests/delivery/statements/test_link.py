"""Declare a month without an account."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import AccessLink
from levier.delivery.models import HoursStatement
from levier.delivery.services.declare import submit_statement
from levier.domain.errors import NotAllowed
from levier.journal.models import JournalEntry
from tests.delivery.hours_world import NOW, World
from tests.delivery.statements.page import form_of


def test_the_company_declares_its_month_without_an_account(world: World, link: str) -> None:
    client, statement = Client(), HoursStatement.objects.get()
    page = client.get(link).content.decode()
    assert "Nom00" in page
    assert "Se déconnecter" not in page
    data = form_of(statement, action="submit")
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
    data = form_of(HoursStatement.objects.get(), action="nothing", csrfmiddlewaretoken=found[1])
    assert client.post(link, data, headers={"origin": "http://testserver"}).status_code == 303


@pytest.mark.parametrize("token", ["inconnu", "x" * 43])
def test_an_unknown_link_is_refused(world: World, token: str) -> None:
    assert Client().get(f"/releves/{token}/").status_code == 403


def test_a_revoked_link_is_refused(world: World, link: str) -> None:
    AccessLink.objects.update(revoked_at=timezone.now())
    assert Client().get(link).status_code == 403


def test_a_link_opens_no_month_to_come(world: World, link: str) -> None:
    other = world.statement(month=date(2026, 4, 1))
    actor = Actor.from_link(AccessLink.objects.get())

    with pytest.raises(NotAllowed):
        submit_statement(actor=actor, statement=other, version=0, lines=[], submitted_by="X", now=NOW)


def test_no_hour_this_month_is_one_button(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    assert Client().post(link, form_of(statement, action="nothing")).status_code == 303
    statement.refresh_from_db()
    assert statement.state == "closed"
    assert "Aucune heure ce mois-ci" in Client().get(link).content.decode()


def test_no_hour_is_refused_while_hours_are_typed(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = form_of(statement, action="nothing") | {f"h-{world.jobs[0].pk}-work": "12"}
    response = Client().post(link, data)
    assert response.status_code == 422
    assert 'value="12"' in response.content.decode()


def test_a_draft_is_kept(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = form_of(statement, action="save", comment="Il manque une fiche.") | {f"h-{world.jobs[0].pk}-work": "35"}
    assert Client().post(link, data).status_code == 303
    statement.refresh_from_db()
    assert statement.state == "draft"
    page = Client().get(link).content.decode()
    assert 'value="35"' in page
    assert "Il manque une fiche." in page
