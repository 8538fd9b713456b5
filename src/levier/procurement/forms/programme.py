"""The programme: send a sheet, say its columns, answer a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.directory.selectors import buyers
from levier.domain.calibration import LabourShareInputs
from levier.domain.explanation import Certainty, Source
from levier.domain.vocabulary import Role

from ..enums import ReviewDecision
from ..sheets import FIELDS
from .base import FileField, amount_field

#: Labour shares published by facilitators, to be picked on purpose; none is ever a default (domain.md §3.3 [V]).
LABOUR_SHARES: dict[str, tuple[str, Decimal, Source]] = {
    "painting": (
        "Peinture intérieure : 70 %",
        Decimal("0.70"),
        Source("Pages publiques de facilitateurs (mefsud77.fr, laser-emploi.fr)", Certainty.VERIFIED),
    ),
    "masonry": (
        "Maçonnerie : 50 %",
        Decimal("0.50"),
        Source("Pages publiques de facilitateurs (mefsud77.fr, laser-emploi.fr)", Certainty.VERIFIED),
    ),
    "steel": (
        "Charpente métallique : 20 %",
        Decimal("0.20"),
        Source("Pages publiques de facilitateurs (mefsud77.fr, laser-emploi.fr)", Certainty.VERIFIED),
    ),
    "building": (
        "Bâtiment, moyenne : 50 %",
        Decimal("0.50"),
        Source("Pages publiques de facilitateurs (mefsud77.fr, laser-emploi.fr)", Certainty.VERIFIED),
    ),
    "cleaning": (
        "Nettoyage : 80 %",
        Decimal("0.80"),
        Source("PACT Propreté (inserpropre.fr)", Certainty.VERIFIED),
    ),
}


class UploadForm(forms.Form):
    """A programme sheet and whose it is."""

    buyer: Any = forms.ModelChoiceField(label="Acheteur", queryset=None, empty_label="Choisissez…")
    file = FileField(
        label="Feuille du programme",
        help_text="Classeur .xlsx ou CSV, 10 Mo au plus. Rien n’est importé avant que vous ayez vu et confirmé.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        found = buyers(actor=actor)
        if actor.role is Role.BUYER:
            found = found.filter(pk=actor.organisation_id or 0)
            self.fields["buyer"].initial = actor.organisation_id
        self.fields["buyer"].queryset = found  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """A published notice."""

    file = FileField(
        label="Avis publié",
        help_text="eForms (XML de TED) ou BOAMP (XML ou JSON), 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xml,.json,.jsonl,application/xml,application/json"}),
    )


class MappingForm(forms.Form):
    """Which column holds what."""

    def __init__(self, *args: Any, headers: Sequence[str], guessed: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "Pas dans cette feuille"), *((header, header) for header in headers)]
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                choices=choices,
                required=field.required,
                initial=guessed.get(field.name, ""),
                help_text=field.hint,
            )

    def mapping(self) -> dict[str, str]:
        return {name: header for name, header in self.cleaned_data.items() if header}


class EstimateForm(forms.Form):
    """An order of magnitude: nothing is filled in for the person."""

    known_share = forms.ChoiceField(
        label="Part de main-d’œuvre, valeur publiée",
        required=False,
        choices=[("", "Je donne la mienne"), *((code, label) for code, (label, _, _) in LABOUR_SHARES.items())],
    )
    labour_share = forms.DecimalField(
        label="ou votre part de main-d’œuvre (%)", required=False, min_value=1, max_value=100, localize=True
    )
    insertion_rate = forms.DecimalField(
        label="Taux d’insertion (%)",
        min_value=Decimal("0.1"),
        max_value=100,
        localize=True,
        help_text="De 5 à 20 % constatés.",
    )
    hourly_cost = amount_field("Coût horaire chargé (€)", required=True, help_text="Salaire et charges d’une heure.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("known_share") and not data.get("labour_share") and "labour_share" not in self.errors:
            self.add_error("labour_share", "Donnez la part de main-d’œuvre, ou choisissez une valeur publiée.")
        return data

    def inputs(self, *, amount: Decimal) -> LabourShareInputs:
        """What ``labour_share_hours`` needs; the source only when the share was picked with it."""
        data = self.cleaned_data
        picked = LABOUR_SHARES.get(data["known_share"])
        return LabourShareInputs(
            amount=amount,
            labour_share=picked[1] if picked else data["labour_share"] / 100,
            labour_share_source=picked[2] if picked else None,
            insertion_rate=data["insertion_rate"] / 100,
            hourly_cost=data["hourly_cost"],
        )


class ReviewForm(forms.Form):
    """The answer to the buyer on one line."""

    decision = forms.TypedChoiceField(
        label="Réponse",
        coerce=ReviewDecision,
        widget=forms.RadioSelect,
        choices=[
            (ReviewDecision.CLAUSE.value, ReviewDecision.CLAUSE.label),
            (ReviewDecision.NO_CLAUSE.value, ReviewDecision.NO_CLAUSE.label),
            (ReviewDecision.PENDING.value, ReviewDecision.PENDING.label),
        ],
    )
    hours_estimate = forms.DecimalField(
        label="Ordre de grandeur annoncé (heures)",
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        help_text="Facultatif : vide, l’acheteur lit « à calibrer ».",
    )
    comment = forms.CharField(
        label="Commentaire pour l’acheteur",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Obligatoire quand aucun levier n’est proposé.",
    )
