"""A company that does not answer is reminded twice, then its buyer is told; never more than one message a day."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.references import ensure_short_lists
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.people.enums import CandidacyState, RefusalReason
from levier.people.models import Candidacy
from levier.people.services.candidacies import hire_candidate, refuse_candidate, remind_company, tell_buyer
from levier.people.tasks import chase_answers
from levier.post.addresses import mark_dead
from levier.post.messages import queue_message
from levier.post.models import OutgoingMessage
from tests.cast import Cast, make_cast
from tests.races import at_once

from .candidacies_world import CDD, LAST_DAY, proposed
from .offers_world import TODAY, make_offer

pytestmark = pytest.mark.usefixtures("lists")


def _hourly(first: date, last: date) -> None:
    """The schedule, every working hour and the others, from a day to another."""
    for day in range((last - first).days + 1):
        for hour in (6, 9, 10, 17, 20):
            moment = datetime(first.year, first.month, first.day, hour) + timedelta(days=day)  # noqa: DTZ001
            chase_answers(now=timezone.make_aware(moment))


def _reminders() -> int:
    return OutgoingMessage.objects.filter(reminder_on__isnull=False, target_type="people.joboffer").count()


def _letters(subject: str) -> int:
    return OutgoingMessage.objects.filter(subject__startswith=subject).count()


def test_silence_is_reminded_twice_then_told_to_the_buyer_once(cast: Cast) -> None:
    candidacy = proposed(cast)
    _hourly(TODAY, LAST_DAY)
    assert _reminders() == 0
    _hourly(LAST_DAY, LAST_DAY + timedelta(days=60))
    candidacy.refresh_from_db()
    assert (_reminders(), _letters("Sans réponse")) == (2, 1)
    assert candidacy.reminders == 2
    assert candidacy.escalated_on is not None
    told = OutgoingMessage.objects.get(subject__startswith="Sans réponse")
    assert told.to == cast.buyer.email
    assert "Exemple" not in told.body
    reminders = OutgoingMessage.objects.filter(reminder_on__isnull=False).order_by("pk")
    assert [one.subject.split(" :")[0] for one in reminders] == [
        "Rappel",
        "Dernier rappel avant d’en informer l’acheteur",
    ]
    limit = reminders[1].reminder_on + timedelta(days=5)
    assert f"à partir du {format_date(limit)}" in reminders[1].body
    assert limit <= candidacy.escalated_on
    page = cast.client("facilitator").get(f"/offres/{candidacy.offer_id}/").content.decode()
    for fact in ("Rappel n° 2", "Acheteur prévenu du silence"):
        assert fact in page.replace("\xa0", " ")
    contract = cast.client("buyer").get(f"/marches/{candidacy.offer.lot.contract_id}/").content.decode()
    assert "acheteur prévenu du silence" in contract


def test_a_reminder_never_warns_of_what_the_buyer_was_told_already(cast: Cast) -> None:
    candidacy = proposed(cast)
    _hourly(LAST_DAY, LAST_DAY + timedelta(days=20))
    candidacy.refresh_from_db()
    assert candidacy.escalated_on is not None
    fresh = proposed(cast, "Modèle")
    remind_company(actor=cast.facilitator, company=cast.contractor, today=candidacy.escalated_on + timedelta(days=1))
    fresh.refresh_from_db()
    sent = OutgoingMessage.objects.filter(reminder_on__isnull=False).latest("pk")
    assert sent.subject.startswith("L’acheteur est prévenu")
    assert "avant d’en informer" not in sent.subject
    assert "à partir du" not in sent.body
    assert sent.body.count(f"acheteur prévenu le {format_date(candidacy.escalated_on)}") == 1
    # the one whose buyer knows nothing is in the list too, without that mention
    assert fresh.reminders == 1
    assert sent.body.count("/candidats/") == 2


def test_a_reminder_by_hand_before_the_buyer_is_told_still_warns_of_it(cast: Cast) -> None:
    proposed(cast)
    _hourly(LAST_DAY, LAST_DAY + timedelta(days=8))
    remind_company(actor=cast.facilitator, company=cast.contractor, today=LAST_DAY + timedelta(days=9))
    sent = OutgoingMessage.objects.filter(reminder_on__isnull=False).latest("pk")
    assert sent.subject.startswith("Dernier rappel avant d’en informer l’acheteur")
    assert f"à partir du {format_date(LAST_DAY + timedelta(days=14))}" in sent.body


def test_a_company_that_lets_several_offers_wait_gets_one_message_a_day(cast: Cast) -> None:
    first, second = proposed(cast), proposed(cast, "Modèle")
    _hourly(LAST_DAY + timedelta(days=1), LAST_DAY + timedelta(days=4))
    message = OutgoingMessage.objects.get(reminder_on__isnull=False)
    assert message.body.count("/candidats/") == 2
    for one in (first, second):
        one.refresh_from_db()
        assert one.reminders == 1


def test_a_reminder_by_hand_is_never_the_second_of_the_day(cast: Cast) -> None:
    candidacy = proposed(cast)
    with pytest.raises(Conflict):
        remind_company(actor=cast.facilitator, company=cast.contractor, today=LAST_DAY)
    late = LAST_DAY + timedelta(days=1)
    remind_company(actor=cast.facilitator, company=cast.contractor, today=late)
    for again in (False, True):
        with pytest.raises(Conflict):
            remind_company(actor=cast.facilitator, company=cast.contractor, today=late, only_due=again)
    with pytest.raises(Conflict):
        tell_buyer(actor=cast.facilitator, job=candidacy.offer, today=late)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_reminder() -> None:
    cast = make_cast()
    ensure_short_lists(fictional_communes=True)
    proposed(cast)
    late = LAST_DAY + timedelta(days=1)

    together = threading.Barrier(2)

    def naive() -> None:
        """The control: both look, see that nobody was reminded today, and write."""
        assert not OutgoingMessage.objects.filter(target_type="x").exists()
        together.wait(timeout=10)
        OutgoingMessage.objects.create(
            workspace=cast.workspace, target_type="x", target_id="1", to="a@exemple.test", subject="Rappel", body="",
            next_attempt_at=timezone.now(),
        )  # fmt: skip

    assert at_once(naive) == ["won", "won"]
    assert _letters("Rappel") == 2
    OutgoingMessage.objects.all().delete()

    def act() -> None:
        remind_company(actor=Actor.system(cast.workspace), company=cast.contractor, today=late, only_due=True)

    assert at_once(act, 4) == ["conflict", "conflict", "conflict", "won"]
    assert _reminders() == 1
    assert Candidacy.objects.get().reminders == 1


def test_a_company_without_an_address_is_not_reminded_and_the_buyer_is_told(cast: Cast) -> None:
    proposed(cast)
    Organisation.objects.filter(pk=cast.contractor.pk).update(email="")
    _hourly(LAST_DAY, LAST_DAY + timedelta(days=20))
    assert (_reminders(), _letters("Sans réponse")) == (0, 1)
    assert "rappels" not in OutgoingMessage.objects.get(subject__startswith="Sans réponse").body
    with pytest.raises(RuleError):
        remind_company(actor=cast.facilitator, company=cast.contractor, today=LAST_DAY + timedelta(days=2))


def test_the_buyer_is_told_sooner_when_the_companys_address_no_longer_answers(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.contractor.pk).update(email="chantier@exemple.test")
    proposed(cast)
    mark_dead(OutgoingMessage.objects.get(subject__startswith="Une personne pour"), code="5.1.1", now=timezone.now())
    _hourly(LAST_DAY, LAST_DAY + timedelta(days=20))
    assert (_reminders(), _letters("Sans réponse")) == (0, 1)


def test_an_address_reminded_of_something_else_that_day_is_left_alone(cast: Cast) -> None:
    proposed(cast)
    late = LAST_DAY + timedelta(days=1)
    queue_message(
        workspace_id=cast.workspace.pk, target=cast.contractor, to=cast.contractor.email, subject="Relevé", body="",
        reminder_on=late,
    )  # fmt: skip
    with pytest.raises(Conflict):
        remind_company(actor=cast.facilitator, company=cast.contractor, today=late)
    assert Candidacy.objects.get().reminders == 0


def test_nobody_is_chased_for_an_offer_that_is_filled(cast: Cast) -> None:
    job = make_offer(cast)
    hired, waiting = proposed(cast, job=job), proposed(cast, "Modèle", job=job)
    hire_candidate(actor=cast.facilitator, candidacy=hired, contract=CDD, today=TODAY)
    _hourly(LAST_DAY, LAST_DAY + timedelta(days=40))
    assert (_reminders(), _letters("Sans réponse")) == (0, 0)
    waiting.refresh_from_db()
    assert waiting.state == CandidacyState.PROPOSED


def test_an_answer_stops_everything(cast: Cast) -> None:
    candidacy = proposed(cast)
    _hourly(LAST_DAY, LAST_DAY + timedelta(days=3))
    refuse_candidate(
        actor=cast.facilitator, candidacy=candidacy, reason=RefusalReason.FILLED, comment="", today=LAST_DAY
    )
    _hourly(LAST_DAY + timedelta(days=3), LAST_DAY + timedelta(days=40))
    assert (_reminders(), _letters("Sans réponse")) == (1, 0)


def test_only_the_schedule_and_the_team_chase(cast: Cast) -> None:
    candidacy = proposed(cast)
    late = LAST_DAY + timedelta(days=1)
    for who in ("referrer", "contractor", "buyer", "coordinator"):
        with pytest.raises(NotAllowed):
            remind_company(actor=cast.actor(who), company=cast.contractor, today=late)
    with pytest.raises(NotAllowed):
        remind_company(actor=cast.stranger, company=cast.contractor, today=late)
    with pytest.raises(NotAllowed):
        tell_buyer(actor=cast.stranger, job=candidacy.offer, today=late)


def test_another_workspace_is_not_chased(cast: Cast) -> None:
    other = Organisation.objects.create(
        workspace=cast.other_workspace, kind=OrganisationKind.CONTRACTOR, name="Ailleurs (fictive)"
    )
    with pytest.raises(NotAllowed):
        remind_company(actor=cast.facilitator, company=other, today=LAST_DAY + timedelta(days=1))
