"""Join a piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from levier.domain.errors import RuleError
from levier.people.forms.base import CHOOSE

from ..pieces import Inspected, inspect


class EvidenceForm(forms.Form):
    """One file, and what it is; what it proves is chosen when there is a choice."""

    proves = forms.ChoiceField(label="Ce que la pièce justifie")
    label = forms.CharField(
        label="Ce que c’est",
        max_length=100,
        help_text="Par exemple « Attestation France Travail » ou « Feuille d’heures ».",
    )
    file = forms.FileField(
        label="Fichier",
        help_text="PDF, photo JPEG ou PNG, 10 Mo au plus. Masquez tout numéro de sécurité sociale : un PDF qui en montre un est "
        "refusé ; une photo n’est pas lue.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].error_messages |= {
            "required": "Choisissez un fichier.",
            "empty": "Le fichier est vide. Choisissez-en un autre.",
        }
        if choices:
            self.fields["proves"] = forms.ChoiceField(label="Ce que la pièce justifie", choices=[CHOOSE, *choices])
        else:
            del self.fields["proves"]

    def clean_file(self) -> Inspected:
        sent = self.cleaned_data["file"]
        try:
            return inspect(sent.read(settings.UPLOAD_LIMIT + 1))
        except RuleError as error:
            raise forms.ValidationError(error.message) from error
