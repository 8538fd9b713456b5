"""What a company, or the team for it, fills in beside the hours themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.vocabulary import ContractKind, Modality
from levier.people.forms.base import CHOOSE, ScreenedForm, day_field
from levier.people.writing import NewWorker

from ..models import HoursStatement


class WorkerForm(ScreenedForm):
    """The minimum asked of a company about somebody it employs."""

    last_name = forms.CharField(label="Nom", max_length=100)
    first_name = forms.CharField(label="Prénom", max_length=100)
    birth_date = day_field("Date de naissance")
    contract_kind = forms.TypedChoiceField(
        label="Contrat de travail", choices=[CHOOSE, *ContractKind.choices()], coerce=ContractKind
    )
    starts_on = day_field("Début du contrat")
    ends_on = day_field("Fin du contrat", required=False, help_text="Si elle est connue.")
    modality = forms.TypedChoiceField(
        label="Comment la personne travaille-t-elle pour vous ?", choices=[CHOOSE, *Modality.choices()], coerce=Modality
    )
    employer = forms.ModelChoiceField(label="Employée par", queryset=Organisation.objects.none(), empty_label=None)
    occupation = forms.CharField(label="Poste", max_length=150, help_text="Par exemple : aide-maçon.")

    prefix = "n"

    def __init__(self, *args: Any, statement: HoursStatement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employer: Any = self.fields["employer"]
        own = Q(pk=statement.declarant_id)
        structures = Q(workspace_id=statement.obligation.workspace_id, kind=OrganisationKind.STRUCTURE, is_active=True)
        employer.queryset = Organisation.objects.filter(own | structures).order_by("name", "pk")
        employer.initial = statement.declarant_id

    def worker(self) -> NewWorker:
        return NewWorker(**self.cleaned_data)


class ReasonForm(forms.Form):
    """A sentence the company will read."""

    reason = forms.CharField(label="Ce qu’il faut compléter", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class CorrectionForm(forms.Form):
    """Hours that should stand, and why."""

    wanted = forms.CharField(label="Heures à retenir", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    reason = forms.CharField(
        label="Motif (l’entreprise le lira, n’y nommez pas le critère)",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
