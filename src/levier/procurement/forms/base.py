"""Fields the forms of the room share."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms

from levier.domain.errors import LevierError, RuleError
from levier.domain.quantities import check_amount

from ..values import check_day


def blame(error: LevierError, *shown: forms.BaseForm) -> None:
    """Put a service's error beside the field it names, else at the head of the first form."""
    for form in shown:
        if error.field in form.fields:
            form.add_error(error.field, error.message)
            return
    shown[0].add_error(None, error.message)


def said_by(check: Callable[..., Any], **options: Any) -> Callable[[Any], None]:
    """A rule as a form's validator, so that its refusal is shown with the form's other faults."""

    def validate(value: Any) -> None:
        try:
            check(value, **options)
        except RuleError as error:
            raise forms.ValidationError(error.message) from error

    return validate


def amount_field(
    label: str, *, required: bool = False, help_text: str = "", check: Callable[[Decimal], Any] = check_amount
) -> forms.DecimalField:
    """Euros as people type them; ``check`` says which ones the rule accepts."""
    return forms.DecimalField(
        label=label,
        required=required,
        validators=[said_by(check)],
        localize=True,
        max_digits=14,
        decimal_places=2,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def day_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        validators=[said_by(check_day)],
    )


def with_blank(choices: list[tuple[str, str]], blank: str = "Choisissez…") -> list[tuple[str, str]]:
    """Choices with an empty first line."""
    return [("", blank), *choices]


class FileField(forms.FileField):
    """A file, with what the size limit asks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["required"] = "Choisissez un fichier."
        self.error_messages["empty"] = "Le fichier est vide. Choisissez-en un autre."
