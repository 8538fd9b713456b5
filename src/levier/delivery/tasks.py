"""Periodic jobs of this room: ask for the month that ended, chase the silent politely, tell what was corrected."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace
from levier.domain.errors import Conflict, RuleError
from levier.domain.months import add_months, month_start
from levier.post.schedule import every, in_office_hours

from .models import HoursSheet
from .selectors.corrections import to_be_told
from .selectors.silence import to_remind, to_tell_buyers
from .selectors.statements import missing_declarants
from .services.corrections import tell_corrections
from .services.reminders import remind_statement, tell_buyer
from .services.sheets import clean_sheets
from .services.statements import request_statements

logger = logging.getLogger(__name__)


@every("delivery.request_statements", minutes=180)
def request_last_month(*, now: datetime) -> None:
    """From the 1st, ask for the month that just ended. Writes only when somebody was not asked."""
    month = add_months(month_start(timezone.localtime(now).date()), -1)
    for workspace in Workspace.objects.order_by("pk"):
        if missing_declarants(workspace=workspace, month=month):
            request_statements(actor=Actor.system(workspace), month=month, now=timezone.localtime(now))


@every("delivery.clean_sheets", minutes=60)
def forget_sheets(*, now: datetime) -> None:
    """Forget the files of hours nobody confirmed in time."""
    expired = HoursSheet.objects.filter(expires_at__lt=now).values("statement__obligation__workspace_id")
    for workspace in Workspace.objects.filter(pk__in=expired):
        clean_sheets(actor=Actor.system(workspace), now=now)


@every("delivery.remind_statements", minutes=60)
def remind_late(*, now: datetime) -> None:
    """Chase late statements, in office hours only: three reminders, then the buyer is told."""
    local = timezone.localtime(now)
    if not in_office_hours(local):
        return
    for workspace in Workspace.objects.order_by("pk"):
        actor = Actor.system(workspace)
        for statement in to_remind(workspace=workspace, now=local):
            try:
                remind_statement(actor=actor, statement=statement, now=local)
            except (Conflict, RuleError):
                # Sent meanwhile, reminded of something else today, or nobody to write to: « À faire » shows it.
                logger.info("statement %d not reminded", statement.pk)
        for statement in to_tell_buyers(workspace=workspace, now=local):
            try:
                tell_buyer(actor=actor, statement=statement, now=local)
            except (Conflict, RuleError):
                logger.info("buyer not told of statement %d", statement.pk)


@every("delivery.tell_corrections", minutes=60)
def tell_what_was_corrected(*, now: datetime) -> None:
    """Tell each company, in office hours, what was corrected the days before."""
    local = timezone.localtime(now)
    if not in_office_hours(local):
        return
    for workspace in Workspace.objects.order_by("pk"):
        actor = Actor.system(workspace)
        for declarant in to_be_told(workspace=workspace, today=local.date()):
            try:
                tell_corrections(actor=actor, declarant=declarant, now=local)
            except (Conflict, RuleError):
                # Told meanwhile, or nobody to write to: the correction is read beside its line.
                logger.info("organisation %d not told of corrections", declarant.pk)
