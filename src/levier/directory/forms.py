"""What people fill in to keep the directory. Forms check the shape; services check the rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator

from levier.domain.errors import LevierError
from levier.domain.trades import TRADES
from levier.domain.vocabulary import BuyerKind, StructureKind

from .enums import OrganisationKind, ServiceKind
from .models import BuyerProfile, Contact, LocalService, Organisation, StructureProfile
from .selectors import known_capacity
from .values import BuyerFacts, ContactFacts, Identity, StructureFacts


def blame(error: LevierError, *forms_shown: forms.BaseForm) -> None:
    """Put a service's error beside the field it names, else at the head of the first form."""
    for form in forms_shown:
        if error.field in form.fields:
            form.add_error(error.field, error.message)
            return
    forms_shown[0].add_error(None, error.message)


class IdentityForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who and where an organisation is."""

    class Meta:
        model = Organisation
        fields = [
            "name",
            "siret",
            "address",
            "postcode",
            "city",
            "phone",
            "email",
            "website",
            "latitude",
            "longitude",
        ]
        localized_fields = ["latitude", "longitude"]
        labels = {"latitude": "Latitude", "longitude": "Longitude", "website": "Site internet"}
        help_texts = {
            "siret": "14 chiffres, avec ou sans espaces.",
            "email": "Reçoit les liens et les relances, tant qu’aucun contact n’est désigné pour cela.",
            "latitude": "En degrés. Laissez vide pour prendre la position de la commune.",
        }
        widgets = {
            "website": forms.URLInput(attrs={"placeholder": "https://"}),
            "postcode": forms.TextInput(attrs={"inputmode": "numeric"}),
            "siret": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 30}),
        }

    siret = forms.CharField(
        label="SIRET",
        max_length=30,
        required=False,
        help_text="14 chiffres, avec ou sans espaces.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    website = forms.URLField(
        label="Site internet",
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def identity(self) -> Identity:
        """The facts typed. Coordinates nobody touched are looked up again when the commune changed."""
        facts = dict(self.cleaned_data)
        moved = {"postcode", "city"} & set(self.changed_data)
        if moved and not {"latitude", "longitude"} & set(self.changed_data):
            facts["latitude"] = facts["longitude"] = None
        return Identity(**facts)


class StructureForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an inclusive structure can do."""

    structure_kind = forms.TypedChoiceField(
        label="Type de structure", coerce=StructureKind, choices=[("", "Choisissez…"), *StructureKind.choices()]
    )
    trades = forms.MultipleChoiceField(
        label="Métiers",
        choices=[(trade.code, trade.label) for trade in TRADES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce que la structure sait faire : la vérification de l’offre s’appuie sur cette liste.",
    )

    class Meta:
        model = StructureProfile
        fields = [
            "structure_kind",
            "trades",
            "capacity_hours_month",
            "recent_load_hours_month",
            "radius_km",
            "annual_turnover",
        ]
        localized_fields = ["capacity_hours_month", "recent_load_hours_month", "annual_turnover"]
        help_texts = {
            "capacity_hours_month": "Heures par mois, tous marchés confondus. Laissez vide si personne ne le sait.",
            "recent_load_hours_month": "Heures par mois, en moyenne sur les trois derniers mois.",
            "annual_turnover": "Hors taxes, du dernier exercice connu. Sert à mesurer la dépendance à un marché.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity_hours_month"].required = False
        self.fields["recent_load_hours_month"].required = False

    def facts(self) -> StructureFacts:
        facts = dict(self.cleaned_data)
        facts["recent_load_hours_month"] = facts["recent_load_hours_month"] or Decimal(0)
        return StructureFacts(**facts)


class BuyerForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the law needs to know of a buyer."""

    buyer_kind = forms.TypedChoiceField(
        label="Catégorie d’acheteur", coerce=BuyerKind, choices=BuyerKind.choices(), initial=BuyerKind.AUTHORITY.value
    )
    insertion_competence = forms.TypedChoiceField(
        label="Compétence en insertion",
        choices=[("", "Non renseigné"), ("oui", "Oui"), ("non", "Non")],
        coerce=lambda value: value == "oui",
        empty_value=None,
        required=False,
        help_text="L’acheteur exerce-t-il une compétence en matière d’insertion ?",
    )

    class Meta:
        model = BuyerProfile
        fields = ["buyer_kind", "annual_purchases", "insertion_competence"]
        localized_fields = ["annual_purchases"]
        help_texts = {
            "annual_purchases": "Montant total des achats d’une année, hors taxes : décide de l’obligation de SPASER."
        }

    def facts(self) -> BuyerFacts:
        return BuyerFacts(**self.cleaned_data)


class CapacityForm(forms.ModelForm):  # type: ignore[type-arg]
    """The two figures a structure keeps up to date itself."""

    class Meta:
        model = StructureProfile
        fields = ["capacity_hours_month", "recent_load_hours_month"]
        localized_fields = "__all__"
        help_texts = {
            "capacity_hours_month": "Heures par mois que la structure peut prendre, tous marchés confondus.",
            "recent_load_hours_month": "Heures par mois déjà prises, en moyenne sur les trois derniers mois.",
        }


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody to call."""

    class Meta:
        model = Contact
        fields = ["name", "function", "email", "phone", "receives_links"]
        help_texts = {
            "name": "Coordonnées professionnelles uniquement.",
            "receives_links": "Les liens personnels et les relances de l’organisation partent à cette adresse.",
        }

    def facts(self) -> ContactFacts:
        return ContactFacts(**self.cleaned_data)


class LocalServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A mobility, housing, childcare… service."""

    kind = forms.TypedChoiceField(
        label="Besoin", coerce=ServiceKind, choices=[("", "Choisissez…"), *ServiceKind.choices]
    )
    website = forms.URLField(label="Site internet", max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = LocalService
        fields = ["kind", "name", "description", "area", "phone", "website"]
        widgets = {"description": forms.Textarea(attrs={"rows": 4, "maxlength": 2000})}


class ImportForm(forms.Form):
    """A list of structures."""

    file = forms.FileField(
        label="Liste de structures",
        help_text="Fichier .csv ou .xlsx, 10 Mo et 2 000 lignes au plus.",
        validators=[FileExtensionValidator(["csv", "txt", "xlsx"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


def identity_initial(organisation: Organisation) -> dict[str, Any]:
    """What the identity form shows of an organisation already known."""
    return {name: getattr(organisation, name) for name in IdentityForm.Meta.fields}


def structure_initial(organisation: Organisation) -> dict[str, Any]:
    profile = StructureProfile.objects.filter(organisation=organisation).first()
    if profile is None:
        return {}
    shown = {name: getattr(profile, name) for name in StructureForm.Meta.fields}
    return {**shown, "capacity_hours_month": known_capacity(profile)}


def buyer_initial(organisation: Organisation) -> dict[str, Any]:
    profile = BuyerProfile.objects.filter(organisation=organisation).first()
    if profile is None:
        return {}
    competence = {True: "oui", False: "non", None: ""}[profile.insertion_competence]
    return {
        "buyer_kind": profile.buyer_kind,
        "annual_purchases": profile.annual_purchases,
        "insertion_competence": competence,
    }


def forms_for(
    kind: OrganisationKind, data: Any = None, organisation: Organisation | None = None
) -> tuple[IdentityForm, StructureForm | None, BuyerForm | None]:
    """The forms of one kind of organisation, filled with what is known."""
    known = organisation is not None
    identity = IdentityForm(data, initial=identity_initial(organisation) if organisation else None)
    structure = buyer = None
    if kind is OrganisationKind.STRUCTURE:
        structure = StructureForm(data, initial=structure_initial(organisation) if known and organisation else None)
    if kind is OrganisationKind.BUYER:
        buyer = BuyerForm(data, initial=buyer_initial(organisation) if known and organisation else None)
    return identity, structure, buyer
