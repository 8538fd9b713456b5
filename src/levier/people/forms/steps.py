"""Steps of preparation, and the question a cohort answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.directory.selectors import organisations
from levier.domain.months import add_months

from ..enums import StepKind, StepOutcome
from .base import CHOOSE, ScreenedForm, day_field


class StepUpdateForm(ScreenedForm):
    """How a step goes, or went."""

    starts_on = day_field("Début")
    ends_on = day_field("Fin", required=False, help_text="Laissez vide pour un seul jour.")
    organiser = forms.ModelChoiceField(
        label="Organisée par",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Autre ou inconnue",
    )
    outcome = forms.TypedChoiceField(
        label="Résultat", choices=StepOutcome.choices, coerce=StepOutcome, initial=StepOutcome.PLANNED
    )
    next_step = forms.CharField(
        label="Suite convenue", max_length=200, required=False, help_text="Par exemple « entretien avec l’ETTI »."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organiser: Any = self.fields["organiser"]
        organiser.queryset = organisations(actor=actor).filter(is_active=True)


class StepForm(StepUpdateForm):
    """A new step."""

    kind = forms.TypedChoiceField(label="Étape", choices=[CHOOSE, *StepKind.choices], coerce=StepKind)
    field_order = ("kind", "starts_on", "ends_on", "organiser", "outcome", "next_step")


class CohortForm(forms.Form):
    """Which step, which period, how long to look."""

    etape = forms.TypedChoiceField(label="Étape", choices=StepKind.choices, coerce=StepKind)
    du = day_field("Finie entre le")
    au = day_field("et le")
    jours = forms.IntegerField(label="Suite cherchée pendant (jours)", min_value=1, max_value=730)

    @staticmethod
    def usual(today: date) -> dict[str, Any]:
        """The last twelve months, three months to see what follows."""
        return {"etape": StepKind.SAS.value, "du": add_months(today, -12), "au": today, "jours": 90}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("du") and data.get("au") and data["au"] < data["du"]:
            self.add_error("au", "La période finit avant d’avoir commencé.")
        return data
