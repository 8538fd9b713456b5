"""Several people proposed the same day for one offer: the company receives one message, and each reminder once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.accounts.models import AccessLink
from levier.directory.models import Organisation
from levier.people.ending import end_candidacy
from levier.people.enums import RefusalReason
from levier.people.models import Candidacy
from levier.people.services.access import withdraw
from levier.people.services.candidacies import (
    hire_candidate,
    plan_interview,
    propose,
    refuse_candidate,
    remind_company,
    withdraw_candidacy,
)
from levier.people.services.offers import close_offer
from levier.people.telling import GATHER
from levier.post.addresses import mark_dead
from levier.post.delivery import deliver_due
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.races import at_once

from .candidacies_world import CDD, LAST_DAY, company_link, messages_leave, proposed
from .offers_world import TODAY, make_candidate, make_offer

pytestmark = pytest.mark.usefixtures("lists")
#: The morning of the first day.
NINE = timezone.make_aware(datetime(2026, 4, 3, 9))  # noqa: DTZ001


def _told() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(subject__contains="pour votre offre").order_by("pk"))


def test_three_people_proposed_together_make_one_message_that_counts_them(cast: Cast) -> None:
    job = make_offer(cast, seats=3)
    for name in ("Exemple", "Modèle", "Essai"):
        proposed(cast, name, job=job)
    [message] = _told()
    assert message.subject == "3 personnes pour votre offre : Maçon ou maçonne"
    assert message.body.count("/candidats/") == 1
    assert "3 personnes vous sont proposées" in message.body
    assert "18 avril 2026" in message.body
    page = Client().get(company_link(cast, job)).content.decode()
    assert all(name in page for name in ("Camille E.", "Camille M."))
    assert AccessLink.objects.count() == 1


def test_the_message_waits_for_the_others_then_leaves(cast: Cast, mailoutbox: list[object]) -> None:
    job = make_offer(cast, seats=3)
    OutgoingMessage.objects.all().delete()
    with time_machine.travel(NINE, tick=False):
        proposed(cast, job=job)
        deliver_due(now=NINE + GATHER - timedelta(seconds=1))
        assert mailoutbox == []
        proposed(cast, "Modèle", job=job)
        deliver_due(now=NINE + GATHER)
    assert len(mailoutbox) == 1


def test_somebody_proposed_once_it_left_is_told_the_next_working_morning(cast: Cast) -> None:
    job = make_offer(cast, seats=3)
    with time_machine.travel(NINE, tick=False):
        proposed(cast, job=job)
        messages_leave()
        second, third = proposed(cast, "Modèle", job=job), proposed(cast, "Essai", job=job)
    first, later = _told()
    assert second.told_on == third.told_on == date(2026, 4, 7), "after Easter Monday"
    assert {one.due_on - one.told_on for one in (second, third)} == {LAST_DAY - TODAY}
    assert timezone.localtime(later.next_attempt_at).isoformat() == "2026-04-07T08:00:00+02:00"
    assert "22 avril 2026" in later.body
    assert later.subject.startswith("2 personnes")
    assert first.state == MessageState.SENT
    assert first.subject.startswith("Une personne")


def test_the_page_says_when_the_company_is_told(cast: Cast) -> None:
    job = make_offer(cast, seats=3)
    client = cast.client("facilitator")
    for name, said in (("Exemple", "dans 15 minutes"), ("Modèle", "au matin")):
        person = make_candidate(cast, name)
        page = client.post(f"/offres/{job.pk}/proposer/{person.pk}/", {"agreed": "on"}, follow=True).content.decode()
        assert said in page.replace("\xa0", " ")
        messages_leave()


def test_two_offers_make_two_messages(cast: Cast) -> None:
    proposed(cast)
    proposed(cast, "Modèle")
    assert [one.subject[:12] for one in _told()] == ["Une personne", "Une personne"]


def test_somebody_who_withdraws_before_it_leaves_is_not_told_of(cast: Cast) -> None:
    job = make_offer(cast, seats=3)
    first, second = proposed(cast, job=job), proposed(cast, "Modèle", job=job)
    with time_machine.travel(NINE, tick=False):
        path = f"/offres/{job.pk}/candidatures/{first.pk}/retrait/"
        client = cast.client("facilitator")
        assert "ne parlera pas de cette personne" in client.get(path).content.decode()
        assert "avant que l’entreprise" in client.post(path, follow=True).content.decode()
    assert [one.subject for one in _told()] == ["Une personne pour votre offre : Maçon ou maçonne"]
    withdraw_candidacy(actor=cast.facilitator, candidacy=second, today=TODAY)
    assert _told() == []
    assert not OutgoingMessage.objects.filter(subject__startswith="Une candidature est retirée").exists()


def test_somebody_who_withdraws_while_the_message_of_yesterday_still_waits_is_not_told_of(cast: Cast) -> None:
    withdraw_candidacy(actor=cast.facilitator, candidacy=proposed(cast), today=TODAY + timedelta(days=1))
    assert _told() == []
    assert not OutgoingMessage.objects.filter(subject__startswith="Une candidature est retirée").exists()


def test_an_offer_closed_before_it_leaves_is_not_told_of(cast: Cast) -> None:
    job = make_offer(cast, seats=3)
    for name in ("Exemple", "Modèle"):
        proposed(cast, name, job=job)
    close_offer(actor=cast.facilitator, job=job, today=TODAY)
    assert _told() == []


@pytest.mark.parametrize("what", ["interview", "hire", "refuse"])
def test_somebody_already_answered_on_is_not_told_of(cast: Cast, what: str) -> None:
    job = make_offer(cast, seats=3)
    for candidacy, left in ((proposed(cast, job=job), 1), (proposed(cast, "Modèle", job=job), 0)):
        facts: dict[str, Any] = {"actor": cast.actor("contractor"), "candidacy": candidacy, "today": TODAY}
        if what == "interview":
            plan_interview(**facts, on=TODAY, meeting="9 h")
        elif what == "hire":
            hire_candidate(**facts, contract=CDD)
        else:
            refuse_candidate(**facts, reason=RefusalReason.NO_SHOW, comment="")
        assert [one.subject for one in _told()] == ["Une personne pour votre offre : Maçon ou maçonne"] * left


def test_the_message_follows_the_company_to_its_new_address(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.contractor.pk).update(email="chantier@exemple.test")
    job = make_offer(cast, seats=3)
    one = proposed(cast, job=job)
    mark_dead(_told()[0], code="5.1.1", now=timezone.now())
    OutgoingMessage.objects.filter(pk=_told()[0].pk).update(state=MessageState.HELD)
    Organisation.objects.filter(pk=cast.contractor.pk).update(email="bureau@exemple.test")
    assert propose(
        actor=cast.facilitator, job=one.offer, person=make_candidate(cast, "Modèle"), agreed=True, today=TODAY
    ).told_on == TODAY  # fmt: skip
    [message] = _told()
    assert (message.to, message.state) == ("bureau@exemple.test", MessageState.QUEUED)


def test_three_people_who_wait_make_one_reminder(cast: Cast) -> None:
    job = make_offer(cast, seats=3)
    for name in ("Exemple", "Modèle", "Essai"):
        proposed(cast, name, job=job)
    remind_company(
        actor=Actor.system(cast.workspace), company=cast.contractor, today=LAST_DAY + timedelta(days=1), only_due=True
    )
    message = OutgoingMessage.objects.get(reminder_on__isnull=False)
    assert "3 personnes proposées" in message.body
    assert message.body.count("/candidats/") == 1
    assert set(Candidacy.objects.values_list("reminders", flat=True)) == {1}


# -------------------------------------------------------------------------------------------- at the same moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one transaction at a time")
def test_somebody_proposed_while_another_withdraws_is_told_of(cast: Cast) -> None:
    def without_holding(candidacy: Candidacy) -> None:
        """The control: what both services did before they held the offer."""
        with transaction.atomic():
            end_candidacy(
                Candidacy.objects.select_related("offer__company", "offer__workspace").get(pk=candidacy.pk), today=TODAY
            )

    def by_the_team(candidacy: Candidacy) -> None:
        withdraw_candidacy(actor=cast.facilitator, candidacy=candidacy, today=TODAY)

    def by_the_person(candidacy: Candidacy) -> None:
        link = make_link(workspace=cast.workspace, purpose=LinkPurpose.PERSON, days=30, target=candidacy.person)[0]
        withdraw(actor=Actor.from_link(link), person=candidacy.person, today=TODAY)

    assert [_told_after_a_race(cast, one) for one in (without_holding, by_the_team, by_the_person)] == [0, 1, 1]


def _told_after_a_race(cast: Cast, leave: Callable[[Candidacy], None]) -> int:
    """How many messages tell the company of somebody proposed just before another leaves its offer."""
    job = make_offer(cast, seats=3)
    first, person = proposed(cast, f"A{job.pk}", job=job), make_candidate(cast, f"B{job.pk}")
    written, left = threading.Event(), threading.Event()

    def proposing() -> None:
        with transaction.atomic():
            propose(actor=cast.facilitator, job=job, person=person, agreed=True, today=TODAY)
            written.set()
            left.wait(timeout=1)

    def leaving() -> None:
        written.wait(timeout=10)
        leave(first)
        left.set()

    turns = iter((proposing, leaving))
    assert at_once(lambda: next(turns)()) == ["won", "won"]
    assert Candidacy.objects.get(person=person).told_on == TODAY
    return OutgoingMessage.objects.filter(target_id=str(job.pk), subject__startswith="Une personne pour").count()
