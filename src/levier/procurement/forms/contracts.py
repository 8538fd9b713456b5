"""A contract and its lots."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from levier.accounts.actor import Actor
from levier.accounts.selectors import facilitators
from levier.directory.models import Organisation
from levier.directory.selectors import buyers
from levier.domain.errors import RuleError
from levier.domain.identifiers import check_siret
from levier.domain.steps import ABANDON_FROM, AbandonReason, Step
from levier.domain.trades import TRADES, trades_for_cpv
from levier.domain.vocabulary import Ccag, PurchaseNature, Role

from ..models import Contract, Lot, Operation
from ..selectors.great_works import operations
from ..sheets import values
from ..values import CONTRACT_DAYS, LOT_TWICE, ContractFacts, LotFacts, contract_date_faults
from .base import amount_field, day_field, with_blank


class BuyerForm(forms.Form):
    """Whose contract: a buyer of the directory, or the one a notice names."""

    buyer: Any = forms.ModelChoiceField(label="Acheteur", queryset=None, required=False, empty_label="Choisissez…")
    buyer_name = forms.CharField(
        label="Nom de l’acheteur",
        required=False,
        max_length=200,
        help_text="S’il n’est pas dans la liste : il sera ajouté à l’annuaire.",
    )
    buyer_siret = forms.CharField(
        label="SIRET de l’acheteur", required=False, max_length=30, help_text="14 chiffres, facultatif."
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        found = buyers(actor=actor)
        if actor.role is Role.BUYER:
            found = found.filter(pk=actor.organisation_id or 0)
            self.fields["buyer"].initial = actor.organisation_id
            del self.fields["buyer_name"], self.fields["buyer_siret"]
        self.fields["buyer"].queryset = found  # type: ignore[attr-defined]

    def clean_buyer_siret(self) -> str:
        typed: str = self.cleaned_data["buyer_siret"]
        try:
            return check_siret(typed) if typed else ""
        except RuleError as error:
            raise forms.ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("buyer") and not data.get("buyer_name") and "buyer" not in self.errors:
            self.add_error("buyer", "Choisissez l’acheteur, ou indiquez son nom.")
        return data


class CpvMixin:
    """A CPV typed with or without its check digit."""

    cleaned_data: dict[str, Any]

    def clean_cpv(self) -> str:
        typed = self.cleaned_data.get("cpv", "")
        if not typed:
            return ""
        try:
            return values.cpv(typed)
        except RuleError as error:
            raise forms.ValidationError(_capital(error.message)) from None


class OperationField(forms.ModelChoiceField[Operation]):
    """Operations, each with whose it is and what it is part of."""

    def label_from_instance(self, obj: Operation) -> str:
        inside = f", {obj.programme}" if obj.programme else ""
        return f"{obj}, {obj.buyer}{inside}"


class ContractForm(CpvMixin, forms.Form):
    """What is known of a contract."""

    title = forms.CharField(label="Objet du marché", max_length=300)
    reference = forms.CharField(
        label="Référence", max_length=60, required=False, help_text="Le numéro du marché chez l’acheteur."
    )
    nature = forms.TypedChoiceField(label="Nature", coerce=PurchaseNature, choices=with_blank(PurchaseNature.choices()))
    description = forms.CharField(
        label="Description", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    cpv = forms.CharField(
        label="CPV", required=False, max_length=12, help_text="Huit chiffres ; les métiers en sont proposés."
    )
    amount = amount_field(
        "Montant estimé (€ HT)", help_text="Tous lots et reconductions comprises. Vide : la somme des lots."
    )
    duration_months = forms.IntegerField(label="Durée (mois)", required=False, min_value=1, max_value=600)
    is_framework = forms.BooleanField(label="Accord-cadre à bons de commande", required=False)
    is_concession = forms.BooleanField(label="Concession", required=False)
    ccag = forms.TypedChoiceField(
        label="CCAG",
        coerce=Ccag,
        empty_value=None,
        required=False,
        choices=with_blank(Ccag.choices(), "Pas encore connu"),
    )
    place = forms.CharField(label="Lieu d’exécution", required=False, max_length=150, help_text="La commune.")
    postcode = forms.CharField(
        label="Code postal", required=False, max_length=5, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    consultation_on = day_field(
        "Publication prévue", help_text="Date de lancement de la consultation : elle décide de la loi applicable."
    )
    start_order_on = day_field("Ordre de service prévu")
    notified_on = day_field("Notifié le")
    ends_on = day_field("Fin prévue")
    facilitator: Any = forms.ModelChoiceField(
        label="Facilitateur", queryset=None, required=False, empty_label="Pas encore attribué"
    )
    operation: Any = OperationField(
        label="Opération",
        queryset=None,
        required=False,
        empty_label="Aucune",
        help_text="Le projet de l’acheteur dont ce marché fait partie ; par lui, le grand chantier.",
    )

    def __init__(self, *args: Any, actor: Actor, buyer: Organisation | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        found = operations(actor=actor)
        self.fields["operation"].queryset = found if buyer is None else found.filter(buyer=buyer)  # type: ignore[attr-defined]
        if actor.role is Role.BUYER:
            del self.fields["facilitator"]
        else:
            self.fields["facilitator"].queryset = facilitators(actor=actor)  # type: ignore[attr-defined]

    def clean_postcode(self) -> str:
        typed = self.cleaned_data.get("postcode", "")
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) == 5):
            raise forms.ValidationError("Un code postal compte cinq chiffres.")
        return str(typed)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        days = {name: cleaned.get(name) for name in CONTRACT_DAYS}
        for field, message in contract_date_faults(**days):
            self.add_error(field, message)
        return cleaned

    @classmethod
    def initial_of(cls, contract: Contract) -> dict[str, Any]:
        linked = {"facilitator": contract.facilitator_id, "operation": contract.operation_id}
        return {**{name: getattr(contract, name) for name in cls.base_fields if name not in linked}, **linked}


class LotForm(CpvMixin, forms.Form):
    """One lot."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    number = forms.CharField(label="Numéro", max_length=10)
    title = forms.CharField(label="Intitulé", max_length=300)
    cpv = forms.CharField(label="CPV", required=False, max_length=12)
    amount = amount_field("Montant estimé (€ HT)")
    trades = forms.MultipleChoiceField(
        label="Métiers",
        required=False,
        choices=[(trade.code, trade.label) for trade in TRADES],
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans choix de votre part, ceux que propose le code CPV.",
    )

    def facts(self, *, contract_cpv: str = "") -> LotFacts:
        data = self.cleaned_data
        cpv = data["cpv"] or contract_cpv
        trades = tuple(data["trades"]) or tuple(trade.code for trade in trades_for_cpv(cpv))
        return LotFacts(
            pk=data.get("pk"),
            number=data["number"],
            title=data["title"],
            cpv=data["cpv"],
            amount=data["amount"],
            trades=trades,
        )


