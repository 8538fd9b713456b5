"""The company's reply."""

from __future__ import annotations

from typing import Any

from django import forms

from .services import REPLY_LENGTH


class ReplyForm(forms.Form):
    """One text. No name of a person is needed, and none should be written."""

    text = forms.CharField(
        label="Votre réponse",
        help_text="Ce qui explique ce chiffre. N’écrivez ni nom de salarié, ni information de santé, ni situation "
        "judiciaire.",
        max_length=REPLY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Écrivez votre réponse avant de l’envoyer."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
