"""Write a message: in the transaction of what caused it, so that neither exists without the other.

Plain functions, not services: a message is part of the intent of the room that writes it.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from levier.domain.errors import Conflict, RuleError

from .enums import MessageState
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
) -> OutgoingMessage | None:
    """Write a message about ``target`` to one address; the worker sends it once the transaction is committed.

    ``subject`` is one line without any personal datum. ``calendar`` is an iCalendar text (RFC 5545), joined as an
    invitation. With a ``dedupe_key``, the message is written once for ever.

    Returns:
        The message, or ``None`` when one was already written with that key.

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
        subject=" ".join(subject.split())[:_SUBJECT_LENGTH],
        body=body,
        calendar=calendar,
        next_attempt_at=timezone.now(),
        dedupe_key=dedupe_key,
    )
    if dedupe_key is None:
        message.save(force_insert=True)
        return message
    if OutgoingMessage.objects.filter(dedupe_key=dedupe_key).exists():
        return None
    try:
        with transaction.atomic():  # the constraint decides between two that wrote at the same time
            message.save(force_insert=True)
    except IntegrityError:
        if OutgoingMessage.objects.filter(dedupe_key=dedupe_key).exists():
            return None
        raise
    return message


def requeue(message: OutgoingMessage) -> OutgoingMessage:
    """Send again a message that did not leave, or may not have: somebody's decision, never the worker's.

    Raises:
        Conflict: it is waiting, leaving, or gone.
    """
    updated = OutgoingMessage.objects.filter(
        pk=message.pk, state__in=[MessageState.FAILED, MessageState.UNSURE]
    ).update(state=MessageState.QUEUED, attempts=0, next_attempt_at=timezone.now(), error="")
    if not updated:
        raise Conflict("Ce message est déjà parti ou sur le point de partir.")
    message.refresh_from_db()
    return message
