"""Numbers as people type them: « 1 234,50 », « 5 % »."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from levier.domain.calibration import read_rate
from levier.domain.errors import RuleError
from levier.domain.quantities import format_number, parse_number


class NumberField(forms.Field):
    """A Decimal, read and shown the French way. Bounds belong to the services, which say what to do."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return self.read(str(value)[:60])
        except RuleError as error:
            raise ValidationError(error.message) from error

    def read(self, text: str) -> Decimal:
        return parse_number(text, what=f"« {self.label} »")

    def prepare_value(self, value: Any) -> Any:
        return self.show(value) if isinstance(value, (Decimal, int)) else value

    def show(self, value: Decimal | int) -> str:
        return format_number(Decimal(value), places=2)


class PercentField(NumberField):
    """A rate typed in percent, handled as a fraction."""

    def read(self, text: str) -> Decimal:
        return read_rate(text, what=f"« {self.label} »")

    def show(self, value: Decimal | int) -> str:
        shown = Decimal(value) * 100
        return f"{format_number(shown, places=2)}{' %' if 0 < shown < 1 else ''}"
