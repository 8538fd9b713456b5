"""What the team fills in about a person. No field for a NIR, a diagnosis or a judicial reason: none may be added."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.eligibility import CRITERIA, Criterion, Family
from levier.domain.vocabulary import ContractKind, Modality

from ..eligibility import proof_choices
from ..enums import Education, Sex
from ..values import PersonFacts
from .base import CHOOSE, ScreenedForm, day_field


class PersonForm(ScreenedForm):
    """The minimum needed to count hours, and to be able to call the person."""

    last_name = forms.CharField(label="Nom", max_length=100)
    first_name = forms.CharField(label="Prénom", max_length=100)
    birth_date = day_field("Date de naissance")
    sex = forms.TypedChoiceField(label="Sexe", choices=Sex.choices, coerce=Sex, initial=Sex.UNSAID)
    education = forms.TypedChoiceField(
        label="Niveau à l’entrée", choices=Education.choices, coerce=Education, initial=Education.UNSAID
    )
    in_qpv = forms.NullBooleanField(label="Habite un quartier prioritaire (QPV)")
    postcode = forms.CharField(label="Code postal", max_length=5, required=False)
    city = forms.CharField(label="Commune", max_length=100, required=False)
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    email = forms.EmailField(label="Adresse électronique", required=False)
    referrer = forms.ModelChoiceField(
        label="Prescripteur", queryset=Organisation.objects.none(), required=False, empty_label="Aucun ou inconnu"
    )
    informed_on = day_field(
        "Informée le",
        required=False,
        help_text="Jour où la personne a été informée de l’usage de ses données.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        referrer: Any = self.fields["referrer"]
        referrer.queryset = Organisation.objects.filter(
            workspace=actor.workspace, kind=OrganisationKind.REFERRER, is_active=True
        ).order_by("name")
        yes_no: Any = self.fields["in_qpv"].widget
        yes_no.choices = [("unknown", "Non renseigné"), ("true", "Oui"), ("false", "Non")]

    def facts(self) -> PersonFacts:
        return PersonFacts(**self.cleaned_data)


def _criteria() -> list[tuple[str, str | list[tuple[str, str]]]]:
    return [CHOOSE, *((family.label, [(c.code, c.label) for c in CRITERIA if c.family is family]) for family in Family)]


class CriterionForm(forms.Form):
    """Which criterion: it decides which proofs are accepted, so it is chosen first."""

    critere = forms.ChoiceField(label="Critère", choices=_criteria)


class StatusForm(ScreenedForm):
    """One dated status, with the proof seen among those its criterion accepts."""

    valid_from = day_field("À partir du")
    valid_until = day_field(
        "Jusqu’au", required=False, help_text="Quand la pièce l’indique (fin d’un PASS IAE, d’une décision…)."
    )
    proof_kind = forms.ChoiceField(
        label="Pièce vue",
        required=False,
        help_text="Voir la pièce suffit : la copie est facultative. Aucun motif de santé ou de justice n’est noté.",
    )
    proof_on = day_field("Pièce datée du", required=False)
    checked = forms.BooleanField(label="J’ai vu cette pièce et elle est valable", required=False)

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proof: Any = self.fields["proof_kind"]
        proof.choices = [("", "Pas encore vue"), *proof_choices(criterion)]


class ProofForm(forms.Form):
    """The proof of a status recorded without one."""

    proof_kind = forms.ChoiceField(label="Pièce vue")
    proof_on = day_field("Pièce datée du", required=False)

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proof: Any = self.fields["proof_kind"]
        proof.choices = proof_choices(criterion)


class EndOfStatusForm(forms.Form):
    """The last day of a status."""

    valid_until = day_field("Dernier jour du statut", help_text="Les heures déjà validées ne changent pas.")


class EmploymentForm(ScreenedForm):
    """A work contract."""

    employer = forms.ModelChoiceField(label="Employeur", queryset=Organisation.objects.none(), empty_label="Choisir…")
    contract_kind = forms.TypedChoiceField(
        label="Contrat", choices=[CHOOSE, *ContractKind.choices()], coerce=ContractKind
    )
    modality = forms.TypedChoiceField(label="Modalité", choices=[CHOOSE, *Modality.choices()], coerce=Modality)
    occupation = forms.CharField(label="Poste", max_length=150, required=False)
    starts_on = day_field("Début")
    ends_on = day_field("Fin", required=False, help_text="Laissez vide pour un CDI ou une fin inconnue.")
    weekly_hours = forms.DecimalField(
        label="Heures par semaine", max_digits=4, decimal_places=2, min_value=0, max_value=48, initial=35, localize=True
    )
    employed_before = forms.BooleanField(label="La personne y travaillait déjà avant la clause", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employer: Any = self.fields["employer"]
        employer.queryset = Organisation.objects.filter(
            workspace=actor.workspace,
            kind__in=[OrganisationKind.CONTRACTOR, OrganisationKind.STRUCTURE],
            is_active=True,
        ).order_by("name")


class EmploymentUpdateForm(EmploymentForm):
    """What may be corrected of a work contract: its employer, kind and first day stay."""

    employer = None  # type: ignore[assignment]
    contract_kind = None  # type: ignore[assignment]
    starts_on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ScreenedForm.__init__(self, *args, **kwargs)
