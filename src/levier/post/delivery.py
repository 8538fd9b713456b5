"""Send what waits: claim, send, mark. At most once (docs/decisions/0004-a-message-leaves-at-most-once.md).

E-mails here, text messages through ``sms``: the same queue, the same claim.

The claim is one conditional UPDATE: of two workers, one changes the row and sends. A claim is never taken over: if
its worker dies, whether the message left is unknown, and the message is shown as such.
"""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from . import sms
from .addresses import mark_dead
from .bounces.dsn import judge
from .enums import Channel, MessageState
from .models import OutgoingMessage
from .references import reference_of

logger = logging.getLogger(__name__)

#: Minutes before each new attempt; after the last one the message is given up.
BACKOFF = (1, 5, 15, 60, 240)
#: A claim older than this belongs to a worker that died (one send takes a minute at worst: EMAIL_TIMEOUT).
LEASE = timedelta(minutes=10)
_BATCH = 50

#: Refusals spoken by the server before it accepts anything: the message has certainly not left.
_REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPResponseException,
    smtplib.SMTPNotSupportedError,
    ConnectionRefusedError,
)


def deliver_due(*, now: datetime | None = None, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send the messages whose time has come, oldest first; returns how many left.

    The mail server is reached before anything is claimed: while it is down, messages wait unharmed.
    """
    return _deliver_emails(now or timezone.now(), stopping) + _deliver_texts(now or timezone.now(), stopping)


def _due(channel: Channel, now: datetime) -> list[int]:
    waiting = OutgoingMessage.objects.filter(state=MessageState.QUEUED, channel=channel, next_attempt_at__lte=now)
    return list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:_BATCH])


def _deliver_emails(now: datetime, stopping: Callable[[], bool]) -> int:
    due = _due(Channel.EMAIL, now) if settings.MESSAGES_LEAVE else []
    if not due:
        return 0
    mail_server = get_connection()
    try:
        mail_server.open()
    except OSError as error:  # smtplib's own errors are OSError too
        logger.warning("mail server out of reach (%s): %d messages wait", type(error).__name__, len(due))
        return 0
    try:
        return _each(due, now, stopping, lambda message: _send(message, mail_server))
    finally:
        mail_server.close()


def _deliver_texts(now: datetime, stopping: Callable[[], bool]) -> int:
    due = _due(Channel.SMS, now) if settings.SMS_LEAVES else []
    return _each(due, now, stopping, _send_text)


def _each(due: list[int], now: datetime, stopping: Callable[[], bool], send: Callable[[OutgoingMessage], bool]) -> int:
    sent = 0
    for pk in due:
        if stopping():
            break
        message = claim(pk, now=now)
        if message is not None and send(message):
            sent += 1
    return sent


def claim(pk: int, *, now: datetime) -> OutgoingMessage | None:
    """Take one message to send it; ``None`` when another worker has it or it is not due."""
    taken = OutgoingMessage.objects.filter(pk=pk, state=MessageState.QUEUED, next_attempt_at__lte=now).update(
        state=MessageState.SENDING, claimed_at=now
    )
    return OutgoingMessage.objects.select_related("workspace").get(pk=pk) if taken else None


def release_lost(*, now: datetime) -> int:
    """Mark the messages whose worker died while sending: they may have left, so they are not sent again."""
    lost = OutgoingMessage.objects.filter(state=MessageState.SENDING, claimed_at__lt=now - LEASE).update(
        state=MessageState.UNSURE,
        error="L’envoi a été interrompu : le message est peut-être parti. Vérifiez avant de le renvoyer.",
    )
    if lost:
        logger.warning("%d messages were being sent when their worker stopped", lost)
    return lost


def _send(message: OutgoingMessage, mail_server: Any) -> bool:
    try:
        email = as_email(message, mail_server)
        email.message().as_bytes()
    except ValueError as error:  # a header or an address that no e-mail can carry
        sentence = f"Le message n’a pas pu être composé ({type(error).__name__})."
        _mark(message, state=MessageState.FAILED, attempts=message.attempts + 1, error=sentence)
        return False
    try:
        email.send()
    except _REFUSED as error:
        _refused(message, error)
        return False
    except OSError as error:  # cut off or silent in the middle: nobody knows whether the server kept it
        _mark(
            message,
            state=MessageState.UNSURE,
            error=f"La liaison avec le serveur de messagerie a été coupée pendant l’envoi ({type(error).__name__}).",
        )
        return False
    _mark(message, state=MessageState.SENT, sent_at=timezone.now(), error="")
    return True


def _send_text(message: OutgoingMessage) -> bool:
    try:
        sms.send(to=message.to, text=message.body)
    except sms.Refused as error:
        _put_back(message, error, str(error), for_good=error.for_good)
        return False
    except OSError as error:
        _mark(
            message,
            state=MessageState.UNSURE,
            error=f"La liaison avec le service de SMS a été coupée pendant l’envoi ({type(error).__name__}).",
        )
        return False
    _mark(message, state=MessageState.SENT, sent_at=timezone.now(), error="")
    return True


def _refused(message: OutgoingMessage, error: Exception) -> None:
    _put_back(message, error, _sentence(error), for_good=_permanent(error))
    if _permanent(error) and _names_the_address(error):
        mark_dead(message, code=str(_code(error)), now=timezone.now())


def _put_back(message: OutgoingMessage, error: Exception, sentence: str, *, for_good: bool) -> None:
    """Another attempt later, or none any more."""
    attempts = message.attempts + 1
    if for_good or attempts > len(BACKOFF):
        logger.warning("message %d given up after %d attempts (%s)", message.pk, attempts, type(error).__name__)
        _mark(message, state=MessageState.FAILED, attempts=attempts, error=sentence)
        return
    _mark(
        message,
        state=MessageState.QUEUED,
        attempts=attempts,
        next_attempt_at=timezone.now() + timedelta(minutes=BACKOFF[attempts - 1]),
        error=sentence,
    )


def _mark(message: OutgoingMessage, **fields: Any) -> None:
    """Write what became of a message we hold. UNSURE is accepted: a very slow send may outlive its lease."""
    OutgoingMessage.objects.filter(
        pk=message.pk,
        state__in=[MessageState.SENDING, MessageState.UNSURE],
        claimed_at=message.claimed_at,
    ).update(**fields)


def _code(error: Exception) -> int | None:
    """SMTP reply code (RFC 5321 §4.2); the text beside it may hold an address and is never kept."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _text in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def _names_the_address(error: Exception) -> bool:
    """A 550 is also how a server refuses the sender or the content: its status, when it gives one, tells which."""
    replies = error.recipients.values() if isinstance(error, smtplib.SMTPRecipientsRefused) else ()
    found = [judge("", "", f"{code} {text.decode('ascii', 'replace')}") for code, text in replies]
    return all(one is None or one.address_is_wrong for one in found)


def _permanent(error: Exception) -> bool:
    """An unknown mailbox (550, 551, 553) stays unknown; every other refusal deserves another attempt."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and _code(error) in {550, 551, 553}


def _sentence(error: Exception) -> str:
    if _permanent(error) and _names_the_address(error):
        return f"L’adresse est refusée par le serveur du destinataire (code {_code(error)})."
    if (code := _code(error)) is not None:
        return f"Le serveur de messagerie a refusé le message (code {code})."
    return f"Le serveur de messagerie n’a pas pris le message ({type(error).__name__})."


def as_email(message: OutgoingMessage, mail_server: Any = None) -> EmailMessage:
    """The e-mail as it leaves. Its Message-ID is the message's own, so that mailboxes can recognise a copy."""
    domain = settings.BASE_URL.split("//")[-1].split("/")[0].split(":")[0]
    headers = {"Message-ID": f"<{reference_of(message)}@{domain}>", "Auto-Submitted": "auto-generated"}
    if settings.BOUNCE_ADDRESS:  # where what comes back goes; people still read the usual sender
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    team = message.workspace.contact_email
    email = EmailMessage(
        message.subject,
        message.body,
        from_email=settings.BOUNCE_ADDRESS or None,
        to=[message.to],
        reply_to=[team] if team else None,
        connection=mail_server,
        headers=headers,
    )
    if message.calendar:
        # RFC 6047 §2.4: the method parameter repeats the METHOD of the calendar.
        method = re.search(r"^METHOD:([A-Z]+)\s*$", message.calendar, re.MULTILINE)
        kind = f"text/calendar; method={method[1] if method else 'REQUEST'}"
        email.attach("invitation.ics", message.calendar, kind)
    return email
