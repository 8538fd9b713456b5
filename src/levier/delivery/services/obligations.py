"""Create what each company owes, and recompute it; every figure is a new revision with its explanation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.clauses.enums import HoursBasis
from levier.clauses.models import Clause
from levier.domain.errors import Conflict, RuleError
from levier.domain.explanation import Explanation, Step
from levier.domain.quantities import ZERO, Hours, format_hours
from levier.journal.services import note, service
from levier.procurement.hooks import after_order
from levier.procurement.models import Award, CallOff

from .. import dues, perms
from ..enums import RevisionCause
from ..models import Obligation, ObligationRevision
from ..scope import require, require_award


@service("delivery.obligations.create", perms.CREATE_OBLIGATIONS)
def create_obligations(*, actor: Actor, award: Award, shared: bool = False) -> list[Obligation]:
    """Make one obligation per company that owes hours on an awarded lot, with its first revision.

    The holder owes everything; with ``shared``, the holder and the joint bidders owe by their part of the amount.
    Orders already entered are counted at once.

    Raises:
        RuleError: the lot has no clause with hours, no holder, or a part is missing.
        Conflict: they exist already.
    """
    clause = dues.check_clause(Clause.objects.filter(lot_id=award.lot_id).first())
    require_award(actor, award)
    lock(award)
    if award.obligations.exists():
        raise Conflict("Les obligations de ce lot existent déjà.")
    members = dues.owing_members(award, shared=shared)
    starts_on, ends_on = dues.period_of(award)
    made = []
    for member, due in zip(members, dues.initial_dues(clause, members), strict=True):
        obligation = Obligation.objects.create(
            workspace_id=actor.workspace_id,
            clause=clause,
            award=award,
            contractor_id=member.organisation_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        _revise(actor, obligation, due.hours, RevisionCause.AWARD, dues.stored(due.explanation), starts_on)
        made.append(obligation)
    if clause.hours_basis == HoursBasis.PER_EURO and award.call_offs.exists():
        recompute(actor, award, from_day=starts_on)
    note(award, obligations=len(made), shared=shared)
    return made


@service("delivery.obligation.revise", perms.REVISE_OBLIGATION)
def revise_for_orders(*, actor: Actor, obligation: Obligation, call_off: CallOff | None = None) -> ObligationRevision:
    """Recompute the hours due from all the orders of the award, whatever the order they came in.

    The other companies of the award are recomputed with it: they share one threshold.

    Raises:
        RuleError: the clause does not count by amounts, or corrections exceed the orders.
    """
    require(actor, obligation)
    if obligation.clause.hours_basis != HoursBasis.PER_EURO:
        raise RuleError("Cette clause fixe les heures : les commandes n’y changent rien.")
    from_day = call_off.ordered_on if call_off else obligation.starts_on
    revisions = recompute(actor, obligation.award, from_day=from_day, call_off=call_off)
    mine = next(one for one in revisions if one.obligation_id == obligation.pk)
    note(obligation, hours=mine.hours_due, call_off=call_off.pk if call_off else None)
    return mine


@service("delivery.obligation.amend", perms.AMEND_OBLIGATION)
def amend_obligation(
    *,
    actor: Actor,
    obligation: Obligation,
    hours: Decimal,
    from_day: date,
    reason: str,
    ends_on: date | None = None,
) -> ObligationRevision:
    """Set the hours due after an amendment of the contract or a decision, with its reason.

    When the clause counts by amounts, the difference is kept and added again at each later order.

    Raises:
        RuleError: no reason, negative hours, or an end before the start.
        Conflict: the obligation is closed.
    """
    require(actor, obligation)
    lock(obligation.award)
    if obligation.closed_on:
        raise Conflict("Cette obligation est close : ses heures ne changent plus.")
    if not reason.strip():
        raise RuleError("Écrivez pourquoi les heures changent (avenant, décision…).", field="reason")
    hours = dues.check_due(hours)
    if ends_on is not None:
        if ends_on < obligation.starts_on:
            raise RuleError("La fin précède le début.", field="ends_on")
        obligation.ends_on = ends_on
        obligation.save(update_fields=["ends_on"])
    before = current_hours(obligation)
    steps = (
        Step("Heures dues auparavant", "", format_hours(before)),
        Step("Changement", reason.strip(), format_hours(hours - before)),
    )
    explanation = Explanation(f"{format_hours(hours)} dues : {reason.strip()}", steps)
    data = dues.stored(explanation, adjustment=hours - before)
    revision = _revise(actor, obligation, hours, RevisionCause.AMENDMENT, data, from_day)
    note(obligation, reason=reason.strip(), before=before, hours=hours)
    return revision


def current_hours(obligation: Obligation) -> Hours:
    """Hours due by the last revision."""
    last = obligation.revisions.order_by("-made_at", "-pk").first()
    return last.hours_due if last else ZERO


def recompute(
    actor: Actor | None, award: Award, *, from_day: date, call_off: CallOff | None = None
) -> list[ObligationRevision]:
    """One new revision per obligation of an award whose clause counts by amounts.

    A plain function: ``recompute_at_each_order`` calls it in the transaction that records an order.

    Raises:
        RuleError: corrections that exceed the orders.
        Conflict: an obligation of the award is closed.
    """
    lock(award)
    obligations = list(award.obligations.select_related("clause", "contractor").order_by("pk"))
    if not obligations or obligations[0].clause.hours_basis != HoursBasis.PER_EURO:
        return []
    if any(one.closed_on for one in obligations):
        raise Conflict("L’obligation est close : ses heures ne changent plus.")
    call_offs = list(award.call_offs.all())
    owing = [one.contractor_id for one in obligations]
    computed = dues.dues_for_orders(obligations[0].clause, call_offs, owing)
    made = []
    for obligation, due in zip(obligations, computed, strict=True):
        extra = dues.adjustment_of([one.explanation for one in obligation.revisions.all()])
        hours = max(ZERO, due.hours + extra)
        explanation = due.explanation
        if extra:
            step = Step("Avenants et décisions", "", format_hours(extra))
            text = f"{due.explanation.conclusion} Avec les avenants : {format_hours(hours)}."
            explanation = Explanation(text, (*due.explanation.steps, step), due.explanation.warnings)
        data = dues.stored(explanation)
        made.append(_revise(actor, obligation, hours, RevisionCause.CALL_OFF, data, from_day, call_off))
    return made


def lock(award: Award) -> None:
    """Make two recomputations of one award wait for one another: each then counts every order."""
    Award.objects.select_for_update(of=("self",)).order_by().get(pk=award.pk)


@after_order
def recompute_at_each_order(call_off: CallOff) -> None:
    """Whoever records an order, the hours due follow; an order that cannot be counted is not recorded."""
    recompute(None, call_off.award, from_day=call_off.ordered_on, call_off=call_off)


def _revise(
    actor: Actor | None,
    obligation: Obligation,
    hours: Hours,
    cause: RevisionCause,
    explanation: dict[str, object],
    from_day: date,
    call_off: CallOff | None = None,
) -> ObligationRevision:
    return ObligationRevision.objects.create(
        obligation=obligation,
        from_day=from_day,
        hours_due=hours,
        cause=cause,
        call_off=call_off,
        explanation=explanation,
        made_by_id=actor.user_id if actor else None,
    )
