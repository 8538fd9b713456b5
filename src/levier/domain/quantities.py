"""Euros, hours, rates, rounding policies and full-time equivalents.

All three quantities are ``Decimal``; the aliases say which unit a parameter carries. Parsing from what people
type (« 1 234,50 € », « 5 % ») is here too, because the same sentence must explain the same mistake everywhere.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from .errors import RuleError

Euros: TypeAlias = Decimal
"""An amount in euros, excluding VAT unless the name says otherwise."""

Hours: TypeAlias = Decimal
"""A number of hours, two decimals (domain.md §4: Dijon 2015, 193 646.53 h)."""

Rate: TypeAlias = Decimal
"""A fraction between 0 and 1 (5 % is ``Decimal("0.05")``)."""

ZERO = Decimal(0)
CENT = Decimal("0.01")
#: Above this an amount is a data error, not a purchase (public data hold values up to 1e17, formats.md §4.4).
MAX_AMOUNT: Euros = Decimal("99000000000")

NBSP = "\u00a0"
NNBSP = "\u202f"


class Rounding(StrEnum):
    """How a number of hours is rounded, once, at the end.

    No written national rule exists (domain.md §3.4, [NF]); each facilitating body chooses.
    """

    NONE = "none"
    UNIT = "unit"
    DOWN = "down"
    FIVE = "5"
    TEN = "10"
    WEEKS = "35"

    @property
    def label(self) -> str:
        return _ROUNDING_LABELS[self]

    @property
    def step(self) -> Hours:
        """Largest change this policy can make, in hours (strict for ``down``, half of it for nearest)."""
        return _ROUNDING_STEPS[self]


_ROUNDING_LABELS = {
    Rounding.NONE: "au centième d’heure",
    Rounding.UNIT: "à l’heure la plus proche",
    Rounding.DOWN: "à l’heure inférieure",
    Rounding.FIVE: "au multiple de 5 h le plus proche",
    Rounding.TEN: "au multiple de 10 h le plus proche",
    Rounding.WEEKS: "au multiple de 35 h (une semaine) le plus proche",
}
_ROUNDING_STEPS = {
    Rounding.NONE: CENT,
    Rounding.UNIT: Decimal(1),
    Rounding.DOWN: Decimal(1),
    Rounding.FIVE: Decimal(5),
    Rounding.TEN: Decimal(10),
    Rounding.WEEKS: Decimal(35),
}


def round_hours(value: Decimal, policy: Rounding) -> Hours:
    """Round a non-negative number of hours by a named policy.

    Monotone in ``value``; never moves it by more than ``policy.step``.
    """
    if policy is Rounding.NONE:
        return value.quantize(CENT, rounding=ROUND_HALF_UP)
    if policy is Rounding.DOWN:
        return value.quantize(Decimal(1), rounding=ROUND_DOWN).quantize(CENT)
    step = policy.step
    return ((value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step).quantize(CENT)


_CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP)


def as_decimal(value: Fraction) -> Decimal:
    """An exact computation as a 28-digit decimal, far more than what is shown or kept."""
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def euros(value: Decimal) -> Euros:
    """Round an amount to the cent (half to even, as accountants do)."""
    return value.quantize(CENT, rounding=ROUND_HALF_EVEN)


class FteBasis(StrEnum):
    """Hours that make one full-time equivalent a year.

    Sources rarely say which one they use (domain.md §3.3): 1 600 (AVE, 2021), 1 607 (legal year),
    1 820 (35 h × 52). A figure in FTE therefore always carries its basis.
    """

    AVE = "1600"
    LEGAL_YEAR = "1607"
    FULL_WEEKS = "1820"

    @property
    def hours(self) -> Hours:
        return Decimal(self.value)


def fte(hours: Hours, basis: FteBasis) -> Decimal:
    """Full-time equivalents of a number of hours, to one decimal.

    >>> fte(Decimal("25124684"), FteBasis.AVE)
    Decimal('15702.9')
    """
    return (hours / basis.hours).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def parse_number(text: str, *, what: str = "Ce nombre") -> Decimal:
    """Read a number as a French person types it (« 1 234,50 », « 1.234,50 », « 1234.5 »).

    Raises:
        RuleError: when the text is not a finite number.
    """
    raw = _SPACES.sub("", text).replace("−", "-").removesuffix("€").removesuffix("EUR")
    if "," in raw and "." in raw:
        thousands, decimal = (".", ",") if raw.rfind(",") > raw.rfind(".") else (",", ".")
        raw = raw.replace(thousands, "").replace(decimal, ".")
    elif raw.count(",") == 1:
        raw = raw.replace(",", ".")
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise RuleError(f"{what} n’est pas lisible : « {text.strip()[:40]} ». Écrivez par exemple 1 234,50.") from None
    if not value.is_finite():
        raise RuleError(f"{what} n’est pas un nombre fini : « {text.strip()[:40]} ».")
    return value


def _agreed(what: str, masculine: str, feminine: str) -> str:
    """The adjective that goes with « La pénalité » or with « Le montant »."""
    return feminine if what.startswith("La ") else masculine


def check_amount(value: Decimal, *, what: str = "Le montant", field: str | None = None) -> Euros:
    """Return the amount if it can be a purchase: finite, not negative, at most ``MAX_AMOUNT``."""
    if not value.is_finite() or value < 0:
        raise RuleError(
            f"{what} ne peut pas être {_agreed(what, 'négatif', 'négative')}. Saisissez un montant hors taxes en euros.",
            field=field,
        )
    if value > MAX_AMOUNT:
        raise RuleError(f"{what} dépasse 99 milliards d’euros : c’est sans doute une erreur de saisie.", field=field)
    return value


def check_rate(value: Decimal, *, what: str = "Le taux", field: str | None = None) -> Rate:
    """Return the rate if it lies between 0 and 1 (0 % and 100 %)."""
    if not value.is_finite() or not 0 <= value <= 1:
        raise RuleError(f"{what} doit être {_agreed(what, 'compris', 'comprise')} entre 0 % et 100 %.", field=field)
    return value


#: Beyond it, hundredths would not fit in the 28 digits of a Decimal; each use has its own, lower, limit.
_TOO_MANY_HOURS = Decimal(10) ** 24


def check_hours(value: Decimal, *, what: str = "Le nombre d’heures", field: str | None = None) -> Hours:
    """Return the hours if finite, not negative, with at most two decimals."""
    if not value.is_finite() or value < 0:
        raise RuleError(f"{what} ne peut pas être {_agreed(what, 'négatif', 'négative')}.", field=field)
    if value >= _TOO_MANY_HOURS:
        raise RuleError(f"{what} est démesuré : c’est sans doute une erreur de saisie.", field=field)
    if value != value.quantize(CENT):
        raise RuleError(f"{what} a plus de deux décimales : arrondissez au centième d’heure.", field=field)
    return value.quantize(CENT)


def _grouped(value: Decimal, places: int) -> str:
    text = f"{value:,.{places}f}".replace(",", NNBSP).replace(".", ",")
    return text.replace("-", "−")


def _trim(value: Decimal, *, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return _grouped(rounded, 0 if rounded == rounded.to_integral_value() else places)


def format_euros(value: Euros) -> str:
    """« 1 234,50 € » with French spaces; cents only when there are some."""
    return f"{_trim(value, places=2)}{NBSP}€"


def format_hours(value: Hours) -> str:
    """« 833,33 h » with French spaces; decimals only when there are some."""
    return f"{_trim(value, places=2)}{NBSP}h"


def format_rate(value: Rate, *, places: int = 2) -> str:
    """« 5 % », « 5,25 % »."""
    return f"{_trim(value * 100, places=places)}{NBSP}%"


def format_fte(value: Decimal) -> str:
    """« 12,5 ETP »; two decimals under 1, so that little is not shown as nothing: « 0,04 ETP »."""
    return f"{_trim(value, places=2 if value < 1 else 1)}{NBSP}ETP"


def format_completion(value: Rate) -> str:
    """Hours done over hours due, the same on every page and document: « 104,2 % »."""
    return format_rate(value, places=1)


def format_number(value: Decimal | int, *, places: int = 2) -> str:
    """« 1 234,5 » with French spaces."""
    return _trim(Decimal(value), places=places)
