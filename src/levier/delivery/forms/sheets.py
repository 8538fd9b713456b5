"""A sheet of hours: the file, then what its columns hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from levier.sheets.table import Table

from ..sheets import FIELDS, unsaid


class SheetForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="Votre feuille",
        help_text="Classeur .xlsx ou CSV, 10 Mo au plus, sans numéro de sécurité sociale.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide. Choisissez-en un autre."},
    )


class ColumnsForm(forms.Form):
    """Which column holds what; each column is shown with its first value. What must be said stands first, the rest is folded."""

    def __init__(self, *args: Any, table: Table, guessed: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [(header, f"{header} ({table.sample(header)})") for header in table.headers]
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                choices=[("", "Pas dans cette feuille"), *shown],
                required=False,
                initial=guessed.get(field.name, ""),
                help_text=field.hint,
            )

    def mapping(self) -> dict[str, str]:
        return {field.name: header for field in FIELDS if (header := self.cleaned_data.get(field.name))}

    def ask(self, mapping: Mapping[str, str], *, doubtful: Collection[str] = (), also: Collection[str] = ()) -> None:
        """Put first what ``mapping`` does not say and must, and the columns that are probably not what was taken for granted.

        ``doubtful``: headers; ``also``: fields.
        """
        taken = (name for name, header in mapping.items() if header in doubtful)
        first = {*unsaid(mapping), *taken, *also, *self.errors}
        self.first = [self[field.name] for field in FIELDS if field.name in first]
        self.known = [self[name] for name in self.fields if name in mapping and name not in first]
        self.others = [self[name] for name in self.fields if name not in mapping and name not in first]
