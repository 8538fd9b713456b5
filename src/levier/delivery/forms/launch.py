"""What people fill in at the launch: hours due, meeting, recruitments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from levier.directory.models import Organisation
from levier.domain.vocabulary import Modality

from ..models import LaunchMeeting
from .fields import NumberField, day, text


class AmendForm(forms.Form):
    """New hours due, and why."""

    hours = NumberField(label="Heures dues désormais")
    from_day = day(label="À partir du")
    ends_on = day(label="Fin de l’obligation", required=False, help_text="À remplir si l’avenant change la durée.")
    reason = text("Motif", help_text="Avenant, décision de l’acheteur… Ce motif reste dans l’historique.")


class MeetingForm(forms.Form):
    """The launch meeting."""

    at = forms.DateTimeField(
        label="Date et heure",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    minutes = forms.IntegerField(label="Durée (minutes)", min_value=15, max_value=480, initial=60)
    place = forms.CharField(label="Lieu", max_length=250, help_text="Adresse, ou adresse de la visioconférence.")
    agenda = text("Ordre du jour", rows=10)

    @classmethod
    def of(cls, meeting: LaunchMeeting | None, *, agenda: str, data: Any = None) -> MeetingForm:
        """Filled with what is known, or with the agenda proposed."""
        initial: dict[str, Any] = {"agenda": agenda}
        if meeting is not None:
            initial = {name: getattr(meeting, name) for name in ("at", "minutes", "place", "agenda")}
        return cls(data, initial=initial)


class HeldForm(forms.Form):
    """The meeting took place."""

    held_on = day(label="Tenue le")
    notes = text(
        "Relevé de décisions", required=False, help_text="Décisions et échéances ; rien sur la santé ou la justice."
    )


class RecruitmentForm(forms.Form):
    """One planned recruitment."""

    occupation = forms.CharField(label="Poste", max_length=150)
    people = forms.IntegerField(label="Nombre de personnes", min_value=1, max_value=1000, initial=1)
    hours = NumberField(label="Heures prévues", help_text="Pour toutes ces personnes ensemble.")
    starts_on = day(label="À partir du")
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
