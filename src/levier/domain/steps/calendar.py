"""The rhythm of the booklet as dates: order statements each quarter, review once or twice a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import RuleError

#: Days the buyer has to answer; our default, the booklet sets the rhythm but no delay.
ORDER_ANSWER_DAYS = 15


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year."""

    year: int
    number: int

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        return self.following.start - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> Quarter:
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def label(self) -> str:
        """« 1er trimestre 2026 », « 3e trimestre 2025 »."""
        return f"{self.number}{'er' if self.number == 1 else 'e'} trimestre {self.year}"


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """The request for the orders of a quarter: asked the day after it ends, due some days later."""

    quarter: Quarter
    ask_on: date
    due_on: date

    def is_late(self, on: date) -> bool:
        """True from the day after the due date."""
        return on > self.due_on


def quarter_of(on: date) -> Quarter:
    """The quarter a day belongs to."""
    return Quarter(on.year, (on.month + 2) // 3)


def order_request(quarter: Quarter, *, answer_days: int = ORDER_ANSWER_DAYS) -> OrderRequest:
    """The request for the orders of a quarter.

    Raises:
        RuleError: when the delay is negative.
    """
    if answer_days < 0:
        raise RuleError("Le délai de réponse ne peut pas être négatif.", field="answer_days")
    ask_on = quarter.following.start
    return OrderRequest(quarter, ask_on, ask_on + timedelta(days=answer_days))


def next_order_request(on: date, *, answer_days: int = ORDER_ANSWER_DAYS) -> OrderRequest:
    """The first request to send on that day or after it."""
    current = quarter_of(on)
    quarter = current.previous if on == current.start else current
    return order_request(quarter, answer_days=answer_days)


def next_review(on: date, *, per_year: int = 2, first_month: int = 1) -> date:
    """First day, from ``on``, of a month in which the buyer's programme is reviewed (once or twice a year [S]).

    With two reviews, the second comes six months after ``first_month``.

    Raises:
        RuleError: when ``per_year`` is neither 1 nor 2, or the month is not one.
    """
    if per_year not in (1, 2):
        raise RuleError("La revue des marchés a lieu une ou deux fois par an.", field="per_year")
    if not 1 <= first_month <= 12:
        raise RuleError("Le mois de la revue va de 1 (janvier) à 12 (décembre).", field="first_month")
    months = [(first_month - 1 + 6 * index) % 12 + 1 for index in range(per_year)]
    days = (date(year, month, 1) for year in (on.year, on.year + 1) for month in sorted(months))
    return next(day for day in days if day >= on)
