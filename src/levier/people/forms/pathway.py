"""What became of a person."""

from __future__ import annotations

from django import forms

from ..enums import ExitOutcome
from .base import CHOOSE, day_field


class ExitForm(forms.Form):
    """One answer, and the day it was known."""

    outcome = forms.TypedChoiceField(label="Situation", choices=[CHOOSE, *ExitOutcome.choices], coerce=ExitOutcome)
    observed_on = day_field("Constatée le")
