"""Keep a calibration, and write the hours the contract will ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.domain.calibration import (
    AmountBasis as DomainBasis,
)
from levier.domain.calibration import Calibration as Computed
from levier.domain.calibration import (
    CharterInputs,
    HoursPerEuroInputs,
    Inputs,
    Method,
    TrancheCounting,
    compare,
)
from levier.domain.errors import RuleError
from levier.domain.quantities import Euros, Hours, Rate, check_amount, check_hours, check_rate, format_hours
from levier.journal.services import note, service
from levier.procurement.models import Lot

from .. import perms
from ..enums import AmountBasis, HoursBasis
from ..facts import settings_of
from ..models import Calibration, Clause
from .common import draft_of

#: What the database holds: 8 digits before the point.
MAX_HOURS: Hours = Decimal("99999999.99")


@service("clauses.calibration.keep", perms.EDIT)
def keep_calibration(*, actor: Actor, lot: Lot, inputs: Mapping[Method, Inputs], chosen: Method, today: date) -> Clause:
    """Store every computation compared, keep one, and set the clause's hours from it.

    The hours become fixed, per euro (the order method: what the contract writes is the rule, not the estimate), or a
    share of hours worked (the charter method).

    Raises:
        RuleError: nothing computed for ``chosen``; no hours to keep; a way of counting orders that the follow-up
            cannot apply.
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


def _fits(hours: Hours) -> None:
    if hours > MAX_HOURS:
        raise RuleError(f"{format_hours(hours)} : ce résultat est démesuré, vérifiez le montant et le coût horaire.")


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
        if inputs.counting is TrancheCounting.STARTED:
            raise RuleError(
                "Le suivi des commandes compte les tranches entières ou au prorata, pas les tranches entamées. "
                "Choisissez l’une des deux pour l’écrire au contrat.",
                field="counting",
            )
        if inputs.counting is TrancheCounting.COMPLETE and inputs.hours_per_tranche != 1:
            # 10 h per whole 20 000 € is not 1 h per whole 2 000 €: at 19 999 € nothing is due, and not 9 h.
            raise RuleError(
                "Le suivi des commandes compte une heure par tranche entière. Écrivez la règle sous la forme « une "
                "heure par tranche de … € », ou comptez au prorata.",
                field="hours_per_tranche",
            )
        _per_euro(
            clause,
            euros_per_hour=inputs.tranche / inputs.hours_per_tranche,
            trigger=inputs.trigger,
            basis=AmountBasis.INVOICED if inputs.basis is DomainBasis.INVOICED else AmountBasis.ORDERED,
            whole_tranches=inputs.counting is TrancheCounting.COMPLETE,
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
    clause.euros_per_hour = clause.trigger_amount = clause.hours_share = clause.hours = None
    clause.amount_basis, clause.whole_tranches = AmountBasis.ORDERED, True


def _per_euro(
    clause: Clause, *, euros_per_hour: Decimal, trigger: Euros, basis: AmountBasis, whole_tranches: bool
) -> None:
    exact = euros_per_hour.quantize(Decimal("0.01"))
    if exact != euros_per_hour or not exact:
        raise RuleError(
            "Le montant pour une heure ne tombe pas juste au centime : écrivez la règle sous la forme « une heure par "
            "tranche de … € ».",
            field="tranche",
        )
    _clear(clause)
    clause.hours_basis = HoursBasis.PER_EURO
    clause.euros_per_hour, clause.trigger_amount = exact, trigger
    clause.amount_basis, clause.whole_tranches = basis, whole_tranches


@service("clauses.hours.set", perms.EDIT)
def set_hours(
    *,
    actor: Actor,
    lot: Lot,
    basis: HoursBasis,
    hours: Hours | None = None,
    euros_per_hour: Euros | None = None,
    trigger: Euros | None = None,
    amount_basis: AmountBasis = AmountBasis.ORDERED,
    whole_tranches: bool = True,
    hours_share: Rate | None = None,
) -> Clause:
    """Write the hours by hand, as an existing contract states them; no calibration stays marked as kept.

    ``hours`` is the number owed (fixed), or an estimate, which may be unknown, for the two other bases.

    Raises:
        RuleError: what the basis needs is missing or out of bounds.
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    if hours is not None:
        _fits(check_hours(hours, field="hours"))
    if basis is HoursBasis.PER_EURO:
        if not euros_per_hour:
            raise RuleError("Indiquez le montant qui donne une heure d’insertion.", field="euros_per_hour")
        check_amount(euros_per_hour, what="Le montant pour une heure", field="euros_per_hour")
        start = check_amount(trigger or Decimal(0), what="Le seuil de déclenchement", field="trigger")
        _per_euro(
            clause, euros_per_hour=euros_per_hour, trigger=start, basis=amount_basis, whole_tranches=whole_tranches
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
    note(clause, basis=basis.value, hours=str(hours) if hours is not None else None)
    return clause
