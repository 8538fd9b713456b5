"""The person's own access: their link opens their record and nobody else's."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link, open_link
from levier.domain.errors import NotAllowed, RuleError
from levier.domain.steps import Step
from levier.journal.models import JournalEntry
from levier.people.contact import ADDRESSES_A_DAY
from levier.people.enums import CandidacyState
from levier.people.erasure.relations import relations
from levier.people.held import everything_held
from levier.people.models import Candidacy, DistinctPeople, EligibilityStatus, JobOffer, PathwayStep, Person, Profile
from levier.people.services.access import correct_own_contact, send_access, withdraw
from levier.people.services.erasure import erase_person
from levier.people.values import Reach
from levier.post.addresses import mark_dead
from levier.post.enums import Channel
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.desk import world

TODAY = date(2026, 10, 20)


@pytest.fixture
def who(cast: Cast) -> Person:
    return world.person(cast, "Lectrice", email="lectrice@exemple.test", phone="0600000000")


def _path(cast: Cast, person: Person) -> str:
    token = make_link(workspace=cast.workspace, purpose=LinkPurpose.PERSON, days=30, target=person)[1]
    return f"/mon-dossier/{token}/"


@pytest.mark.parametrize("role", ["facilitator", "referrer"])
def test_the_link_sent_opens_the_record_and_says_that_the_person_is_informed(
    cast: Cast, who: Person, role: str
) -> None:
    assert cast.client(role).post(f"/personnes/{who.pk}/acces/").status_code == 302
    message = OutgoingMessage.objects.get()
    assert message.to == "lectrice@exemple.test"
    assert "Lectrice" not in message.subject + message.body
    found = re.search(r"/mon-dossier/[\w-]+/", message.body)
    assert found is not None
    answer = Client().get(found[0])
    assert "Lectrice" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    who.refresh_from_db()
    assert who.informed_on == timezone.localdate()


def test_the_message_with_the_link_says_who_writes_and_how_to_reach_them(cast: Cast, who: Person) -> None:
    cast.workspace.contact_phone = "01 99 00 12 34"
    cast.workspace.save()
    send_access(actor=cast.facilitator, person=who, today=TODAY)
    body = OutgoingMessage.objects.get().body
    assert body.endswith(f"{cast.workspace.name}\n{cast.workspace.contact}\n")
    assert "01 99 00 12 34" in body.replace("\u00a0", " ")


def test_no_link_leaves_without_an_address(cast: Cast) -> None:
    with pytest.raises(RuleError, match="adresse électronique"):
        send_access(actor=cast.facilitator, person=world.person(cast, "Sans adresse"), today=TODAY)


def test_no_link_leaves_to_an_address_that_no_longer_answers(cast: Cast, who: Person) -> None:
    send_access(actor=cast.facilitator, person=who, today=TODAY)
    mark_dead(OutgoingMessage.objects.get(), code="5.1.1", now=timezone.now())
    with pytest.raises(RuleError, match="ne répond plus"):
        send_access(actor=cast.facilitator, person=who, today=TODAY)


def test_who_sends_chooses_the_text_message(cast: Cast, who: Person, settings: Settings) -> None:
    assert "par SMS" not in cast.client("referrer").get(f"/personnes/{who.pk}/").text
    settings.SMS_LEAVES = True
    Person.objects.filter(pk=who.pk).update(email="", phone="06 12 34 56 78")
    assert "par SMS" in cast.client("referrer").get(f"/personnes/{who.pk}/").text
    assert cast.client("referrer").post(f"/personnes/{who.pk}/acces/", {"par": "sms"}).status_code == 302
    message = OutgoingMessage.objects.get()
    assert (message.channel, message.to) == ("sms", "+33612345678")
    assert "Lectrice" not in message.subject + message.body
    found = re.search(r"/mon-dossier/[\w-]+/", message.body)
    assert found is not None
    assert "Lectrice" in Client().get(found[0]).text
    assert "612345678" not in str(JournalEntry.objects.latest("sequence").payload)


@pytest.mark.parametrize(("phone", "sentence"), [("", "téléphone"), ("01 23 45 67 89", "mobile"), ("12", "reconnu")])
def test_a_text_message_needs_a_mobile(cast: Cast, who: Person, settings: Settings, phone: str, sentence: str) -> None:
    settings.SMS_LEAVES = True
    who.phone = phone
    with pytest.raises(RuleError, match=sentence):
        send_access(actor=cast.facilitator, person=who, today=TODAY, by=Channel.SMS)
    assert not OutgoingMessage.objects.exists()


def test_where_text_messages_do_not_leave_none_is_promised(cast: Cast, who: Person) -> None:
    with pytest.raises(RuleError, match="SMS"):
        send_access(actor=cast.facilitator, person=who, today=TODAY, by=Channel.SMS)


def test_a_person_reads_their_own_criterion_contracts_and_hours(cast: Cast, who: Person) -> None:
    EligibilityStatus.objects.create(person=who, criterion="rsa", valid_from=date(2026, 1, 1))
    owed = world.obligation(cast, world.contract(cast, "Halle", Step.MISE_EN_OEUVRE), cast.contractor)
    world.hours(owed, world.employment(who, cast.contractor), date(2026, 5, 1), "70")
    page = Client().get(_path(cast, who)).content.decode()
    assert "Bénéficiaire du RSA" in page
    assert "Bâtisseurs de l’Orne" in page
    assert re.search(r"70\sh validées", page)


def test_a_person_corrects_their_contact_details_and_nothing_else(cast: Cast, who: Person) -> None:
    path = _path(cast, who)
    wrong = Client().post(path, {"email": "pas une adresse"})
    assert wrong.status_code == 422
    new = {"phone": "0611111111", "email": "autre@exemple.test", "city": "Sérigny", "last_name": "Usurpée"}
    assert Client().post(path, new).status_code == 302
    who.refresh_from_db()
    assert (who.phone, who.email, who.city, who.last_name) == (
        "0611111111", "autre@exemple.test", "Sérigny", "Lectrice"
    )  # fmt: skip


def test_a_new_address_or_telephone_is_told_to_the_old_address_and_to_the_referrer(cast: Cast, who: Person) -> None:
    Person.objects.filter(pk=who.pk).update(referrer=cast.referrer)
    path = _path(cast, who)
    new = {"phone": "06 11 11 11 11", "email": "autre@exemple.test"}
    Client().post(path, new)
    old, team = OutgoingMessage.objects.order_by("pk")
    assert (old.to, team.to) == ("lectrice@exemple.test", cast.referrer.email)
    for said in (old, team):
        assert "adresse électronique et" in said.body
        assert "numéro de téléphone" in said.body
        for datum in ("Lectrice", "autre@exemple.test", "11 11 11", "lectrice@"):
            assert datum not in said.subject + said.body
    assert f"/personnes/{who.pk}/" in team.body
    assert who.former_names.get().email == "lectrice@exemple.test", "an erasure still looks for the old address"
    assert "/personnes/" not in old.body
    entry = JournalEntry.objects.filter(action="people.access.correct").latest("sequence")
    assert entry.payload["facts"]["changed"] == ["email", "phone"]
    assert "exemple" not in str(entry.payload)


def test_without_a_referrer_the_team_learns_of_a_new_telephone(cast: Cast, who: Person) -> None:
    Person.objects.filter(pk=who.pk).update(referrer=None)
    type(cast.workspace).objects.filter(pk=cast.workspace.pk).update(contact_email="equipe@exemple.test")
    Client().post(_path(cast, who), {"phone": "0611111111", "email": "LECTRICE@exemple.test"})
    messages = OutgoingMessage.objects.order_by("pk")
    assert [one.to for one in messages] == ["lectrice@exemple.test", "equipe@exemple.test"]
    assert all("adresse électronique" not in one.body for one in messages), "only the telephone changed"


def test_the_same_details_written_otherwise_are_no_change(cast: Cast, who: Person) -> None:
    Client().post(_path(cast, who), {"phone": "+33 6 00 00 00 00", "email": "Lectrice@Exemple.test", "city": "Sérigny"})
    assert not OutgoingMessage.objects.exists()


def test_changing_again_and_again_in_a_day_floods_nobody(cast: Cast, who: Person) -> None:
    Person.objects.filter(pk=who.pk).update(referrer=cast.referrer)
    path = _path(cast, who)
    for number in range(6):
        Client().post(path, {"phone": f"060000001{number}", "email": f"autre{number % 2}@exemple.test"})
    assert sorted(OutgoingMessage.objects.values_list("to", flat=True)) == sorted(
        [cast.referrer.email, "lectrice@exemple.test", "autre0@exemple.test", "autre1@exemple.test"]
    )


def test_a_link_writes_to_few_addresses_in_a_day(cast: Cast, who: Person) -> None:
    path = _path(cast, who)
    for number in range(2 * ADDRESSES_A_DAY):
        Client().post(path, {"phone": who.phone, "email": f"autre{number}@exemple.test"})
    told = set(OutgoingMessage.objects.exclude(to=cast.referrer.email).values_list("to", flat=True))
    assert told == {"lectrice@exemple.test", *(f"autre{number}@exemple.test" for number in range(ADDRESSES_A_DAY - 1))}


def test_each_address_replaced_in_a_day_hears_of_it(cast: Cast, who: Person) -> None:
    Person.objects.filter(pk=who.pk).update(referrer=cast.referrer)
    path = _path(cast, who)
    for address in ("mienne@exemple.test", "voleur@exemple.test"):
        Client().post(path, {"phone": who.phone, "email": address})
    messages = list(OutgoingMessage.objects.order_by("pk"))
    assert [one.to for one in messages] == ["lectrice@exemple.test", cast.referrer.email, "mienne@exemple.test"]
    assert not any("mienne" in (one.dedupe_key or "") for one in messages), "a key outlives the erasure of the person"


def test_nothing_leaves_to_an_old_address_that_no_longer_answers(cast: Cast, who: Person) -> None:
    send_access(actor=cast.facilitator, person=who, today=TODAY)
    mark_dead(OutgoingMessage.objects.get(), code="5.1.1", now=timezone.now())
    Client().post(_path(cast, who), {"email": "autre@exemple.test", "phone": who.phone})
    assert OutgoingMessage.objects.filter(to="lectrice@exemple.test").count() == 1


@pytest.mark.parametrize("typed", ["abc", "06 12", "0612345678 ou le soir"])
def test_what_is_not_a_telephone_does_not_replace_the_one_known(cast: Cast, who: Person, typed: str) -> None:
    Person.objects.filter(pk=who.pk).update(phone="0611111111")
    page = Client().post(_path(cast, who), {"phone": typed, "email": who.email})
    assert page.status_code == 422
    assert "n’est pas reconnu" in page.text
    assert typed in page.text
    who.refresh_from_db()
    assert who.phone == "0611111111"


def test_a_person_leaves_the_pool_and_keeps_what_they_worked(cast: Cast, who: Person) -> None:
    Profile.objects.create(person=who, updated_on=TODAY)
    lot = world.contract(cast, "Halle", Step.MISE_EN_OEUVRE).lots.get()
    for rank, state in enumerate((CandidacyState.PROPOSED, CandidacyState.HIRED)):
        offer = JobOffer.objects.create(
            workspace=cast.workspace, lot=lot, company=cast.contractor, title=f"Offre {rank}", starts_on=TODAY
        )
        Candidacy.objects.create(offer=offer, person=who, state=state, proposed_on=TODAY, due_on=TODAY)
    world.employment(who, cast.contractor)
    path = _path(cast, who)
    assert "Retirer mon profil" in Client().get(path).content.decode()
    assert Client().get(f"{path}retrait/").status_code == 405
    assert Client().post(f"{path}retrait/").status_code == 302
    assert not Profile.objects.filter(person=who).exists()
    assert sorted(who.candidacies.values_list("state", flat=True)) == [CandidacyState.HIRED, CandidacyState.WITHDRAWN]
    assert who.employments.count() == 1
    other = world.person(cast, "Voisine")
    actor = Actor.from_link(open_link(path.split("/")[2], LinkPurpose.PERSON))
    with pytest.raises(NotAllowed):
        withdraw(actor=actor, person=other, today=TODAY)


def test_the_download_holds_every_table_of_the_person_and_nobody_else(cast: Cast, who: Person) -> None:
    other = world.person(cast, "Voisine")
    DistinctPeople.objects.create(one=who, other=other)
    Profile.objects.create(person=who, wishes="Travailler dehors", updated_on=TODAY)
    EligibilityStatus.objects.create(
        person=who, criterion="rsa", valid_from=TODAY, checked_by=cast.members["facilitator"].user
    )
    PathwayStep.objects.create(person=who, kind="training", starts_on=TODAY, next_step="Rappeler en mai")
    owed = world.obligation(cast, world.contract(cast, "Halle", Step.MISE_EN_OEUVRE), cast.contractor)
    world.hours(owed, world.employment(who, cast.contractor), date(2026, 5, 1), "70")
    answer = Client().get(f"{_path(cast, who)}donnees/")
    assert answer["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    held = json.loads(answer.content)
    filled = {one.model._meta.label_lower for one in relations() if one.rows(who).exists()}
    assert set(held) == filled | {"people.person"}
    text = answer.content.decode()
    for mark in ("Lectrice", "Travailler dehors", "rsa", "Rappeler en mai", "70.00"):
        assert mark in text
    assert "Voisine" not in text
    assert "Prénom Facilitator" not in text


def test_a_link_opens_nobody_else_and_nothing_once_erased_or_expired(cast: Cast, who: Person) -> None:
    other = world.person(cast, "Voisine")
    path = _path(cast, who)
    token = path.split("/")[2]
    actor = Actor.from_link(open_link(token, LinkPurpose.PERSON))
    with pytest.raises(NotAllowed):
        correct_own_contact(actor=actor, person=other, reach=Reach(phone="0622222222"), today=TODAY)
    wrong = make_link(workspace=cast.other_workspace, purpose=LinkPurpose.PERSON, days=3, target=who)[1]
    badly = make_link(workspace=cast.workspace, purpose=LinkPurpose.PERSON, days=3, target=cast.referrer)[1]
    for dead in (wrong, badly, f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}"):
        for page in (f"/mon-dossier/{dead}/", f"/mon-dossier/{dead}/donnees/", f"/mon-dossier/{dead}/document/"):
            assert Client().get(page).status_code in (403, 404)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert Client().get(path).status_code == 403
    assert Client().get(path).status_code == 200
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    for page in (path, f"{path}donnees/", f"{path}document/"):
        assert Client().get(page).status_code == 403


def test_what_is_held_follows_the_models(cast: Cast, who: Person) -> None:
    assert [one.code for one in everything_held(who)] == ["people.person"]
