"""Companies that do not answer: whom to remind, of whom to tell the buyer, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.directory.selectors import link_addresses, reminded_today
from levier.domain.dates import format_date

from ..enums import ChaseKind
from ..models import HoursStatement, StatementChase
from .statements import is_late, late_statements

#: Days between two messages about the same silence, and how many reminders leave before the buyer is told.
REMIND_EVERY = timedelta(days=5)
MAX_REMINDERS = 3


def is_unreachable(organisation: Organisation) -> bool:
    """Its addresses are known, and none answers any more. Without any address, it is the directory that is missing one."""
    known = bool(organisation.email) or organisation.contacts.filter(receives_links=True).exclude(email="").exists()
    return known and not link_addresses(organisation)


def late_of(statement: HoursStatement, *, today: date) -> list[HoursStatement]:
    """The other late statements of the same organisation that its next reminder may speak of."""
    late = late_statements(workspace=statement.obligation.workspace, today=today)
    asked_today = Q(requested_at__date=today, reminded_at=None) | Q(reminded_at__date=today)
    others = late.filter(declarant_id=statement.declarant_id, reminders__lt=MAX_REMINDERS).exclude(pk=statement.pk)
    return list(others.exclude(asked_today))


def to_remind(*, workspace: Workspace, now: datetime) -> list[HoursStatement]:
    """One late statement for each organisation it is time to remind: five days after the last message about any."""
    found: dict[int, HoursStatement] = {}
    quiet: set[int] = set()
    for one in late_statements(workspace=workspace, today=timezone.localdate(now)):
        if one.reminded_at is not None and now - one.reminded_at < REMIND_EVERY:
            quiet.add(one.declarant_id)
        elif one.reminders < MAX_REMINDERS and (one.requested_at is None or now - one.requested_at >= REMIND_EVERY):
            found.setdefault(one.declarant_id, one)
    return [one for declarant, one in found.items() if declarant not in quiet]


def to_tell_buyers(*, workspace: Workspace, now: datetime) -> list[HoursStatement]:
    """One late statement for each buyer it is time to tell."""
    found: dict[int, HoursStatement] = {}
    for one in _ripe(late_statements(workspace=workspace, today=timezone.localdate(now)), now=now):
        found.setdefault(one.obligation.clause.lot.contract.buyer_id, one)
    return list(found.values())


def ripe_for_buyer(statement: HoursStatement, *, now: datetime) -> list[HoursStatement]:
    """The other statements of the same buyer it is time to tell it of."""
    late = late_statements(workspace=statement.obligation.workspace, today=timezone.localdate(now))
    buyer = statement.obligation.clause.lot.contract.buyer_id
    return _ripe(late.filter(obligation__clause__lot__contract__buyer_id=buyer).exclude(pk=statement.pk), now=now)


def _ripe(late: QuerySet[HoursStatement], *, now: datetime) -> list[HoursStatement]:
    """Three reminders, five days, and nothing; or nobody at the other end."""
    waiting = list(late.filter(escalated_at=None))
    lost = {one.declarant_id: is_unreachable(one.declarant) for one in {w.declarant_id: w for w in waiting}.values()}
    return [one for one in waiting if lost[one.declarant_id] or _exhausted(one, now=now)]


def _exhausted(one: HoursStatement, *, now: datetime) -> bool:
    return one.reminders >= MAX_REMINDERS and (one.reminded_at is None or now - one.reminded_at >= REMIND_EVERY)


@dataclass(frozen=True, slots=True)
class Chase:
    """One message about a silence, as a page tells it."""

    at: datetime
    title: str
    #: What became of the message; empty when it is forgotten.
    state: str
    failed: bool


def chases(statement: HoursStatement) -> list[Chase]:
    """Every reminder of a statement and what was said to the buyer, the latest first. One query."""
    return [
        Chase(
            one.at,
            chase_title(one),
            one.message.get_state_display() if one.message else "",
            failed=bool(one.message and (one.message.error or one.message.bounced_at)),
        )
        for one in statement.chases.select_related("message").order_by("-at", "-pk")
    ]


def chase_title(one: StatementChase) -> str:
    """« 2e rappel à l’entreprise »."""
    if one.kind == ChaseKind.BUYER:
        return "Acheteur prévenu"
    return f"{one.level}{'er' if one.level == 1 else 'e'} rappel à l’entreprise"


def next_move(statement: HoursStatement, *, today: date) -> str:
    """What Levier does next by itself, in one sentence; empty when nothing is late."""
    if not is_late(statement, today=today):
        return ""
    if statement.escalated_at is not None:
        return f"L’acheteur est prévenu depuis le {format_date(timezone.localdate(statement.escalated_at))}."
    if is_unreachable(statement.declarant):
        return "Son adresse ne répond plus : l’acheteur va en être prévenu. Donnez-en une autre dans l’annuaire."
    if not link_addresses(statement.declarant):
        return "Elle n’a pas d’adresse : aucun rappel ne peut partir. Donnez-en une dans l’annuaire."
    day = next_day(statement, today=today)
    if statement.reminders >= MAX_REMINDERS:
        return f"Sans réponse, l’acheteur sera prévenu à partir du {format_date(day)}."
    which = "Le dernier rappel" if statement.reminders == MAX_REMINDERS - 1 else "Le prochain rappel"
    return f"{which} part de lui-même à partir du {format_date(day)}."


def written_to_today(statement: HoursStatement, *, today: date) -> bool:
    """A message about it left today already: another would be refused."""
    last = statement.reminded_at or statement.requested_at
    return last is not None and timezone.localdate(last) == today


def quiet_today(statement: HoursStatement, *, today: date) -> bool:
    """No reminder can leave today: one did already, about it or about anything else its organisation was asked."""
    if written_to_today(statement, today=today):
        return True
    return statement.declarant_id in reminded_today(workspace_id=statement.obligation.workspace_id, today=today)


def next_day(statement: HoursStatement, *, today: date) -> date:
    """First day of the next message: five days after the last one, today if that day is past."""
    last = statement.reminded_at or statement.requested_at
    return max(today, timezone.localdate(last) + REMIND_EVERY) if last else today
