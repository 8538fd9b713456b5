"""One box between a person and their erasure."""

from __future__ import annotations

from django import forms


class ErasureForm(forms.Form):
    """Nobody erases by accident."""

    sure = forms.BooleanField(label="J’ai compris que l’effacement est définitif")
