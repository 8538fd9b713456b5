"""The same person written twice is noticed, and both records become one without losing anything."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from levier.accounts.models import AccessLink
from levier.delivery.enums import EntryKind
from levier.delivery.models import HoursLine, HoursStatement, LedgerEntry
from levier.delivery.services.obligations import amend_obligation
from levier.directory.references import ensure_short_lists
from levier.domain.errors import Conflict, NotAllowed
from levier.domain.vocabulary import ContractKind, Modality
from levier.journal.models import JournalEntry
from levier.people.enums import CandidacyState
from levier.people.erasure.rules import ERASED
from levier.people.merging import RULES, relations
from levier.people.models import (
    Candidacy,
    DistinctPeople,
    EligibilityStatus,
    Employment,
    FormerName,
    Person,
    Profile,
)
from levier.people.services.access import send_access
from levier.people.services.erasure import erase_person
from levier.people.services.profile import create_person
from levier.people.services.record import update_person
from levier.people.services.twins import merge_people, tell_apart
from levier.people.twins import Identity, likeness, possible_doubles
from levier.people.values import PersonFacts, ProfileFacts
from levier.post.models import OutgoingMessage
from tests.cast import Cast, make_cast
from tests.delivery.closing_setup import make_obligation
from tests.e2e.kit import link_in
from tests.races import at_once

from .offers_world import make_offer

BORN = date(1998, 2, 11)
TODAY = date(2026, 4, 3)
FORM = {
    "last_name": "Exemple", "first_name": "Élodie", "birth_date": "1998-02-11", "sex": "u", "education": "unsaid",
    "informed": "on",
}  # fmt: skip


def _person(cast: Cast, first: str = "Elodie", last: str = "Exemple", born: date = BORN, **more: Any) -> Person:
    return Person.objects.create(workspace=cast.workspace, first_name=first, last_name=last, birth_date=born, **more)


def _job(cast: Cast, person: Person, starts_on: date = date(2025, 2, 1)) -> Employment:
    return Employment.objects.create(
        person=person, employer=cast.contractor, contract_kind=ContractKind.CDD.value,
        modality=Modality.DIRECT_HIRE.value, starts_on=starts_on,
    )  # fmt: skip


# -------------------------------------------------------------------------------------------------------- likeness


@pytest.mark.parametrize(
    ("first", "last", "born", "phone"),
    [
        ("ÉLODIE", "exemple", BORN, ""),
        ("Elodi", "Exempel", BORN, ""),
        ("Exemple", "Élodie", BORN, ""),
        ("Élodie-Anne", "Exemple", BORN, ""),
        ("Elodie", "Exemple", date(1998, 11, 2), ""),
        ("Elodie", "Exemple", date(1970, 1, 1), "+33 6 12 34 56 78"),
    ],
)
def test_the_same_person_is_recognised_however_written(first: str, last: str, born: date, phone: str) -> None:
    assert likeness(Identity("Élodie", "Exemple", BORN, "06.12.34.56.78"), Identity(first, last, born, phone))


@pytest.mark.parametrize(
    ("first", "last", "born", "phone"),
    [
        ("Lucas", "Exemple", BORN, "06 12 34 56 78"),
        ("Elodie", "Exemple", date(1998, 2, 12), ""),
        ("Elodie", "Autrenom", BORN, ""),
        ("Elodie", "Exemple", date(1970, 1, 1), ""),
    ],
)
def test_two_people_are_not_taken_for_one(first: str, last: str, born: date, phone: str) -> None:
    assert not likeness(Identity("Élodie", "Exemple", BORN, "06 12 34 56 78"), Identity(first, last, born, phone))


def test_every_possible_double_is_listed_once_until_told_apart(cast: Cast) -> None:
    one = _person(cast, phone="06 12 34 56 78")
    other = _person(cast, "Élodie", "Exempel", phone="0612345678")
    _person(cast, "Lucas")
    assert [(first.pk, second.pk) for first, second, _ in possible_doubles(Person.objects.all())] == [
        (one.pk, other.pk)
    ]
    tell_apart(actor=cast.facilitator, one=other, other=one)
    assert list(possible_doubles(Person.objects.all())) == []


# -------------------------------------------------------------------------------------------------- registration


def test_a_facilitator_is_shown_the_likely_twin_before_anything_is_written(cast: Cast) -> None:
    twin = _person(cast, "Elodie", "Exempel")
    client = cast.client("facilitator")
    asked = client.post("/personnes/nouvelle/", FORM)
    assert asked.status_code == 422
    assert "C’est la même personne" in asked.text
    assert f"/personnes/{twin.pk}/" in asked.text
    assert Person.objects.count() == 1
    assert client.post("/personnes/nouvelle/", FORM | {"apart": "1"}).status_code == 302
    assert DistinctPeople.objects.get().one == twin


def test_the_occupation_chosen_is_kept_while_the_twin_is_looked_at(cast: Cast) -> None:
    ensure_short_lists()
    _person(cast, "Elodie", "Exempel")
    chosen = FORM | {"occupation": "masson", "occupation_code": "F1703"}
    page = cast.client("facilitator").post("/personnes/nouvelle/", chosen).text
    radio = next(tag for tag in re.findall(r"<input[^>]*>", page) if "occupation_code" in tag and "F1703" in tag)
    assert "checked" in radio


def test_a_referrer_is_told_that_somebody_is_known_and_nothing_else(cast: Cast) -> None:
    twin = _person(cast, "Elodie", "Exempel", phone="06 98 76 54 32")
    asked = cast.client("referrer").post("/personnes/nouvelle/", FORM).text
    assert "demandez l’accès au facilitateur" in asked
    assert not any(word in asked for word in ("Exempel", "98 76", f"/personnes/{twin.pk}/"))


def test_what_a_referrer_says_of_a_person_it_may_not_see_settles_nothing(cast: Cast) -> None:
    _person(cast, "Elodie", "Exempel")
    assert cast.client("referrer").post("/personnes/nouvelle/", FORM | {"apart": "1"}).status_code == 302
    assert not DistinctPeople.objects.exists()
    assert len(list(possible_doubles(Person.objects.all()))) == 1


# --------------------------------------------------------------------------------------------------------- merging


def test_every_relation_to_a_person_has_its_rule() -> None:
    """A new model that points to a person says here what a merge does of its rows."""
    assert sorted(RULES) == relations()


@pytest.mark.parametrize("seed", range(6))
def test_a_merge_changes_no_sum_and_loses_no_history(cast: Cast, seed: int) -> None:
    rng, obligation = random.Random(seed), make_obligation(cast)
    statement = HoursStatement.objects.create(
        obligation=obligation, declarant=cast.contractor, month=date(2025, 1, 1), due_on=date(2025, 2, 10)
    )
    one, other = _person(cast), _person(cast, "Élodie", "Exempel")
    criteria, days = ("rsa", "qpv", "under_26"), [date(2025, 1, 1) + timedelta(days=30 * rank) for rank in range(3)]
    for person in (one, other):
        for day in rng.sample(days, rng.randint(1, 3)):
            EligibilityStatus.objects.create(person=person, criterion=rng.choice(criteria), valid_from=day)
            job = _job(cast, person, day)
            if rng.random() < 0.7:
                hours = Decimal(rng.randint(100, 9000)) / 100
                line = HoursLine.objects.create(statement=statement, employment=job, hours=hours, counted=hours)
                LedgerEntry.objects.create(
                    workspace=cast.workspace,
                    obligation=obligation,
                    employment=job,
                    month=day.replace(day=1),
                    kind=EntryKind.VALIDATED,
                    hours=hours,
                    line=line,
                    recorded_at=timezone.now(),
                )
    entries = list(LedgerEntry.objects.order_by("pk").values())
    statuses = set(EligibilityStatus.objects.values_list("criterion", "valid_from"))
    jobs = set(Employment.objects.values_list("pk", flat=True))
    merge_people(actor=cast.facilitator, kept=one, merged=other)
    assert list(LedgerEntry.objects.order_by("pk").values()) == entries
    by_person = LedgerEntry.objects.values("employment__person").annotate(total=Sum("hours"))
    assert [row["employment__person"] for row in by_person] == ([one.pk] if entries else [])
    assert set(one.statuses.values_list("criterion", "valid_from")) == statuses
    assert set(one.employments.values_list("pk", flat=True)) == jobs
    assert not Person.objects.filter(pk=other.pk).exists()


def test_of_the_same_status_twice_the_checked_one_stays(cast: Cast) -> None:
    one, other = _person(cast), _person(cast, "Élodie", "Exempel")
    EligibilityStatus.objects.create(person=one, criterion="rsa", valid_from=TODAY)
    checked = EligibilityStatus.objects.create(
        person=other, criterion="rsa", valid_from=TODAY, checked_on=TODAY, valid_until=TODAY
    )
    merge_people(actor=cast.facilitator, kept=one, merged=other)
    assert list(one.statuses.all()) == [checked]


def test_the_same_contract_twice_keeps_both_numbers_and_says_so(cast: Cast) -> None:
    one, other = _person(cast), _person(cast, "Élodie", "Exempel")
    first, second = _job(cast, one), _job(cast, other)
    merge_people(actor=cast.facilitator, kept=one, merged=other)
    assert dict(one.employments.values_list("pk", "is_double")) == {first.pk: False, second.pk: True}
    assert "inscrit deux fois" in cast.client("facilitator").get(f"/personnes/{one.pk}/").text


def test_what_the_kept_record_lacks_comes_from_the_other(cast: Cast) -> None:
    one = _person(cast, city="Sérigny")
    other = create_person(
        actor=cast.actor("referrer"), today=TODAY, profile=ProfileFacts(wishes="Dehors"),
        facts=PersonFacts(first_name="Élodie", last_name="Exempel", birth_date=BORN, phone="06 00 00 00 00", city="Ici"),
    )  # fmt: skip
    merge_people(actor=cast.facilitator, kept=one, merged=other)
    one.refresh_from_db()
    assert (one.phone, one.city, one.referrer) == ("06 00 00 00 00", "Sérigny", cast.referrer)
    assert Profile.objects.get().person == one


@pytest.mark.parametrize("who", ["referrer", "contractor", "structure", "buyer", "coordinator", "stranger"])
def test_only_the_team_of_the_workspace_merges(cast: Cast, who: str) -> None:
    one, other = _person(cast), _person(cast, "Élodie", "Exempel")
    with pytest.raises((NotAllowed, Conflict)):
        merge_people(actor=cast.actor(who), kept=one, merged=other)
    assert Person.objects.count() == 2


def test_the_pages_compare_then_merge_or_tell_apart(cast: Cast) -> None:
    one, other = _person(cast), _person(cast, "Élodie", "Exempel")
    client = cast.client("facilitator")
    address = f"/personnes/{one.pk}/rapprocher/{other.pk}/"
    assert address in client.get("/personnes/doublons/").text
    assert address in client.get(f"/personnes/{one.pk}/").text
    assert "Même date de naissance" in client.get(address).text
    assert client.post(address, {"decision": "apart"}).status_code == 302
    assert "Aucun doublon" in client.get("/personnes/doublons/").text
    assert client.post(address, {"decision": "same"}).status_code == 302
    assert Person.objects.get() == one
    assert not DistinctPeople.objects.exists()
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_merge_the_same_pair_once() -> None:
    cast = make_cast()
    one, other = _person(cast), _person(cast, "Élodie", "Exempel")
    _job(cast, other)
    ways = iter([(one, other), (other, one)])

    def act() -> None:
        kept, merged = next(ways)
        merge_people(actor=cast.facilitator, kept=kept, merged=merged)

    assert at_once(act) == ["conflict", "won"]
    assert Person.objects.get().employments.count() == 1


# ------------------------------------------------------------------------------------------------------ candidacies


def test_of_two_candidacies_for_one_offer_the_hire_stays(cast: Cast) -> None:
    ensure_short_lists(fictional_communes=True)
    kept, merged, job = _person(cast), _person(cast, "Élodi"), make_offer(cast)
    hired_for = _job(cast, merged)
    rows = (
        Candidacy(person=kept, state=CandidacyState.INTERVIEW),
        Candidacy(person=merged, state=CandidacyState.HIRED, employment=hired_for),
    )
    for one in rows:
        one.offer, one.proposed_on, one.due_on, one.answered_on = job, TODAY, TODAY, TODAY
        one.save()
    merge_people(actor=cast.facilitator, kept=kept, merged=merged)
    left = Candidacy.objects.get()
    assert (left.person, left.state, left.employment) == (kept, CandidacyState.HIRED, hired_for)


# ---------------------------------------------------------------------------------------------- messages and links


def test_what_was_written_to_the_record_that_goes_is_found_by_an_erasure(cast: Cast) -> None:
    kept, merged = _person(cast), _person(cast, "Élodi", email="elodi@exemple.test")
    send_access(actor=cast.facilitator, person=merged, today=TODAY)
    merge_people(actor=cast.facilitator, kept=kept, merged=merged)
    message = OutgoingMessage.objects.get(to="elodi@exemple.test")
    assert message.target_id == str(kept.pk)
    assert Client().get(link_in(message, "mon-dossier")).status_code == 403
    assert not AccessLink.objects.exists()
    kept.refresh_from_db()
    erase_person(actor=cast.facilitator, person=kept, today=TODAY)
    assert not OutgoingMessage.objects.filter(to="elodi@exemple.test").exists()


def _amended(cast: Cast, reason: str) -> JournalEntry:
    amend_obligation(
        actor=cast.facilitator, obligation=make_obligation(cast), hours=Decimal(90), from_day=TODAY, reason=reason
    )
    return JournalEntry.objects.get(action="delivery.obligation.amend")


@pytest.mark.parametrize("said", ["Géraldine Exempel", "EXEMPEL", "geraldine@exemple.test", "06 11 22 33 44"])
def test_an_erasure_looks_for_the_spelling_of_the_record_that_went(cast: Cast, said: str) -> None:
    first = _person(cast, "Géraldine", "Exempel", phone="06 11 22 33 44", email="geraldine@exemple.test")
    second, third = _person(cast, "Geraldyne"), _person(cast, "Géral", email="autre@exemple.test", phone="07")
    line = _amended(cast, f"Départ de {said}, remplacée en mai.")
    merge_people(actor=cast.facilitator, kept=second, merged=first)
    merge_people(actor=cast.facilitator, kept=third, merged=second)
    erase_person(actor=cast.facilitator, person=third, today=TODAY)
    line.refresh_from_db()
    assert line.reason == f"Départ de {ERASED}, remplacée en mai."
    assert not FormerName.objects.exists()


def test_an_erasure_looks_for_a_name_corrected_since(cast: Cast) -> None:
    who = _person(cast, "Elodie", "Exempel")
    line = _amended(cast, "Départ de Mme Exempel.")
    facts = PersonFacts(first_name="Elodie", last_name="Exemple", birth_date=BORN)
    for _twice in range(2):
        update_person(actor=cast.facilitator, person=who, facts=facts, today=TODAY)
    assert [str(one) for one in FormerName.objects.all()] == ["Elodie Exempel"]
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    line.refresh_from_db()
    assert line.reason == f"Départ de Mme {ERASED}."


def test_the_names_of_somebody_else_stay(cast: Cast) -> None:
    kept, merged = _person(cast, "Ana"), _person(cast, "Anna", phone="06 11 22 33 44")
    merge_people(actor=cast.facilitator, kept=kept, merged=merged)
    line = _amended(cast, "Départ de Joachim, le 06 11 22 33 45.")
    erase_person(actor=cast.facilitator, person=kept, today=TODAY)
    line.refresh_from_db()
    assert line.reason == "Départ de Joachim, le 06 11 22 33 45."
