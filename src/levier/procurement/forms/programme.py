"""The programme: send a sheet, say its columns, answer a line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.directory.selectors import buyers
from levier.domain.calibration import LabourShareInputs
from levier.domain.errors import RuleError
from levier.domain.parameters import LABOUR_SHARES, SourcedValue
from levier.domain.quantities import check_amount
from levier.domain.vocabulary import Role

from ..enums import ReviewDecision
from ..sheets import FIELDS, Table
from .base import FileField, amount_field

#: Labour shares published by facilitators, to be picked on purpose; none is ever a default (domain.md §3.3 [V]).
_PUBLISHED = {one.code: one for one in LABOUR_SHARES if one.value is not None and not one.certainty.to_check}


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
    """Which column holds what; each column is shown with what its first filled cell says."""

    frameworks_by_title = forms.BooleanField(
        label="Tenir pour accord-cadre un marché dont l’objet commence par « Accord-cadre »",
        required=False,
        initial=True,
        help_text="Là où aucune colonne ne dit le contraire.",
    )

    def __init__(self, *args: Any, table: Table, guessed: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        shown = [(header, f"{header} ({table.sample(header)})") for header in table.headers]
        choices = [("", "Pas dans cette feuille"), *shown]
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                choices=choices,
                required=field.required,
                initial=guessed.get(field.name, ""),
                help_text=field.hint,
            )

    def mapping(self) -> dict[str, str]:
        return {field.name: header for field in FIELDS if (header := self.cleaned_data.get(field.name))}

    @property
    def by_title(self) -> bool:
        """The box as it was sent; ticked as long as nothing was."""
        return not self.is_bound or bool(self.cleaned_data.get("frameworks_by_title"))


def _check_cost(value: Decimal) -> None:
    check_amount(value, what="Le coût horaire")
    if not value:
        raise RuleError("Une heure coûte plus que 0 € : indiquez son coût.")


class EstimateForm(forms.Form):
    """An order of magnitude: nothing is filled in for the person."""

    known_share = forms.ChoiceField(
        label="Part de main-d’œuvre, valeur publiée",
        required=False,
        choices=[
            ("", "Je donne la mienne"),
            *((one.code, f"{one.label} : {one.display}") for one in _PUBLISHED.values()),
        ],
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
    hourly_cost = amount_field(
        "Coût horaire chargé (€)", required=True, help_text="Salaire et charges d’une heure.", check=_check_cost
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("known_share") and not data.get("labour_share") and "labour_share" not in self.errors:
            self.add_error("labour_share", "Donnez la part de main-d’œuvre, ou choisissez une valeur publiée.")
        return data

    @classmethod
    def of(cls, asked: Any, *, kept: Mapping[str, Any]) -> EstimateForm:
        """What is asked, else what the answer was computed from."""
        if asked is not None or not kept:
            return cls(asked)
        share = Decimal(kept["labour_share"])
        source = kept["labour_share_source"] or {}
        known = next((one for one in _PUBLISHED.values() if _is_picked(one, share, source)), None)
        initial = {
            "known_share": known.code if known else "",
            "labour_share": None if known else share * 100,
            "insertion_rate": Decimal(kept["insertion_rate"]) * 100,
            "hourly_cost": Decimal(kept["hourly_cost"]),
        }
        return cls(initial=initial)

    def inputs(self, *, amount: Decimal) -> LabourShareInputs:
        """What ``labour_share_hours`` needs; the source only when the share was picked with it."""
        data = self.cleaned_data
        picked = _PUBLISHED.get(data["known_share"])
        return LabourShareInputs(
            amount=amount,
            labour_share=picked.low if picked else data["labour_share"] / 100,
            labour_share_source=picked.source if picked else None,
            insertion_rate=data["insertion_rate"] / 100,
            hourly_cost=data["hourly_cost"],
        )


def _is_picked(one: SourcedValue, share: Decimal, source: Mapping[str, Any]) -> bool:
    return one.low == share and one.source.reference == source.get("reference")


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
