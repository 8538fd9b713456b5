"""The sources of notices, visited twice a day where the installation says so (``LEVIER_WATCH``); alerts asked and told."""

from __future__ import annotations

from datetime import datetime

from levier.post.schedule import every

from .alerting.tasks import watch_alerts
from .connectors.runs import run_due

__all__ = ["pull", "watch_alerts"]


@every("watch.pull", minutes=10)
def pull(*, now: datetime) -> None:
    """Give some minutes to the sources whose twelve hours are over; a long visit is made in several turns."""
    run_due(now=now)
