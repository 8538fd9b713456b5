"""What the team writes in a job offer."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.procurement.models import Lot

from ..conditions import condition_choices
from ..models import JobOffer
from ..occupations import occupation_labels
from ..offers import OfferFacts, companies_of
from .base import CHOOSE, day_field
from .occupation import LONGEST, OccupationForm


class OfferForm(OccupationForm):
    """One page; each condition is « indispensable » or « souhaitée »."""

    title = forms.CharField(label="Intitulé", max_length=150, help_text="« Maçon ou maçonne », ou « Maçon (H/F) ».")
    company: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Entreprise qui recrute", queryset=None, empty_label=CHOOSE[1]
    )
    occupation = forms.CharField(
        label="Métier",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"list": "metiers", "autocomplete": "off"}),
        help_text="Comme on le dit : « maçon », « agent d’entretien ». Les fautes de frappe sont admises.",
    )
    occupation_code = forms.CharField(label="Quel métier est-ce ?", required=False, widget=forms.RadioSelect)
    description = forms.CharField(
        label="Missions", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 5})
    )
    tutor = forms.CharField(
        label="Tuteur ou tutrice", required=False, max_length=150, help_text="Qui accueille et accompagne sur place."
    )
    seats = forms.IntegerField(label="Postes", min_value=1, max_value=500, initial=1)
    starts_on = day_field("Début")
    ends_on = day_field("Fin", required=False, help_text="Laissez vide si elle n’est pas fixée.")
    weekly_hours = forms.DecimalField(
        label="Heures par semaine", max_digits=4, decimal_places=2, min_value=1, max_value=48, initial=35, localize=True
    )
    odd_hours = forms.BooleanField(
        label="Horaires décalés", required=False, help_text="Avant ou après les transports en commun."
    )
    postcode = forms.CharField(
        label="Code postal", max_length=5, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    city = forms.CharField(label="Commune", max_length=100, required=False)
    indispensable = forms.MultipleChoiceField(
        label="Indispensable",
        choices=condition_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans cela, la personne n’est pas proposée. La page de l’offre montre ce que chaque condition coûte.",
    )
    wished = forms.MultipleChoiceField(
        label="Souhaité",
        choices=condition_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aide à classer, n’écarte personne.",
    )

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company: Any = self.fields["company"]
        company.queryset = companies_of(lot)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        typed = data.get("occupation", "")
        data["rome"] = self.meant(typed, data.get("occupation_code", "")) if typed else None
        return data

    def facts(self) -> OfferFacts:
        left_out = ("occupation", "occupation_code")
        return OfferFacts(**{name: value for name, value in self.cleaned_data.items() if name not in left_out})


def initial_of(job: JobOffer) -> dict[str, Any]:
    """What the form of an offer shows before anything is changed."""
    shown = {name: getattr(job, name) for name in OfferForm.base_fields if hasattr(job, name)}
    label = occupation_labels([job.rome]).get(job.rome, "")
    return {**shown, "occupation": f"{label} ({job.rome})" if label else job.rome}
