"""What a structure fills in to answer. Forms check the shape; services check the rules."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from levier.domain.trades import TRADES
from levier.domain.vocabulary import StructureKind

from .enums import AgreementKind, Decision, Said
from .facts import ProfileFacts, ReferenceFacts
from .questions import QUESTIONS
from .services.own import LONGEST_WHY

_ASIDE = re.compile(r"[\s,;]+")


def _text(label: str, hint: str, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=4000,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ProfileForm(forms.Form):
    """Settings of the scores first, then the company sheet and the social memo."""

    other_kinds = forms.MultipleChoiceField(
        label="Autres agréments ou conventions",
        choices=[(kind.value, kind.label) for kind in StructureKind],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="En plus de celui de l’annuaire : ils ouvrent d’autres marchés réservés.",
    )
    cpv = forms.CharField(
        label="Codes CPV que vous suivez",
        required=False,
        max_length=400,
        help_text="Les premiers chiffres suffisent : 7731 pour les espaces verts. Séparez-les par des espaces.",
    )
    preparation_days = forms.IntegerField(
        label="Temps habituel de préparation d’une offre (jours)", required=False, min_value=1, max_value=365
    )
    euros_per_hour = forms.DecimalField(
        label="Prix moyen d’une heure de travail (€ HT)",
        required=False,
        min_value=1,
        max_digits=7,
        decimal_places=2,
        localize=True,
        help_text="Sert à estimer les heures d’un lot à partir de son montant. Personne d’autre ne le lit.",
    )
    ess_mission = forms.TypedChoiceField(
        label="Êtes-vous une structure de l’ESS chargée d’une mission de service public de santé, sociale ou culturelle ?",
        choices=(("", "Je ne sais pas"), ("1", "Oui"), ("0", "Non")),
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )
    legal_form = forms.CharField(label="Forme juridique", max_length=80, required=False)
    created_in = forms.IntegerField(label="Année de création", required=False, min_value=1800, max_value=2100)
    workers = forms.IntegerField(label="Salariés et travailleurs", required=False, min_value=0, max_value=100_000)
    insertion_workers = forms.IntegerField(
        label="Dont en insertion ou en situation de handicap", required=False, min_value=0, max_value=100_000
    )
    presentation = _text("Présentation", "Qui vous êtes, depuis quand, où, pour qui vous travaillez.")
    means = _text("Moyens humains et matériels", "Encadrement technique, véhicules, machines, locaux.")
    quality = _text("Qualité, certifications, assurances", "Labels, qualifications, responsabilité civile.")
    publics = _text("Publics accueillis", "En général, sans nommer personne ni dire la santé de quelqu’un.")
    support = _text("Accompagnement", "Qui accompagne, comment, avec quels partenaires.")
    outcomes = _text("Ce que deviennent les personnes", "Vos chiffres de l’année : emplois, formations, suites.")

    def clean_cpv(self) -> tuple[str, ...]:
        return tuple(code.split("-")[0] for code in _ASIDE.split(self.cleaned_data["cpv"].strip()) if code)

    def facts(self) -> ProfileFacts:
        return ProfileFacts(**{**self.cleaned_data, "other_kinds": tuple(self.cleaned_data["other_kinds"])})


class ReferenceForm(forms.Form):
    """Work already done."""

    title = forms.CharField(label="Prestation", max_length=200)
    client = forms.CharField(label="Client", max_length=200, help_text="L’organisme, sans nom de personne.")
    year = forms.IntegerField(label="Année", min_value=1990, max_value=2100)
    amount = forms.DecimalField(
        label="Montant (€ HT)", required=False, min_value=0, max_digits=14, decimal_places=2, localize=True
    )
    trade = forms.ChoiceField(
        label="Métier",
        required=False,
        choices=[("", "Aucun en particulier"), *((one.code, one.label) for one in TRADES)],
    )
    description = forms.CharField(label="En une phrase", max_length=500, required=False)

    def facts(self) -> ReferenceFacts:
        return ReferenceFacts(**self.cleaned_data)


class SheetForm(forms.Form):
    """The questions, each with an answer and its reason, then the decision."""

    decision = forms.ChoiceField(label="Décision", choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Pourquoi", max_length=500, required=False, help_text="Obligatoire si vous ne répondez pas."
    )

    def __init__(self, *args: Any, lots: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"] = forms.ChoiceField(label="Lot visé", choices=lots, required=False)
        for question in QUESTIONS:
            self.fields[f"said_{question.code}"] = forms.ChoiceField(
                label=question.text, choices=Said.choices, widget=forms.RadioSelect, help_text=question.look_at
            )
            self.fields[f"why_{question.code}"] = forms.CharField(
                label="Pourquoi", max_length=LONGEST_WHY, required=False
            )

    def answers(self) -> dict[str, tuple[str, str]]:
        said = self.cleaned_data
        return {one.code: (said[f"said_{one.code}"], said[f"why_{one.code}"]) for one in QUESTIONS}


class InviteForm(forms.Form):
    """What a neighbour is asked to do."""

    share = forms.CharField(
        label="Ce que vous lui proposez de faire",
        max_length=300,
        help_text="Les prestations, le secteur ou les heures. La structure le lira dans le message.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TermsForm(forms.Form):
    """Form of the group and who speaks for it."""

    kind = forms.ChoiceField(label="Forme du groupement", choices=AgreementKind.choices, widget=forms.RadioSelect)
    mandataire = forms.TypedChoiceField(
        label="Mandataire", coerce=int, help_text="Il parle à l’acheteur au nom de tous."
    )

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandataire"].choices = organisations  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label="Pourquoi, en une phrase", max_length=300)
