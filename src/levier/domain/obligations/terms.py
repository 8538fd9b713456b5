"""What a contractor owes over a period: a fixed number of hours, or hours triggered by orders."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..dates import format_date
from ..errors import RuleError
from ..explanation import Explanation, Step
from ..months import add_months
from ..quantities import ZERO, Hours, check_hours, format_hours
from .orders import CONTRACT, Due, Order, OrderRule, hours_for_orders


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationTerms:
    """Exactly one of ``fixed_hours`` and ``order_rule``, between two dates."""

    starts_on: date
    ends_on: date
    fixed_hours: Hours | None = None
    order_rule: OrderRule | None = None

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise RuleError("L’obligation finit avant d’avoir commencé.", field="ends_on")
        if (self.fixed_hours is None) == (self.order_rule is None):
            raise RuleError("Indiquez soit un nombre d’heures fixe, soit une règle par commandes.", field="fixed_hours")
        if self.fixed_hours is not None:
            check_hours(self.fixed_hours, field="fixed_hours")


def hours_due(terms: ObligationTerms, orders: Iterable[Order] = (), *, on: date | None = None) -> Due:
    """Hours due under the terms, with the orders known on day ``on``."""
    if terms.order_rule is not None:
        return hours_for_orders(terms.order_rule, orders, on=on)
    assert terms.fixed_hours is not None  # noqa: S101 - the constructor guarantees one of the two
    hours = terms.fixed_hours
    conclusion = f"Le marché fixe {format_hours(hours)} d’insertion."
    return Due(hours, None, Explanation(conclusion, (Step("Heures fixées", "", format_hours(hours), CONTRACT),)))


@dataclass(frozen=True, slots=True)
class CarryOver:
    """What passes from one period of a framework agreement to the next. The contract decides: no default."""

    surplus: bool
    deficit: bool


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a framework agreement, with the hours due and validated in it."""

    starts_on: date
    ends_on: date
    due: Hours
    validated: Hours


@dataclass(frozen=True, slots=True)
class PeriodBalance:
    """A period once the carry-over is applied.

    ``balance`` is positive for a surplus, negative for a deficit; ``carried`` is the part that passes to the next
    period; ``shortfall`` and ``lost_surplus`` are the parts that do not.
    """

    period: Period
    brought: Hours
    balance: Hours
    carried: Hours
    shortfall: Hours
    lost_surplus: Hours
    explanation: Explanation


def periods_of(starts_on: date, ends_on: date, *, months: int = 12) -> tuple[tuple[date, date], ...]:
    """First and last day of each period of ``months`` months; the last one may be shorter."""
    if months <= 0:
        raise RuleError("Une période dure au moins un mois.", field="months")
    if ends_on < starts_on:
        raise RuleError("L’obligation finit avant d’avoir commencé.", field="ends_on")
    periods = []
    index = 0
    start = starts_on
    while start <= ends_on and start != date.max:
        index += 1
        following = add_months(starts_on, months * index)
        periods.append((start, min(ends_on, following - timedelta(days=1))))
        start = following
    return tuple(periods)


def carry_over(periods: Sequence[Period], policy: CarryOver) -> tuple[PeriodBalance, ...]:
    """Apply the carry-over period after period, in order of dates. Nothing is carried out of the last one.

    Sum of balances kept or lost = sum of validated − sum of due, whatever the policy.
    """
    ordered = sorted(periods, key=lambda period: period.starts_on)
    for before, after in itertools.pairwise(ordered):
        if after.starts_on <= before.ends_on:
            raise RuleError("Deux périodes de l’accord-cadre se chevauchent.", field="periods")
    results = []
    brought = ZERO
    for index, period in enumerate(ordered):
        last = index == len(ordered) - 1
        result = _balance(period, brought, policy, last=last)
        results.append(result)
        brought = result.carried
    return tuple(results)


def _balance(period: Period, brought: Hours, policy: CarryOver, *, last: bool) -> PeriodBalance:
    balance = brought + period.validated - period.due
    passes = not last and (policy.surplus if balance > 0 else policy.deficit)
    carried = balance if passes else ZERO
    kept = balance - carried
    shortfall, lost = max(ZERO, -kept), max(ZERO, kept)
    dates = f"du {format_date(period.starts_on)} au {format_date(period.ends_on)}"
    steps = (
        Step("Reporté de la période précédente", "", format_hours(brought), CONTRACT),
        Step(
            "Solde",
            f"{format_hours(brought)} + {format_hours(period.validated)} − {format_hours(period.due)}",
            format_hours(balance),
        ),
        Step("Reporté sur la période suivante", "", format_hours(carried), CONTRACT),
    )
    if shortfall:
        end = f"il manque {format_hours(shortfall)}"
    elif lost:
        end = f"{format_hours(lost)} d’avance, non reportées"
    elif carried:
        end = f"{format_hours(carried)} reportées"
    else:
        end = "le compte est juste"
    return PeriodBalance(
        period, brought, balance, carried, shortfall, lost, Explanation(f"Période {dates} : {end}.", steps)
    )
