"""Create what each company owes, and recompute it; every figure is a new revision with its explanation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.clauses.enums import HoursBasis
from levier.clauses.models import Clause
from levier.domain.dates import format_date, format_month
from levier.domain.errors import Conflict, RuleError
from levier.domain.explanation import Explanation, Step
from levier.domain.months import month_start
from levier.domain.quantities import ZERO, Hours, format_hours
from levier.journal.services import note, service
from levier.procurement.hooks import Period, after_order, after_period
from levier.procurement.models import Award, CallOff

from .. import dues, perms
from ..enums import RevisionCause
from ..models import Obligation, ObligationRevision
from ..scope import require, require_award
from ..selectors.ledger import sums
from ..selectors.obligations import hours_due
from ..withdrawing import withdraw_outside


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
        revise(actor.user_id, obligation, due.hours, RevisionCause.AWARD, dues.stored(due.explanation), starts_on)
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

    When the clause counts by amounts or by worked hours, the difference is kept and added again at each recomputation.

    Raises:
        RuleError: no reason, negative hours, or an end before the start.
        Conflict: the obligation is closed.
    """
    require(actor, obligation)
    hold(obligation)
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
        withdraw_outside(obligation)
    before = hours_due(obligation)
    steps = (
        Step("Heures dues auparavant", "", format_hours(before)),
        Step("Changement", reason.strip(), format_hours(hours - before)),
    )
    explanation = Explanation(f"{format_hours(hours)} dues : {reason.strip()}", steps)
    data = dues.stored(explanation, adjustment=hours - before)
    revision = revise(actor.user_id, obligation, hours, RevisionCause.AMENDMENT, data, from_day)
    note(obligation, reason=reason.strip(), before=before, hours=hours)
    return revision


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
    made, user_id = [], actor.user_id if actor else None
    for obligation, due in zip(obligations, computed, strict=True):
        hours, data = with_amendments(obligation, due.hours, due.explanation)
        made.append(revise(user_id, obligation, hours, RevisionCause.CALL_OFF, data, from_day, call_off))
    return made


def with_amendments(obligation: Obligation, hours: Hours, explanation: Explanation) -> tuple[Hours, dict[str, object]]:
    """Recomputed hours (never negative) and their explanation, the corrections of past amendments added again."""
    extra = dues.adjustment_of([one.explanation for one in obligation.revisions.all()])
    if not extra:
        return hours, dues.stored(explanation)
    total = max(ZERO, hours + extra)
    step = Step("Avenants et décisions", "", format_hours(extra))
    text = f"{explanation.conclusion} Avec les avenants : {format_hours(total)}."
    return total, dues.stored(Explanation(text, (*explanation.steps, step), explanation.warnings))


def lock(award: Award) -> None:
    """Make two recomputations of one award wait for one another: each then counts every order."""
    Award.objects.select_for_update(of=("self",)).order_by().get(pk=award.pk)


def hold(obligation: Obligation) -> None:
    """Those who end an obligation and those who change what it owes wait for one another, then read whether it is closed."""
    lock(obligation.award)
    obligation.refresh_from_db(fields=["closed_on"])


@after_order
def recompute_at_each_order(call_off: CallOff) -> None:
    """Whoever records an order, the hours due follow; an order that cannot be counted is not recorded."""
    recompute(None, call_off.award, from_day=call_off.ordered_on, call_off=call_off)


@after_period
def follow_the_award(award: Award, before: Period) -> None:
    """What is owed follows the corrected dates of its award; an end set by an amendment stays.

    Raises:
        Conflict: an obligation of the award is closed.
        RuleError: validated hours, or an amended end, would be left outside the period.
    """
    lock(award)
    for obligation in award.obligations.select_related("contractor").order_by("pk"):
        if obligation.closed_on:
            raise Conflict(f"L’obligation de « {obligation.contractor} » est close : ses dates ne changent plus.")
        obligation.starts_on = award.starts_on
        if obligation.ends_on == before.ends_on:
            obligation.ends_on = award.ends_on
        if obligation.ends_on < obligation.starts_on:
            raise RuleError(
                f"Un avenant termine l’obligation de « {obligation.contractor} » le {format_date(obligation.ends_on)}, "
                "avant ce début : modifiez d’abord les heures dues.",
                field="starts_on",
            )
        _require_hours_inside(obligation)
        obligation.save(update_fields=["starts_on", "ends_on"])
        withdraw_outside(obligation)


def _require_hours_inside(obligation: Obligation) -> None:
    """Hours are validated by month: a month counts as inside when one of its days is."""
    outside = [
        month
        for month, hours in sums([obligation.pk]).by_month.items()
        if hours and not month_start(obligation.starts_on) <= month <= obligation.ends_on
    ]
    if not outside:
        return
    first, last = min(outside), max(outside)
    when = f"en {format_month(first)}" if first == last else f"entre {format_month(first)} et {format_month(last)}"
    raise RuleError(
        f"Des heures de « {obligation.contractor} » faites {when} sont déjà validées, hors de la nouvelle période : "
        "gardez des dates qui les comprennent, ou corrigez d’abord ces heures.",
        field="starts_on" if first < obligation.starts_on else "ends_on",
    )


def revise(
    made_by_id: int | None,
    obligation: Obligation,
    hours: Hours,
    cause: RevisionCause,
    explanation: dict[str, object],
    from_day: date,
    call_off: CallOff | None = None,
) -> ObligationRevision:
    """Keep one more figure: the last one holds, the others stay."""
    return ObligationRevision.objects.create(
        obligation=obligation,
        from_day=from_day,
        hours_due=hours,
        cause=cause,
        call_off=call_off,
        explanation=explanation,
        made_by_id=made_by_id,
    )
