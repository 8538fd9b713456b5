"""What people fill in around a committee."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.accounts.models import User
from levier.accounts.selectors import members
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract
from levier.procurement.selectors import contracts, programmes

from .enums import DecisionState
from .models import Decision


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text)


class MeetingForm(forms.Form):
    """Day, place, participants."""

    on = _day("Date du comité")
    place = forms.CharField(label="Lieu", max_length=250, required=False)
    participants = forms.CharField(
        label="Participants",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un par ligne : nom et organisation.",
    )


class NewMeetingForm(MeetingForm):
    """The same, and what it is about."""

    about = forms.ChoiceField(label="Porte sur")
    field_order = ("about", "on", "place", "participants")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under_way = contracts(actor=actor).filter(state=ContractState.ACTIVE).order_by("title", "pk")
        buyers = Organisation.objects.filter(workspace=actor.workspace, kind=OrganisationKind.BUYER, is_active=True)
        field: Any = self.fields["about"]
        field.choices = [
            ("", "Tous les marchés de l’espace"),
            ("Un grand chantier", [(f"chantier-{one.pk}", one.name) for one in programmes(actor=actor)]),
            ("Un acheteur", [(f"acheteur-{one.pk}", one.name) for one in buyers.order_by("name", "pk")]),
            ("Un marché", [(f"marche-{pk}", title) for pk, title in under_way.values_list("pk", "title")]),
        ]
        field.required = False

    def scope(self, actor: Actor) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        kind, _, key = self.cleaned_data["about"].partition("-")
        if kind == "chantier":
            return {"programme": programmes(actor=actor).get(pk=key)}
        if kind == "acheteur":
            return {"buyer": Organisation.objects.get(workspace=actor.workspace, pk=key)}
        return {"contract": Contract.objects.get(workspace=actor.workspace, pk=key)} if kind == "marche" else {}


class MinutesForm(forms.Form):
    """The minutes."""

    minutes = forms.CharField(
        label="Compte rendu",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Lu par l’acheteur : ne nommez aucune personne en insertion.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class DecisionForm(forms.Form):
    """What is decided, by whom, until when."""

    text = forms.CharField(label="Décision", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ChoiceField(label="Qui s’en charge")
    due_on = _day("Pour le")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {
            one.user_id: str(one.user) for one in members(actor=actor) if one.is_active and not one.organisation_id
        }
        known = Organisation.objects.filter(workspace=actor.workspace, is_active=True).order_by("name", "pk")
        field: Any = self.fields["owner"]
        field.choices = [
            ("", "Choisir…"),
            ("L’équipe", [(f"membre-{pk}", name) for pk, name in people.items()]),
            ("Une organisation", [(f"organisation-{pk}", name) for pk, name in known.values_list("pk", "name")]),
        ]

    def facts(self, actor: Actor) -> dict[str, Any]:
        """As the service takes them."""
        kind, _, key = self.cleaned_data["owner"].partition("-")
        owner: dict[str, Any] = (
            {"member": User.objects.get(pk=key)}
            if kind == "membre"
            else {"organisation": Organisation.objects.get(workspace=actor.workspace, pk=key)}
        )
        return {"text": self.cleaned_data["text"], "due_on": self.cleaned_data["due_on"], **owner}


class SettleForm(forms.Form):
    """What became of a decision."""

    state = forms.TypedChoiceField(
        label="La décision est", coerce=DecisionState, widget=forms.RadioSelect, initial=DecisionState.DONE
    )
    outcome = forms.CharField(
        label="En un mot", max_length=500, required=False, help_text="Ne nommez aucune personne en insertion."
    )

    def __init__(self, *args: Any, decision: Decision, team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["state"]
        ways = (DecisionState.DONE, DecisionState.DROPPED) if team else (DecisionState.DONE,)
        field.choices = [(one.value, one.label) for one in ways]
