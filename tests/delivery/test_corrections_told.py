"""Corrected hours are told to their company: once a day at most, nothing twice, nothing missed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.fixtures import DjangoAssertNumQueries

from levier.accounts.actor import Actor
from levier.accounts.letters import REGISTRY
from levier.accounts.models import AccessLink
from levier.accounts.services import write_letter
from levier.delivery import tasks
from levier.delivery.models import HoursStatement, LedgerEntry, Obligation
from levier.delivery.selectors.corrections import to_be_told
from levier.delivery.services.corrections import tell_corrections
from levier.delivery.services.ledger import correct_entry, standing_on
from levier.domain.errors import Conflict, RuleError
from levier.journal.models import JournalEntry
from levier.people.held import everything_held
from levier.post.models import OutgoingMessage
from tests.cast import Cast, make_cast
from tests.delivery.closing_setup import company, make_obligation, validate_hours
from tests.races import at_once

#: A Monday.
MONDAY = datetime(2025, 5, 12, 9, tzinfo=ZoneInfo("Europe/Paris"))
REASON = "Une journée comptée deux fois."


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    obligation = make_obligation(cast)
    for number in range(2):
        validate_hours(obligation, "240", last_name=f"Inventé{number}")
    return obligation


def correct(cast: Cast, wanted: str, *, rank: int = 0, at: datetime = MONDAY) -> LedgerEntry:
    entry = LedgerEntry.objects.filter(kind="validated").order_by("pk")[rank]
    return correct_entry(
        actor=cast.facilitator, entry=entry, standing=standing_on(entry), wanted=Decimal(wanted), reason=REASON, now=at
    )


def turn(*, days: int, hour: int = 9) -> None:
    tasks.tell_what_was_corrected(now=MONDAY.replace(hour=hour) + timedelta(days=days))


def bodies() -> list[str]:
    found = OutgoingMessage.objects.order_by("pk").values_list("body", flat=True)
    return [one.replace("\u202f", " ").replace("\xa0", " ") for one in found]


def test_two_corrections_of_a_day_are_one_message_the_next_morning(cast: Cast, owed: Obligation) -> None:
    correct(cast, "232.5")
    correct(cast, "239", rank=1, at=MONDAY + timedelta(hours=3))
    turn(days=0, hour=17)
    assert bodies() == [], "the day is not over"
    turn(days=1, hour=7)
    assert bodies() == [], "not before office hours"
    turn(days=1)
    turn(days=1, hour=10)
    turn(days=2)
    message = OutgoingMessage.objects.get()
    assert message.to == cast.contractor.email
    assert message.subject == "Heures d’insertion corrigées : Réhabilitation du groupe scolaire des Tilleuls (fictif)"
    assert "lot 1 : mars 2025, 8,50 h en moins" in bodies()[0]
    assert "Inventé" not in message.subject + message.body
    assert REASON not in message.body
    assert JournalEntry.objects.filter(action="delivery.hours.tell").count() == 1


def test_the_link_opens_the_lines_with_the_old_figure_and_the_reason(cast: Cast, owed: Obligation) -> None:
    correct(cast, "232.5")
    owed.statements.update(submitted_at=MONDAY)
    turn(days=1)
    found = re.search(r"/releves/\S+", bodies()[0])
    assert found is not None
    page = Client().get(found[0]).text.replace("\u202f", " ").replace("\xa0", " ")
    assert f"240 h, corrigées en 232,50 h le 12 mai 2025 : {REASON}" in page


def test_a_correction_undone_the_same_day_is_told_all_the_same(cast: Cast, owed: Obligation) -> None:
    correct(cast, "200")
    correct(cast, "240", at=MONDAY + timedelta(minutes=5))
    turn(days=1)
    assert "mars 2025, le même total" in bodies()[0]


def test_what_is_corrected_on_a_friday_waits_for_monday(cast: Cast, owed: Obligation) -> None:
    correct(cast, "200", at=MONDAY - timedelta(days=3))
    for day in (-2, -1):
        turn(days=day)
    assert bodies() == []
    turn(days=0)
    assert len(bodies()) == 1


def test_the_words_of_the_workspace_leave(cast: Cast, owed: Obligation) -> None:
    write_letter(
        actor=cast.actor("admin"),
        letter=REGISTRY["heures-corrigees"],
        subject="{marches} : corrections",
        body="Chère équipe de {entreprise},\n{liste}",
    )
    correct(cast, "200")
    turn(days=1)
    message = OutgoingMessage.objects.get()
    assert message.subject.endswith(": corrections")
    assert message.body.startswith(f"Chère équipe de {cast.contractor},\n– Réhabilitation")


def test_without_an_address_nothing_leaves_and_whoever_corrects_is_told(cast: Cast, owed: Obligation) -> None:
    entry = LedgerEntry.objects.filter(kind="validated").order_by("pk")[0]
    form = {"wanted": "200", "standing": "240", "reason": REASON}
    client = cast.client("facilitator")
    answer = client.post(f"/heures/ecritures/{entry.pk}/corriger/", form, follow=True)
    assert "l’apprendra par un message" in answer.text
    type(cast.contractor).objects.filter(pk=cast.contractor.pk).update(email="")
    answer = client.post(
        f"/heures/ecritures/{entry.pk}/corriger/", {**form, "wanted": "201", "standing": "200"}, follow=True
    )
    assert "dites-le-lui" in answer.text
    cast.contractor.refresh_from_db()
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(RuleError, match="appelez-la"):
        tell_corrections(actor=Actor.system(cast.workspace), declarant=cast.contractor, now=tomorrow)
    assert not OutgoingMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_message_and_leave_no_link_behind() -> None:
    cast = make_cast()
    validate_hours(make_obligation(cast), "240")
    correct(cast, "200")
    written, refused = threading.Event(), []

    def tell() -> None:
        now = MONDAY + timedelta(days=1)
        tell_corrections(actor=Actor.system(cast.workspace), declarant=cast.contractor, now=now)

    def first() -> None:
        with transaction.atomic():
            tell()
            written.set()
            time.sleep(1)  # the second writes before this one is kept

    def second() -> None:
        assert written.wait(timeout=10)
        try:
            tell()
        except Conflict as error:
            refused.append(error.message)
            raise

    ways = iter((first, second))
    assert at_once(lambda: next(ways)()) == ["conflict", "won"]
    if connection.vendor == "postgresql":
        assert refused == ["Cette organisation vient d’être prévenue."]
    assert OutgoingMessage.objects.count() == 1
    assert AccessLink.objects.count() == 1


def test_who_is_to_be_told_takes_as_many_queries_whatever_their_number(
    cast: Cast, owed: Obligation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    validate_hours(make_obligation(cast), "240", last_name="Autre")
    other = company(cast, "Maçonnerie Inventée (fictive)")
    HoursStatement.objects.exclude(obligation=owed).update(declarant=other)
    correct(cast, "200")
    correct(cast, "200", rank=2)
    day = MONDAY.date() + timedelta(days=1)
    with django_assert_num_queries(3):
        assert to_be_told(workspace=cast.workspace, today=day) == [cast.contractor, other]
    tell_corrections(actor=Actor.system(cast.workspace), declarant=other, now=MONDAY + timedelta(days=1))
    assert to_be_told(workspace=cast.workspace, today=day) == [cast.contractor]
    correct(cast, "190", rank=2, at=MONDAY + timedelta(days=1, hours=5))
    assert to_be_told(workspace=cast.workspace, today=day + timedelta(days=1)) == [cast.contractor, other]


def test_a_person_is_told_the_day_in_paris_an_entry_was_written(cast: Cast) -> None:
    entry = validate_hours(make_obligation(cast), "240", at=datetime(2025, 6, 30, 22, 30, tzinfo=UTC))
    correct(cast, "200", at=MONDAY + timedelta(days=90))
    said = [field.text for table in everything_held(entry.employment.person) for row in table.rows for field in row]
    assert any("écrites le 1er juillet 2025" in one for one in said), said


class EachCorrectionIsToldOnce(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=8))
    def test_whatever_the_days_of_corrections_and_of_a_stopped_worker(self, days: Sequence[tuple[int, bool]]) -> None:
        cast = make_cast()
        validate_hours(make_obligation(cast), "240")
        moments = sorted((day, rank) for rank, (day, _) in enumerate(days))
        stopped = {day for day, up in days if not up}
        wanted = 240
        for today in range(14):
            if today not in stopped:
                turn(days=today)
            for day, rank in moments:
                if day == today:
                    wanted -= 1
                    correct(cast, str(wanted), at=MONDAY + timedelta(days=day, minutes=60 + rank))
        told = [int(one) for body in bodies() for one in re.findall(r"(\d+) h en moins", body)]
        assert sum(told) == len(days)
        per_day = OutgoingMessage.objects.values_list("dedupe_key", flat=True)
        assert len(set(per_day)) == len(per_day)
