"""Ask for the monthly statements; ``reminders`` chases those that do not come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeAlias

from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import absolute, make_link
from levier.directory.models import Organisation
from levier.directory.selectors import link_addresses
from levier.domain.errors import RuleError
from levier.domain.months import add_months, month_start
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import StatementState
from ..models import HoursStatement
from ..selectors.statements import Askable, askable, missing_declarants
from ..wording import request_message

#: Life of a personal link, in days.
LINK_DAYS = 90
#: A company has at least this long from the day it is asked, or asked again; our choice.
TIME_TO_ANSWER = timedelta(days=7)

Wording: TypeAlias = Callable[..., tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request did."""

    statements: tuple[HoursStatement, ...]
    #: Organisations that have no address to write to: they must be called.
    without_address: tuple[Organisation, ...]


@service("delivery.statement.request", perms.REQUEST_STATEMENTS)
def request_statements(*, actor: Actor, month: date, now: datetime) -> Asked:
    """Ask every declarant of the month for its hours: a statement for each contract, one link and one message for each
    organisation.

    Due on the workspace's day of the next month, and never before ``TIME_TO_ANSWER``.

    Asking again only asks those who were not: an obligation opened meanwhile, a structure that joined.

    Raises:
        RuleError: the month has not begun.
    """
    first = _begun(month, now)
    missing = missing_declarants(workspace=actor.workspace, month=first)
    asked = _ask([Askable(obligation, declarant, first) for obligation, declarant in missing], actor=actor, now=now)
    note(actor.workspace, month=first, asked=len(asked.statements), without_address=len(asked.without_address))
    return asked


@service("delivery.statement.request_chosen", perms.REQUEST_STATEMENTS)
def request_chosen(*, actor: Actor, chosen: Collection[str], now: datetime) -> Asked:
    """Ask for the statements chosen (``Askable.key``), of several months and contracts; the others are left alone.

    Raises:
        RuleError: nothing is chosen.
    """
    open_ones = askable(workspace=actor.workspace, today=timezone.localdate(now))
    wanted = [one for _, missing in open_ones for one in missing if one.key in chosen]
    if not wanted:
        raise RuleError("Cochez au moins un relevé à demander ; ceux qui l’étaient déjà ne le sont pas deux fois.")
    asked = _ask(wanted, actor=actor, now=now)
    note(
        actor.workspace,
        months=sorted({one.month for one in wanted}),
        asked=len(asked.statements),
        without_address=len(asked.without_address),
    )
    return asked


def _begun(month: date, now: datetime) -> date:
    first = month_start(month)
    if first > timezone.localdate(now):
        raise RuleError("Ce mois n’a pas commencé : choisissez un mois passé ou le mois en cours.", field="month")
    return first


def _ask(wanted: Sequence[Askable], *, actor: Actor, now: datetime) -> Asked:
    """The statements, then one message for each organisation, whose link opens them all."""
    by_declarant: dict[int, list[HoursStatement]] = {}
    for one in wanted:
        rule = add_months(one.month, 1).replace(day=actor.workspace.statement_due_day)
        due = due_from(timezone.localdate(now), at_least=rule)
        statement, made = HoursStatement.objects.get_or_create(
            obligation=one.obligation,
            declarant=one.declarant,
            month=one.month,
            defaults={"due_on": due, "requested_at": now},
        )
        if made or _asked_again(statement, due_on=due, now=now):
            by_declarant.setdefault(one.declarant.pk, []).append(statement)
    silent = []
    for statements in by_declarant.values():
        first, *others = sorted(statements, key=lambda one: (one.month, -one.pk), reverse=True)
        if not write_to(first, partial(request_message, also=others), key=f"statement:{first.pk}:{now:%Y%m%d}"):
            silent.append(first.declarant)
        for other in others:
            other.link = first.link
        HoursStatement.objects.bulk_update(others, ["link"])
    every = [one for statements in by_declarant.values() for one in statements]
    return Asked(tuple(sorted(every, key=lambda one: one.pk)), tuple(silent))


def _asked_again(statement: HoursStatement, *, due_on: date, now: datetime) -> bool:
    """A statement withdrawn with its period is asked for once more when the period comes back."""
    statement.due_on, statement.requested_at, statement.state = due_on, now, StatementState.REQUESTED
    return bool(
        HoursStatement.objects.filter(pk=statement.pk, state=StatementState.WITHDRAWN).update(
            state=StatementState.REQUESTED,
            due_on=due_on,
            requested_at=now,
            reminded_at=None,
            reminders=0,
            escalated_at=None,
            return_reason="",
        )
    )


def write_to(statement: HoursStatement, wording: Wording, *, key: str) -> int:
    """A personal link and a message for each person who receives them; returns how many were written."""
    addresses = link_addresses(statement.declarant)
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


def due_from(asked_on: date, *, at_least: date) -> date:
    """The day an answer is due: the day given, or later when the question comes too late for it."""
    return max(at_least, asked_on + TIME_TO_ANSWER)
