"""What a referrer or a facilitator fills in about a candidate, on a phone, in under two minutes."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.domain.certificates import certificate_choices
from levier.domain.matching import Barrier

from ..models import Person, Profile
from ..occupations import occupation_labels
from ..profiles import MAX_RADIUS
from ..values import PersonFacts, ProfileFacts, Reach
from .base import day_field
from .occupation import LONGEST, OccupationForm
from .record import PersonForm

MAX_WISHES = 300
_MEANS = (("has_licence", "Permis B"), ("has_vehicle", "Véhicule"), ("uses_transit", "Transports en commun"))


def _boxes(label: str, choices: Any, *, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class ProfileForm(OccupationForm):
    """A candidate's contact details and profile.

    An occupation is typed as it is said; when several may be meant, the form comes back with them to choose from.
    """

    keeps_words = True

    phone = forms.CharField(
        label="Téléphone", max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label="Adresse électronique", required=False)
    postcode = forms.CharField(
        label="Code postal", max_length=5, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    city = forms.CharField(label="Commune", max_length=LONGEST, required=False)
    occupations = _boxes("Métiers déjà notés", (), help_text="Décochez ceux que la personne ne cherche plus.")
    occupation = forms.CharField(
        label="Métier recherché",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "metiers", "autocomplete": "off"}),
        help_text="Comme on le dit : « maçon », « agent d’entretien ». Les fautes de frappe sont admises.",
    )
    occupation_code = forms.CharField(
        label="Quel métier est-ce ?",
        required=False,
        widget=forms.RadioSelect,
        help_text="Vous pouvez aussi écrire le métier autrement, au-dessus.",
    )
    means = _boxes("Déplacements", _MEANS)
    radius_km = forms.IntegerField(label="Distance acceptée (km)", required=False, min_value=0, max_value=MAX_RADIUS)
    available_from = day_field("Disponible à partir du", required=False)
    weekly_hours = forms.DecimalField(
        label="Heures par semaine souhaitées",
        max_digits=4,
        decimal_places=2,
        min_value=1,
        max_value=48,
        required=False,
        localize=True,
    )
    barriers = _boxes("Freins à lever", Barrier.choices(), help_text="Le besoin, jamais sa cause.")
    certificates = _boxes("Certificats et permis", certificate_choices)
    wishes = forms.CharField(label="Souhaits", max_length=MAX_WISHES, required=False)

    def __init__(self, *args: Any, noted: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept: Any = self.fields["occupations"]
        kept.choices = list(occupation_labels(noted).items())
        if not noted:
            del self.fields["occupations"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        typed = data.get("occupation", "")
        chosen = data.get("occupation_code", "")
        data["found"] = self.meant(typed, chosen) if typed else None
        if typed and self.said_only(chosen):
            self._note_words(data, typed)
        return data

    def _note_words(self, data: dict[str, Any], typed: str) -> None:
        """An occupation out of the list is a wish, in the words of the person."""
        said = f"Métier souhaité : {typed}"
        wishes = data.get("wishes", "")
        if said not in (one.strip() for one in wishes.replace("\n", ";").split(";")):
            data["wishes"] = f"{wishes}\n{said}".strip().replace("\n", " ; ")
        if len(data.get("wishes", "")) > MAX_WISHES:
            self.add_error("wishes", "Raccourcissez les souhaits pour que le métier y tienne aussi.")

    @property
    def more_in_error(self) -> bool:
        """An error stands among what the page folds."""
        return bool({"certificates", "wishes", "sex", "education", "in_qpv"} & self.errors.keys())

    def reach(self) -> Reach:
        return Reach(**{name: self.cleaned_data[name] for name in ("postcode", "city", "phone", "email")})

    def profile(self) -> ProfileFacts:
        data = self.cleaned_data
        codes = (*data.get("occupations", ()), *([data["found"]] if data["found"] else ()))
        return ProfileFacts(
            occupations=codes,
            certificates=tuple(data["certificates"]),
            available_from=data["available_from"],
            weekly_hours=data["weekly_hours"],
            radius_km=data["radius_km"],
            wishes=data["wishes"],
            barriers=tuple(Barrier(one) for one in data["barriers"]),
            **{name: name in data["means"] for name, _ in _MEANS},
        )


#: What is said to the person when their data are collected (GDPR, art. 13); the box below it records the day.
NOTICE = (
    "À lui dire : « Votre dossier sert à vous proposer un emploi et à compter vos heures. Le facilitateur et votre "
    "prescripteur le voient ; une entreprise, seulement si on vous propose à elle avec votre accord, ou si elle vous "
    "emploie. Vous pouvez le lire, le corriger ou le faire effacer. Sans rien de nouveau pendant 24 mois, il est effacé. »"
)


class RegistrationForm(ProfileForm, PersonForm):
    """A new candidate on one page; four answers are required."""

    informed_on = None  # type: ignore[assignment]
    informed = forms.BooleanField(label="La personne est informée de l’usage de ses données", help_text=NOTICE)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if actor.role not in TEAM:
            del self.fields["referrer"]

    def facts(self, *, today: Any) -> PersonFacts:  # type: ignore[override]
        names = [name for name in PersonForm.base_fields if name in self.cleaned_data]
        return PersonFacts(**{name: self.cleaned_data[name] for name in names}, informed_on=today)


def initial_of(person: Person, profile: Profile | None) -> dict[str, Any]:
    """What the form of a person shows before anything is changed."""
    shown: dict[str, Any] = {name: getattr(person, name) for name in ("phone", "email", "postcode", "city")}
    if profile is None:
        return shown
    same = ("occupations", "radius_km", "available_from", "weekly_hours", "barriers", "certificates", "wishes")
    shown |= {name: getattr(profile, name) for name in same}
    shown["means"] = [name for name, _ in _MEANS if getattr(profile, name)]
    return shown
