"""A candidacy that ends before an answer: the person withdraws, leaves the pool, or the offer is closed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.people.enums import CandidacyState, RefusalReason
from levier.people.models import Person, Profile
from levier.people.services.candidacies import plan_interview
from levier.people.services.offers import close_offer
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.e2e.kit import link_in

from .candidacies_world import messages_leave, proposed
from .offers_world import TODAY, make_offer

pytestmark = pytest.mark.usefixtures("lists")


def test_a_withdrawal_is_told_to_the_company_which_no_longer_sees_the_person(cast: Cast) -> None:
    candidacy = proposed(cast)
    messages_leave()
    path = f"/offres/{candidacy.offer_id}/candidatures/{candidacy.pk}/retrait/"
    assert cast.client("contractor").post(path).status_code == 403
    assert cast.client("referrer").get(path).status_code == 200
    assert cast.client("referrer").post(path).status_code == 302
    assert OutgoingMessage.objects.filter(subject__startswith="Une candidature est retirée").exists()
    assert "Camille E." not in cast.client("contractor").get(f"/offres/{candidacy.offer_id}/").content.decode()
    assert "Retirée" in cast.client("facilitator").get(f"/offres/{candidacy.offer_id}/").content.decode()


def test_nobody_is_said_to_be_told_where_no_message_can_leave(cast: Cast) -> None:
    candidacy = proposed(cast)
    messages_leave()
    Organisation.objects.filter(pk=cast.contractor.pk).update(email="")
    path = f"/offres/{candidacy.offer_id}/candidatures/{candidacy.pk}/retrait/"
    client = cast.client("referrer")
    assert "prévenue" not in client.get(path).content.decode()
    page = client.post(path, follow=True).content.decode()
    assert "appelez-la" in page
    assert "prévenue" not in page


def test_closing_an_offer_tells_apart_those_who_waited(cast: Cast) -> None:
    candidacy = proposed(cast)
    close_offer(actor=cast.facilitator, job=candidacy.offer, today=TODAY)
    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.reason) == (CandidacyState.REFUSED, RefusalReason.CLOSED)


def test_closing_an_offer_tells_each_follower_once(cast: Cast) -> None:
    job = make_offer(cast, seats=3)
    for name in ("Exemple", "Modèle"):
        proposed(cast, name, job=job)
    before = OutgoingMessage.objects.latest("pk").pk
    close_offer(actor=cast.facilitator, job=job, today=TODAY)
    told = OutgoingMessage.objects.filter(pk__gt=before)
    assert [one.to for one in told] == [cast.referrer.email]
    assert "2 personnes que vous suivez" in told[0].body
    assert "Exemple" not in told[0].body


def test_the_person_withdraws_from_their_own_record_and_nobody_elses(cast: Cast) -> None:
    from levier.people.services.access import send_access

    mine, other = proposed(cast), proposed(cast, "Modèle")
    Person.objects.filter(pk=mine.person_id).update(email="camille@exemple.test")
    mine.person.refresh_from_db()
    send_access(actor=cast.facilitator, person=mine.person, today=TODAY)
    page = link_in(OutgoingMessage.objects.get(to="camille@exemple.test"), "mon-dossier")
    assert "Retirer ma candidature" in Client().get(page).content.decode()
    assert Client().post(f"{page}candidatures/{other.pk}/retrait/").status_code == 404
    assert Client().post(f"{page}candidatures/{mine.pk}/retrait/").status_code == 302
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == (CandidacyState.WITHDRAWN, CandidacyState.PROPOSED)


def test_leaving_the_pool_withdraws_what_is_under_way_and_tells_each_company(cast: Cast) -> None:
    from levier.accounts.enums import LinkPurpose
    from levier.accounts.links import make_link
    from levier.people.services.access import withdraw

    candidacy = proposed(cast)
    plan_interview(actor=cast.facilitator, candidacy=candidacy, on=date(2026, 4, 10), meeting="", today=TODAY)
    link, _ = make_link(workspace=cast.workspace, purpose=LinkPurpose.PERSON, days=7, target=candidacy.person)
    withdraw(actor=Actor.from_link(link), person=candidacy.person, today=TODAY)
    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.ended_on) == (CandidacyState.WITHDRAWN, TODAY)
    told = OutgoingMessage.objects.get(subject__startswith="Une candidature est retirée")
    assert told.to == cast.contractor.email
    assert "Exemple" not in told.subject + told.body
    assert not Profile.objects.exists()
    assert cast.client("facilitator").get(f"/offres/{candidacy.offer_id}/").status_code == 200
