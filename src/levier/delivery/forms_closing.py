"""What people fill in for obligations, the launch, orders and the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from levier.directory.models import Organisation
from levier.domain.errors import RuleError
from levier.domain.penalties import Decision
from levier.domain.quantities import format_euros, parse_number
from levier.domain.vocabulary import Modality
from levier.procurement.models import AwardMember

from .models import LaunchMeeting


class NumberField(forms.Field):
    """A number as a French person types it: « 1 234,50 ». The field's own limits are the services' business."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_number(str(value)[:40])
        except RuleError as error:
            raise forms.ValidationError(error.message) from error


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _text(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}), **options)


class AmendForm(forms.Form):
    """New hours due, and why."""

    hours = NumberField(label="Heures dues désormais")
    from_day = _day(label="À partir du")
    ends_on = _day(label="Fin de l’obligation", required=False, help_text="À remplir si l’avenant change la durée.")
    reason = _text("Motif", help_text="Avenant, décision de l’acheteur… Ce motif reste dans l’historique.")


class MeetingForm(forms.Form):
    """The launch meeting."""

    at = forms.DateTimeField(
        label="Date et heure",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    minutes = forms.IntegerField(label="Durée (minutes)", min_value=15, max_value=480, initial=60)
    place = forms.CharField(label="Lieu", max_length=250, help_text="Adresse, ou adresse de la visioconférence.")
    agenda = _text("Ordre du jour", rows=10)

    @classmethod
    def of(cls, meeting: LaunchMeeting | None, *, agenda: str, data: Any = None) -> MeetingForm:
        """Filled with what is known, or with the agenda proposed."""
        initial: dict[str, Any] = {"agenda": agenda}
        if meeting is not None:
            initial = {name: getattr(meeting, name) for name in ("at", "minutes", "place", "agenda")}
        return cls(data, initial=initial)


class HeldForm(forms.Form):
    """The meeting took place."""

    held_on = _day(label="Tenue le")
    notes = _text(
        "Relevé de décisions", required=False, help_text="Décisions et échéances ; rien sur la santé ou la justice."
    )


class RecruitmentForm(forms.Form):
    """One planned recruitment."""

    occupation = forms.CharField(label="Poste", max_length=150)
    people = forms.IntegerField(label="Nombre de personnes", min_value=1, max_value=1000, initial=1)
    hours = NumberField(label="Heures prévues", help_text="Pour toutes ces personnes ensemble.")
    starts_on = _day(label="À partir du")
    modality = forms.TypedChoiceField(label="Modalité", coerce=Modality, choices=Modality.choices())
    structure = forms.ModelChoiceField(
        label="Structure inclusive", queryset=Organisation.objects.none(), required=False, empty_label="Aucune"
    )
    comment = forms.CharField(label="Précision", max_length=250, required=False)

    def __init__(
        self, *args: Any, structures: QuerySet[Organisation], modalities: Sequence[Modality], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures  # type: ignore[attr-defined]
        allowed = [*modalities, *([] if Modality.OTHER in modalities else [Modality.OTHER])]
        self.fields["modality"].choices = [(one.value, one.label) for one in allowed]  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """One order of a framework agreement."""

    member = forms.ModelChoiceField(label="Entreprise", queryset=AwardMember.objects.none(), empty_label=None)
    number = forms.CharField(label="Numéro du bon de commande", max_length=40)
    ordered_on = _day(label="Commandé le")
    amount = NumberField(label="Montant (€ HT)")
    title = forms.CharField(label="Objet", max_length=250, required=False)

    def __init__(self, *args: Any, members: QuerySet[AwardMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = members
        field.label_from_instance = _member_label


def _member_label(member: AwardMember) -> str:
    return f"{member.organisation} (lot {member.award.lot.number})"


class CorrectionForm(forms.Form):
    """The right amount of an order."""

    new_amount = NumberField(label="Montant exact (€ HT)", help_text="Zéro annule la commande.")
    reason = _text("Motif", rows=2)


class ReportForm(forms.Form):
    """Freeze a report."""

    as_of = _day(label="Arrêter les heures au", help_text="Toutes les heures validées jusqu’à ce jour inclus.")
    comment = _text("Appréciation", required=False, help_text="Imprimée dans le bilan ; ne nommez personne.")


class ReasonForm(forms.Form):
    """A written reason."""

    reason = _text("Motif", rows=3)


class NoticeForm(forms.Form):
    """Open the exchange about missing hours."""

    reply_due_on = _day(
        label="Réponse de l’entreprise attendue le", help_text="Le délai est celui que fixe le contrat."
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

    text = _text("Réponse de l’entreprise", rows=6)


class AdviceForm(forms.Form):
    """What the facilitator thinks."""

    text = _text("Avis du facilitateur", rows=6)


class DecisionForm(forms.Form):
    """What the buyer decides."""

    decision = forms.TypedChoiceField(
        label="Décision", coerce=Decision, choices=Decision.choices(), widget=forms.RadioSelect
    )
    amount = NumberField(label="Montant retenu (€)", required=False, help_text="Seulement pour réduire la pénalité.")
    reason = _text("Motif", rows=4, required=False, help_text="Obligatoire pour réduire ou renoncer.")

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
