"""Forms of alerts."""

from __future__ import annotations

from django import forms

from ..browsing.ask import LONGEST_QUERY
from .enums import Frequency


class AlertForm(forms.Form):
    """Name, words and frequency."""

    name = forms.CharField(label="Nom de l’alerte", max_length=120)
    query = forms.CharField(
        label="Mots cherchés",
        max_length=LONGEST_QUERY,
        required=False,
        help_text="OU, SAUF, « expression exacte » et nettoy* sont compris. Les autres critères restent ceux de la recherche enregistrée.",
    )
    frequency = forms.ChoiceField(
        label="M’écrire",
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        help_text="Du lundi au vendredi, de 8 h à 18 h, et seulement s’il y a du nouveau.",
    )
