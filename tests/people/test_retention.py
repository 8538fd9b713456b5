"""The retention clock: twenty-four months without activity, a notice of thirty days, then erasure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from levier.desk.todo import todo_items
from levier.domain.steps import Step
from levier.people.models import EligibilityStatus, Person, Profile
from levier.people.tasks import keep_the_clock
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.desk import world

REGISTERED = date(2024, 3, 10)
#: Twenty-four months later, less thirty days.
NOTICE = date(2026, 2, 8)
ERASURE = NOTICE + timedelta(days=30)


def _on(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))  # noqa: DTZ001


def _turn(day: date) -> None:
    with time_machine.travel(_on(day), tick=False):
        keep_the_clock(now=_on(day))


@pytest.fixture
def forgotten(cast: Cast) -> Person:
    with time_machine.travel(_on(REGISTERED), tick=False):
        return world.person(cast, "Oubliée", email="oubliee@exemple.test")


def _erased(who: Person) -> date | None:
    who.refresh_from_db()
    return who.erased_on


def test_the_person_and_the_referrer_are_told_once_thirty_days_before(cast: Cast, forgotten: Person) -> None:
    _turn(NOTICE - timedelta(days=1))
    assert not OutgoingMessage.objects.exists()
    _turn(NOTICE)
    _turn(NOTICE + timedelta(days=1))
    told = {message.to: message for message in OutgoingMessage.objects.all()}
    assert set(told) == {"oubliee@exemple.test", "contact@exemple.test"}
    assert "10 mars 2026" in told["oubliee@exemple.test"].body
    assert f"/personnes/{forgotten.pk}/" in told["contact@exemple.test"].body
    assert not any("Oubliée" in message.subject + message.body for message in told.values())


def test_a_person_nobody_follows_is_erased_thirty_days_after_the_notice(cast: Cast, forgotten: Person) -> None:
    _turn(NOTICE)
    _turn(ERASURE - timedelta(days=1))
    assert _erased(forgotten) is None
    _turn(ERASURE)
    assert _erased(forgotten) == ERASURE
    assert not OutgoingMessage.objects.exists()


def test_nobody_is_erased_without_a_notice_however_late(cast: Cast, forgotten: Person) -> None:
    late = ERASURE + timedelta(days=400)
    _turn(late)
    assert _erased(forgotten) is None
    _turn(late + timedelta(days=30))
    assert _erased(forgotten) is not None


def test_saying_that_the_person_is_followed_starts_the_clock_again(cast: Cast, forgotten: Person) -> None:
    _turn(NOTICE)
    client = cast.client("referrer")
    with time_machine.travel(_on(NOTICE + timedelta(days=2)), tick=False):
        page = client.get(f"/personnes/{forgotten.pk}/").content.decode()
        assert "Nous l’accompagnons toujours" in page
        assert client.post(f"/personnes/{forgotten.pk}/suivie/").status_code == 302
        assert "Nous l’accompagnons toujours" not in client.get(f"/personnes/{forgotten.pk}/").content.decode()
    _turn(ERASURE)
    assert _erased(forgotten) is None
    assert cast.client("stranger").post(f"/personnes/{forgotten.pk}/suivie/").status_code == 404


@pytest.mark.parametrize("what", ["profile", "status", "employment", "hours"])
def test_whatever_happens_about_a_person_counts_as_activity(cast: Cast, forgotten: Person, what: str) -> None:
    recent = date(2026, 1, 15)
    _turn(NOTICE)
    if what == "profile":
        Profile.objects.create(person=forgotten, updated_on=recent)
    elif what == "status":
        EligibilityStatus.objects.create(person=forgotten, criterion="rsa", valid_from=recent)
    else:
        with time_machine.travel(_on(REGISTERED), tick=False):
            ended = recent if what == "employment" else None
            job = world.employment(forgotten, cast.contractor, starts_on=REGISTERED, ends_on=ended)
        if what == "hours":
            owed = world.obligation(cast, world.contract(cast, "Halle", Step.MISE_EN_OEUVRE), cast.contractor)
            world.hours(owed, job, date(2026, 4, 1), "10")
    _turn(ERASURE)
    assert _erased(forgotten) is None


def test_a_contract_without_an_end_delays_the_erasure_and_the_clock_goes_on(cast: Cast, forgotten: Person) -> None:
    with time_machine.travel(_on(REGISTERED), tick=False):
        job = world.employment(forgotten, cast.contractor, starts_on=REGISTERED, weekly_hours=Decimal(35))
    other = world.person(cast, "Autre")
    Person.objects.filter(pk=other.pk).update(created_at=_on(REGISTERED))
    _turn(NOTICE)
    _turn(ERASURE)
    assert (_erased(forgotten), _erased(other)) == (None, ERASURE)
    job.ends_on = REGISTERED
    job.save()
    _turn(ERASURE + timedelta(days=1))
    assert _erased(forgotten) is not None


@pytest.mark.parametrize(("who", "asked"), [("facilitator", True), ("referrer", True), ("coordinator", False)])
def test_the_announced_erasure_waits_for_an_answer(cast: Cast, forgotten: Person, who: str, asked: bool) -> None:
    _turn(NOTICE)
    with time_machine.travel(_on(NOTICE), tick=False):
        items = [one for one in todo_items(actor=cast.actor(who), today=NOTICE) if one.kind == "retention"]
    assert [one.due for one in items] == ([ERASURE] if asked else [])
