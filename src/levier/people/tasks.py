"""Periodic jobs of this room: statuses that end, the retention clock, answers on candidates that do not come."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace
from levier.directory.selectors import link_contact
from levier.domain.answers import Chase, chase
from levier.domain.errors import Conflict, RuleError
from levier.post.schedule import every, in_office_hours

from .candidacies import is_reachable, late, waiting_for
from .erasure.retention import to_erase, to_warn
from .lapses import referrers_to_warn
from .services.candidacies import remind_company, tell_buyer
from .services.erasure import erase_person, warn_of_erasure
from .services.lapses import announce_lapses

logger = logging.getLogger(__name__)


@every("people.lapses", minutes=24 * 60)
def announce_ends(*, now: datetime) -> None:
    """Warn referrers of the statuses of their people that end in sixty days, then in fifteen."""
    today = timezone.localdate(now)
    for workspace in Workspace.objects.order_by("pk"):
        for referrer in referrers_to_warn(workspace=workspace, today=today):
            if not link_contact(referrer):
                continue  # « À faire » tells the team
            try:
                announce_lapses(actor=Actor.system(workspace), referrer=referrer, today=today)
            except (Conflict, RuleError):
                logger.info("referrer %d not warned", referrer.pk)


@every("people.retention", minutes=24 * 60)
def keep_the_clock(*, now: datetime) -> None:
    """Announce the erasure of people nobody follows any more, then erase them."""
    today = timezone.localdate(now)
    for workspace in Workspace.objects.order_by("pk"):
        actor = Actor.system(workspace)
        for person in to_erase(workspace=workspace, today=today):
            try:
                erase_person(actor=actor, person=person, today=today)
            except (Conflict, RuleError):
                # Hours wait for a decision, or a contract has no end: « À faire » shows it to the team.
                logger.info("person %d not erased yet", person.pk)
        for person in to_warn(workspace=workspace, today=today):
            warn_of_erasure(actor=actor, person=person, today=today)


@every("people.candidacies", minutes=60)
def chase_answers(*, now: datetime) -> None:
    """Remind the companies that let candidates wait, then tell the buyer; in office hours only."""
    local = timezone.localtime(now)
    if not in_office_hours(local):
        return
    today = local.date()
    for workspace in Workspace.objects.order_by("pk"):
        actor = Actor.system(workspace)
        behind = list(late(workspace_id=workspace.pk, today=today))
        companies = {one.offer.company_id: one.offer.company for one in behind}
        reachable = {pk: is_reachable(company) for pk, company in companies.items()}
        turns = [
            (one.offer, chase(waiting_for(one), today=today, reachable=reachable[one.offer.company_id]))
            for one in behind
        ]
        to_remind = dict.fromkeys(job.company_id for job, turn in turns if turn is Chase.REMIND)
        to_tell = {job.pk: job for job, turn in turns if turn is Chase.TELL_BUYER}
        for pk in to_remind:
            try:
                remind_company(actor=actor, company=companies[pk], today=today, only_due=True)
            except (Conflict, RuleError):
                # Reminded or answered meanwhile: « À faire » shows what remains to the team.
                logger.info("company %d not reminded", pk)
        for job in to_tell.values():
            try:
                tell_buyer(actor=actor, job=job, today=today)
            except (Conflict, RuleError):
                logger.info("buyer not told of offer %d", job.pk)
