"""Sending: claim, send, mark; retry what was refused; never send twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from levier.post import delivery
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage
from tests.cast import Cast, make_cast

from .smtp import SmtpServer
from .test_messages import CALENDAR, write


def only() -> OutgoingMessage:
    return OutgoingMessage.objects.get()


def test_what_waits_leaves_and_is_marked(cast: Cast, smtp: SmtpServer) -> None:
    write(cast, calendar=CALENDAR)

    assert delivery.deliver_due() == 1

    assert only().state == MessageState.SENT
    assert only().sent_at is not None
    (received,) = smtp.received
    assert received["To"] == "personne@exemple.test"
    assert [part.get_content_type() for part in received.walk()] == ["multipart/mixed", "text/plain", "text/calendar"]


def test_what_has_left_does_not_leave_again(cast: Cast, smtp: SmtpServer) -> None:
    write(cast)

    delivery.deliver_due()
    delivery.deliver_due()

    assert len(smtp.received) == 1


def test_a_message_whose_time_has_not_come_waits(cast: Cast, smtp: SmtpServer) -> None:
    write(cast)
    OutgoingMessage.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=5))

    assert delivery.deliver_due() == 0
    assert only().state == MessageState.QUEUED
    assert delivery.deliver_due(now=timezone.now() + timedelta(minutes=6)) == 1


def test_a_refused_message_is_tried_later_and_later_then_given_up(cast: Cast, smtp: SmtpServer) -> None:
    write(cast)
    smtp.refuse = 451
    waits = []
    for _ in range(len(delivery.BACKOFF)):
        before = timezone.now()
        delivery.deliver_due()
        assert only().state == MessageState.QUEUED
        waits.append(round((only().next_attempt_at - before).total_seconds() / 60))
        OutgoingMessage.objects.update(next_attempt_at=before)

    delivery.deliver_due()

    assert tuple(waits) == delivery.BACKOFF
    assert only().state == MessageState.FAILED
    assert only().attempts == len(delivery.BACKOFF) + 1


def test_the_error_kept_names_a_code_and_nobody(cast: Cast, smtp: SmtpServer, caplog: pytest.LogCaptureFixture) -> None:
    write(cast)
    smtp.refuse = 550

    delivery.deliver_due()

    assert only().state == MessageState.FAILED, "an unknown mailbox is not tried again"
    assert "550" in only().error
    assert "exemple.test" not in only().error
    assert "exemple.test" not in caplog.text


def test_a_connection_cut_after_the_text_leaves_a_doubt_and_no_second_message(cast: Cast, smtp: SmtpServer) -> None:
    write(cast)
    smtp.cut = True
    delivery.deliver_due()
    smtp.cut = False

    delivery.deliver_due(now=timezone.now() + timedelta(days=1))

    assert only().state == MessageState.UNSURE
    assert len(smtp.received) == 1


def test_while_the_server_is_down_messages_wait_without_losing_an_attempt(
    cast: Cast, settings: Settings, smtp: SmtpServer
) -> None:
    write(cast)
    settings.EMAIL_PORT = 1  # nothing listens there

    assert delivery.deliver_due() == 0
    assert (only().state, only().attempts) == (MessageState.QUEUED, 0)
    settings.EMAIL_PORT = smtp.port
    assert delivery.deliver_due() == 1


def test_without_a_mail_server_nothing_is_said_to_have_left(cast: Cast, settings: Settings) -> None:
    settings.MESSAGES_LEAVE = False
    write(cast)

    assert delivery.deliver_due() == 0
    assert only().state == MessageState.QUEUED


def test_a_message_no_email_can_carry_fails_without_stopping_the_others(cast: Cast, smtp: SmtpServer) -> None:
    bad, good = write(cast), write(cast)
    assert bad is not None
    assert good is not None
    OutgoingMessage.objects.filter(pk=bad.pk).update(subject="a\nBcc: b@exemple.test")

    assert delivery.deliver_due() == 1

    bad.refresh_from_db()
    assert bad.state == MessageState.FAILED


def test_a_worker_asked_to_stop_claims_nothing_more(cast: Cast, smtp: SmtpServer) -> None:
    write(cast)
    write(cast)

    delivery.deliver_due(stopping=lambda: len(smtp.received) == 1)

    assert sorted(OutgoingMessage.objects.values_list("state", flat=True)) == [MessageState.QUEUED, MessageState.SENT]


def test_a_claim_left_by_a_dead_worker_becomes_a_doubt_after_the_lease(cast: Cast, smtp: SmtpServer) -> None:
    message = write(cast)
    assert message is not None
    now = timezone.now()
    assert delivery.claim(message.pk, now=now) is not None

    assert delivery.release_lost(now=now + delivery.LEASE - timedelta(seconds=1)) == 0
    assert delivery.release_lost(now=now + delivery.LEASE + timedelta(seconds=1)) == 1
    delivery.deliver_due()

    assert only().state == MessageState.UNSURE
    assert smtp.received == []


def _race(claim: Callable[[int], bool], pk: int) -> int:
    """Eight workers claim one message together; returns how many believe they hold it."""
    together = threading.Barrier(8)

    def one() -> bool:
        connection.ensure_connection()
        together.wait()
        try:
            return claim(pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return sum(future.result() for future in [pool.submit(one) for _ in range(8)])


@pytest.mark.django_db(transaction=True)
def test_of_workers_claiming_one_message_together_one_gets_it() -> None:
    message = write(make_cast())
    assert message is not None
    now = timezone.now()

    assert _race(lambda pk: delivery.claim(pk, now=now) is not None, message.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_control_reading_before_writing_lets_several_workers_in() -> None:
    """The same race, lost by the claim one would write without thinking: the test above can fail."""
    message = write(make_cast())
    assert message is not None
    everyone_has_read = threading.Barrier(8)

    def careless(pk: int) -> bool:
        seen = OutgoingMessage.objects.get(pk=pk)
        everyone_has_read.wait()
        if seen.state != MessageState.QUEUED:
            return False
        seen.state = MessageState.SENDING
        seen.save(update_fields=["state"])
        return True

    assert _race(careless, message.pk) > 1


@pytest.mark.django_db(transaction=True)
def test_workers_delivering_the_same_queue_together_send_each_message_once(smtp: SmtpServer) -> None:
    cast = make_cast()
    for _ in range(20):
        write(cast)
    together = threading.Barrier(3)

    def worker() -> int:
        together.wait()
        try:
            return delivery.deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        sent = sum(future.result() for future in [pool.submit(worker) for _ in range(3)])

    assert sent == len(smtp.received) == 20
    assert len({received["Message-ID"] for received in smtp.received}) == 20