class _Lots(BaseFormSet[LotForm]):
    """The lots of a contract: two of one number are said with the other faults."""

    def clean(self) -> None:
        seen: set[str] = set()
        for one in self.forms:
            data = getattr(one, "cleaned_data", {})
            number = "" if data.get("DELETE") else str(data.get("number", "")).strip()
            if number in seen:
                one.add_error("number", LOT_TWICE.format(number=number))
            seen |= {number} - {""}


LotFormSet: type[BaseFormSet[LotForm]] = formset_factory(
    LotForm, formset=_Lots, extra=0, can_delete=True, max_num=300, validate_max=True
)


def lot_initial(lots: list[Lot]) -> list[dict[str, Any]]:
    """Initial values of the lots of a contract."""
    return [
        {
            "pk": lot.pk,
            "number": lot.number,
            "title": lot.title,
            "cpv": lot.cpv,
            "amount": lot.amount,
            "trades": lot.trades,
        }
        for lot in lots
    ]


def contract_facts(form: ContractForm, lots: BaseFormSet[LotForm]) -> ContractFacts:
    """The facts two valid forms hold. A contract without lots gets one, with the trades of its CPV."""
    data = dict(form.cleaned_data)
    facilitator, operation = data.pop("facilitator", None), data.pop("operation")
    given = tuple(
        one.facts(contract_cpv=data["cpv"])
        for one in lots.forms
        if one.cleaned_data.get("title") and not one.cleaned_data.get("DELETE")
    )
    given = given or (
        LotFacts(
            number="1",
            title=data["title"],
            cpv=data["cpv"],
            trades=tuple(trade.code for trade in trades_for_cpv(data["cpv"])),
            amount=data["amount"],
        ),
    )
    return ContractFacts(
        **data,
        facilitator_id=facilitator.pk if facilitator else None,
        operation_id=operation.pk if operation else None,
        lots=given,
    )


class ReasonForm(forms.Form):
    """Why a step is reopened, or a file taken up again."""

    reason = forms.CharField(label="Motif", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AbandonForm(forms.Form):
    """Why a file is dropped."""

    why = forms.TypedChoiceField(label="Motif", coerce=AbandonReason, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="Explication",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Elle reste dans l’historique du dossier.",
    )

    def __init__(self, *args: Any, step: Step, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["why"].choices = [  # type: ignore[attr-defined]
            (why.value, why.label) for why, steps in ABANDON_FROM.items() if step in steps
        ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
