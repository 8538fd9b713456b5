"""What is said of a candidacy: the person's agreement, and the company's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation, StructureProfile
from levier.domain.vocabulary import ContractKind, Modality

from ..enums import CHOSEN_REASONS, RefusalReason
from ..models import Candidacy
from ..writing import WorkContract
from .base import CHOOSE, ScreenedForm, day_field

#: How the hours of a structure's employee are performed, by kind of structure; the company's own are hired directly.
_MODALITIES = {
    "etti": Modality.LABOUR_SUPPLY_ETTI,
    "ai": Modality.LABOUR_SUPPLY_AI,
    "geiq": Modality.LABOUR_SUPPLY_GEIQ,
    "eatt": Modality.LABOUR_SUPPLY_EATT,
    "ei": Modality.SUBCONTRACT_EI,
    "aci": Modality.SUBCONTRACT_ACI,
    "ea": Modality.SUBCONTRACT_EA,
    "esat": Modality.SUBCONTRACT_ESAT,
    "regie": Modality.SUBCONTRACT_REGIE,
}


class AgreementForm(forms.Form):
    """One box: nobody is shown to a company without having said yes."""

    agreed = forms.BooleanField(
        label="La personne est d’accord pour être proposée à cette entreprise",
        error_messages={"required": "Demandez d’abord son accord à la personne, puis cochez la case."},
    )


class InterviewForm(ScreenedForm):
    """When and where the company meets the person."""

    on = day_field("Jour de l’entretien")
    meeting = forms.CharField(
        label="Heure et lieu",
        max_length=150,
        required=False,
        help_text="Par exemple : 9 h 30, à l’accueil du chantier.",
    )

    def __init__(self, *args: Any, candidacy: Candidacy, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": candidacy.interview_on, "meeting": candidacy.meeting}
        super().__init__(*args, **kwargs)


class HireForm(ScreenedForm):
    """The work contract signed; what the offer says is already there."""

    contract_kind = forms.TypedChoiceField(
        label="Contrat", choices=[CHOOSE, *ContractKind.choices()], coerce=ContractKind
    )
    modality = forms.TypedChoiceField(label="Modalité", choices=Modality.choices(), coerce=Modality)
    starts_on = day_field("Premier jour de travail")
    ends_on = day_field("Fin", required=False, help_text="Laissez vide pour un CDI ou une fin inconnue.")
    weekly_hours = forms.DecimalField(
        label="Heures par semaine", max_digits=4, decimal_places=2, min_value=1, max_value=48, localize=True
    )

    def __init__(self, *args: Any, candidacy: Candidacy, actor: Actor, **kwargs: Any) -> None:
        job = candidacy.offer
        modality = modality_of(job.company)
        kwargs["initial"] = {
            "modality": modality.value,
            "starts_on": job.starts_on,
            "ends_on": job.ends_on,
            "weekly_hours": job.weekly_hours,
        }
        super().__init__(*args, **kwargs)
        self._title, self._modality = job.title, modality
        if job.company.kind == OrganisationKind.CONTRACTOR:
            del self.fields["modality"]

    def contract(self) -> WorkContract:
        facts = {"modality": self._modality, **self.cleaned_data}
        return WorkContract(occupation=self._title, **facts)


class RefusalForm(ScreenedForm):
    """Why not: a reason about the job, in one click."""

    reason = forms.TypedChoiceField(
        label="Pourquoi ?",
        choices=[(one.value, one.label) for one in CHOSEN_REASONS],
        coerce=RefusalReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
    comment = forms.CharField(
        label="Précision",
        max_length=300,
        required=False,
        help_text="Ce qui aidera la personne pour un autre poste. Rien sur sa santé ni sur sa vie privée.",
    )

    def __init__(self, *args: Any, candidacy: Candidacy, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def modality_of(company: Organisation) -> Modality:
    """How the hours of somebody this organisation hires are performed."""
    if company.kind != OrganisationKind.STRUCTURE:
        return Modality.DIRECT_HIRE
    kind = StructureProfile.objects.filter(organisation=company).values_list("structure_kind", flat=True).first()
    return _MODALITIES.get(kind or "", Modality.OTHER)
