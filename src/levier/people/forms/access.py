"""What a person may correct of their own record."""

from __future__ import annotations

from django import forms

from ..values import Reach
from .base import ScreenedForm


class ContactForm(ScreenedForm):
    """How to reach the person."""

    phone = forms.CharField(
        label="Téléphone", max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label="Adresse électronique", required=False)
    postcode = forms.CharField(label="Code postal", max_length=5, required=False)
    city = forms.CharField(label="Commune", max_length=100, required=False)

    def reach(self) -> Reach:
        return Reach(**self.cleaned_data)
