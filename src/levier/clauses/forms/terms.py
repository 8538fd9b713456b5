"""Hours by hand, publics, modalities, counting rules, penalties: as the contract writes them."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.domain.eligibility import CRITERIA
from levier.domain.quantities import check_amount, check_rate
from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.domain.vocabulary import Modality
from levier.procurement.forms.base import said_by, with_blank

from ..enums import HoursBasis
from .fields import NumberField, PercentField

_UNDECIDED = [("", "Non décidé"), ("yes", "Oui"), ("no", "Non")]


def _decided(value: str) -> bool | None:
    return {"yes": True, "no": False}[value]


class HoursForm(forms.Form):
    """The hours owed, as the contract states them."""

    use_required_attribute = False

    basis = forms.TypedChoiceField(
        label="Base des heures", choices=HoursBasis.choices, coerce=HoursBasis, widget=forms.RadioSelect
    )
    hours = NumberField(
        label="Heures d’insertion",
        required=False,
        help_text="Le nombre dû s’il est fixe ; une estimation facultative pour les deux autres bases.",
    )
    hours_per_tranche = NumberField(label="Heures par tranche", required=False, help_text="Vide : une heure.")
    tranche = NumberField(
        label="Montant d’une tranche", required=False, help_text="2 000 pour « une heure par tranche de 2 000 € »."
    )
    trigger = NumberField(
        label="Seuil de déclenchement", required=False, help_text="Vide si les heures sont dues dès le premier euro."
    )
    amount_basis = forms.TypedChoiceField(
        label="Montants pris en compte",
        choices=with_blank(AmountBasis.choices()),
        coerce=AmountBasis,
        empty_value=None,
        required=False,
    )
    counting = forms.TypedChoiceField(
        label="Tranche incomplète",
        choices=with_blank(TrancheCounting.choices()),
        coerce=TrancheCounting,
        empty_value=None,
        required=False,
        help_text="Relisez le contrat : « toute tranche facturée » s’entend d’une tranche complète.",
    )
    hours_share = PercentField(label="Part des heures travaillées", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("basis") is HoursBasis.PER_EURO:
            for name in ("amount_basis", "counting"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Le contrat le dit : choisissez une réponse.")
        return cleaned


class TermsForm(forms.Form):
    """Scope, publics, modalities, counting."""

    use_required_attribute = False

    scope = forms.CharField(
        label="Périmètre de l’action",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Nécessaire pour rédiger le texte. Prestations et postes concernés, lieu, période. C’est la première des "
            "quatre mentions obligatoires."
        ),
    )
    publics = forms.MultipleChoiceField(
        label="Publics",
        choices=[(one.code, one.label) for one in CRITERIA],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : la liste commune du CCAG, conseillée, car une liste propre au marché est vite trop étroite.",
    )
    modalities = forms.TypedMultipleChoiceField(
        label="Modalités permises",
        choices=Modality.choices(),
        coerce=Modality,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : toutes, sauf l’intérim classique. L’entreprise choisit librement parmi elles.",
    )
    cdi_years_cap = forms.IntegerField(
        label="Années de CDI prises en compte",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="À compter de l’embauche, dans la durée restante du marché. Vide : le contrat ne fixe pas de plafond.",
    )
    leave_counts = forms.BooleanField(label="Les congés payés et absences comptent", required=False)
    pmsmp_counts = forms.BooleanField(label="Les immersions (PMSMP) et stages comptent", required=False)


_PENALTY = said_by(check_amount, what="La pénalité")


class PenaltyForm(forms.Form):
    """Penalties exactly as the contract will write them. Nothing is filled in by default."""

    use_required_attribute = False

    per_hour = NumberField(label="Par heure d’insertion non réalisée", required=False, validators=[_PENALTY])
    smic_multiple = NumberField(
        label="Multiple du SMIC horaire brut, par heure non réalisée",
        required=False,
        help_text="Au lieu d’un montant : 2 pour « deux fois le SMIC horaire ».",
    )
    lump_sum = NumberField(
        label="Forfait, une seule fois, si les heures ne sont pas toutes réalisées",
        required=False,
        validators=[_PENALTY],
    )
    per_day = NumberField(
        label="Par jour de retard d’une pièce",
        required=False,
        help_text="Compté à partir de la mise en demeure.",
        validators=[_PENALTY],
    )
    cap = NumberField(label="Plafond, en euros", required=False, validators=[said_by(check_amount, what="Le plafond")])
    cap_share = PercentField(
        label="Plafond, en part du marché", required=False, validators=[said_by(check_rate, what="Le plafond")]
    )
    ccag_cap_applies = forms.TypedChoiceField(
        label="Le plafond du CCAG sur les pénalités de retard s’étend à ces pénalités",
        choices=_UNDECIDED,
        coerce=_decided,
        empty_value=None,
        required=False,
        help_text="Aucun texte ne le prévoit : à décider marché par marché.",
    )
    ccag_exemption_applies = forms.TypedChoiceField(
        label="L’exonération du CCAG en dessous d’un montant s’étend à ces pénalités",
        choices=_UNDECIDED,
        coerce=_decided,
        empty_value=None,
        required=False,
        help_text="Aucun texte ne le prévoit : à décider marché par marché.",
    )
