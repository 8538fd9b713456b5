"""Hours that orders or invoices trigger, on their cumulated amount.

One real State contract (2021 [V]): one hour per complete tranche of 2 000 € invoiced above 2 700 000 €.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..errors import RuleError
from ..explanation import Certainty, Explanation, Source, Step
from ..quantities import (
    ZERO,
    Euros,
    Hours,
    Rounding,
    as_decimal,
    check_amount,
    check_hours,
    format_euros,
    format_hours,
    format_number,
    round_hours,
)
from ..tranches import AmountBasis, TrancheCounting, count_tranches, tranche_phrase

CONTRACT = Source("Pièces du marché", Certainty.STATED)
EXAMPLE = Source(
    "CCAP de l’État, 2021, art. 1.4", Certainty.VERIFIED, "1 h par tranche de 2 000 € au-delà de 2 700 000 €."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRule:
    """``hours_per_tranche`` for each ``tranche`` above ``trigger``, on the cumulated amount (euros, excluding VAT).

    ``counting``: what a tranche not yet full is worth. ``rounding`` applies once, to the cumulated hours.
    """

    tranche: Euros
    hours_per_tranche: Hours = Decimal(1)
    counting: TrancheCounting = TrancheCounting.COMPLETE
    trigger: Euros = ZERO
    basis: AmountBasis
    rounding: Rounding = Rounding.NONE

    def __post_init__(self) -> None:
        check_amount(self.tranche, what="Le montant d’une tranche", field="tranche")
        if self.tranche == 0:
            raise RuleError("Le montant d’une tranche ne peut pas être nul.", field="tranche")
        check_hours(self.hours_per_tranche, what="Le nombre d’heures par tranche", field="hours_per_tranche")
        if self.hours_per_tranche == 0:
            raise RuleError("Une tranche donne au moins un centième d’heure.", field="hours_per_tranche")
        check_amount(self.trigger, what="Le seuil de déclenchement", field="trigger")

    @property
    def phrase(self) -> str:
        """« 1 h par tranche de 2 000 € »."""
        return tranche_phrase(self.hours_per_tranche, self.tranche)

    def steps(self, above: Euros) -> tuple[Step, ...]:
        """Tranches in the amount above the trigger, then the hours they give."""
        count = format_number(as_decimal(self._tranches(above)), places=4)
        adjective = f"{self.counting.adjective} " if self.counting.adjective else ""
        tranche, hours = format_euros(self.tranche), format_hours(self._exact(above))
        counted = Step(f"Tranches {adjective}de {tranche}", f"{format_euros(above)} ÷ {tranche}", count, CONTRACT)
        given = Step("Heures d’insertion", f"{count} × {format_hours(self.hours_per_tranche)}", hours, CONTRACT)
        return counted, given

    def hours(self, above: Euros) -> Hours:
        """Hours for the amount above the trigger, rounded once."""
        return round_hours(self._exact(above), self.rounding)

    def _tranches(self, above: Euros) -> Fraction:
        return count_tranches(above, self.tranche, self.counting)

    def _exact(self, above: Euros) -> Decimal:
        return as_decimal(self._tranches(above) * Fraction(self.hours_per_tranche))


@dataclass(frozen=True, slots=True)
class Order:
    """An order or an invoice; a credit note is a negative amount."""

    reference: str
    amount: Euros
    on: date


@dataclass(frozen=True, slots=True)
class Due:
    """Hours due, the amount they come from (None for a fixed number) and how."""

    hours: Hours
    amount: Euros | None
    explanation: Explanation


def hours_for_amount(rule: OrderRule, cumulated: Euros) -> Due:
    """Hours due for a cumulated amount. Monotone in the amount.

    Raises:
        RuleError: negative or absurd amount.
    """
    amount = check_amount(cumulated, what="Le montant cumulé", field="amount")
    above = max(ZERO, amount - rule.trigger)
    hours = rule.hours(above)
    return Due(hours, amount, _explain(rule, amount, above, hours))


def hours_for_orders(rule: OrderRule, orders: Iterable[Order], *, on: date | None = None) -> Due:
    """Hours due for all the orders dated up to ``on`` (all of them when None), in any order.

    Raises:
        RuleError: credit notes that exceed the orders.
    """
    cumulated = sum((order.amount for order in orders if on is None or order.on <= on), ZERO)
    return hours_for_amount(rule, cumulated)


def _explain(rule: OrderRule, amount: Euros, above: Euros, hours: Hours) -> Explanation:
    basis = f"montants {rule.basis.adjective}"
    steps = [Step(f"Cumul des {basis}", result=format_euros(amount))]
    if rule.trigger:
        formula = f"{format_euros(amount)} − {format_euros(rule.trigger)}"
        steps.append(Step("Part au-delà du seuil", formula, format_euros(above), CONTRACT))
    steps += rule.steps(above)
    if rule.rounding is not Rounding.NONE:
        steps.append(Step("Arrondi", rule.rounding.label, format_hours(hours), CONTRACT))
    if rule.trigger and above == 0:
        conclusion = f"Le seuil de {format_euros(rule.trigger)} n’est pas dépassé : aucune heure n’est due."
    else:
        verb = "sont dues" if hours >= 2 else "est due"
        conclusion = f"Pour {format_euros(amount)} de {basis}, {format_hours(hours)} d’insertion {verb}."
    return Explanation(conclusion, tuple(steps))
