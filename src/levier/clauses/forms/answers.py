"""Questions and answers: the facilitator's consent, the buyer's decision, the reason for taking up again."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.accounts.selectors import facilitators
from levier.procurement.forms.base import day_field


def _is_yes(value: str) -> bool:
    return value == "yes"


class ContactForm(forms.Form):
    """Which facilitator the contract names."""

    facilitator: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Facilitateur nommé dans les documents du marché",
        queryset=None,
        empty_label="Choisissez…",
        error_messages={"required": "Choisissez la personne à nommer."},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facilitator"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = facilitators(actor=actor)


class ConsentAnswerForm(forms.Form):
    """Yes or no, for oneself."""

    use_required_attribute = False

    agreed = forms.TypedChoiceField(
        label="Acceptez-vous d’être nommé avec vos coordonnées professionnelles ?",
        choices=[("yes", "Oui, je donne mon accord"), ("no", "Non, je refuse")],
        coerce=_is_yes,
        widget=forms.RadioSelect,
        error_messages={"required": "Répondez par oui ou par non."},
    )
    comment = forms.CharField(
        label="Précision", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    """The buyer's answer to a proposal."""

    use_required_attribute = False

    agreed = forms.TypedChoiceField(
        label="Réponse de l’acheteur",
        choices=[("yes", "La proposition est retenue"), ("no", "Elle n’est pas retenue")],
        coerce=_is_yes,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    on = day_field("Date de la réponse", required=True)
    comment = forms.CharField(
        label="Précision",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nécessaire si la proposition n’est pas retenue.",
    )


class ReasonForm(forms.Form):
    """Why a clause is taken up again."""

    reason = forms.CharField(
        label="Pourquoi reprendre cette clause ?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi la clause est reprise."},
    )
