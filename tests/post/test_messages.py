"""Writing messages: in the transaction of their cause, once per key, as a proper e-mail."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from icalendar import Calendar

from levier.domain.errors import Conflict, RuleError
from levier.post.delivery import as_email
from levier.post.enums import MessageState
from levier.post.messages import queue_message, requeue
from levier.post.models import OutgoingMessage
from levier.post.selectors import messages_about, undelivered
from tests.cast import Cast, make_cast

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Levier//FR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@exemple.test\r\n"
    "DTSTAMP:20250603T080000Z\r\nDTSTART:20250603T120000Z\r\nSUMMARY:Réunion de lancement\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def write(cast: Cast, **changes: str | None) -> OutgoingMessage | None:
    fields = {"to": "personne@exemple.test", "subject": "Relevé attendu", "body": "Bonjour,\n", **changes}
    return queue_message(workspace_id=cast.workspace.pk, target=cast.contractor, **fields)  # type: ignore[arg-type]


def test_a_message_waits_in_the_queue_and_is_found_from_its_object(cast: Cast) -> None:
    message = write(cast)

    assert message is not None
    assert message.state == MessageState.QUEUED
    assert list(messages_about(workspace_id=cast.workspace.pk, target=cast.contractor)) == [message]
    assert not messages_about(workspace_id=cast.other_workspace.pk, target=cast.contractor).exists()
    assert not messages_about(workspace_id=cast.workspace.pk, target=cast.structure).exists()


def test_a_message_disappears_with_the_transaction_that_wrote_it(cast: Cast) -> None:
    def interrupted() -> None:
        with transaction.atomic():
            write(cast)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()

    assert not OutgoingMessage.objects.exists()


def test_a_key_already_used_writes_nothing_and_leaves_the_transaction_usable(cast: Cast) -> None:
    first = write(cast, dedupe_key="reminder:1")
    second = write(cast, dedupe_key="reminder:1")
    third = write(cast, dedupe_key="reminder:2")

    assert first is not None
    assert second is None
    assert third is not None
    assert OutgoingMessage.objects.count() == 2


def test_messages_without_a_key_are_all_written(cast: Cast) -> None:
    write(cast)
    write(cast)

    assert OutgoingMessage.objects.count() == 2


@pytest.mark.parametrize("address", ["", "personne", "a@b@c.test", "a@exemple.test\nBcc: b@exemple.test"])
def test_an_impossible_address_is_refused_with_its_field(cast: Cast, address: str) -> None:
    with pytest.raises(RuleError) as refusal:
        write(cast, to=address)

    assert refusal.value.field == "email"
    assert not OutgoingMessage.objects.exists()


def test_a_subject_is_one_line_of_bounded_length(cast: Cast) -> None:
    message = write(cast, subject="Relevé\r\nBcc: x@exemple.test " + "x" * 300)

    assert message is not None
    assert "\n" not in message.subject
    assert len(message.subject) == 200
    as_email(message).message()


def test_an_invitation_is_a_calendar_that_other_software_reads(cast: Cast) -> None:
    message = write(cast, calendar=CALENDAR)
    assert message is not None

    parts = list(as_email(message).message().walk())

    (invitation,) = [part for part in parts if part.get_content_type() == "text/calendar"]
    assert invitation.get_param("method") == "REQUEST"
    assert invitation.get_filename() == "invitation.ics"
    payload = invitation.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert str(Calendar.from_ical(payload).walk("VEVENT")[0]["SUMMARY"]) == "Réunion de lancement"


def test_a_cancelled_meeting_says_so_in_the_part_too(cast: Cast) -> None:
    message = write(cast, calendar=CALENDAR.replace("METHOD:REQUEST", "METHOD:CANCEL"))
    assert message is not None

    assert "method=CANCEL" in as_email(message).message().as_string().replace('"', "")


def test_the_message_id_is_the_same_each_time_it_is_composed(cast: Cast) -> None:
    message = write(cast)
    assert message is not None

    assert as_email(message).message()["Message-ID"] == as_email(message).message()["Message-ID"]


def test_only_a_message_that_failed_or_may_have_is_sent_again(cast: Cast) -> None:
    message = write(cast)
    assert message is not None
    for state in (MessageState.QUEUED, MessageState.SENDING, MessageState.SENT):
        OutgoingMessage.objects.update(state=state)
        with pytest.raises(Conflict):
            requeue(message)
    OutgoingMessage.objects.update(state=MessageState.FAILED, attempts=6, error="…")
    assert list(undelivered(workspace_id=cast.workspace.pk)) == [message]

    again = requeue(message)

    assert (again.state, again.attempts, again.error) == (MessageState.QUEUED, 0, "")
    assert not undelivered(workspace_id=cast.workspace.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_key_at_the_same_time_write_one_message() -> None:
    cast = make_cast()
    together = threading.Barrier(4)

    def one() -> bool:
        together.wait()
        try:
            return write(cast, dedupe_key="reminder:1") is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        written = [future.result() for future in [pool.submit(one) for _ in range(4)]]

    assert sorted(written) == [False, False, False, True]
