"""Messages that come back: read whatever they are, noted on the message and on its address."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from levier.post import tasks
from levier.post.addresses import dead_among, restore
from levier.post.bounces.apply import apply
from levier.post.bounces.dsn import Bounce, judge, read
from levier.post.bounces.mailbox import UnreadableMailbox, check, collect
from levier.post.delivery import as_email, deliver_due
from levier.post.enums import MessageState
from levier.post.messages import queue_message, requeue
from levier.post.models import DeadAddress, OutgoingMessage
from levier.post.references import message_of, reference_of
from tests.cast import Cast

from .dsn_samples import ANSWER, notification
from .imap import ImapServer
from .smtp import SmtpServer
from .test_messages import write

REFERENCE = "levier-1-20260413090000-0123456789abcdef0123"


# ------------------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize("whole", [True, False])
def test_a_notification_says_which_message_and_why(whole: bool) -> None:
    assert read(notification(REFERENCE, whole=whole)) == [Bounce(REFERENCE, "5.1.1", address_is_wrong=True)]


@pytest.mark.parametrize(
    ("status", "diagnostic", "wrong"),
    [
        ("5.1.1", "smtp; 550 User unknown", True),
        ("5.1.2", "dns; host not found", True),
        ("5.2.1", "smtp; 550 mailbox disabled", True),
        ("5.4.4", "dns; no route", True),
        ("5.0.0", "smtp; 550 5.1.1 no such user", True),
        ("5.0.0", "smtp; 550 Requested action not taken", True),
        ("5.2.2", "smtp; 552 mailbox full", False),
        ("5.7.1", "smtp; 550 5.7.1 message refused as spam", False),
        ("5.0.0", "smtp; 554 transaction failed", False),
        ("4.4.7", "smtp; delivery time expired", False),
    ],
)
def test_only_a_status_about_the_address_condemns_it(status: str, diagnostic: str, wrong: bool) -> None:
    found = judge(REFERENCE, status, diagnostic)
    assert found is not None
    assert found.address_is_wrong is wrong


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_a_delay_or_a_receipt_is_not_a_failure(action: str) -> None:
    assert read(notification(REFERENCE, action=action, status="4.4.1")) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        ANSWER,
        notification("autre-logiciel-12"),
        notification(REFERENCE, status="grave", diagnostic="smtp; 550"),
        notification(REFERENCE, status="2.0.0", diagnostic=""),
        notification(REFERENCE).replace(b"multipart/report", b"text/plain"),
        notification(REFERENCE).replace(b"--LIMITE--", b"").replace(b"Message-ID", b"X-Other"),
    ],
)
def test_anything_else_says_nothing(raw: bytes) -> None:
    assert read(raw) == []


@given(st.binary(max_size=2000))
@example(b"Content-Type: message/rfc822\r\n\r\n" * 4000)
@example(b'Content-Type: multipart/report; boundary="\xff"\r\n\r\n--\xff\r\n\r\n--\xff--')
def test_made_up_bytes_never_crash(raw: bytes) -> None:
    assert isinstance(read(raw), list)


@settings(max_examples=150)
@given(st.data())
def test_a_notification_cut_or_spoiled_anywhere_never_crashes(data: st.DataObject) -> None:
    whole = notification(REFERENCE)
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    spoiled = whole[:start] + data.draw(st.binary(max_size=40)) + whole[start + length :]
    assert all(one.reference.startswith("levier-") for one in read(spoiled))


# ------------------------------------------------------------------------------------------------- what follows


@pytest.fixture
def sent(cast: Cast, smtp: SmtpServer) -> OutgoingMessage:
    message = write(cast, to="Personne@Exemple.test")
    deliver_due()
    assert message is not None
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    return message


def back(message: OutgoingMessage, **changes: str) -> int:
    return apply(read(notification(reference_of(message), **changes)), now=timezone.now())  # type: ignore[arg-type]


def test_the_message_that_left_carries_the_reference_that_comes_back(sent: OutgoingMessage, smtp: SmtpServer) -> None:
    assert reference_of(sent) in str(smtp.received[0]["Message-ID"])
    assert message_of(reference_of(sent)) == sent


def test_a_message_that_comes_back_is_not_delivered_and_its_address_is_dead(sent: OutgoingMessage, cast: Cast) -> None:
    assert back(sent) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.bounced_at is not None) == (MessageState.FAILED, True)
    assert "5.1.1" in sent.error
    assert "@" not in sent.error
    assert dead_among(workspace_id=cast.workspace.pk, addresses=["PERSONNE@exemple.test", "autre@exemple.test"]) == {
        "personne@exemple.test"
    }
    assert dead_among(workspace_id=cast.other_workspace.pk, addresses=["personne@exemple.test"]) == set()


def test_the_same_notification_twice_changes_nothing(sent: OutgoingMessage) -> None:
    back(sent)
    before = list(DeadAddress.objects.values())
    back(sent)
    assert list(DeadAddress.objects.values()) == before


def test_a_notification_told_again_does_not_condemn_an_address_somebody_restored(sent: OutgoingMessage) -> None:
    back(sent)
    restore(DeadAddress.objects.get())
    back(sent)
    assert not DeadAddress.objects.exists()
    requeue(sent)
    OutgoingMessage.objects.filter(pk=sent.pk).update(state=MessageState.SENT)
    back(sent)
    assert DeadAddress.objects.exists()


def test_a_reference_nobody_received_condemns_nobody(sent: OutgoingMessage) -> None:
    forged = reference_of(sent)[:-1] + ("0" if reference_of(sent)[-1] != "0" else "1")
    assert apply(read(notification(forged)), now=timezone.now()) == 0
    assert not DeadAddress.objects.exists()


def test_a_full_mailbox_fails_the_message_and_spares_the_address_until_the_third_time(cast: Cast) -> None:
    for rank in range(3):
        message = write(cast)
        assert message is not None
        OutgoingMessage.objects.filter(pk=message.pk).update(state=MessageState.SENT)
        assert not DeadAddress.objects.exists(), rank
        back(message, status="5.2.2", diagnostic="smtp; 552 mailbox full")
    assert DeadAddress.objects.get().code == "5.2.2"


def test_messages_to_a_dead_address_are_held_then_leave_once_it_answers_again(
    sent: OutgoingMessage, cast: Cast, smtp: SmtpServer
) -> None:
    waiting = write(cast, to="personne@exemple.test")
    back(sent)
    later = write(cast, to="PERSONNE@exemple.test")
    deliver_due()
    assert len(smtp.received) == 1
    assert waiting is not None
    assert later is not None
    assert set(OutgoingMessage.objects.exclude(pk=sent.pk).values_list("state", flat=True)) == {MessageState.HELD}

    assert restore(DeadAddress.objects.get()) == 2
    deliver_due()
    assert len(smtp.received) == 3


def test_a_mailbox_unknown_to_the_server_is_dead_at_once(cast: Cast, smtp: SmtpServer) -> None:
    smtp.refuse = 550
    write(cast)
    deliver_due()
    assert DeadAddress.objects.get().code == "550"


@pytest.mark.parametrize(("status", "dead"), [("5.1.1", True), ("5.0.0", True), ("5.7.1", False), ("5.7.26", False)])
def test_a_550_that_speaks_of_the_sender_or_the_content_condemns_no_address(
    cast: Cast, smtp: SmtpServer, status: str, dead: bool
) -> None:
    smtp.refuse, smtp.status = 550, status
    message = write(cast)
    deliver_due()
    assert DeadAddress.objects.exists() is dead
    assert message is not None
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert ("adresse est refusée" in message.error) is dead


def test_another_refusal_condemns_nobody(cast: Cast, smtp: SmtpServer) -> None:
    smtp.refuse = 451
    write(cast)
    deliver_due()
    assert not DeadAddress.objects.exists()


def test_a_dead_address_goes_with_the_message_that_told_of_it(sent: OutgoingMessage) -> None:
    back(sent)
    OutgoingMessage.objects.all().delete()
    assert not DeadAddress.objects.exists()


def test_what_comes_back_goes_to_its_own_address_and_answers_to_the_team(
    cast: Cast, settings: Settings, smtp: SmtpServer
) -> None:
    settings.BOUNCE_ADDRESS, settings.DEFAULT_FROM_EMAIL = "retours@exemple.test", "Clauses <clauses@exemple.test>"
    cast.workspace.contact_email = "equipe@exemple.test"
    cast.workspace.save()
    message = write(cast)
    assert message is not None
    email = as_email(message)
    assert email.from_email == "retours@exemple.test"
    assert email.message()["From"] == "Clauses <clauses@exemple.test>"
    assert email.message()["Reply-To"] == "equipe@exemple.test"


# ------------------------------------------------------------------------------------------------ one a day


def remind(cast: Cast, to: str, day: str = "2026-04-13", workspace: int = 0) -> OutgoingMessage | None:
    from datetime import date

    return queue_message(
        workspace_id=workspace or cast.workspace.pk,
        target=cast.contractor,
        to=to,
        subject="Rappel",
        body="Bonjour",
        reminder_on=date.fromisoformat(day),
    )


def test_an_address_is_reminded_once_a_day_whatever_it_is_about(cast: Cast) -> None:
    assert remind(cast, "a@exemple.test")
    assert remind(cast, "A@Exemple.test") is None
    assert remind(cast, "b@exemple.test")
    assert remind(cast, "a@exemple.test", day="2026-04-14")
    assert remind(cast, "a@exemple.test", workspace=cast.other_workspace.pk)
    assert write(cast, to="a@exemple.test")
    assert OutgoingMessage.objects.count() == 5


# ------------------------------------------------------------------------------------------------- the mailbox


def collected(url: str) -> tuple[int, list[Bounce]]:
    found: list[Bounce] = []
    return collect(url, found.extend), found


def test_a_maildir_is_read_once_and_answers_are_kept(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "courrier")
    box.add(notification(REFERENCE))
    box.add(ANSWER)
    url = f"maildir://{tmp_path}/courrier"
    assert collected(url) == (1, [Bounce(REFERENCE, "5.1.1", address_is_wrong=True)])
    assert collected(url) == (0, [])
    (kept,) = mailbox.Maildir(tmp_path / "courrier")
    assert kept["Subject"] == "Re: Rappel"
    assert "S" in kept.get_flags()


def test_an_mbox_is_read_once_and_answers_are_kept(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "courrier")
    box.add(notification(REFERENCE))
    box.add(ANSWER)
    box.close()
    url = f"mbox://{tmp_path}/courrier"
    assert collected(url)[0] == 1
    assert collected(url) == (0, [])
    again = mailbox.mbox(tmp_path / "courrier")
    assert [message["Subject"] for message in again] == ["Re: Rappel"]
    again.close()


def test_a_mailbox_far_away_is_read_once_and_answers_are_kept() -> None:
    with ImapServer([notification(REFERENCE), ANSWER]) as server:
        url = f"imap://retours%40exemple.test:s%3Acret@127.0.0.1:{server.port}/INBOX"
        assert collected(url) == (1, [Bounce(REFERENCE, "5.1.1", address_is_wrong=True)])
        assert server.credentials == ("retours@exemple.test", "s:cret")
        assert collected(url) == (0, [])
        assert server.messages == [ANSWER]


def test_a_mailbox_out_of_reach_is_tried_again_at_the_next_turn(settings: Settings, tmp_path: Path) -> None:
    for url in (f"maildir://{tmp_path}/absent", f"mbox://{tmp_path}/absent", "imap://u:p@127.0.0.1:1/INBOX"):
        with pytest.raises(UnreadableMailbox):
            collected(url)
        settings.BOUNCES_URL = url
        tasks.read_bounces(now=timezone.now())


@pytest.mark.parametrize(
    "url",
    [
        "courrier",
        "maildir://relatif",
        "http://x/y",
        "imaps://hote",
        "imap://nom:mot@courrier.exemple.test/INBOX",
        "pop:///a/b",
    ],
)
def test_the_address_of_a_mailbox_is_checked(url: str) -> None:
    with pytest.raises(ValueError, match="LEVIER_BOUNCES_URL"):
        check(url)


def test_the_schedule_reads_the_mailbox(sent: OutgoingMessage, settings: Settings, tmp_path: Path) -> None:
    mailbox.Maildir(tmp_path / "courrier").add(notification(reference_of(sent)))
    settings.BOUNCES_URL = f"maildir://{tmp_path}/courrier"
    tasks.read_bounces(now=timezone.now())
    assert DeadAddress.objects.exists()
