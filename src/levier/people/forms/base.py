"""What every form of this room is made of."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from levier.domain.errors import LevierError

from ..screening import screen

#: Nothing is chosen for the person: a default kind of contract or criterion would too often stay.
CHOOSE = ("", "Choisir…")


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class ScreenedForm(forms.Form):
    """A form whose every text is screened beside its field."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and isinstance(self.fields[name], forms.CharField):
                try:
                    self.cleaned_data[name] = screen(value)
                except LevierError as error:
                    self.add_error(name, ValidationError(error.message))
