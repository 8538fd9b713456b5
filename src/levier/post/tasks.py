"""Periodic jobs of this room: recovery after a killed worker, and the sweeping of finished tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from .delivery import release_lost
from .recovery import recover_tasks
from .schedule import every

_KEPT = timedelta(days=30)


@every("post.recover", minutes=1)
def recover(*, now: datetime) -> None:
    """Take up what killed workers had begun."""
    recover_tasks(now=now)
    release_lost(now=now)


@every("post.sweep", minutes=24 * 60)
def sweep(*, now: datetime) -> None:
    """Forget the tasks finished for a month: their arguments are of no use any more."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - _KEPT).delete()
