"""Who won, and the papers of the launch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from levier.accounts.actor import Actor
from levier.directory.models import Organisation

from ..enums import AwardRole
from ..values import MemberFacts
from .base import amount_field, day_field


class AwardForm(forms.Form):
    """Amount and dates of an award."""

    amount = amount_field("Montant attribué (€ HT)", help_text="Pour un accord-cadre, le maximum s’il y en a un.")
    notified_on = day_field("Notifié le", required=True)
    starts_on = day_field("Début d’exécution", required=True)
    ends_on = day_field("Fin d’exécution", required=True, help_text="Reconductions comprises, si elles sont probables.")


class MemberForm(forms.Form):
    """One company of an award."""

    organisation: Any = forms.ModelChoiceField(label="Entreprise", queryset=None, empty_label="Choisissez…")
    role = forms.TypedChoiceField(label="Place", coerce=AwardRole, choices=AwardRole.choices)
    amount = amount_field("Part (€ HT)")

    def __init__(self, *args: Any, companies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = companies  # type: ignore[attr-defined]


_MemberFormSet: Any = formset_factory(MemberForm, extra=0, can_delete=True, max_num=40, validate_max=True)


def MemberFormSet(*args: Any, actor: Actor, **options: Any) -> BaseFormSet[MemberForm]:  # noqa: N802 - makes one
    """The companies of an award; the list of organisations is read once for all the lines."""
    companies = Organisation.objects.filter(
        workspace=actor.workspace, kind__in=["contractor", "structure"], is_active=True
    ).order_by("name", "pk")
    made: BaseFormSet[MemberForm] = _MemberFormSet(
        *args, form_kwargs={"companies": companies}, prefix="members", **options
    )
    return made


def member_facts(formset: BaseFormSet[MemberForm]) -> list[MemberFacts]:
    """The companies a valid formset holds."""
    return [
        MemberFacts(
            organisation_id=one.cleaned_data["organisation"].pk,
            role=one.cleaned_data["role"],
            amount=one.cleaned_data["amount"],
        )
        for one in formset.forms
        if one.cleaned_data.get("organisation") and not one.cleaned_data.get("DELETE")
    ]


class DocumentForm(forms.Form):
    """A paper came in."""

    received_on = day_field("Reçu le", help_text="Vide : il manque toujours.")
    location = forms.CharField(
        label="Où le trouver",
        max_length=250,
        required=False,
        help_text="Dossier partagé, classeur, numéro d’enregistrement…",
    )
