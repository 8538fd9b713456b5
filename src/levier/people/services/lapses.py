"""Warn a referrer that statuses of its people are about to end: once at sixty days, once at fifteen."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..lapses import to_warn_of, warning_due
from ..models import EligibilityStatus
from ..wording import lapse_message


@service("people.status.announce", perms.WARN_OF_LAPSE)
def announce_lapses(*, actor: Actor, referrer: Organisation, today: date) -> int:
    """One message for everybody this referrer follows; returns how many statuses it is about.

    Raises:
        Conflict: it was written to today, or nothing is to be told any more.
        RuleError: its address cannot be one.
    """
    statuses = list(
        to_warn_of(workspace=actor.workspace, today=today)
        .filter(person__referrer=referrer)
        .select_for_update(of=("self",))
    )
    if not statuses:
        raise Conflict("Ces fins de statut ont déjà été annoncées.")
    lines = [(status.valid_until, absolute(reverse("people:person", args=[status.person_id]))) for status in statuses]
    subject, body = lapse_message(actor.workspace, lines)
    sent = queue_message(
        workspace_id=actor.workspace_id,
        target=referrer,
        to=link_contact(referrer),
        subject=subject,
        body=body,
        reminder_on=today,
    )
    if sent is None:
        raise Conflict("Un rappel est déjà parti aujourd’hui à ce prescripteur.")
    for status in statuses:
        status.warned_at_days = warning_due(status, today=today)
    EligibilityStatus.objects.bulk_update(statuses, ["warned_at_days"])
    note(referrer, statuses=len(statuses))
    return len(statuses)
