"""Writes of alerts: their owner's, and the digests the schedule sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.domain.errors import Conflict, RuleError
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..models import AlertHit, SavedAlert, StoredNotice
from . import digest
from .enums import Frequency
from .question import alert_of, ask_of, settled, told

#: Alerts of one person in one workspace.
MOST = 50
_LONGEST_NAME = 120


@service("watch.alert.create", perms.KEEP_ALERTS)
def create_alert(*, actor: Actor, question: str, frequency: str = Frequency.DAILY) -> SavedAlert:
    """Keep a question of the search. It is named by what it asks.

    Raises:
        RuleError: nothing is asked, the words cannot be read, or too many alerts.
        Conflict: the same is already kept.
    """
    kept = settled(ask_of(question))
    sentence = told(kept)
    assert actor.user is not None  # noqa: S101 - only members hold the permission
    own = SavedAlert.objects.filter(workspace=actor.workspace, user=actor.user)
    if own.count() >= MOST:
        raise RuleError(f"Vous avez déjà {MOST} alertes : supprimez-en une pour en ajouter une autre.")
    try:
        with transaction.atomic():
            alert = SavedAlert.objects.create(
                workspace=actor.workspace, user=actor.user, name=_name(sentence), question=kept, frequency=frequency
            )
    except IntegrityError as error:
        raise Conflict("Vous avez déjà cette alerte : elle est dans la liste.") from error
    note(alert, frequency=frequency)
    return alert


def _name(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST_NAME else f"{sentence[: _LONGEST_NAME - 1]}…"


@service("watch.alert.update", perms.KEEP_ALERTS)
def update_alert(*, actor: Actor, alert: SavedAlert, name: str, frequency: str, query: str) -> SavedAlert:
    """Change its name, how often it writes, and its words; the other criteria stay.

    Raises:
        RuleError: no name, or words that cannot be read.
        Conflict: another alert asks the same.
    """
    if not name.strip():
        raise RuleError("Donnez un nom à l’alerte.", field="name")
    question = settled(replace(ask_of(alert.question), query=" ".join(query.split())))
    try:
        alert_of(question)
    except RuleError as error:
        raise RuleError(error.message, field="query") from error
    alert.name, alert.frequency, alert.question = name.strip()[:_LONGEST_NAME], frequency, question
    try:
        with transaction.atomic():
            alert.save(update_fields=["name", "frequency", "question"])
    except IntegrityError as error:
        raise Conflict("Une autre de vos alertes demande déjà la même chose.") from error
    note(alert, frequency=frequency)
    return alert


@service("watch.alert.set_active", perms.KEEP_ALERTS)
def set_active(*, actor: Actor, alert: SavedAlert, active: bool) -> SavedAlert:
    """Pause an alert, or take it up again from now on: what arrived meanwhile is not told."""
    alert.is_paused = not active
    alert.save(update_fields=["is_paused"])
    note(alert, active=active)
    return alert


@service("watch.alert.remove", perms.KEEP_ALERTS)
def remove_alert(*, actor: Actor, alert: SavedAlert) -> None:
    """Take an alert away, with what it found."""
    note(alert)
    alert.delete()


@service("watch.alert.send", perms.SEND_ALERTS)
def send_digest(*, actor: Actor, alert: SavedAlert, now: datetime) -> list[StoredNotice]:
    """Write one digest of all that waits. In one transaction: a killed worker leaves either all of it or nothing.

    Raises:
        Conflict: another worker wrote it meanwhile, or it was paused.
    """
    held = SavedAlert.objects.select_for_update().get(pk=alert.pk)
    hits = list(AlertHit.objects.filter(alert=held, told_at=None).order_by("pk"))
    if not hits or held.is_paused:
        raise Conflict("Cette alerte n’a plus rien à dire.")
    waiting = StoredNotice.objects.filter(pk__in=[one.notice_id for one in hits]).defer("content")
    notices = list(waiting.prefetch_related("findings").order_by("deadline_now", "pk"))
    AlertHit.objects.filter(pk__in=[one.pk for one in hits]).update(told_at=now)
    held.told_on = timezone.localdate(now)
    held.save(update_fields=["told_on"])
    queue_message(
        workspace_id=held.workspace_id,
        target=held,
        to=held.user.email,
        subject=digest.subject(len(notices)),
        body=digest.body(held, notices),
        dedupe_key=f"watch:alert:{held.pk}:{hits[0].pk}",
    )
    note(held, notices=len(notices))
    return notices
