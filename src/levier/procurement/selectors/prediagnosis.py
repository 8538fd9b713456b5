"""Pre-diagnosis of a contract: which duties bind, which levers are open, who could do it, how many hours about.

Hours are only those somebody stated or computed from a labour share they gave or picked with its source: there is
no default share, hence no default hours (« à calibrer »).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from levier.accounts.actor import Actor
from levier.directory.departments import Department, approximation
from levier.directory.models import BuyerProfile, Organisation
from levier.directory.selectors import offer_of, structures, structures_around
from levier.domain.applies import Applicable, Duty, Opening, Purchase, what_applies
from levier.domain.levers import Ability, LotNeed, StructureOffer, SupplyCheck, check_supply
from levier.domain.quantities import Hours
from levier.domain.trades import TRADES_BY_CODE, Trade
from levier.domain.vocabulary import BuyerKind, PurchaseNature

from ..models import Contract, Lot
from ..writing import locate

#: The duty that makes a social condition compulsory (L2112-2-1), as ``domain.applies`` names it.
SOCIAL_CONDITION = "social_condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediagnosis:
    """What can be told the buyer on one contract before any calibration."""

    contract: Contract
    law: Applicable
    trades: tuple[Trade, ...]
    #: None when no trade is known: there is nothing to check against.
    supply: SupplyCheck | None
    #: Hours stated in the answer; None means « à calibrer ».
    hours: Hours | None
    answer_due_on: date | None
    #: False for outside roles: what each structure has left, and its turnover, are business secrets.
    detailed: bool = True

    @property
    def binding(self) -> tuple[Duty, ...]:
        return self.law.binding

    @property
    def open_levers(self) -> tuple[Opening, ...]:
        return self.law.open_levers

    @property
    def place_known(self) -> bool:
        """Without a place found on the map, no distance can be checked, hence no structure counted."""
        return self.contract.latitude is not None

    @property
    def place_read(self) -> str:
        """The place as it was written, « 69100 Villeurbanne »."""
        return " ".join(filter(None, (self.contract.postcode, self.contract.place)))

    @property
    def counted_from(self) -> Department | None:
        """The chef-lieu the distances are counted from, when the commune is not in the loaded list."""
        one = self.contract
        return approximation(latitude=one.latitude, longitude=one.longitude, postcode=one.postcode, name=one.place)

    @property
    def able(self) -> int | None:
        return None if self.supply is None or not self.place_known else self.supply.able

    @property
    def to_ask(self) -> int | None:
        return None if self.supply is None else self.supply.to_ask

    @property
    def able_names(self) -> tuple[str, ...]:
        if self.supply is None:
            return ()
        return tuple(one.offer.name for one in self.supply.structures if one.ability is Ability.CAN)

    @property
    def short_verdict(self) -> tuple[str, str]:
        """The same in two words, with the tone to show it in."""
        if self.supply is None:
            return "à compléter", "neutral"
        if not self.place_known:
            return "lieu à préciser", "warning"
        if self.supply.able > 1:
            return "possible", "success"
        if self.supply.able or self.supply.to_ask:
            return "à étudier", "warning"
        return "offre absente", "neutral"

    @property
    def verdict(self) -> str:
        """One sentence: is there a lever?"""
        if self.supply is None:
            return "Métiers inconnus : indiquez le CPV ou les métiers des lots pour vérifier l’offre."
        if not self.place_known:
            if self.place_read:
                return f"Lieu non reconnu, « {self.place_read} » : aucune distance n’est vérifiée."
            return "Lieu à préciser : sans lui, aucune distance n’est vérifiée et aucune structure n’est comptée."
        if self.supply.able > 1:
            return f"Un levier paraît possible : {self.supply.able} structures peuvent répondre."
        if self.supply.able == 1 or self.supply.to_ask:
            return "Un levier est à étudier : peu de structures connues, ou à interroger."
        return "Aucune structure connue ne peut répondre en l’état."


def purchase_of(contract: Contract, profile: BuyerProfile | None) -> Purchase:
    """The facts of a contract the law looks at."""
    return Purchase(
        buyer_kind=BuyerKind(profile.buyer_kind) if profile else BuyerKind.AUTHORITY,
        nature=PurchaseNature(contract.nature),
        is_concession=contract.is_concession,
        amount_excl_vat=contract.amount,
        consultation_on=contract.consultation_on,
        duration_months=contract.duration_months,
        buyer_has_insertion_competence=profile.insertion_competence if profile else None,
        buyer_annual_purchases=profile.annual_purchases if profile else None,
    )


def prediagnose(*, actor: Actor, contract: Contract, today: date) -> Prediagnosis:
    """The pre-diagnosis of one contract."""
    offers = structures_around(actor=actor, latitude=contract.latitude, longitude=contract.longitude)
    lots = list(contract.lots.all())
    return _prediagnosis(contract, _profile(contract), lots, offers, today, detailed=actor.sees_whole_workspace)


def prediagnose_many(*, actor: Actor, contracts: Iterable[Contract], today: date) -> list[Prediagnosis]:
    """The same for a page of contracts (lots prefetched by the caller): structures are read once per place."""
    places: dict[tuple[Decimal | None, Decimal | None], list[StructureOffer]] = {}
    base = _Offers(actor)
    found = []
    for contract in contracts:
        place = (contract.latitude, contract.longitude)
        if place not in places:
            places[place] = base.around(*place)
        found.append(
            _prediagnosis(
                contract,
                _profile(contract),
                list(contract.lots.all()),
                places[place],
                today,
                detailed=actor.sees_whole_workspace,
            )
        )
    return found


def prediagnose_draft(
    *,
    actor: Actor,
    initial: Mapping[str, Any],
    lots: Sequence[Mapping[str, Any]],
    buyer: Organisation | None,
    today: date,
) -> Prediagnosis:
    """The same for a contract not saved yet (a notice just dropped): shown at once, nothing is written."""
    contract = Contract(
        workspace=actor.workspace,
        buyer=buyer or Organisation(workspace=actor.workspace, name="?"),
        title=initial["title"],
        nature=initial["nature"] or PurchaseNature.SERVICES.value,
        amount=initial["amount"],
        duration_months=initial["duration_months"],
        is_framework=initial["is_framework"],
        consultation_on=initial["consultation_on"],
        place=initial["place"],
        postcode=initial["postcode"],
    )
    locate(contract)
    drafts = [Lot(number=one["number"], title=one["title"], trades=one["trades"]) for one in lots]
    offers = structures_around(actor=actor, latitude=contract.latitude, longitude=contract.longitude)
    return _prediagnosis(contract, _profile(contract), drafts, offers, today, detailed=actor.sees_whole_workspace)


class _Offers:
    """The structures of the workspace, read once; distances are computed for each place."""

    def __init__(self, actor: Actor) -> None:
        self._structures = list(structures(actor=actor))

    def around(self, latitude: Decimal | None, longitude: Decimal | None) -> list[StructureOffer]:
        return [offer_of(one, latitude=latitude, longitude=longitude) for one in self._structures]


def _profile(contract: Contract) -> BuyerProfile | None:
    try:
        return contract.buyer.buyer
    except BuyerProfile.DoesNotExist:
        return None


def _prediagnosis(
    contract: Contract,
    profile: BuyerProfile | None,
    lots: list[Lot],
    offers: list[StructureOffer],
    today: date,
    *,
    detailed: bool,
) -> Prediagnosis:
    law = what_applies(purchase_of(contract, profile), on=today)
    codes = frozenset(code for lot in lots for code in lot.trades if code in TRADES_BY_CODE)
    review = getattr(contract, "review", None)
    return Prediagnosis(
        contract=contract,
        law=law,
        trades=tuple(TRADES_BY_CODE[code] for code in sorted(codes)),
        supply=_supply(contract, codes, offers, law),
        hours=review.hours_estimate if review else None,
        answer_due_on=review.due_on if review else None,
        detailed=detailed,
    )


def _supply(
    contract: Contract, codes: frozenset[str], offers: list[StructureOffer], law: Applicable
) -> SupplyCheck | None:
    if not codes:
        return None
    if contract.amount is None:  # who can do it is known all the same; how much the contract weighs for them is not
        offers = [replace(offer, annual_turnover=None) for offer in offers]
    duty = next((one for one in law.duties if one.code == SOCIAL_CONDITION), None)
    need = LotNeed(
        trades=codes,
        amount=contract.amount or Decimal(0),
        months=min(contract.duration_months or 12, 240),
        place_known=contract.latitude is not None,
        condition_due=duty.binds if duty else None,
    )
    return check_supply(need, [offer for offer in offers if offer.trades & codes])
