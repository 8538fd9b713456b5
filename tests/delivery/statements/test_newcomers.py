"""Somebody new on the month of a company."""

from __future__ import annotations

import pytest
from django.test import Client

from levier.delivery.models import HoursStatement
from levier.people.models import Employment, Person
from tests.delivery.hours_world import World
from tests.delivery.statements.page import form_of


def test_a_new_person_is_added_with_the_minimum_and_typed_hours_stay(world: World, link: str) -> None:
    statement = HoursStatement.objects.get()
    data = form_of(statement, action="add") | {
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
    data = form_of(HoursStatement.objects.get(), action="add") | {
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
        ("n-birth_date", "2020-01-01", "moins de 14\u00a0ans"),
        ("n-starts_on", "2026-05-01", "aucune heure possible"),
        ("n-occupation", "RQTH", "touche à la santé"),
        ("n-last_name", "1 85 05 78 006 048 30", "numéro de sécurité sociale"),
    ],
)
def test_a_wrong_new_person_is_explained_and_nothing_is_lost(
    world: World, link: str, field: str, value: str, sentence: str
) -> None:
    data = form_of(HoursStatement.objects.get(), action="add") | {
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


@pytest.mark.parametrize("action", ["save", "submit", "known", "nothing", "add"])
def test_a_person_begun_is_kept_whatever_is_sent_and_whatever_is_wrong_beside(
    world: World, link: str, action: str
) -> None:
    statement = HoursStatement.objects.get()
    typed = {"n-last_name": "Nouvelle", "n-first_name": "Ada", "n-birth_date": "2000-02-03", "n-occupation": "Peintre"}
    hours = f"h-{world.jobs[0].pk}-work"
    for value in ("12", "abc"):
        response = Client().post(link, form_of(statement, action=action) | typed | {hours: value})
        page = response.content.decode()
        assert response.status_code == 422
        assert all(f'value="{one}"' in page for one in ("Nouvelle", "Ada", "2000-02-03", "Peintre", value))
    assert Person.objects.count() == 2
    assert not statement.lines.exists()
