"""A month filled from a sheet: the file waits for its sender to look at it, then fills the drafts in one go, or is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from levier.accounts.actor import Actor
from levier.domain.errors import Conflict, ImportFailed
from levier.domain.quantities import ZERO
from levier.journal.services import note, service
from levier.people.models import Employment
from levier.people.writing import hire

from .. import perms
from ..declaration import DeclaredLine, NotValid, problems
from ..enums import LineState, StatementState
from ..models import HoursLine, HoursSheet, HoursStatement, SheetColumns
from ..sheets import Plan, Remembered
from ..sheets.match import Fill, Newcomer
from .declare import take, take_sent

#: A file nobody confirmed is forgotten after this many hours: it names people.
WAITING_HOURS = 48


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sheet did."""

    statements: int
    lines: int
    newcomers: int


@service("delivery.sheet.prepare", perms.DECLARE_HOURS)
def prepare_sheet(*, actor: Actor, statement: HoursStatement, content: bytes, now: datetime) -> HoursSheet:
    """Keep a file, already read once, until its sender confirms it; it takes the place of the one before.

    Raises:
        ImportFailed: larger than the limit.
        Conflict: the statement was sent meanwhile.
    """
    if len(content) > settings.UPLOAD_LIMIT:
        raise ImportFailed("Le fichier dépasse 10 Mo. Gardez la seule feuille du mois et recommencez.")
    found = take(actor, statement)
    HoursSheet.objects.filter(statement=found).delete()
    sheet = HoursSheet.objects.create(statement=found, content=content, expires_at=now + timedelta(hours=WAITING_HOURS))
    note(found, size=len(content))
    return sheet


@service("delivery.sheet.discard", perms.DECLARE_HOURS)
def discard_sheet(*, actor: Actor, statement: HoursStatement) -> None:
    """Forget the file that waits; the draft is as it was."""
    found = take(actor, statement)
    HoursSheet.objects.filter(statement=found).delete()
    note(found)


@service("delivery.sheet.clean", perms.CLEAN_SHEETS)
def clean_sheets(*, actor: Actor, now: datetime) -> int:
    """Forget the files whose time is over; returns how many."""
    expired = HoursSheet.objects.filter(statement__obligation__workspace=actor.workspace, expires_at__lt=now)
    deleted, _ = expired.delete()
    note(actor.workspace, deleted=deleted)
    return deleted


@service("delivery.sheet.name_columns", perms.DECLARE_HOURS)
def name_columns(*, actor: Actor, statement: HoursStatement, said: Remembered) -> None:
    """Remember what the declarant says its columns hold, whatever becomes of the lines of the sheet.

    Raises:
        Conflict: the statement was sent meanwhile.
    """
    found = take(actor, statement)
    _remember(found, said)
    note(found, fields=sorted(said.columns))


@service("delivery.sheet.fill", perms.DECLARE_HOURS)
def fill_from_sheet(*, actor: Actor, statement: HoursStatement, plan: Plan, said: Remembered, today: date) -> Filled:
    """Put a sheet's hours on the drafts, all or nothing; the company still sends each statement itself.

    The kinds of hours the sheet has a column for replace what was typed for the people it names; the rest stays.

    Raises:
        Conflict: a statement was sent, or hours validated, meanwhile.
        NotValid: hours outside a work contract.
        RuleError: an impossible date, or a text that holds what is never stored.
    """
    targets = {
        fill.statement.pk: take(actor, fill.statement) for fill in sorted(plan.fills, key=lambda f: f.statement.pk)
    }
    home = targets.get(statement.pk) or take(actor, statement)
    hired = {
        id(one): hire(workspace=actor.workspace, worker=one.worker, employer=home.declarant, today=today)
        for one in plan.newcomers
    }
    written = 0
    for fill in plan.fills:
        found = targets[fill.statement.pk]
        lines = [DeclaredLine(_job(line.who, hired), line.kind, line.hours) for line in fill.lines]
        if faults := problems(lines, month=found.month):
            raise NotValid(faults)
        written += _write(found, fill, lines, kinds={kind.value for kind in plan.kinds})
        if found.state == StatementState.REQUESTED:
            found.state = StatementState.DRAFT
        found.version += 1
        found.save(update_fields=["state", "version"])
    _remember(home, said)
    HoursSheet.objects.filter(statement=home).delete()
    done = Filled(len(plan.fills), written, len(hired))
    note(home, statements=sorted(targets), lines=written, new_people=done.newcomers, total=plan.total)
    return done


