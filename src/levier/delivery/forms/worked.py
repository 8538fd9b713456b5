"""The total of the hours worked on a contract."""

from __future__ import annotations

from django import forms

from .fields import NumberField, day


class WorkedHoursForm(forms.Form):
    """Everything worked by the company, insertion or not."""

    total = NumberField(
        label="Heures travaillées depuis le début du marché",
        help_text="Toutes les heures de l’entreprise et de ses sous-traitants sur ce marché, insertion comprise.",
    )
    up_to = day(label="Total arrêté au")
    source = forms.CharField(
        label="Source", max_length=250, help_text="Par exemple : état des heures remis par l’entreprise."
    )
