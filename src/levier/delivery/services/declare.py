"""The company declares its month: draft, nothing this month, send. A replay changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from levier.accounts.actor import Actor, ActorKind
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.quantities import ZERO, Hours
from levier.domain.vocabulary import HourKind
from levier.journal.services import note, service
from levier.people.models import Employment
from levier.people.screening import screen
from levier.people.writing import NewWorker, hire

from .. import perms
from ..declaration import DeclaredLine, NotValid, month_problem, problems
from ..enums import LineState, StatementState
from ..models import HoursStatement
from ..selectors import statements as reading

CHANGED = (
    "Ce relevé a été modifié entre-temps, dans une autre fenêtre ou par un collègue. Votre saisie est conservée "
    "ci-dessous : comparez, puis enregistrez de nouveau."
)


@service("delivery.statement.save", perms.DECLARE_HOURS)
def save_statement(
    *,
    actor: Actor,
    statement: HoursStatement,
    version: int,
    lines: Sequence[DeclaredLine],
    comment: str = "",
) -> HoursStatement:
    """Keep what was typed, to be finished later.

    Raises:
        Conflict: somebody saved or sent it meanwhile.
        RuleError: a text holds what is never stored.
    """
    found = _take(actor, statement, version)
    _write(found, lines)
    found.comment = screen(comment, field="comment")
    if found.state == StatementState.REQUESTED:
        found.state = StatementState.DRAFT
    _bump(found)
    note(found, lines=len(lines))
    return found


@service("delivery.statement.add_worker", perms.DECLARE_HOURS)
def add_worker(*, actor: Actor, statement: HoursStatement, worker: NewWorker, today: date) -> Employment:
    """Add somebody to the sheet with the minimum; their hours are then typed beside the others'.

    Raises:
        RuleError: impossible dates, employer of elsewhere, or a text that holds what is never stored.
        Conflict: the statement was sent meanwhile.
    """
    found = _take(actor, statement, None)
    employer = worker.employer or found.declarant
    if employer.workspace_id != actor.workspace_id:
        raise RuleError("Choisissez l’employeur dans la liste.", field="employer")
    employment = hire(workspace=actor.workspace, worker=worker, employer=employer, today=today)
    faults = problems([DeclaredLine(employment, HourKind.WORK, Hours("0.01"))], month=found.month)
    if faults:
        raise RuleError(next(iter(faults.values())), field="starts_on")
    found.lines.get_or_create(employment=employment, kind=HourKind.WORK.value, defaults={"hours": ZERO})
    if found.state == StatementState.REQUESTED:
        found.state = StatementState.DRAFT
    _bump(found)
    note(found, employment=employment.pk)
    return employment


@service("delivery.statement.submit", perms.DECLARE_HOURS)
def submit_statement(
    *,
    actor: Actor,
    statement: HoursStatement,
    version: int,
    lines: Sequence[DeclaredLine],
    submitted_by: str,
    now: datetime,
    comment: str = "",
) -> HoursStatement:
    """Send the month. Without any hour, the statement is complete at once.

    The same sending twice (double click, page loaded again) is one sending.

    Raises:
        Conflict: somebody saved or sent something else meanwhile.
        NotValid: hours outside a work contract, one sentence for each.
        RuleError: the month has not begun, or nobody signed.
    """
    current = _visible(actor, statement)
    if current.state in (StatementState.SUBMITTED, StatementState.CLOSED) and _same(current, lines):
        note(current, replayed=True)
        return current
    found = _open(actor, current, version)
    if early := month_problem(found.month, today=timezone.localdate(now)):
        raise RuleError(early)
    if faults := problems(lines, month=found.month):
        raise NotValid(faults)
    name = screen(submitted_by, field="submitted_by")
    if not name:
        raise RuleError("Indiquez votre nom : il figure sur le relevé.", field="submitted_by")
    _write(found, lines)
    found.comment = screen(comment, field="comment")
    found.lines.filter(hours=0).exclude(state=LineState.ACCEPTED).delete()
    waiting = found.lines.filter(state=LineState.PENDING).exists()
    found.state = StatementState.SUBMITTED if waiting else StatementState.CLOSED
    found.submitted_at, found.submitted_by, found.return_reason = now, name, ""
    _bump(found)
    note(found, lines=found.lines.count(), total=sum((line.hours for line in lines), ZERO))
    return found


def take(actor: Actor, statement: HoursStatement) -> HoursStatement:
    """The statement, locked, if the actor may still change it.

    Raises:
        Conflict: it was sent, or its obligation closed, meanwhile.
        NotAllowed: it is not theirs.
    """
    return _take(actor, statement, None)


def take_sent(actor: Actor, statement: HoursStatement) -> HoursStatement:
    """The statement, locked, if it waits for the team's decision.

    Raises:
        Conflict: it went back to the company, or is decided.
        NotAllowed: it is of elsewhere.
    """
    found = _visible(actor, statement)
    if found.state != StatementState.SUBMITTED:
        raise Conflict("Ce relevé n’attend plus de décision : il n’y a rien à comparer.")
    return found


def _visible(actor: Actor, statement: HoursStatement) -> HoursStatement:
    """The row itself, locked, if the actor may open it."""
    found = reading.statements(actor=actor).select_for_update(of=("self",)).filter(pk=statement.pk).first()
    if found is None:
        raise NotAllowed("Ce relevé n’est pas celui de votre organisation.")
    return found


def _take(actor: Actor, statement: HoursStatement, version: int | None) -> HoursStatement:
    """The statement, locked, if it may still be changed and is as the person saw it."""
    return _open(actor, _visible(actor, statement), version)


def _open(actor: Actor, found: HoursStatement, version: int | None) -> HoursStatement:
    """The locked row itself, if it may still be changed and is as the person saw it."""
    if found.state not in reading.OPEN:
        raise Conflict(
            "Ce relevé a déjà été envoyé : demandez à votre facilitateur de vous le rendre pour le corriger."
        )
    if version is not None and found.version != version:
        raise Conflict(CHANGED)
    if found.obligation.closed_on is not None:
        raise Conflict("Cette obligation est close : plus aucune heure ne peut y être déclarée.")
    if actor.kind is ActorKind.LINK and actor.link is None:
        raise NotAllowed("Ce lien n’ouvre pas ce relevé.")
    return found


def _bump(found: HoursStatement) -> None:
    found.version += 1
    found.save()


def _write(found: HoursStatement, lines: Sequence[DeclaredLine]) -> None:
    """Make the stored lines those given; accepted lines are in the ledger and stay."""
    allowed = {row.employment.pk for row in reading.rows(found)} | {
        job.pk for job in reading.other_employees(found, shown=())
    }
    stored = {(line.employment_id, line.kind): line for line in found.lines.all()}
    given = {(line.employment.pk, line.kind.value): line for line in lines}
    for key, line in given.items():
        if line.employment.pk not in allowed:
            raise NotAllowed("Une des personnes de ce relevé n’est pas de votre organisation.")
        known = stored.get(key)
        if known is None:
            found.lines.create(employment=line.employment, kind=line.kind.value, hours=line.hours)
        elif known.state == LineState.ACCEPTED:
            if known.hours != line.hours:
                raise Conflict("Des heures déjà validées ne se modifient plus ici : écrivez-le en commentaire.")
        elif known.hours != line.hours:
            known.hours, known.state, known.reason, known.counted = line.hours, LineState.PENDING, "", None
            known.save()
    for key, known in stored.items():
        if key not in given and known.state != LineState.ACCEPTED:
            known.delete()


def _same(found: HoursStatement, lines: Sequence[DeclaredLine]) -> bool:
    stored = {(line.employment_id, line.kind): line.hours for line in found.lines.all() if line.hours}
    return stored == {(line.employment.pk, line.kind.value): line.hours for line in lines if line.hours}
