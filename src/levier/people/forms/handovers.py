"""Hand a follow-up over, and answer."""

from __future__ import annotations

from typing import Any

from django import forms

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace

from ..enums import Informed
from ..handovers import possible_receivers
from .base import CHOOSE, ScreenedForm, day_field


class HandOverForm(ScreenedForm):
    """To whom, why, and how the person was told."""

    receiver = forms.ChoiceField(label="Espace qui prendra le suivi")
    need = forms.CharField(
        label="Pourquoi",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu avant la réponse : ne nommez pas la personne. Par exemple : « embauche dans une entreprise de votre territoire ».",
    )
    informed_on = day_field("Personne informée le", help_text="Rien ne part tant qu’elle ne l’a pas été.")
    informed_how = forms.TypedChoiceField(label="De quelle façon", choices=[CHOOSE, *Informed.choices], coerce=Informed)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.pk): one for one in possible_receivers(actor.workspace)}
        field: Any = self.fields["receiver"]
        field.choices = [
            CHOOSE,
            *(
                (key, f"{one.name} ({one.territory})" if one.territory else one.name)
                for key, one in self._known.items()
            ),
        ]

    def clean_receiver(self) -> Workspace:
        return self._known[self.cleaned_data["receiver"]]


class RefusalForm(ScreenedForm):
    """Why a follow-up is not taken."""

    reason = forms.CharField(
        label="Pourquoi vous ne prenez pas ce suivi", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