@dataclass(frozen=True, slots=True)
class Compared:
    """How a sheet and the lines to decide of a statement meet, in numbers."""

    #: Lines of which both say the same hours.
    agreed: int
    #: Lines of the statement, of a kind of hours the sheet has a column for, that it does not name.
    missing: int
    #: Lines of the sheet that are not in the statement.
    unknown: int


@service("delivery.sheet.compare", perms.VALIDATE_HOURS)
def compare_with_sheet(*, actor: Actor, statement: HoursStatement, plan: Plan) -> Compared:
    """Note beside each line what a sheet says of it.

    Nothing is decided: the team reads where two sources agree, and where they do not. The file is not kept.

    Raises:
        NotAllowed: the statement is of elsewhere.
    """
    found = take_sent(actor, statement)
    said = {
        (line.who.pk, line.kind.value): line.hours
        for fill in plan.fills
        for line in fill.lines
        if isinstance(line.who, Employment)
    }
    lines = list(found.lines.filter(state=LineState.PENDING))
    for line in lines:
        line.compared_hours = said.pop((line.employment_id, line.kind), None)
    HoursLine.objects.bulk_update(lines, ["compared_hours"], batch_size=500)
    # A line already decided is in the statement too: the sheet does not name it in vain.
    decided = set(found.lines.exclude(state=LineState.PENDING).values_list("employment_id", "kind"))
    done = Compared(
        agreed=sum(line.compared_hours == line.hours for line in lines),
        missing=sum(one.compared_hours is None and one.hours > ZERO and one.kind in plan.kinds for one in lines),
        unknown=len(said.keys() - decided) + len(plan.newcomers) + plan.strangers,
    )
    note(found, agreed=done.agreed, missing=done.missing, unknown=done.unknown)
    return done


def _remember(statement: HoursStatement, said: Remembered) -> None:
    SheetColumns.objects.update_or_create(
        declarant=statement.declarant, defaults={"columns": dict(said.columns), "header_row": said.header_row}
    )


def _job(who: Employment | Newcomer, hired: Mapping[int, Employment]) -> Employment:
    return who if isinstance(who, Employment) else hired[id(who)]


def _write(found: HoursStatement, fill: Fill, lines: list[DeclaredLine], *, kinds: set[str]) -> int:
    """The lines of one statement, in a few queries whatever their number; returns how many."""
    people = {line.employment.pk for line in lines}
    stored = {
        (line.employment_id, line.kind): line
        for line in found.lines.filter(kind__in=kinds)
        if line.employment_id in people
    }
    made, changed = [], []
    given = {(line.employment.pk, line.kind.value): line for line in lines}
    for key, line in given.items():
        known = stored.get(key)
        if known is None:
            made.append(HoursLine(statement=found, employment=line.employment, kind=line.kind.value, hours=line.hours))
        elif known.state == LineState.ACCEPTED:
            if known.hours != line.hours:
                raise Conflict("Des heures viennent d’être validées : relisez la feuille avant de la reprendre.")
        elif known.hours != line.hours:
            known.hours, known.state, known.reason, known.counted = line.hours, LineState.PENDING, "", None
            changed.append(known)
    for key, known in stored.items():
        if key not in given and known.state != LineState.ACCEPTED and known.hours:
            known.hours, known.state, known.reason, known.counted = ZERO, LineState.PENDING, "", None
            changed.append(known)
    HoursLine.objects.bulk_create(made, batch_size=1000)
    HoursLine.objects.bulk_update(changed, ["hours", "state", "reason", "counted"], batch_size=500)
    return len(given)
