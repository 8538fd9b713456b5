"""Ask for the monthly statements, and chase them politely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import absolute, make_link
from levier.directory.models import Organisation
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.months import add_months, month_start
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import StatementState
from ..models import HoursStatement
from ..selectors.statements import OPEN, missing_declarants
from ..wording import reminder_message, request_message

#: Life of a personal link, in days.
LINK_DAYS = 90

Wording: TypeAlias = Callable[..., tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request did."""

    statements: tuple[HoursStatement, ...]
    #: Organisations that have no address to write to: they must be called.
    without_address: tuple[Organisation, ...]


@service("delivery.statement.request", perms.REQUEST_STATEMENTS)
def request_statements(*, actor: Actor, month: date, now: datetime) -> Asked:
    """Ask every declarant of the month for its hours: a statement, a personal link, a message each.

    Asking again only asks those who were not: an obligation opened meanwhile, a structure that joined.

    Raises:
        RuleError: the month has not begun.
    """
    first = month_start(month)
    if first > timezone.localdate(now):
        raise RuleError("Ce mois n’a pas commencé : choisissez un mois passé ou le mois en cours.", field="month")
    due = add_months(first, 1).replace(day=actor.workspace.statement_due_day)
    made, silent = [], []
    for obligation, declarant in missing_declarants(workspace=actor.workspace, month=first):
        statement = HoursStatement.objects.create(
            obligation=obligation, declarant=declarant, month=first, due_on=due, requested_at=now
        )
        if not write_to(statement, request_message, key=f"statement:{statement.pk}"):
            silent.append(declarant)
        made.append(statement)
    note(actor.workspace, month=first, asked=len(made), without_address=len(silent))
    return Asked(tuple(made), tuple(dict.fromkeys(silent)))


@service("delivery.statement.remind", perms.REQUEST_STATEMENTS)
def remind_statement(*, actor: Actor, statement: HoursStatement, now: datetime) -> HoursStatement:
    """Chase one late statement: at most one reminder a day, counted.

    Raises:
        Conflict: it was sent meanwhile, or a reminder left today already.
        RuleError: the organisation has no address.
    """
    locked = HoursStatement.objects.select_for_update().get(pk=statement.pk)
    if locked.state not in OPEN:
        raise Conflict("Ce relevé est arrivé entre-temps : il n’y a plus rien à relancer.")
    last, today = locked.reminded_at or locked.requested_at, timezone.localdate(now)
    if last is not None and timezone.localdate(last) == today:
        raise Conflict(f"Un message est déjà parti ce jour ({format_date(today)}) : attendez demain.")
    statement.refresh_from_db()
    if not write_to(statement, reminder_message, key=f"reminder:statement:{statement.pk}:{today}"):
        raise RuleError("Cette organisation n’a pas d’adresse électronique : appelez-la, ou complétez l’annuaire.")
    statement.reminded_at, statement.reminders = now, statement.reminders + 1
    statement.save(update_fields=["reminded_at", "reminders"])
    note(statement, reminders=statement.reminders)
    return statement


def write_to(statement: HoursStatement, wording: Wording, *, key: str) -> int:
    """A personal link and a message for each person who receives them; returns how many were written."""
    addresses = recipients(statement.declarant)
    for rank, address in enumerate(addresses):
        link, token = make_link(
            workspace=statement.obligation.workspace,
            purpose=LinkPurpose.STATEMENT,
            days=LINK_DAYS,
            organisation_id=statement.declarant_id,
            target=statement,
        )
        subject, body = wording(statement, address=absolute(reverse("delivery:declare", args=[token])))
        queue_message(
            workspace_id=statement.obligation.workspace_id,
            target=statement,
            to=address,
            subject=subject,
            body=body,
            dedupe_key=f"{key}:{rank}",
        )
        statement.link = link
    if addresses:
        statement.save(update_fields=["link"])
    return len(addresses)


def recipients(organisation: Organisation) -> list[str]:
    """Addresses of the contacts who receive links, else the organisation's own."""
    chosen = organisation.contacts.filter(receives_links=True).exclude(email="").values_list("email", flat=True)
    return list(dict.fromkeys(chosen)) or [address for address in [organisation.email] if address]


def reopen(statement: HoursStatement, *, reason: str) -> None:
    """Give the statement back to the company (shared by the services that ask for more)."""
    statement.state, statement.return_reason = StatementState.RETURNED, reason
    statement.version += 1
    statement.save(update_fields=["state", "return_reason", "version"])
