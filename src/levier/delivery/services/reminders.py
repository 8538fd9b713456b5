"""When a company does not answer: reminders in growing tone, then the buyer is told.

One message for each address and each day, whatever the number of statements. Each call is a whole: a worker killed between two
leaves nothing half done, and the next turn goes on with those that were not reminded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.letters import Letter, compose
from levier.accounts.links import absolute, make_link
from levier.accounts.models import AccessLink
from levier.directory.selectors import link_addresses
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.post.models import OutgoingMessage
from levier.post.selectors import reminded_on

from .. import perms
from ..enums import ChaseKind, StatementState
from ..letters import RETURNED, TO_BUYER, TONES
from ..models import HoursStatement, StatementChase
from ..selectors.silence import MAX_REMINDERS, REMIND_EVERY, is_unreachable, late_of, ripe_for_buyer, written_to_today
from ..selectors.statements import OPEN, is_asked, is_late
from ..wording import expected_list, of_months, silent_list
from .statements import LINK_DAYS

_TODAY = "Un rappel est déjà parti ce jour ({}) : attendez demain."


@service("delivery.statement.remind", perms.REQUEST_STATEMENTS)
def remind_statement(*, actor: Actor, statement: HoursStatement, now: datetime) -> list[HoursStatement]:
    """Chase a company for a statement, and in the same message for every other one it is late with; returns them all.

    The tone is that of the statement reminded most often. At most one reminder a day for each address, counted.

    Raises:
        Conflict: it was sent meanwhile, is not asked for any more, or a message left today already.
        RuleError: the organisation has no address, or none that answers.
    """
    today = timezone.localdate(now)
    held = _hold([statement, *late_of(statement, today=today)])
    mine = held[statement.pk]
    if mine.state not in OPEN:
        raise Conflict("Ce relevé est arrivé entre-temps : il n’y a plus rien à relancer.")
    if not is_asked(mine):
        raise Conflict("Ce relevé n’est plus demandé : le marché ou l’obligation est clos, ou vient d’être rouvert.")
    if written_to_today(mine, today=today):
        raise Conflict(_TODAY.format(format_date(today)))
    found = sorted((one for one in held.values() if one.state in OPEN), key=lambda one: (one.month, one.pk))
    addresses = link_addresses(mine.declarant)
    if not addresses:
        raise RuleError("Aucune adresse de cette organisation ne répond : appelez-la, et complétez l’annuaire.")
    level = min(max(one.reminders for one in found) + 1, MAX_REMINDERS)
    written = [pair for address in addresses if (pair := _remind_at(address, mine, found, level, today))]
    if not written:
        raise Conflict(_TODAY.format(format_date(today)))
    message, link = written[0]
    for one in found:
        one.reminded_at, one.reminders, one.link = now, one.reminders + 1, link
    HoursStatement.objects.bulk_update(found, ["reminded_at", "reminders", "link"])
    _trace(found, ChaseKind.REMINDER, level, message, now)
    note(mine, level=level, statements=[one.pk for one in found], messages=len(written))
    return found


def _remind_at(
    address: str, statement: HoursStatement, found: Sequence[HoursStatement], level: int, today: date
) -> tuple[OutgoingMessage, AccessLink] | None:
    """One message, with a link of its own; ``None`` when this address was reminded of something today."""
    workspace = statement.obligation.workspace
    if reminded_on(workspace_id=workspace.pk, address=address, day=today):
        return None
    link, token = make_link(
        workspace=workspace,
        purpose=LinkPurpose.STATEMENT,
        days=LINK_DAYS,
        organisation_id=statement.declarant_id,
        target=found[-1],  # a link opens its month and the earlier ones still owed: the latest of those listed
    )
    values = {
        "liste": expected_list(found),
        "lien": absolute(reverse("delivery:declare", args=[token])),
        "entreprise": statement.declarant.name,
        "mois": of_months([one.month for one in found]),
        "limite": format_date(today + REMIND_EVERY),
    }
    subject, body = compose(workspace, _tone(found, level), values)
    message = queue_message(
        workspace_id=workspace.pk, target=statement, to=address, subject=subject, body=body, reminder_on=today
    )
    if message is None:  # another worker, a moment ago
        link.delete()
        return None
    return message, link


def _tone(found: Sequence[HoursStatement], level: int) -> Letter:
    """Whoever answered and was asked for more is not told that nothing came."""
    if level == 1 and all(one.state == StatementState.RETURNED for one in found):
        return RETURNED
    return TONES[level - 1]


@service("delivery.statement.escalate", perms.REQUEST_STATEMENTS)
def tell_buyer(*, actor: Actor, statement: HoursStatement, now: datetime) -> list[HoursStatement]:
    """Tell the buyer that a company does not answer, and in the same message of the others for which it is time.

    Each of its contacts is told, once, on the same day.

    Raises:
        Conflict: it was sent meanwhile, the buyer knows already, or a reminder left to it today.
        RuleError: not late, not reminded yet though it can be, or the buyer has no address.
    """
    today = timezone.localdate(now)
    held = _hold([statement, *ripe_for_buyer(statement, now=now)])
    mine = held[statement.pk]
    if mine.state not in OPEN:
        raise Conflict("Ce relevé est arrivé entre-temps : il n’y a plus rien à signaler.")
    if mine.escalated_at is not None:
        raise Conflict("L’acheteur est déjà prévenu pour ce relevé.")
    if not is_late(mine, today=today):
        raise RuleError("Ce relevé n’est pas en retard.")
    if not mine.reminders and not is_unreachable(mine.declarant):
        raise RuleError("Relancez d’abord l’entreprise : elle n’a encore reçu aucun rappel.")
    found = [one for one in held.values() if one.state in OPEN and one.escalated_at is None]
    found.sort(key=lambda one: (one.declarant.name, one.month, one.pk))
    buyer = mine.obligation.clause.lot.contract.buyer
    addresses = link_addresses(buyer)
    if not addresses:
        raise RuleError("Aucune adresse de l’acheteur ne répond : complétez l’annuaire.")
    workspace = mine.obligation.workspace
    values = {"liste": silent_list(found), "acheteur": buyer.name}
    subject, body = compose(workspace, TO_BUYER, values)
    written = [
        queue_message(workspace_id=workspace.pk, target=mine, to=to, subject=subject, body=body, reminder_on=today)
        for to in addresses
    ]
    message = written[0]
    if message is None or None in written:
        raise Conflict(f"L’acheteur a déjà reçu un rappel ce jour ({format_date(today)}) : attendez demain.")
    for one in found:
        one.escalated_at = now
    HoursStatement.objects.bulk_update(found, ["escalated_at"])
    _trace(found, ChaseKind.BUYER, 0, message, now)
    note(mine, statements=[one.pk for one in found], messages=len(written))
    return found


def _hold(statements: Sequence[HoursStatement]) -> dict[int, HoursStatement]:
    """The statements as they are now, each held until the end of the transaction, in one order."""
    found = (
        HoursStatement.objects.select_for_update(of=("self",))
        .filter(pk__in={one.pk for one in statements})
        .select_related("declarant", "obligation__workspace", "obligation__clause__lot__contract__buyer")
        .order_by("pk")
    )
    return {one.pk: one for one in found}


def _trace(
    found: Sequence[HoursStatement], kind: ChaseKind, level: int, message: OutgoingMessage, now: datetime
) -> None:
    day = timezone.localdate(now)
    StatementChase.objects.bulk_create(
        StatementChase(statement=one, kind=kind, level=level, message=message, at=now, day=day) for one in found
    )
