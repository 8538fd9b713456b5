"""Nobody is recorded twice in a workspace, even by two who write at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

from levier.domain.errors import Conflict
from levier.domain.vocabulary import ContractKind, Modality
from levier.people.models import Employment, Person
from levier.people.selectors import possible_twins
from levier.people.services.profile import create_person
from levier.people.services.record import update_person
from levier.people.values import PersonFacts
from levier.people.writing import NewWorker, hire
from tests.cast import Cast, make_cast
from tests.races import at_once

TODAY, BORN = date(2026, 4, 3), date(1990, 5, 6)
ADA = PersonFacts(first_name="Ada", last_name="Exemple", birth_date=BORN)


def _create(cast: Cast, facts: PersonFacts = ADA) -> Person:
    return create_person(actor=cast.facilitator, facts=facts, today=TODAY)


def _hire(cast: Cast) -> Employment:
    worker = NewWorker(
        first_name="ADA",
        last_name="Exemple",
        birth_date=BORN,
        contract_kind=ContractKind.CDD,
        modality=Modality.DIRECT_HIRE,
        starts_on=date(2026, 1, 5),
    )
    return hire(workspace=cast.workspace, worker=worker, employer=cast.contractor, today=TODAY)


@contextmanager
def _without_the_constraint() -> Iterator[None]:
    [constraint] = (one for one in Person._meta.constraints if one.name == "person_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Person, constraint)
    try:
        yield
    finally:
        Person.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Person, constraint)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_same_person_one_wins() -> None:
    cast = make_cast()
    together = threading.Barrier(2)

    def naive() -> None:
        """The control: to look before writing is not enough, both look and see nobody."""
        twins = possible_twins(workspace_id=cast.workspace.pk, first_name="Ada", last_name="Exemple", birth_date=BORN)
        assert not twins.exists()
        together.wait(timeout=10)
        Person.objects.create(workspace=cast.workspace, first_name="Ada", last_name="Exemple", birth_date=BORN)

    with _without_the_constraint():
        assert at_once(naive) == ["won", "won"]
        assert Person.objects.count() == 2
    assert at_once(lambda: _create(cast), 4) == ["conflict", "conflict", "conflict", "won"]
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_statements_that_name_the_same_newcomer_make_one_person() -> None:
    cast = make_cast()
    assert at_once(lambda: _hire(cast), 4) == ["won"] * 4
    assert (Person.objects.count(), Employment.objects.count()) == (1, 1)


def test_a_company_declares_somebody_the_team_knows(cast: Cast) -> None:
    person = _create(cast)
    assert _hire(cast).person == person


def test_a_correction_does_not_make_a_twin(cast: Cast) -> None:
    _create(cast)
    other = _create(cast, PersonFacts(first_name="Adèle", last_name="Exemple", birth_date=BORN))
    with pytest.raises(Conflict, match="Une autre personne porte déjà ce nom"):
        update_person(actor=cast.facilitator, person=other, facts=ADA, today=TODAY)
    other.refresh_from_db()
    assert other.first_name == "Adèle"
