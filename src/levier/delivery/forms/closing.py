"""What people fill in at the end: report, missing hours, certificate."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from levier.domain.penalties import Decision
from levier.domain.quantities import format_euros

from .fields import NumberField, day, text


class ReportForm(forms.Form):
    """Freeze a report."""

    as_of = day(label="Arrêter les heures au", help_text="Toutes les heures validées jusqu’à ce jour inclus.")
    comment = text("Appréciation", required=False, help_text="Imprimée dans le bilan ; ne nommez personne.")


class ReasonForm(forms.Form):
    """A written reason."""

    reason = text("Motif", rows=3)


class ReopenForm(forms.Form):
    """Why a closed obligation is reopened."""

    reason = text(
        "Motif", rows=3, help_text="Lu par l’entreprise et l’acheteur, gardé dans l’historique ; ne nommez personne."
    )


class LeavingForm(forms.Form):
    """Why a contract is closed while something stays open; the rule asks for it when something does."""

    reason = text("Motif", rows=3, required=False)


def _still_to_come(value: date) -> None:
    if value <= timezone.localdate():
        raise forms.ValidationError("Laissez un délai à l’entreprise pour répondre.")


class NoticeForm(forms.Form):
    """Open the exchange about missing hours."""

    reply_due_on = day(
        label="Réponse de l’entreprise attendue le",
        help_text="Le délai est celui que fixe le contrat.",
        validators=[_still_to_come],
    )
    late_days = forms.IntegerField(
        label="Jours de retard des pièces",
        min_value=0,
        max_value=3660,
        initial=0,
        help_text="Depuis la mise en demeure, si le contrat les compte. Zéro sinon.",
    )


class ReplyForm(forms.Form):
    """What the company answers."""

    text = text("Réponse de l’entreprise", rows=6)


class AdviceForm(forms.Form):
    """What the facilitator thinks."""

    text = text("Avis du facilitateur", rows=6)


class DecisionForm(forms.Form):
    """What the buyer decides."""

    decision = forms.TypedChoiceField(
        label="Décision", coerce=Decision, choices=Decision.choices(), widget=forms.RadioSelect
    )
    amount = NumberField(label="Montant retenu (€)", required=False, help_text="Seulement pour réduire la pénalité.")
    reason = text("Motif", rows=4, required=False, help_text="Obligatoire pour réduire ou renoncer.")

    def __init__(self, *args: Any, assessed: Decimal, planned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            Decision.APPLY: f"Appliquer la pénalité prévue : {format_euros(assessed)}",
            Decision.REDUCE: "Réduire la pénalité",
            Decision.WAIVE: "Renoncer à la pénalité" if planned else "Ne rien retenir",
        }
        offered = Decision if planned and assessed else (Decision.WAIVE,)
        field: Any = self.fields["decision"]
        field.choices = [(one.value, words[one]) for one in offered]


class VerifyForm(forms.Form):
    """A certificate file to compare with the one that was issued."""

    file = forms.FileField(label="Attestation reçue (PDF)", help_text="Le fichier est comparé, puis oublié.")


class NumberSearchForm(forms.Form):
    """Find a certificate by its number."""

    number = forms.CharField(label="Numéro de l’attestation", max_length=40, help_text="Par exemple LV-7K3M-9QRT-2XWP.")


def end_of_day(day: date, *, now: datetime) -> datetime:
    """The last moment of a day, or now when the day is not over."""
    last = datetime.combine(day, datetime.max.time(), tzinfo=now.tzinfo)
    return min(last, now)
