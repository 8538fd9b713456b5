"""Reads of alerts: everybody's own."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from levier.accounts.actor import Actor

from .. import perms
from ..models import AlertHit, SavedAlert
from .enums import Frequency


def alerts(*, actor: Actor) -> QuerySet[SavedAlert]:
    """Those the actor keeps in this workspace, with how many notices wait to be told."""
    if not actor.may(perms.KEEP_ALERTS) or actor.user_id is None:
        return SavedAlert.objects.none()
    kept = SavedAlert.objects.filter(workspace_id=actor.workspace_id, user_id=actor.user_id)
    return kept.annotate(
        found=Count("hits", distinct=True), waiting=Count("hits", filter=Q(hits__told_at=None), distinct=True)
    )


def due(*, today: date) -> QuerySet[SavedAlert]:
    """Alerts of every workspace that have something to tell today."""
    waiting = AlertHit.objects.filter(told_at=None).values("alert_id")
    daily = Q(frequency=Frequency.DAILY) & (Q(told_on=None) | Q(told_on__lt=today))
    weekly = Q(frequency=Frequency.WEEKLY) & (Q(told_on=None) | Q(told_on__lte=today - timedelta(days=7)))
    found = SavedAlert.objects.filter(pk__in=waiting, is_paused=False)
    return found.filter(Q(frequency=Frequency.IMMEDIATE) | daily | weekly).select_related("workspace", "user")
