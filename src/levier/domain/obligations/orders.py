"""Hours that orders or invoices trigger, on their cumulated amount.

One real State contract (2021 [V]): one hour per whole tranche of 2 000 € invoiced above 2 700 000 €.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from ..errors import RuleError
from ..explanation import Certainty, Explanation, Source, Step
from ..quantities import (
    ZERO,
    Euros,
    Hours,
    Rounding,
    check_amount,
    format_euros,
    format_hours,
    format_number,
    round_hours,
)
from ..vocabulary import Labelled

CONTRACT = Source("Pièces du marché", Certainty.STATED)
EXAMPLE = Source(
    "CCAP de l’État, 2021, art. 1.4", Certainty.VERIFIED, "1 h par tranche de 2 000 € au-delà de 2 700 000 €."
)


class OrderBasis(Labelled):
    """What triggers the hours."""

    ORDERED = "ordered", "montants commandés"
    INVOICED = "invoiced", "montants facturés"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRule:
    """One hour per ``euros_per_hour`` above ``trigger``, on the cumulated amount (euros, excluding VAT).

    ``whole_tranches``: only full tranches give an hour. ``rounding`` applies once, to the cumulated hours.
    """

    euros_per_hour: Euros
    trigger: Euros = ZERO
    basis: OrderBasis
    whole_tranches: bool = True
    rounding: Rounding = Rounding.NONE

    def __post_init__(self) -> None:
        check_amount(self.euros_per_hour, what="Le montant qui déclenche une heure", field="euros_per_hour")
        if self.euros_per_hour == 0:
            raise RuleError("Le montant qui déclenche une heure ne peut pas être nul.", field="euros_per_hour")
        check_amount(self.trigger, what="Le seuil de déclenchement", field="trigger")


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
    tranches = above / rule.euros_per_hour
    if rule.whole_tranches:
        tranches = tranches.to_integral_value(rounding=ROUND_DOWN)
    hours = round_hours(tranches, rule.rounding)
    return Due(hours, amount, _explain(rule, amount, above, tranches, hours))


def hours_for_orders(rule: OrderRule, orders: Iterable[Order], *, on: date | None = None) -> Due:
    """Hours due for all the orders dated up to ``on`` (all of them when None), in any order.

    Raises:
        RuleError: credit notes that exceed the orders.
    """
    cumulated = sum((order.amount for order in orders if on is None or order.on <= on), ZERO)
    return hours_for_amount(rule, cumulated)


def _explain(rule: OrderRule, amount: Euros, above: Euros, tranches: Decimal, hours: Hours) -> Explanation:
    basis = rule.basis.label
    per_hour = format_euros(rule.euros_per_hour)
    steps = [Step(f"Cumul des {basis}", result=format_euros(amount))]
    if rule.trigger:
        formula = f"{format_euros(amount)} − {format_euros(rule.trigger)}"
        steps.append(Step("Part au-delà du seuil", formula, format_euros(above), CONTRACT))
    whole = "entières " if rule.whole_tranches else ""
    steps.append(
        Step(f"Tranches {whole}de {per_hour}", f"{format_euros(above)} ÷ {per_hour}", format_number(tranches), CONTRACT)
    )
    if rule.rounding is not Rounding.NONE:
        steps.append(Step("Arrondi", rule.rounding.label, format_hours(hours), CONTRACT))
    if rule.trigger and above == 0:
        conclusion = f"Le seuil de {format_euros(rule.trigger)} n’est pas dépassé : aucune heure n’est due."
    else:
        conclusion = f"Pour {format_euros(amount)} de {basis}, {format_hours(hours)} d’insertion sont dues."
    return Explanation(conclusion, tuple(steps))
