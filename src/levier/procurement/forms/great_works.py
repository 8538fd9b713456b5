"""« Grands chantiers » with their commitments, and operations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from levier.accounts.actor import Actor
from levier.directory.selectors import buyers
from levier.domain.quantities import CENT

from ..enums import TargetKind
from ..models import Operation, Programme
from ..selectors.great_works import programmes, tree
from ..values import TargetFacts

_PERCENT = Decimal(100)


class ProgrammeForm(forms.Form):
    """A « grand chantier »: one share and its source for each kind of commitment; no share, no commitment."""

    name = forms.CharField(label="Nom", max_length=200)
    charter = forms.CharField(
        label="Charte", max_length=200, required=False, help_text="Le texte qui fixe les engagements, avec sa date."
    )
    parent: Any = forms.ModelChoiceField(
        label="Fait partie de", queryset=None, required=False, empty_label="Aucun autre grand chantier"
    )

    def __init__(self, *args: Any, actor: Actor, programme: Programme | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        others = programmes(actor=actor)
        if programme is not None:
            others = others.exclude(pk__in=tree(actor=actor).below(programme.pk))
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
        for kind in TargetKind:
            self.fields[f"{kind.value}_share"] = forms.DecimalField(
                label=kind.label,
                required=False,
                localize=True,
                min_value=Decimal("0.01"),
                max_value=_PERCENT,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"{kind.value}_source"] = forms.CharField(
                label="Où c’est écrit", max_length=200, required=False, help_text="Charte, article, page…"
            )

    @property
    def commitments(self) -> Iterator[tuple[BoundField, BoundField]]:
        """The two fields of each kind of commitment."""
        for kind in TargetKind:
            yield self[f"{kind.value}_share"], self[f"{kind.value}_source"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in TargetKind:
            if data.get(f"{kind.value}_source") and data.get(f"{kind.value}_share") is None:
                self.add_error(f"{kind.value}_share", "Donnez la part, ou effacez sa source.")
        return data

    def facts(self) -> dict[str, Any]:
        """What the services are given."""
        data = self.cleaned_data
        targets = tuple(
            TargetFacts(kind, data[f"{kind.value}_share"] / _PERCENT, data[f"{kind.value}_source"])
            for kind in TargetKind
            if data[f"{kind.value}_share"] is not None
        )
        return {"name": data["name"], "charter": data["charter"], "parent": data["parent"], "targets": targets}

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        initial: dict[str, Any] = {"name": programme.name, "charter": programme.charter, "parent": programme.parent_id}
        for target in programme.targets.all():
            initial[f"{target.kind}_share"] = (target.share * _PERCENT).quantize(CENT)
            initial[f"{target.kind}_source"] = target.source
        return initial


class OperationForm(forms.Form):
    """A project of one buyer."""

    name = forms.CharField(label="Nom", max_length=250)
    buyer: Any = forms.ModelChoiceField(label="Acheteur", queryset=None, empty_label="Choisissez…")
    programme: Any = forms.ModelChoiceField(
        label="Grand chantier", queryset=None, required=False, empty_label="Aucun grand chantier"
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["buyer"].queryset = buyers(actor=actor)  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes(actor=actor)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(operation: Operation) -> dict[str, Any]:
        return {"name": operation.name, "buyer": operation.buyer_id, "programme": operation.programme_id}
