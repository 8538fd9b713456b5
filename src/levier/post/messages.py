"""Write a message: in the transaction of what caused it, so that neither exists without the other.

Plain functions, not services: a message is part of the intent of the room that writes it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from levier.domain.errors import Conflict, RuleError
from levier.domain.phones import check_mobile

from .addresses import is_dead
from .enums import WAITING, Channel, MessageState
from .models import OutgoingMessage

_SUBJECT_LENGTH = 200


def queue_message(
    *,
    workspace_id: int,
    target: models.Model,
    to: str,
    subject: str,
    body: str,
    calendar: str = "",
    dedupe_key: str | None = None,
    reminder_on: date | None = None,
    leaves_at: datetime | None = None,
) -> OutgoingMessage | None:
    """Write a message about ``target`` to one address; the worker sends it once the transaction is committed.

    ``subject`` is one line without any personal datum. ``calendar`` is an iCalendar text (RFC 5545), joined as an
    invitation. With a ``dedupe_key``, the message is written once for ever. With ``reminder_on``, it is a reminder:
    an address receives one a day, whatever it is about. To an address that no longer answers, the message is held. It does not
    leave before ``leaves_at``.

    Returns:
        The message, or ``None`` when one was already written with that key, or reminded this address that day.

    Raises:
        RuleError: the address cannot be one.
    """
    to = to.strip()
    try:
        validate_email(to)
    except ValidationError as error:
        raise RuleError("Cette adresse électronique n’est pas valable : corrigez-la.", field="email") from error
    message = OutgoingMessage(
        workspace_id=workspace_id,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        to=to,
        subject=_one_line(subject),
        body=body,
        calendar=calendar,
        state=MessageState.HELD if is_dead(workspace_id=workspace_id, address=to) else MessageState.QUEUED,
        next_attempt_at=leaves_at or timezone.now(),
        dedupe_key=dedupe_key,
        reminder_on=reminder_on,
    )
    return _write(message)


def queue_sms(*, workspace_id: int, target: models.Model, to: str, subject: str, body: str) -> OutgoingMessage:
    """Write a text message about ``target`` to one mobile telephone, in any French way of writing its number.

    ``subject`` does not leave: it names the message on the timeline, without any personal datum.

    Raises:
        RuleError: not a mobile telephone.
    """
    message = OutgoingMessage(
        workspace_id=workspace_id,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        channel=Channel.SMS,
        to=check_mobile(to, field="phone"),
        subject=_one_line(subject),
        body=body,
        next_attempt_at=timezone.now(),
    )
    message.save(force_insert=True)
    return message


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:_SUBJECT_LENGTH]


def _write(message: OutgoingMessage) -> OutgoingMessage | None:
    """Save a message unless its key, or its address and day, are taken."""
    if message.dedupe_key is None and message.reminder_on is None:
        message.save(force_insert=True)
        return message
    if _taken(message):
        return None
    try:
        with transaction.atomic():  # the constraints decide between two that wrote at the same time
            message.save(force_insert=True)
    except IntegrityError:
        if _taken(message):
            return None
        raise
    return message


def _taken(message: OutgoingMessage) -> bool:
    key = models.Q(dedupe_key=message.dedupe_key) if message.dedupe_key else models.Q(pk__in=[])
    day = models.Q(workspace_id=message.workspace_id, to__iexact=message.to, reminder_on=message.reminder_on)
    return OutgoingMessage.objects.filter(key | day if message.reminder_on else key).exists()


def rewrite_message(dedupe_key: str, *, to: str, subject: str, body: str) -> bool:
    """Change a message that has not left; false when there is none with that key, or when it leaves or has left."""
    message = OutgoingMessage.objects.filter(dedupe_key=dedupe_key, state__in=WAITING).first()
    if message is None:
        return False
    state = MessageState.HELD if is_dead(workspace_id=message.workspace_id, address=to) else MessageState.QUEUED
    # a worker may have claimed it meanwhile
    updated = OutgoingMessage.objects.filter(pk=message.pk, state__in=WAITING).update(
        to=to, subject=_one_line(subject), body=body, state=state
    )
    return bool(updated)


def drop_message(dedupe_key: str) -> bool:
    """Take away a message that has not left; false when there is none with that key, or when it leaves or has left."""
    deleted, _ = OutgoingMessage.objects.filter(dedupe_key=dedupe_key, state__in=WAITING).delete()
    return bool(deleted)


def requeue(message: OutgoingMessage) -> OutgoingMessage:
    """Send again a message that did not leave, or may not have: somebody's decision, never the worker's.

    Raises:
        Conflict: it is waiting, leaving, or gone.
    """
    updated = OutgoingMessage.objects.filter(
        pk=message.pk, state__in=[MessageState.FAILED, MessageState.UNSURE, MessageState.HELD]
    ).update(state=MessageState.QUEUED, attempts=0, next_attempt_at=timezone.now(), error="")
    if not updated:
        raise Conflict("Ce message est déjà parti ou sur le point de partir.")
    message.refresh_from_db()
    return message
