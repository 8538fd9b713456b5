"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.notices.model import Notice
from levier.notices.recognition import Consideration
from levier.notices.text import plain

from .models import StoredFinding

NOTHING = "rien"


def _choices(*, nothing: bool, but: str = "") -> list[tuple[str, str]]:
    found = [(one.value, one.label.capitalize()) for one in Consideration if one.value != but]
    return [(NOTHING, "Rien de social"), *found] if nothing else found


class CorrectionForm(forms.Form):
    """« Ce n’est pas une clause »: what the passage really is."""

    expected = forms.ChoiceField(label="Ce passage est en fait", widget=forms.RadioSelect)
    remark = forms.CharField(
        label="Pourquoi (facultatif)",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une phrase, sans nom ni coordonnées : elle sert à améliorer les règles de lecture.",
    )

    def __init__(self, data: Any = None, *, finding: StoredFinding) -> None:
        super().__init__(data, initial={"expected": NOTHING})
        self.fields["expected"].choices = _choices(nothing=True, but=finding.kind)  # type: ignore[attr-defined]

    @property
    def expected_kind(self) -> str:
        """Code of the kind, empty for nothing social."""
        said: str = self.cleaned_data["expected"]
        return "" if said == NOTHING else said


class MissedForm(forms.Form):
    """« Il en manque une »: a passage that the rules did not see."""

    text = forms.CharField(
        label="Le passage de l’avis",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Copiez la phrase telle qu’elle est écrite dans l’avis.",
    )
    expected = forms.ChoiceField(label="Ce passage annonce", choices=_choices(nothing=False), widget=forms.RadioSelect)
    remark = forms.CharField(label="Remarque (facultatif)", max_length=500, required=False)

    def __init__(self, data: Any = None, *, notice: Notice) -> None:
        super().__init__(data, initial={"expected": Consideration.CLAUSE.value})
        self.notice = notice
        #: Rubric where the passage stands.
        self.rubric = ""

    def clean_text(self) -> str:
        """The passage must stand in the notice: it becomes an example for the rules."""
        typed: str = self.cleaned_data["text"]
        wanted = plain(typed)
        found = next((one for one in self.notice.texts if wanted and wanted in plain(one.text)), None)
        if found is None:
            raise forms.ValidationError(
                "Ce passage n’est pas dans l’avis : copiez-le tel qu’il y est écrit, sans le raccourcir."
            )
        self.rubric = found.rubric
        return typed
