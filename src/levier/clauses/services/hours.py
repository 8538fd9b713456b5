"""Keep a calibration, and write the hours the contract will ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.domain.calibration import Calibration as Computed
from levier.domain.calibration import (
    CharterInputs,
    HoursPerEuroInputs,
    Inputs,
    Method,
    compare,
)
from levier.domain.errors import RuleError
from levier.domain.quantities import (
    CENT,
    ZERO,
    Euros,
    Hours,
    Rate,
    check_amount,
    check_hours,
    check_rate,
    format_hours,
)
from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.journal.services import note, service
from levier.procurement.models import Lot

from .. import perms
from ..enums import HoursBasis
from ..facts import announced_hours, settings_of
from ..models import Calibration, Clause
from ..wording import order_rule
from .common import draft_of

#: What the database holds: 8 digits before the point.
MAX_HOURS: Hours = Decimal("99999999.99")


@service("clauses.calibration.keep", perms.EDIT)
def keep_calibration(*, actor: Actor, lot: Lot, inputs: Mapping[Method, Inputs], chosen: Method, today: date) -> Clause:
    """Store every computation compared, keep one, and set the clause's hours from it.

    The hours become fixed, per euro (the order method: what the contract writes is the rule, not the estimate), or a
    share of hours worked (the charter method).

    Raises:
        RuleError: nothing computed for ``chosen``; no hours to keep.
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    comparison = compare(
        inputs, framework=lot.contract.is_framework, settings=settings_of(actor.workspace, today=today)
    )
    kept = next((one for one in comparison.calibrations if one.method is chosen), None)
    if kept is None:
        raise RuleError("Remplissez d’abord cette méthode, puis retenez-la.", field="chosen")
    for one in comparison.calibrations:
        _fits(one.hours)
    clause.calibrations.filter(is_chosen=True).update(is_chosen=False)
    for one in comparison.calibrations:
        _store(clause, one, is_chosen=one is kept, actor=actor)
    _apply(clause, kept)
    clause.save()
    note(
        clause,
        methods=[one.method.value for one in comparison.calibrations],
        chosen=chosen.value,
        recommended=comparison.recommended.method.value,
        hours=str(kept.hours),
        basis=clause.hours_basis,
    )
    return clause


def _fits(hours: Hours, *, field: str | None = None) -> None:
    if hours > MAX_HOURS:
        message = f"{format_hours(hours)} : ce résultat est démesuré, vérifiez le montant et le coût horaire."
        raise RuleError(message, field=field)


def _store(clause: Clause, one: Computed, *, is_chosen: bool, actor: Actor) -> None:
    data = one.as_dict()
    Calibration.objects.create(
        clause=clause,
        method=one.method.value,
        version=one.version,
        inputs=data["inputs"],
        hours=one.hours,
        explanation=data["explanation"],
        is_chosen=is_chosen,
        made_by=actor.user,
    )


def _apply(clause: Clause, kept: Computed) -> None:
    """Write the hours of the clause from the kept computation."""
    inputs = kept.inputs
    if isinstance(inputs, HoursPerEuroInputs):
        _per_tranche(
            clause,
            tranche=inputs.tranche,
            hours_per_tranche=inputs.hours_per_tranche,
            counting=inputs.counting,
            trigger=inputs.trigger,
            basis=inputs.basis,
        )
        clause.hours = kept.hours
        return
    if isinstance(inputs, CharterInputs):
        _clear(clause)
        clause.hours_basis, clause.hours_share, clause.hours = (
            HoursBasis.SHARE_OF_HOURS,
            inputs.insertion_rate,
            kept.hours,
        )
        return
    if not kept.proposed_hours:
        raise RuleError(f"{kept.verdict.label}. Choisissez une autre méthode, ou saisissez les heures à la main.")
    _clear(clause)
    clause.hours_basis, clause.hours = HoursBasis.FIXED, kept.proposed_hours


def _clear(clause: Clause) -> None:
    clause.tranche = clause.trigger_amount = clause.hours_share = clause.hours = None
    clause.hours_per_tranche, clause.tranche_counting = Decimal(1), TrancheCounting.COMPLETE.value
    clause.amount_basis = AmountBasis.ORDERED.value


def _per_tranche(
    clause: Clause,
    *,
    tranche: Euros,
    hours_per_tranche: Hours,
    counting: TrancheCounting,
    trigger: Euros,
    basis: AmountBasis,
) -> None:
    """Write the rule of the orders.

    Raises:
        RuleError: an amount or a number of hours that no rule accepts, or that the record cannot hold exactly.
    """
    for name, value in (("tranche", tranche), ("trigger", trigger)):
        if value != value.quantize(CENT):
            raise RuleError("Ce montant a plus de deux décimales : arrondissez au centime.", field=name)
    _clear(clause)
    clause.hours_basis = HoursBasis.PER_EURO
    clause.tranche, clause.trigger_amount = tranche, trigger
    clause.hours_per_tranche, clause.tranche_counting = hours_per_tranche, counting.value
    clause.amount_basis = basis.value
    order_rule(clause, tranche)
    _fits(hours_per_tranche, field="hours_per_tranche")


@service("clauses.hours.set", perms.EDIT)
def set_hours(
    *,
    actor: Actor,
    lot: Lot,
    basis: HoursBasis,
    hours: Hours | None = None,
    tranche: Euros | None = None,
    hours_per_tranche: Hours = Decimal(1),
    counting: TrancheCounting = TrancheCounting.COMPLETE,
    trigger: Euros | None = None,
    amount_basis: AmountBasis = AmountBasis.ORDERED,
    hours_share: Rate | None = None,
) -> Clause:
    """Write the hours by hand, as an existing contract states them; no calibration stays marked as kept.

    ``hours`` is the number owed (fixed), or an estimate, which may be unknown, for the two other bases. When it is the
    one the published notice announces, the journal names the notice.

    Raises:
        RuleError: what the basis needs is missing or out of bounds.
        Conflict: the clause is no longer a draft and the lot is not awarded, or it was awarded with its hours.
    """
    clause = draft_of(actor, lot, writes_hours=True)
    if hours is not None:
        _fits(check_hours(hours, field="hours"), field="hours")
    if basis is HoursBasis.PER_EURO:
        if not tranche:
            raise RuleError("Indiquez le montant d’une tranche.", field="tranche")
        _per_tranche(
            clause,
            tranche=check_amount(tranche, what="Le montant d’une tranche", field="tranche"),
            hours_per_tranche=hours_per_tranche,
            counting=counting,
            trigger=check_amount(trigger or ZERO, what="Le seuil de déclenchement", field="trigger"),
            basis=amount_basis,
        )
    elif basis is HoursBasis.SHARE_OF_HOURS:
        if not hours_share:
            raise RuleError("Indiquez la part des heures travaillées.", field="hours_share")
        check_rate(hours_share, what="La part des heures travaillées", field="hours_share")
        _clear(clause)
        clause.hours_basis, clause.hours_share = basis, hours_share
    else:
        if not hours:
            raise RuleError("Indiquez le nombre d’heures d’insertion.", field="hours")
        _clear(clause)
        clause.hours_basis = basis
    clause.hours = hours
    clause.save()
    clause.calibrations.filter(is_chosen=True).update(is_chosen=False)
    announced = announced_hours(lot)
    source = (
        {"notice": lot.contract.notice_id, "rubric": announced.rubric} if announced and announced.hours == hours else {}
    )
    note(clause, basis=basis.value, hours=str(hours) if hours is not None else None, source=source)
    return clause
