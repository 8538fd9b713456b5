"""The confirmation of an award to follow: one field for each thing a person may have to correct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from levier.domain.vocabulary import PurchaseNature
from levier.procurement.enums import AwardRole
from levier.procurement.values import ContractFacts, LotFacts, MemberFacts, award_date_faults

from .reading import Company, Followable, FollowableLot
from .services import FollowedLot

_GROUP, _EACH = "group", "each"
_TOGETHER = (
    (_GROUP, "un groupement : la première est mandataire, et doit les heures"),
    (_EACH, "plusieurs titulaires, un contrat chacune : les heures se partagent ensuite"),
)


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@dataclass(frozen=True, slots=True)
class LotBlock:
    """Fields of one lot, for the page."""

    lot: FollowableLot
    take: BoundField
    hours: BoundField
    amount: BoundField
    together: BoundField | None
    companies: tuple[tuple[Company | None, BoundField, BoundField], ...]


class FollowForm(forms.Form):
    """Filled from the notice; nothing it does not say is filled."""

    title = forms.CharField(label="Objet du marché", max_length=300)
    nature = forms.ChoiceField(label="Nature", choices=[("", "À choisir"), *PurchaseNature.choices()])
    buyer_name = forms.CharField(label="Acheteur", max_length=200)
    buyer_siret = forms.CharField(label="SIRET de l’acheteur", max_length=20, required=False)
    notified_on = _day("Notifié le")
    starts_on = _day("Début d’exécution")
    ends_on = _day("Fin d’exécution")
    checked = forms.BooleanField(
        label="J’ai comparé les heures avec les pièces du marché",
        required=False,
        help_text="Sans cela, elles restent marquées « à confirmer ».",
    )

    def __init__(self, data: Any, *, found: Followable) -> None:
        self.found = found
        buyer = found.known_buyer
        super().__init__(
            data,
            initial={
                "title": found.contract["title"],
                "nature": found.contract["nature"],
                "buyer_name": buyer.name if buyer else found.buyer["name"],
                "buyer_siret": (buyer.siret if buyer else "") or found.buyer["siret"],
                "notified_on": found.notified_on,
                "starts_on": found.starts_on,
                "ends_on": found.ends_on,
            },
        )
        self.fields["buyer_name"].help_text = (
            "Déjà dans votre annuaire." if buyer else "Sera ajouté à votre annuaire s’il n’y est pas."
        )
        if found.ends_why:
            self.fields["ends_on"].help_text = f"D’après l’avis : {found.ends_why}."
        for rank, lot in enumerate(found.lots):
            self._add(rank, lot)

    def _add(self, rank: int, lot: FollowableLot) -> None:
        name = f"lot{rank}"
        self.fields[f"{name}_take"] = forms.BooleanField(
            label=f"Suivre le lot {lot.number}", required=False, initial=True
        )
        self.fields[f"{name}_hours"] = forms.DecimalField(
            label="Heures d’insertion",
            required=False,
            min_value=Decimal(0),
            max_digits=10,
            decimal_places=2,
            initial=int(lot.hours) if lot.hours and lot.hours == int(lot.hours) else lot.hours,
            help_text="Lues dans l’avis."
            if lot.hours
            else "L’avis ne les dit pas clairement : laissez vide si vous ne les avez pas.",
        )
        self.fields[f"{name}_amount"] = forms.DecimalField(
            label="Montant attribué (€ HT)", required=False, min_value=Decimal(0), decimal_places=2, initial=lot.awarded
        )
        if len(lot.companies) > 1:
            self.fields[f"{name}_together"] = forms.ChoiceField(
                label="Ces entreprises sont", choices=_TOGETHER, initial=_GROUP, required=False
            )
        for place, company in enumerate(lot.companies or (None,)):
            known = company.known if company else None
            self.fields[f"{name}_c{place}_name"] = forms.CharField(
                label="Entreprise",
                max_length=200,
                required=False,
                initial=known.name if known else company.name if company else "",
                help_text="Déjà dans votre annuaire." if known else "Sera ajoutée à votre annuaire.",
            )
            self.fields[f"{name}_c{place}_siret"] = forms.CharField(
                label="SIRET", max_length=20, required=False, initial=company.siret if company else ""
            )

    def blocks(self) -> Iterator[LotBlock]:
        """The lots, in order, each with its fields."""
        for rank, lot in enumerate(self.found.lots):
            name = f"lot{rank}"
            yield LotBlock(
                lot,
                self[f"{name}_take"],
                self[f"{name}_hours"],
                self[f"{name}_amount"],
                self[f"{name}_together"] if f"{name}_together" in self.fields else None,
                tuple(
                    (company, self[f"{name}_c{place}_name"], self[f"{name}_c{place}_siret"])
                    for place, company in enumerate(lot.companies or (None,))
                ),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        days: dict[str, date | None] = {one: given.get(one) for one in ("notified_on", "starts_on", "ends_on")}
        notified, starts, ends = days.values()
        if notified and starts and ends:
            for field, message in award_date_faults(notified_on=notified, starts_on=starts, ends_on=ends):
                self.add_error(field, message)
        taken = [rank for rank in range(len(self.found.lots)) if given.get(f"lot{rank}_take")]
        if not taken:
            self.add_error(None, "Gardez au moins un lot à suivre, ou écartez l’attribution.")
        for rank in taken:
            for place, company in enumerate(self.found.lots[rank].companies or (None,)):
                self._check_company(given, f"lot{rank}_c{place}", company)
        return given

    def _check_company(self, given: dict[str, Any], name: str, company: Company | None) -> None:
        if given.get(f"{name}_siret") or _is_known(given, name, company):
            return
        self.add_error(f"{name}_siret", "Indiquez le SIRET de l’entreprise : l’avis ne le donne pas.")

    def facts(self) -> ContractFacts:
        """The contract, with the lots kept."""
        said, given = self.found.contract, self.cleaned_data
        return ContractFacts(
            **{**said, "title": given["title"], "nature": PurchaseNature(given["nature"])},
            lots=tuple(
                LotFacts(number=lot.number, title=lot.title, cpv=lot.cpv, trades=lot.trades, amount=lot.estimate)
                for lot, _ in self._taken()
            ),
        )

    def lots(self) -> list[FollowedLot]:
        """The lots kept, with who won them."""
        given = self.cleaned_data
        return [
            FollowedLot(
                number=lot.number,
                lever=lot.lever,
                hours=given[f"{name}_hours"] or None,
                scope="\n\n".join(f"« {quote} »" for quote in lot.quotes)[:5000],
                amount=given[f"{name}_amount"],
                awards=self._awards(lot, name),
            )
            for lot, name in self._taken()
        ]

    def _taken(self) -> Iterator[tuple[FollowableLot, str]]:
        for rank, lot in enumerate(self.found.lots):
            if self.cleaned_data[f"lot{rank}_take"]:
                yield lot, f"lot{rank}"

    def _awards(self, lot: FollowableLot, name: str) -> list[list[MemberFacts]]:
        given = self.cleaned_data
        members = []
        together = given.get(f"{name}_together") != _EACH
        for place, company in enumerate(lot.companies or (None,)):
            slot = f"{name}_c{place}"
            known = company.known if company and _is_known(given, slot, company) else None
            members.append(
                MemberFacts(
                    role=AwardRole.JOINT if together and place else AwardRole.HOLDER,
                    organisation_id=known.pk if known else None,
                    name=given[f"{slot}_name"],
                    siret=given[f"{slot}_siret"],
                )
            )
        return [members] if together else [[one] for one in members]


def _is_known(given: dict[str, Any], name: str, company: Company | None) -> bool:
    """The organisation found in the directory, when nobody typed another SIRET than its own."""
    if company is None or company.known is None:
        return False
    typed = "".join(str(given.get(f"{name}_siret") or "").split())
    return typed in ("", company.known.siret)


class ReasonForm(forms.Form):
    """Why an award is set aside."""

    reason = forms.CharField(
        label="Pourquoi l’écarter",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : hors de notre territoire ; déjà suivi ; le passage ne parle pas d’insertion.",
    )
