"""What the schedule does with alerts: ask them about what arrived, then write, in office hours."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import Membership
from levier.domain.errors import Conflict, RuleError
from levier.post.schedule import every, in_office_hours

from .. import perms
from ..models import SavedAlert
from . import selectors, services
from .matching import ask_every_alert

logger = logging.getLogger(__name__)


@every("watch.alerts", minutes=10)
def watch_alerts(*, now: datetime) -> None:
    """Find, then tell. An alert whose owner may no longer watch waits."""
    local = timezone.localtime(now)
    ask_every_alert(today=local.date())
    if not in_office_hours(local):
        return
    for alert in selectors.due(today=local.date()):
        if not _may_still_watch(alert):
            continue
        try:
            services.send_digest(actor=Actor.system(alert.workspace), alert=alert, now=local)
        except (Conflict, RuleError):
            # Told by another worker meanwhile, or an address nobody can write to.
            logger.info("alert %d not told", alert.pk)


def _may_still_watch(alert: SavedAlert) -> bool:
    held = Membership.objects.filter(user=alert.user, workspace=alert.workspace, is_active=True, user__is_active=True)
    return any(Actor.member(one).may(perms.KEEP_ALERTS) for one in held.select_related("user", "workspace"))
