"""Periodic jobs of this room: ask for the month that ended, chase late statements politely."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace
from levier.domain.errors import Conflict, RuleError
from levier.domain.months import add_months, month_start
from levier.post.schedule import every

from .selectors.statements import late_statements, missing_declarants
from .services.statements import remind_statement, request_statements

logger = logging.getLogger(__name__)

#: Days between two automatic reminders, and how many leave before somebody should call.
REMIND_EVERY = timedelta(days=5)
MAX_REMINDERS = 3
_OFFICE_HOURS = range(8, 18)
_SATURDAY = 5


@every("delivery.request_statements", minutes=180)
def request_last_month(*, now: datetime) -> None:
    """From the 1st, ask for the month that just ended. Writes only when somebody was not asked."""
    month = add_months(month_start(timezone.localtime(now).date()), -1)
    for workspace in Workspace.objects.order_by("pk"):
        if missing_declarants(workspace=workspace, month=month):
            request_statements(actor=Actor.system(workspace), month=month, now=timezone.localtime(now))


@every("delivery.remind_statements", minutes=60)
def remind_late(*, now: datetime) -> None:
    """Chase late statements, in office hours only, at most ``MAX_REMINDERS`` times."""
    local = timezone.localtime(now)
    if local.weekday() >= _SATURDAY or local.hour not in _OFFICE_HOURS:
        return
    for workspace in Workspace.objects.order_by("pk"):
        for statement in late_statements(workspace=workspace, today=local.date()):
            last = statement.reminded_at or statement.requested_at
            if statement.reminders >= MAX_REMINDERS or (last is not None and local - last < REMIND_EVERY):
                continue
            try:
                remind_statement(actor=Actor.system(workspace), statement=statement, now=local)
            except (Conflict, RuleError):
                # Sent meanwhile, or nobody to write to: the list shows it to the team.
                logger.info("statement %d not reminded", statement.pk)
