"""Hours at the same moment, each with its control: one company twice, two facilitators on one line."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from levier.delivery import checks
from levier.delivery.models import HoursLine, HoursStatement, LedgerEntry, Obligation
from levier.delivery.services.ledger import accept_clear_lines, accept_line, refuse_line
from levier.delivery.services.obligations import amend_obligation
from levier.delivery.services.statements import request_statements
from levier.domain.errors import Conflict
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from tests.cast import make_cast
from tests.delivery.hours_world import MARCH, NOW, World, make_world
from tests.races import at_once

FEBRUARY = date(2026, 2, 1)

pytestmark = pytest.mark.django_db(transaction=True)


def _asked() -> tuple[World, str, dict[str, str]]:
    """A month asked for, its link, and the form a company fills in."""
    world = make_world(make_cast())
    request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    found = re.search(r"/releves/[^\s]+", OutgoingMessage.objects.get().body)
    assert found
    statement = HoursStatement.objects.get()
    form = {"version": str(statement.version), "submitted_by": "Camille Test", "comment": "", "action": "submit"}
    return world, found[0], form


def _sent() -> list[JournalEntry]:
    """Sendings that were not the repetition of another."""
    lines = JournalEntry.objects.filter(action="delivery.statement.submit")
    return [one for one in lines if not (one.payload or {})["facts"].get("replayed")]


def _naive_sending(pk: int) -> Callable[[], None]:
    """The control: whoever only looks whether the month was sent sees twice that it was not."""
    together = threading.Barrier(2)

    def send() -> None:
        seen = HoursStatement.objects.get(pk=pk)
        together.wait(timeout=10)
        if seen.submitted_at is not None:
            raise Conflict("déjà envoyé")
        HoursStatement.objects.filter(pk=pk).update(submitted_at=NOW)

    return send


def test_the_same_month_sent_twice_by_one_link_is_sent_once() -> None:
    world, link, form = _asked()
    statement = HoursStatement.objects.get()
    assert at_once(_naive_sending(statement.pk)) == ["won", "won"]
    HoursStatement.objects.update(submitted_at=None)
    answers: list[int] = []

    def send() -> None:
        answers.append(Client().post(link, form | {f"h-{world.jobs[0].pk}-work": "12,5"}).status_code)

    assert at_once(send, 4) == ["won"] * 4
    assert answers == [303] * 4
    assert [(line.hours, line.kind) for line in HoursLine.objects.all()] == [(Decimal("12.50"), "work")]
    assert len(_sent()) == 1
    statement.refresh_from_db()
    assert (statement.state, statement.version) == ("submitted", int(form["version"]) + 1)


def test_of_two_different_sendings_by_one_link_one_stays_whole() -> None:
    world, link, form = _asked()
    typed = iter(("10", "20"))
    answers: dict[str, int] = {}

    def send() -> None:
        hours = next(typed)
        cells = {f"h-{job.pk}-work": hours for job in world.jobs}
        answers[hours] = Client().post(link, form | cells).status_code

    assert at_once(send) == ["won", "won"]
    assert sorted(answers.values()) == [303, 409]
    (won,) = (hours for hours, status in answers.items() if status == 303)
    assert {line.hours for line in HoursLine.objects.all()} == {Decimal(won)}
    assert len(_sent()) == 1


def test_a_month_sent_while_its_period_is_shortened_is_sent_or_withdrawn_whole() -> None:
    world, link, form = _asked()
    together = threading.Barrier(2)

    def naive() -> None:
        """The control: the company and whoever shortens the period both see a month to send."""
        seen = HoursStatement.objects.get()
        together.wait(timeout=10)
        if seen.state != "requested":
            raise Conflict("déjà envoyé")

    assert at_once(naive) == ["won", "won"]
    answers: list[int] = []

    def send() -> None:
        answers.append(Client().post(link, form | {f"h-{world.jobs[0].pk}-work": "12,5"}).status_code)

    def shorten() -> None:
        amend_obligation(
            actor=world.cast.facilitator, obligation=Obligation.objects.get(), hours=Decimal(500), from_day=FEBRUARY,
            reason="Avenant n° 1", ends_on=FEBRUARY.replace(day=28),
        )  # fmt: skip

    ways = iter((send, shorten))
    assert at_once(lambda: next(ways)()) == ["won", "won"]
    state = HoursStatement.objects.get().state
    hours = list(HoursLine.objects.values_list("hours", flat=True))
    assert (answers, state, hours) in [([303], "submitted", [Decimal("12.50")]), ([409], "withdrawn", [])]


def _two_decisions(world: World, line: HoursLine) -> Callable[[], None]:
    """One facilitator accepts while the other refuses."""
    actor = world.cast.facilitator

    def accept() -> None:
        fresh = HoursLine.objects.get(pk=line.pk)
        accept_line(actor=actor, line=fresh, counted=Decimal(10), reason="", now=NOW)

    def refuse() -> None:
        refuse_line(actor=actor, line=HoursLine.objects.get(pk=line.pk), reason="Non prévu.", now=NOW)

    ways = iter((accept, refuse))
    return lambda: next(ways)()


def test_a_line_accepted_and_refused_at_the_same_time_gets_one_answer() -> None:
    world = make_world(make_cast())
    line = world.sent("10").lines.get()
    together = threading.Barrier(2)

    def naive() -> None:
        """The control: both see a line to decide."""
        seen = HoursLine.objects.get(pk=line.pk)
        together.wait(timeout=10)
        if seen.state != "pending":
            raise Conflict("déjà décidée")

    assert at_once(naive) == ["won", "won"]
    assert at_once(_two_decisions(world, line)) == ["conflict", "won"]
    line.refresh_from_db()
    assert LedgerEntry.objects.count() == (line.state == "accepted")
    assert line.state in ("accepted", "refused")
    assert list(checks.violations()) == []


def test_every_clear_line_accepted_by_two_facilitators_enters_the_ledger_once() -> None:
    world = make_world(make_cast(), people=3)
    statement = world.sent("10", "20", "30")
    seen = HoursStatement.objects.get(pk=statement.pk)
    counts: list[int] = []

    def accept() -> None:
        args = {"actor": world.cast.facilitator, "statement": seen, "version": seen.version, "now": NOW}
        counts.append(accept_clear_lines(**args))

    at_once(accept)
    assert sum(counts) == 3
    assert sorted(LedgerEntry.objects.values_list("hours", flat=True)) == [Decimal(10), Decimal(20), Decimal(30)]
    assert list(checks.violations()) == []
