"""A candidate is registered on one page, by a referrer or a facilitator, with what they can do, want and need."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.directory.models import Commune, Organisation
from levier.directory.references import ensure_short_lists
from levier.domain.certificates import CERTIFICATES, certificate_labels, unknown_certificates
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.matching import Barrier
from levier.journal.models import JournalEntry
from levier.people import selectors
from levier.people.models import Person, Profile
from levier.people.occupations import find_occupations
from levier.people.services.profile import create_person, update_profile
from levier.people.services.record import update_person
from levier.people.spellings import remember
from levier.people.values import PersonFacts, ProfileFacts, Reach
from tests.cast import Cast
from tests.races import at_once

TODAY = date(2026, 4, 3)
FACTS = PersonFacts(first_name="Lou", last_name="Exemple", birth_date=date(1998, 2, 11))
#: What the quick page sends for a candidate who says nearly nothing.
FORM: dict[str, Any] = {
    "last_name": "Exemple", "first_name": "Lou", "birth_date": "1998-02-11", "sex": "u", "education": "unsaid",
    "informed": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    ensure_short_lists(fictional_communes=True)


def _candidate(cast: Cast, who: str = "facilitator", **profile: Any) -> Person:
    return create_person(actor=cast.actor(who), facts=FACTS, profile=ProfileFacts(**profile), today=TODAY)


# ---------------------------------------------------------------------------------------------------- occupations


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Maçon / Maçonne", "F1703"),
        ("f1703", "F1703"),
        ("Maçonnerie (F1703)", "F1703"),
        ("MACONNERIE", "F1703"),
        ("maçon", "F1703"),
    ],
)
def test_an_exact_name_or_code_gives_one_occupation(typed: str, code: str) -> None:
    assert [one.code for one in find_occupations(typed)] == [code]


@pytest.mark.parametrize("typed", ["masson", "massonne", "masonne"])
def test_accents_and_slips_of_the_keyboard_are_forgiven(typed: str) -> None:
    assert "F1703" in [one.code for one in find_occupations(typed)]


def test_certificates_have_one_code_and_one_label_each() -> None:
    assert len({one.code for one in CERTIFICATES}) == len({one.label for one in CERTIFICATES}) == len(CERTIFICATES)
    assert certificate_labels(["sst", "retired"]) == ["Sauveteur secouriste du travail (SST)"]
    assert unknown_certificates(["sst", "retired"]) == {"retired"}


# ------------------------------------------------------------------------------------------------------- services


def test_what_a_referrer_registers_is_its_own(cast: Cast) -> None:
    other = Organisation.objects.create(workspace=cast.workspace, kind="referrer", name="Autre prescripteur (fictif)")
    facts = PersonFacts(first_name="Lou", last_name="Exemple", birth_date=date(1998, 2, 11), referrer=other)
    person = create_person(actor=cast.actor("referrer"), facts=facts, profile=ProfileFacts(), today=TODAY)
    assert person.referrer == cast.referrer


def test_a_referrer_learns_nothing_of_a_person_it_may_not_see(cast: Cast) -> None:
    _candidate(cast)
    with pytest.raises(Conflict, match=r"déjà connue : demandez l’accès au facilitateur"):
        _candidate(cast, "referrer")


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "coordinator"])
def test_only_the_team_and_referrers_register_and_correct_candidates(cast: Cast, who: str) -> None:
    person = _candidate(cast)
    with pytest.raises(NotAllowed):
        _candidate(cast, who)
    with pytest.raises(NotAllowed):
        update_profile(actor=cast.actor(who), person=person, reach=Reach(), facts=ProfileFacts(), today=TODAY)


@pytest.mark.parametrize(
    "profile",
    [
        {"occupations": ("Z9999",)},
        {"occupations": ("F1703", "F1606", "F1608", "F1609", "F1610", "F1701")},
        {"certificates": ("flying",)},
        {"weekly_hours": Decimal(60)},
        {"radius_km": 900},
        {"available_from": date(226, 4, 1)},
        {"wishes": "pas de station debout, RQTH"},
    ],
)
def test_an_impossible_profile_is_refused_and_nobody_is_recorded(cast: Cast, profile: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        _candidate(cast, **profile)
    assert not Person.objects.exists()


def test_the_commune_is_found_from_the_address_and_follows_it(cast: Cast) -> None:
    here, there = Commune.objects.order_by("insee")[:2]
    person = _candidate(cast)
    assert Profile.objects.get().commune is None
    for place in (here, there):
        update_profile(
            actor=cast.facilitator, person=person, reach=Reach(postcode=place.postcode, city=place.name),
            facts=ProfileFacts(), today=TODAY,
        )  # fmt: skip
        assert Profile.objects.get().commune == place


def test_the_journal_says_that_a_profile_was_written_and_nothing_of_it(cast: Cast) -> None:
    _candidate(cast, wishes="Travailler dehors", barriers=(Barrier.HOUSING,))
    line = JournalEntry.objects.get(action="people.person.create")
    assert line.payload["facts"] == {"profile": True}


# ---------------------------------------------------------------------------------------------------------- pages


def test_a_referrer_registers_a_candidate_with_four_answers(cast: Cast) -> None:
    client = cast.client("referrer")
    assert "Nouvelle personne" in client.get("/personnes/nouvelle/").text
    sent = client.post("/personnes/nouvelle/", FORM)
    person = Person.objects.get()
    assert sent.url == f"/personnes/{person.pk}/"
    assert person.referrer == cast.referrer
    assert person.informed_on is not None
    assert "Métiers recherchés" in client.get(sent.url).text


@pytest.mark.parametrize("field", ["last_name", "first_name", "birth_date", "informed"])
def test_the_four_answers_are_required(cast: Cast, field: str) -> None:
    without = {name: value for name, value in FORM.items() if name != field}
    assert cast.client("referrer").post("/personnes/nouvelle/", without).status_code == 422
    assert not Person.objects.exists()


def test_only_the_folded_part_that_holds_an_error_opens(cast: Cast) -> None:
    client = cast.client("referrer")
    elsewhere = client.post("/personnes/nouvelle/", {name: FORM[name] for name in FORM if name != "informed"}).text
    inside = client.post("/personnes/nouvelle/", FORM | {"certificates": ["inconnu"]}).text
    assert "<details><summary>Compléments" in elsewhere
    assert "<details open><summary>Compléments" in inside


def test_an_occupation_said_loosely_is_chosen_on_the_same_page(cast: Cast) -> None:
    client = cast.client("referrer")
    asked = client.post("/personnes/nouvelle/", FORM | {"occupation": "masson"})
    assert asked.status_code == 422
    assert "Quel métier est-ce" in asked.text
    assert "Une précision avant d’enregistrer" in asked.text
    assert not any(said in asked.text for said in ("À corriger", "Erreur", "field--error"))
    assert all(f'value="{FORM[name]}"' in asked.text for name in ("last_name", "first_name", "birth_date"))
    assert (
        client.post("/personnes/nouvelle/", FORM | {"occupation": "masson", "occupation_code": "F1703"}).status_code
        == 302
    )
    assert Profile.objects.get().occupations == ["F1703"]


def test_an_occupation_out_of_the_list_is_kept_in_the_wishes_or_left_out(cast: Cast) -> None:
    client = cast.client("facilitator")
    asked = client.post("/personnes/nouvelle/", FORM | {"occupation": "zzqxv", "wishes": "Dehors"})
    assert "n’est pas dans la liste des métiers" in asked.text
    assert "Erreur" not in asked.text
    (choice,) = re.findall(r'name="occupation_code" value="([^"]*)"', asked.text)
    kept = FORM | {"occupation": "zzqxv", "wishes": "Dehors", "occupation_code": choice}
    assert client.post("/personnes/nouvelle/", kept | {"wishes": "x" * 300}).status_code == 422
    assert client.post("/personnes/nouvelle/", kept).status_code == 302
    profile = Profile.objects.get()
    assert (profile.occupations, profile.wishes) == ([], "Dehors ; Métier souhaité : zzqxv")
    again = FORM | {"last_name": "Autrement"}
    assert client.post("/personnes/nouvelle/", again | kept | again | {"occupation": "maçon"}).status_code == 302
    assert "F1703" in Profile.objects.get(person__last_name="Autrement").occupations


@pytest.mark.parametrize("words", [40, 2000])
def test_many_words_are_not_looked_for_one_by_one(cast: Cast, words: int) -> None:
    client = cast.client("facilitator")
    client.post("/personnes/nouvelle/", FORM)
    said = " ".join(f"zzq{number:04d}" for number in range(words))
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/personnes/nouvelle/", FORM | {"occupation": said})
    assert (answer.status_code, len(queries) < 100) == (422, True)


def test_an_occupation_wished_for_is_noted_beside_a_longer_one_that_begins_alike_and_once(cast: Cast) -> None:
    client = cast.client("facilitator")
    said = FORM | {"occupation": "zzpeintre", "wishes": "Métier souhaité : zzpeintre en lettres"}
    asked = client.post("/personnes/nouvelle/", said).text
    *_, choice = re.findall(r'name="occupation_code" value="([^"]*)"', asked)
    client.post("/personnes/nouvelle/", said | {"occupation_code": choice})
    both = "Métier souhaité : zzpeintre en lettres ; Métier souhaité : zzpeintre"
    assert Profile.objects.get().wishes == both
    other = {"last_name": "Autrement", "occupation_code": choice, "wishes": both}
    client.post("/personnes/nouvelle/", said | other)
    assert Profile.objects.get(person__last_name="Autrement").wishes == both


def test_near_occupations_are_proposed_word_by_word(cast: Cast) -> None:
    asked = cast.client("facilitator").post("/personnes/nouvelle/", FORM | {"occupation": "maçon en pierres zzqxv"})
    assert asked.status_code == 422
    assert 'value="F1703"' in asked.text
    assert "Aucun de ceux-là" in asked.text


def test_the_profile_page_keeps_what_is_noted_and_adds_to_it(cast: Cast) -> None:
    person = _candidate(cast, "referrer", occupations=("F1703", "F1606"), has_licence=True)
    client = cast.client("referrer")
    assert "Peinture en bâtiment" in client.get(f"/personnes/{person.pk}/profil/").text
    sent = {"occupations": ["F1606"], "occupation": "A1203", "means": ["has_vehicle"], "barriers": ["childcare"]}
    sent |= {"certificates": ["sst"], "weekly_hours": "28,5", "phone": "06 00 00 00 00"}
    assert client.post(f"/personnes/{person.pk}/profil/", sent).status_code == 302
    profile = Profile.objects.get()
    assert (profile.occupations, profile.certificates) == (["F1606", "A1203"], ["sst"])
    assert (profile.has_licence, profile.has_vehicle, profile.barriers) == (False, True, ["childcare"])
    assert profile.weekly_hours == Decimal("28.50")
    assert "28,5" in client.get(f"/personnes/{person.pk}/").text


def test_a_referrer_cannot_open_the_profile_of_somebody_else_s_candidate(cast: Cast) -> None:
    person = _candidate(cast)
    assert cast.client("referrer").get(f"/personnes/{person.pk}/profil/").status_code == 404


def test_an_employer_reads_no_profile(cast: Cast) -> None:
    person = _candidate(cast, wishes="Travailler dehors")
    person.employments.create(
        employer=cast.contractor, contract_kind="cdd", modality="direct_hire", starts_on=date(2026, 1, 5)
    )
    page = cast.client("contractor").get(f"/personnes/{person.pk}/").text
    assert "Profil" not in page
    assert "dehors" not in page


def test_candidates_are_found_by_the_occupation_they_look_for(cast: Cast) -> None:
    mason = _candidate(cast, occupations=("F1606", "F1703"))
    create_person(
        actor=cast.facilitator, facts=PersonFacts(first_name="Nil", last_name="Exemple", birth_date=date(1990, 1, 1)),
        profile=ProfileFacts(occupations=("A1203",)), today=TODAY,
    )  # fmt: skip
    found = selectors.looking_for(selectors.people(actor=cast.facilitator), "maçonnerie")
    assert list(found) == [mason]
    assert "Nil" not in cast.client("facilitator").get("/personnes/?metier=ma%C3%A7onnerie").text


@pytest.mark.parametrize("who", ["facilitator", "referrer"])
def test_what_to_tell_the_person_is_shown_where_their_data_are_collected(cast: Cast, who: str) -> None:
    page = cast.client(who).get("/personnes/nouvelle/").content.decode()
    assert "Sans rien de nouveau pendant 24\u00a0mois" in page


def test_an_erasure_still_looks_for_the_telephones_and_addresses_changed_on_the_profile_page(cast: Cast) -> None:
    person = _candidate(cast)
    for number in range(3):
        reach = Reach(phone=f"060000000{number}", email=f"lou{number}@exemple.test")
        update_profile(actor=cast.facilitator, person=person, reach=reach, facts=ProfileFacts(), today=TODAY)
    assert list(person.former_names.order_by("pk").values_list("phone", "email")) == [
        ("0600000000", "lou0@exemple.test"),
        ("0600000001", "lou1@exemple.test"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one transaction at a time")
def test_two_who_correct_a_person_at_once_both_leave_the_spelling_they_replace(cast: Cast) -> None:
    def from_one_reading(person: Person, name: str) -> None:
        """The control: what was written before is read without holding the person."""
        before = Person.objects.get(pk=person.pk)
        together.wait(timeout=10)
        person.last_name = name
        person.save()
        remember(person, before)

    def by_the_service(person: Person, name: str) -> None:
        facts = replace(FACTS, first_name=person.first_name, last_name=name)
        update_person(actor=cast.facilitator, person=person, facts=facts, today=TODAY)

    kept = []
    for number, correct in enumerate((from_one_reading, by_the_service)):
        facts, together = replace(FACTS, first_name=f"Lou{'x' * number}"), threading.Barrier(2)
        person = create_person(actor=cast.facilitator, facts=facts, today=TODAY)
        turns = iter([(Person.objects.get(pk=person.pk), name) for name in ("Modèle", "Essai")])
        assert at_once(lambda act=correct, turns=turns: act(*next(turns))) == ["won", "won"]  # type: ignore[misc]
        kept.append(person.former_names.values("last_name").distinct().count())
    assert kept == [1, 2]
