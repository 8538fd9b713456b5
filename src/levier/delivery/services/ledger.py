"""Validate line by line, and correct: the only ways hours enter or leave the ledger here.

The statement's row is locked first: of two people deciding at once, the second finds the decision made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.french import of
from levier.domain.quantities import ZERO, Hours, check_hours, format_hours
from levier.exact import CentSum
from levier.journal.services import note, service
from levier.people.screening import screen_for_company
from levier.people.special import statuses_to_read

from .. import perms
from ..enums import EntryKind, LineState, StatementState
from ..models import HoursLine, HoursStatement, LedgerEntry
from ..selectors.review import Review, first_claused_days, review, review_line
from ..selectors.sources import Source, agreeing
from ..wording import return_message
from .statements import due_from, write_to

DECIDED = "Cette ligne vient d’être traitée par un collègue : rien n’a été changé."


@service("delivery.hours.accept", perms.VALIDATE_HOURS)
def accept_line(*, actor: Actor, line: HoursLine, counted: Hours, now: datetime, reason: str = "") -> LedgerEntry:
    """Count the hours of one line: at most those declared, and those the rules allow on the days worked.

    Where another organisation declares the same hours, its line is refused with the reason: an hour counts once.

    Raises:
        Conflict: the line was decided meanwhile, or the statement went back to the company.
        RuleError: nothing or too much counted, or a reason is missing.
    """
    _hold_the_month(line.statement)
    found = _line_to_decide(actor, line)
    said = _review_of(found)
    check_hours(counted, field="counted")
    _check_counted(said, counted)
    why = screen_for_company(reason, field="reason")
    if counted != said.declared and not why:
        raise RuleError("Dites pourquoi toutes les heures déclarées ne sont pas retenues.", field="reason")
    if counted > said.counted and not why:
        raise RuleError(
            "Confirmez par écrit la durée d’éligibilité que vous appliquez : elle reste à vérifier.", field="reason"
        )
    sources = agreeing(found.statement, [found]).get(found.pk, ())
    entry = _accept(found, counted=counted, reason=why, actor=actor, now=now)
    twins = _set_aside(found.statement, sources, actor=actor, now=now)
    _close_when_done(found.statement)
    note(found, declared=found.hours, counted=counted, set_aside=twins)
    return entry


def _check_counted(said: Review, counted: Hours) -> None:
    if counted <= 0:
        raise RuleError("Pour ne retenir aucune heure, refusez la ligne en disant pourquoi.", field="counted")
    if counted > said.declared:
        raise RuleError(f"L’entreprise n’a déclaré que {format_hours(said.declared)}.", field="counted")
    if counted > said.limit:
        raise RuleError(
            f"Au plus {format_hours(said.limit)} peuvent être retenues. {said.reason}".strip(), field="counted"
        )


@service("delivery.hours.accept_clear", perms.VALIDATE_HOURS)
def accept_clear_lines(
    *, actor: Actor, statement: HoursStatement, version: int, now: datetime, apart: Collection[int] = ()
) -> int:
    """Accept every line that raises no question, but those decided ``apart``; returns how many.

    Where another organisation declares the same hours, its line is refused with the reason: an hour counts once.

    Raises:
        Conflict: the statement changed since it was read.
    """
    _hold_the_month(statement)
    found = _statement_to_decide(actor, statement)
    if found.version != version:
        raise Conflict("Ce relevé a changé depuis que vous l’avez ouvert : relisez-le avant de valider.")
    chosen = [one for one in review(found) if one.pending and one.clear and one.line.pk not in apart]
    for one in chosen:
        _accept(one.line, counted=one.declared, reason="", actor=actor, now=now)
    sources = [source for one in chosen for source in one.sources]
    twins = _set_aside(found, sources, actor=actor, now=now)
    _close_when_done(found)
    total = sum((one.declared for one in chosen), ZERO)
    note(found, accepted=len(chosen), hours=total, set_aside=twins, agreed=sum(one.agreed for one in chosen))
    return len(chosen)


def _hold_the_month(statement: HoursStatement) -> None:
    """Hold every statement of the month, in one order: two people who decide on both sides wait for one another."""
    same = HoursStatement.objects.filter(obligation_id=statement.obligation_id, month=statement.month)
    list(same.select_for_update(of=("self",)).order_by("pk"))


def _set_aside(statement: HoursStatement, sources: Iterable[Source], *, actor: Actor, now: datetime) -> int:
    """Refuse the lines where others declare what was just counted; returns how many."""
    why = f"Les mêmes heures sont déjà comptées d’après la déclaration {of(statement.declarant.name)}."
    twins = [source.line for source in sources if source.line is not None]
    for twin in twins:
        _decide(twin, LineState.REFUSED, counted=None, reason=why, actor=actor, now=now)
    for other in {twin.statement_id: twin.statement for twin in twins}.values():
        _close_when_done(other)
    return len(twins)


@service("delivery.hours.refuse", perms.VALIDATE_HOURS)
def refuse_line(*, actor: Actor, line: HoursLine, reason: str, now: datetime) -> HoursLine:
    """Refuse one line, saying why (the company reads it).

    Raises:
        Conflict: the line was decided meanwhile.
        RuleError: no reason.
    """
    found = _line_to_decide(actor, line)
    why = screen_for_company(reason, field="reason")
    if not why:
        raise RuleError("Dites pourquoi : l’entreprise lira ce motif.", field="reason")
    _decide(found, LineState.REFUSED, counted=None, reason=why, actor=actor, now=now)
    _close_when_done(found.statement)
    note(found, declared=found.hours)
    return found


@service("delivery.hours.reconsider", perms.VALIDATE_HOURS)
def reconsider_line(*, actor: Actor, line: HoursLine) -> HoursLine:
    """Take back a refusal: the line waits for a decision again.

    Raises:
        Conflict: the line is not refused any more.
    """
    statement = _statement_to_decide(actor, line.statement)
    updated = HoursLine.objects.filter(pk=line.pk, state=LineState.REFUSED).update(
        state=LineState.PENDING, reason="", decided_at=None, decided_by=None
    )
    if not updated:
        raise Conflict(DECIDED)
    HoursStatement.objects.filter(pk=statement.pk).update(state=StatementState.SUBMITTED)
    line.refresh_from_db()
    note(line, declared=line.hours)
    return line


@service("delivery.statement.return", perms.VALIDATE_HOURS)
def return_statement(*, actor: Actor, statement: HoursStatement, reason: str, now: datetime) -> HoursStatement:
    """Give the statement back to the company, asking for more. Lines already accepted stay accepted.

    The company has ``TIME_TO_ANSWER`` from this day.

    Raises:
        Conflict: it is not in the team's hands.
        RuleError: nothing is asked.
    """
    found = _statement_to_decide(actor, statement)
    why = screen_for_company(reason, field="reason")
    if not why:
        raise RuleError("Dites ce qu’il faut compléter : l’entreprise lira ce message.", field="reason")
    found.state, found.return_reason = StatementState.RETURNED, why
    found.due_on = due_from(timezone.localdate(now), at_least=found.due_on)
    found.version += 1
    # A new question: its reminders are counted from here.
    found.requested_at, found.reminded_at, found.reminders, found.escalated_at = now, None, 0, None
    asked = ["requested_at", "reminded_at", "reminders", "escalated_at"]
    found.save(update_fields=["state", "return_reason", "due_on", "version", *asked])
    reached = write_to(found, return_message, key=f"return:statement:{found.pk}:{found.version}")
    note(found, messages=reached, at=now)
    return found


@service("delivery.hours.correct", perms.CORRECT_HOURS)
def correct_entry(
    *, actor: Actor, entry: LedgerEntry, standing: Hours, wanted: Hours, reason: str, now: datetime
) -> LedgerEntry:
    """Correct validated hours by a new entry that points at them; nothing is rewritten.

    Args:
        standing: hours the person deciding saw standing on the entry.
        wanted: hours that should stand: from zero to the hours declared.

    Raises:
        Conflict: another correction was written meanwhile, or the obligation is closed.
        NotAllowed: hours of another workspace.
        RuleError: below zero, above what was declared, no change, no reason.
    """
    if entry.kind != EntryKind.VALIDATED or entry.line_id is None:
        raise RuleError("Seules des heures validées se corrigent.")
    if entry.workspace_id != actor.workspace_id:
        raise NotAllowed("Ces heures ne sont pas dans votre espace.")
    # The statement first, as those who decide its lines and those who draw up a balance do.
    HoursStatement.objects.select_for_update().get(lines=entry.line_id)
    line = HoursLine.objects.select_for_update().get(pk=entry.line_id)
    if entry.obligation.closed_on is not None:
        raise Conflict("Cette obligation est close : ses heures ne changent plus.")
    check_hours(wanted, field="wanted")
    why = screen_for_company(reason, field="reason")
    if not why:
        raise RuleError("Dites pourquoi ces heures sont corrigées : l’entreprise lira ce motif.", field="reason")
    current = standing_on(entry)
    if current != standing:
        raise Conflict(f"Ces heures viennent d’être corrigées par un collègue : il en reste {format_hours(current)}.")
    if wanted > line.hours:
        raise RuleError(f"L’entreprise n’a déclaré que {format_hours(line.hours)}.", field="wanted")
    if wanted == current:
        raise RuleError("Ce nombre d’heures est déjà celui retenu.", field="wanted")
    correction = LedgerEntry.objects.create(
        workspace_id=entry.workspace_id,
        obligation_id=entry.obligation_id,
        employment_id=entry.employment_id,
        month=entry.month,
        kind=EntryKind.CORRECTION,
        hours=wanted - current,
        corrects=entry,
        reason=why,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    note(correction, before=current, after=wanted)
    return correction


def standing_on(entry: LedgerEntry) -> Hours:
    """Hours still standing on a validated entry, corrections included."""
    corrections: Hours | None = entry.corrections.aggregate(total=CentSum("hours"))["total"]
    return entry.hours + (corrections or ZERO)


def _statement_to_decide(actor: Actor, statement: HoursStatement) -> HoursStatement:
    found = (
        HoursStatement.objects.select_for_update(of=("self",))
        .select_related("obligation__clause", "obligation__workspace", "obligation__clause__lot__contract", "declarant")
        .filter(pk=statement.pk, obligation__workspace=actor.workspace)
        .first()
    )
    if found is None or found.state not in (StatementState.SUBMITTED, StatementState.CLOSED):
        raise Conflict("Ce relevé n’est plus entre vos mains : l’entreprise doit d’abord l’envoyer.")
    if found.obligation.closed_on is not None:
        raise Conflict("Cette obligation est close : ses heures ne changent plus.")
    return found


def _line_to_decide(actor: Actor, line: HoursLine) -> HoursLine:
    statement = _statement_to_decide(actor, line.statement)
    found = HoursLine.objects.select_related("employment__person").filter(pk=line.pk).first()
    if found is None or found.state != LineState.PENDING:
        raise Conflict(DECIDED)
    found.statement = statement
    return found


def _review_of(line: HoursLine) -> Review:
    prefetch_related_objects([line], statuses_to_read("employment__person__statuses"))
    entered = first_claused_days([line.employment.person_id])
    return review_line(line, entered_on=entered.get(line.employment.person_id))


def _accept(line: HoursLine, *, counted: Hours, reason: str, actor: Actor, now: datetime) -> LedgerEntry:
    _decide(line, LineState.ACCEPTED, counted=counted, reason=reason, actor=actor, now=now)
    obligation = line.statement.obligation
    return LedgerEntry.objects.create(
        workspace_id=obligation.workspace_id,
        obligation=obligation,
        employment_id=line.employment_id,
        month=line.statement.month,
        kind=EntryKind.VALIDATED,
        hours=counted,
        line=line,
        reason=reason,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )


def _decide(
    line: HoursLine, state: LineState, *, counted: Hours | None, reason: str, actor: Actor, now: datetime
) -> None:
    """Write the decision if nobody did: one conditional UPDATE decides between two people."""
    updated = HoursLine.objects.filter(pk=line.pk, state=LineState.PENDING).update(
        state=state, counted=counted, reason=reason, decided_at=now, decided_by_id=actor.user_id
    )
    if not updated:
        raise Conflict(DECIDED)
    line.state, line.counted, line.reason = state, counted, reason


def _close_when_done(statement: HoursStatement) -> None:
    if not statement.lines.filter(state=LineState.PENDING).exists():
        HoursStatement.objects.filter(pk=statement.pk).update(state=StatementState.CLOSED)
