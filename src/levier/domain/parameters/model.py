"""A legal parameter is a list of dated values, each with its source: the way OpenFisca holds the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..dates import format_date
from ..errors import RuleError
from ..explanation import Source
from ..quantities import NBSP, format_euros, format_hours, format_rate
from ..vocabulary import Labelled


class Unit(Labelled):
    """Unit of a parameter."""

    EUROS = "euros", "€ HT"
    EUROS_PER_HOUR = "euros_per_hour", "€ par heure"
    EUROS_PER_MONTH = "euros_per_month", "€ par mois"
    RATE = "rate", "part (de 0 à 100 %)"
    HOURS = "hours", "heures"
    MONTHS = "months", "mois"


def format_value(value: Decimal, unit: Unit) -> str:
    """The value with its unit, ready to be read."""
    match unit:
        case Unit.EUROS:
            return f"{format_euros(value)} HT"
        case Unit.EUROS_PER_HOUR:
            return f"{format_euros(value)} par heure"
        case Unit.EUROS_PER_MONTH:
            return f"{format_euros(value)} par mois"
        case Unit.RATE:
            return format_rate(value)
        case Unit.HOURS:
            return format_hours(value)
        case _:
            return f"{value}{NBSP}mois"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value and the days on which it holds, both ends included.

    ``None`` as ``valid_from`` means « since a day we have not found »; as ``valid_until``, « no end known ».
    """

    value: Decimal
    valid_from: date | None
    valid_until: date | None
    source: Source

    def holds_on(self, on: date) -> bool:
        """True when the value holds on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    @property
    def period(self) -> str:
        """« du 1er janvier 2026 au 31 décembre 2027 »."""
        if self.valid_from and self.valid_until:
            return f"du {format_date(self.valid_from)} au {format_date(self.valid_until)}"
        if self.valid_from:
            return f"depuis le {format_date(self.valid_from)}"
        if self.valid_until:
            return f"jusqu’au {format_date(self.valid_until)}"
        return "période non datée"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure the law or a charter sets, with its whole history. Values are in order and leave no gap."""

    code: str
    label_fr: str
    unit: Unit
    values: tuple[DatedValue, ...]
    #: True when nothing but the charter or the plan makes it binding.
    indicative: bool = False

    def __post_init__(self) -> None:
        for before, after in zip(self.values, self.values[1:], strict=False):
            if before.valid_until is None or after.valid_from != before.valid_until + timedelta(days=1):
                raise ValueError(f"{self.code}: periods overlap or leave a gap")


@dataclass(frozen=True, slots=True)
class LegalDate:
    """A day from which a rule applies."""

    code: str
    label_fr: str
    on: date
    source: Source


def dated_value_on(param: Parameter, on: date) -> DatedValue:
    """The dated value that holds on a day.

    Raises:
        RuleError: in French, when no value is known for that day.
    """
    for dated in param.values:
        if dated.holds_on(on):
            return dated
    raise RuleError(
        f"Aucune valeur connue au {format_date(on)} pour « {param.label_fr} ». "
        f"Périodes connues : {', '.join(dated.period for dated in param.values)}."
    )


def value_on(param: Parameter, on: date) -> Decimal:
    """The value that holds on a day, in the parameter's unit.

    Raises:
        RuleError: in French, when no value is known for that day.
    """
    return dated_value_on(param, on).value
