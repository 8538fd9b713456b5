"""What the forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.domain.errors import RuleError
from levier.domain.quantities import parse_number


class NumberField(forms.Field):
    """A number as a French person types it: « 1 234,50 ». The field's own limits are the services' business."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_number(str(value)[:40])
        except RuleError as error:
            raise forms.ValidationError(error.message) from error


def day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def text(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), **options)
