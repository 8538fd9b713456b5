"""Who won, and the papers of the launch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.errors import RuleError
from levier.domain.identifiers import check_siret

from ..enums import AwardRole
from ..values import AWARD_DAYS, MEMBER_TWICE, ONE_HOLDER, MemberFacts, award_date_faults
from .base import amount_field, day_field


class AwardForm(forms.Form):
    """Amount and dates of an award."""

    amount = amount_field("Montant attribué (€ HT)", help_text="Pour un accord-cadre, le maximum s’il y en a un.")
    notified_on = day_field("Notifié le", required=True)
    starts_on = day_field("Début d’exécution", required=True)
    ends_on = day_field("Fin d’exécution", required=True, help_text="Reconductions comprises, si elles sont probables.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        days = {name: cleaned.get(name) for name in AWARD_DAYS}
        for field, message in award_date_faults(**days):
            self.add_error(field, message)
        return cleaned


class MemberForm(forms.Form):
    """One company of an award: chosen in the directory, or added to it on the spot."""

    organisation: Any = forms.ModelChoiceField(
        label="Entreprise", queryset=None, required=False, empty_label="Choisissez…"
    )
    name = forms.CharField(label="Nom de l’entreprise à ajouter", max_length=200, required=False)
    siret = forms.CharField(
        label="Son SIRET",
        max_length=30,
        required=False,
        help_text="14 chiffres, avec ou sans espaces. Si l’annuaire le connaît déjà, il n’est pas ajouté deux fois.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    role = forms.TypedChoiceField(label="Place", coerce=AwardRole, choices=AwardRole.choices)
    amount = amount_field("Part (€ HT)")

    def __init__(self, *args: Any, companies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = companies  # type: ignore[attr-defined]

    @property
    def adds(self) -> bool:
        """Something was typed to add a company: that part of the form is then open."""
        return bool(self["name"].value() or self["siret"].value())

    def clean_siret(self) -> str:
        typed: str = self.cleaned_data["siret"]
        try:
            return check_siret(typed) if typed else ""
        except RuleError as error:
            raise forms.ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        adds = [name for name in ("name", "siret") if data.get(name) or name in self.errors]
        if data.get("organisation") and adds:
            self.add_error("organisation", "Choisissez dans la liste ou ajoutez une entreprise : pas les deux.")
        elif adds == ["name"]:
            self.add_error("siret", "Indiquez son SIRET : il évite de l’ajouter deux fois.")
        elif adds == ["siret"]:
            self.add_error("name", "Indiquez le nom de l’entreprise à ajouter.")
        elif not adds and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Choisissez l’entreprise, ou ajoutez-la si elle n’est pas dans la liste.")
        return data


class _Members(BaseFormSet[MemberForm]):
    """The companies of an award: one of them twice, or a second holder, is said with the other faults."""

    def clean(self) -> None:
        kept = [one for one in self.forms if not getattr(one, "cleaned_data", {"DELETE": True}).get("DELETE")]
        named: set[int] = set()
        for one in kept:
            company = one.cleaned_data.get("organisation")
            if company is not None and company.pk in named:
                one.add_error("organisation", MEMBER_TWICE)
            named |= {company.pk} if company is not None else set()
        holders = [one for one in kept if one.cleaned_data.get("role") is AwardRole.HOLDER]
        at_fault = holders[1:] if len(holders) > 1 else kept[:1] if not holders else []
        for one in at_fault:
            if "role" not in one.errors:
                one.add_error("role", ONE_HOLDER)


_MemberFormSet: Any = formset_factory(
    MemberForm, formset=_Members, extra=0, can_delete=True, max_num=40, validate_max=True
)


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
            organisation_id=data["organisation"].pk if data["organisation"] else None,
            name=data["name"],
            siret=data["siret"],
            role=data["role"],
            amount=data["amount"],
        )
        for data in (one.cleaned_data for one in formset.forms)
        if data and not data.get("DELETE")
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
