"""The description of what a method asks for: one table that draws the form and checks the values.

A form generated from these tables cannot accept what the rule refuses, nor the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..errors import RuleError
from ..explanation import Source
from ..quantities import MAX_AMOUNT, format_euros, format_hours, format_number, format_rate


class FieldKind(StrEnum):
    """What a value is, hence how it is typed, shown and checked."""

    EUROS = "euros"
    EUROS_PER_HOUR = "euros_per_hour"
    HOURS = "hours"
    RATE = "rate"
    INTEGER = "integer"
    CHOICE = "choice"
    DATE = "date"
    SOURCE = "source"
    TEXT = "text"

    @property
    def numeric(self) -> bool:
        return self in _NUMERIC


_NUMERIC = frozenset({FieldKind.EUROS, FieldKind.EUROS_PER_HOUR, FieldKind.HOURS, FieldKind.RATE, FieldKind.INTEGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input of a method. Rates are fractions (5 % is ``Decimal("0.05")``), whatever the form shows."""

    name: str
    label: str
    kind: FieldKind
    #: Unit as shown beside the value (« € HT », « h », « % », « mois »).
    unit: str = ""
    help: str = ""
    required: bool = True
    #: Lowest value; refused itself when ``above_minimum``.
    minimum: Decimal | None = None
    above_minimum: bool = False
    maximum: Decimal | None = None
    choices: tuple[tuple[str, str], ...] = ()
    #: Value used when nothing is given, with where it comes from.
    default: Decimal | None = None
    default_source: Source | None = None

    def check(self, value: object) -> None:
        """Refuse a value out of bounds.

        Raises:
            RuleError: with ``field`` set to the name, in a sentence that says what to type.
        """
        if value is None or value == "":
            if self.required:
                raise RuleError(f"« {self.label} » est nécessaire au calcul.", field=self.name)
            return
        if self.kind.numeric:
            self._check_number(value)
        elif self.kind is FieldKind.CHOICE and value not in {code for code, _ in self.choices}:
            raise RuleError(f"« {self.label} » : choisissez une des réponses proposées.", field=self.name)
        elif self.kind is FieldKind.DATE and not isinstance(value, date):
            raise RuleError(f"« {self.label} » n’est pas une date.", field=self.name)
        elif self.kind is FieldKind.SOURCE and not isinstance(value, Source):
            raise RuleError(f"« {self.label} » doit citer une source.", field=self.name)

    def _check_number(self, value: object) -> None:
        number = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(number, Decimal) or not number.is_finite():
            raise RuleError(f"« {self.label} » n’est pas un nombre.", field=self.name)
        if self.kind is FieldKind.INTEGER and number != number.to_integral_value():
            raise RuleError(f"« {self.label} » doit être un nombre entier.", field=self.name)
        if self.minimum is not None and (number < self.minimum or (self.above_minimum and number == self.minimum)):
            bound = "supérieur à" if self.above_minimum else "d’au moins"
            raise RuleError(f"« {self.label} » doit être {bound} {self.show(self.minimum)}.", field=self.name)
        if self.maximum is not None and number > self.maximum:
            raise RuleError(
                f"« {self.label} » ne peut pas dépasser {self.show(self.maximum)} : vérifiez la saisie.",
                field=self.name,
            )

    def show(self, value: object) -> str:
        """The value as a French reader expects it."""
        if value is None or value == "":
            return "non renseigné"
        if isinstance(value, Decimal | int) and self.kind.numeric:
            return _shown_number(Decimal(value), self.kind, self.unit)
        if self.kind is FieldKind.CHOICE:
            return dict(self.choices).get(str(value), str(value))
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y")
        return str(value)


def _shown_number(value: Decimal, kind: FieldKind, unit: str) -> str:
    if kind is FieldKind.EUROS:
        return format_euros(value)
    if kind is FieldKind.EUROS_PER_HOUR:
        return f"{format_euros(value)}/h"
    if kind is FieldKind.HOURS:
        return format_hours(value)
    if kind is FieldKind.RATE:
        return format_rate(value)
    return f"{format_number(value)}\u00a0{unit}".rstrip()


ZERO, ONE = Decimal(0), Decimal(1)


def positive_amount(name: str, label: str, help_text: str = "", *, unit: str = "€ HT") -> Field:
    """An amount that must be strictly positive."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.EUROS,
        unit=unit,
        help=help_text,
        minimum=ZERO,
        above_minimum=True,
        maximum=MAX_AMOUNT,
    )


def positive_rate(
    name: str, label: str, help_text: str = "", *, default: Decimal | None = None, source: Source | None = None
) -> Field:
    """A rate above 0 % and at most 100 %."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.RATE,
        unit="%",
        help=help_text,
        minimum=ZERO,
        above_minimum=True,
        maximum=ONE,
        default=default,
        default_source=source,
    )


def hourly_cost(
    name: str, label: str, help_text: str = "", *, default: Decimal | None = None, source: Source | None = None
) -> Field:
    """A loaded hourly cost; above 1 000 €/h it is a slip of the keyboard."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.EUROS_PER_HOUR,
        unit="€/h",
        help=help_text,
        minimum=ZERO,
        above_minimum=True,
        maximum=Decimal(1000),
        default=default,
        default_source=source,
    )


def optional_source(name: str, label: str) -> Field:
    """Where a value comes from; leaving it empty is allowed and warned about."""
    return Field(
        name=name,
        label=label,
        kind=FieldKind.SOURCE,
        required=False,
        help="Document, observatoire ou décomposition du prix qui donne cette valeur. Sans source, le résultat "
        "est signalé comme fragile.",
    )
