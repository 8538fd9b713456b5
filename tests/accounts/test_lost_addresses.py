"""An address that no longer answers: shown where it is written, passed over, restored by the team."""

from __future__ import annotations

import pytest
from django.utils import timezone

from levier.desk.todo import todo_items
from levier.directory.models import Contact
from levier.directory.selectors import link_addresses, link_contact
from levier.journal.models import JournalEntry
from levier.people.models import Person
from levier.people.services.erasure import erase_person
from levier.post.addresses import mark_dead
from levier.post.enums import MessageState
from levier.post.messages import queue_message
from levier.post.models import DeadAddress, OutgoingMessage
from tests.cast import Cast
from tests.desk import world

GONE = "parti@exemple.test"


def condemn(cast: Cast, address: str = GONE, target: object = None) -> DeadAddress:
    message = queue_message(
        workspace_id=cast.workspace.pk,
        target=target or cast.contractor,  # type: ignore[arg-type]
        to=address,
        subject="Rappel",
        body="Bonjour",
    )
    assert message is not None
    OutgoingMessage.objects.filter(pk=message.pk).update(state=MessageState.FAILED)
    mark_dead(message, code="5.1.1", now=timezone.now())
    return DeadAddress.objects.get(address=address.lower())


@pytest.fixture
def contact(cast: Cast) -> Contact:
    return Contact.objects.create(
        organisation=cast.contractor, name="Conducteur", email="Parti@exemple.test", receives_links=True
    )


def test_links_and_reminders_pass_over_it_for_the_next_one(cast: Cast, contact: Contact) -> None:
    assert link_addresses(cast.contractor) == ["Parti@exemple.test"]
    condemn(cast)
    assert link_addresses(cast.contractor) == ["contact@exemple.test"]
    Contact.objects.create(organisation=cast.contractor, name="Autre", email="b@exemple.test", receives_links=True)
    assert link_contact(cast.contractor) == "b@exemple.test"
    condemn(cast, "b@exemple.test")
    condemn(cast, "contact@exemple.test")
    assert link_contact(cast.contractor) == ""


def test_it_is_shown_on_the_page_of_the_organisation_to_the_team(cast: Cast, contact: Contact) -> None:
    page = f"/annuaire/{cast.contractor.pk}/"
    assert "ne répond plus" not in cast.client("facilitator").get(page).text
    dead = condemn(cast)
    shown = cast.client("facilitator").get(page).text
    assert "ne répond plus" in shown
    assert f"/adresses/{dead.pk}/retablir/" in shown
    assert "ne répond plus" not in cast.client("contractor").get(page).text


def test_it_is_shown_on_the_page_of_the_person(cast: Cast) -> None:
    who = world.person(cast, "Lectrice", email=GONE)
    condemn(cast, target=who)
    assert "Elle répond de nouveau" in cast.client("facilitator").get(f"/personnes/{who.pk}/").text
    own = cast.client("referrer").get(f"/personnes/{who.pk}/").text
    assert "ne répond plus" in own
    assert "Elle répond de nouveau" not in own


def test_it_is_shown_among_the_members(cast: Cast) -> None:
    condemn(cast, "buyer@exemple.test")
    assert cast.client("admin").get("/espace/").text.count("ne répond plus") == 1


def test_another_address_ends_it(cast: Cast, contact: Contact) -> None:
    def asked() -> list[str]:
        found = todo_items(actor=cast.facilitator, today=timezone.localdate())
        return [item.title for item in found if item.kind == "address"]

    condemn(cast)
    assert asked() == ["L’adresse de Conducteur (Bâtisseurs de l’Orne (fictive)) ne répond plus : en donner une autre"]
    contact.name = "Octave"
    contact.save()
    assert asked()[0].startswith("L’adresse d’Octave (")
    contact.email = "nouvelle@exemple.test"
    contact.save()
    assert asked() == []


def test_the_team_says_that_it_answers_again_and_what_was_held_leaves(cast: Cast, contact: Contact) -> None:
    dead = condemn(cast)
    queue_message(workspace_id=cast.workspace.pk, target=cast.contractor, to=GONE, subject="S", body="B")
    page = f"/adresses/{dead.pk}/retablir/"
    client = cast.client("facilitator")
    assert "Messages retenus" in client.get(page).text
    answer = client.post(f"{page}?retour=/annuaire/{cast.contractor.pk}/", follow=True)
    assert "1\u00a0message retenu part" in answer.text.replace("&nbsp;", "\u00a0")
    assert not DeadAddress.objects.exists()
    assert OutgoingMessage.objects.filter(state=MessageState.QUEUED).count() == 1
    assert JournalEntry.objects.latest("sequence").action == "accounts.address.restore"
    assert GONE not in str(JournalEntry.objects.latest("sequence").payload)


def test_nothing_is_left_of_the_address_of_somebody_erased(cast: Cast) -> None:
    who = world.person(cast, "Effacée", email=GONE)
    condemn(cast, target=who)
    erase_person(actor=cast.facilitator, person=Person.objects.get(pk=who.pk), today=timezone.localdate())
    assert not DeadAddress.objects.exists()
