"""Periodic jobs of this room: recovery after a killed worker, what came back, the sweeping of finished tasks."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from .bounces.apply import apply
from .bounces.mailbox import UnreadableMailbox, collect
from .delivery import release_lost
from .recovery import recover_tasks
from .schedule import every

logger = logging.getLogger(__name__)

_KEPT = timedelta(days=30)


@every("post.recover", minutes=1)
def recover(*, now: datetime) -> None:
    """Take up what killed workers had begun."""
    recover_tasks(now=now)
    release_lost(now=now)


@every("post.bounces", minutes=10)
def read_bounces(*, now: datetime) -> None:
    """Read the mailbox of what comes back, when there is one."""
    if not settings.BOUNCES_URL:
        return
    try:
        collect(settings.BOUNCES_URL, lambda bounces: apply(bounces, now=now))
    except UnreadableMailbox as error:
        logger.warning("mailbox of what comes back not read: %s", error)


@every("post.sweep", minutes=24 * 60)
def sweep(*, now: datetime) -> None:
    """Forget the tasks finished for a month: their arguments are of no use any more."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - _KEPT).delete()
