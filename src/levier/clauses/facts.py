"""What the rules need to know of a lot, read from the record: plain functions, no permission, no write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from levier.accounts.models import Workspace
from levier.directory.models import BuyerProfile
from levier.domain.applies import Applicable, Purchase, what_applies
from levier.domain.calibration import Settings
from levier.domain.errors import RuleError
from levier.domain.explanation import Certainty, Source
from levier.domain.levers import LotNeed, SupplyPolicy
from levier.domain.parameters import SMIC_HOURLY
from levier.domain.quantities import FteBasis, Rounding
from levier.domain.trades import TRADES_BY_CODE, trades_for_cpv
from levier.domain.vocabulary import BuyerKind, Lever, PurchaseNature
from levier.notices.recognition import Consideration, Finding
from levier.notices.recognition.hours import QuotedHours, quoted_hours
from levier.procurement.models import Contract, Lot

from .models import Clause

#: Levers that are a social condition of performance in the sense of L2112-2-1 (domain.md §1.2: a scored criterion
#: alone is not one). Reserving and buying insertion are read as satisfying it: nothing found says otherwise [NF].
MEETS_THE_DUTY = frozenset(
    {
        Lever.PERFORMANCE_CONDITION,
        Lever.CONDITION_AND_CRITERION,
    }
)
#: Levers whose relation to the duty was not found: the exception is not demanded, the doubt is shown.
UNCERTAIN = frozenset({Lever.RESERVED_CONTRACT, Lever.RESERVED_LOT, Lever.INSERTION_SERVICES})


def buyer_profile(contract: Contract) -> BuyerProfile | None:
    """What is known of the buyer; ``None`` when nobody filled it in."""
    try:
        return contract.buyer.buyer
    except BuyerProfile.DoesNotExist:
        return None


def whole_amount(contract: Contract) -> Decimal | None:
    """Estimated value of the whole need: the contract's, else the sum of its lots when all of them are known."""
    known_amount: Decimal | None = contract.amount
    if known_amount is not None:
        return known_amount
    amounts = [lot.amount for lot in contract.lots.all()]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def purchase_of(contract: Contract, *, insertion_is_object: bool = False) -> Purchase:
    """The contract as the law looks at it. What is not recorded stays unknown."""
    profile = buyer_profile(contract)
    return Purchase(
        buyer_kind=BuyerKind(profile.buyer_kind) if profile else BuyerKind.AUTHORITY,
        nature=PurchaseNature(contract.nature),
        is_concession=contract.is_concession,
        amount_excl_vat=whole_amount(contract),
        consultation_on=contract.consultation_on,
        duration_months=contract.duration_months,
        insertion_is_object=insertion_is_object,
        buyer_has_insertion_competence=profile.insertion_competence if profile else None,
        buyer_annual_purchases=profile.annual_purchases if profile else None,
    )


def applicable(contract: Contract, *, today: date, insertion_is_object: bool = False) -> Applicable:
    """Duties and levers of a contract on a day."""
    return what_applies(purchase_of(contract, insertion_is_object=insertion_is_object), on=today)


def settings_of(workspace: Workspace, *, today: date) -> Settings:
    """The workspace's own rounding, floor and FTE basis; the SMIC of the day only to warn."""
    smic = next((dated.value for dated in SMIC_HOURLY.values if dated.holds_on(today)), None)
    return Settings(
        rounding=Rounding(workspace.rounding),
        fte_basis=FteBasis(workspace.fte_basis),
        minimum_hours=Decimal(workspace.minimum_hours),
        minimum_hours_source=house_rule(workspace),
        minimum_wage=smic,
    )


def policy_of(workspace: Workspace) -> SupplyPolicy:
    """Le Marché de l'inclusion's thresholds, with the workspace's own floor of hours."""
    return SupplyPolicy(minimum_hours=Decimal(workspace.minimum_hours), minimum_hours_source=house_rule(workspace))


def house_rule(workspace: Workspace) -> Source:
    return Source(f"Règle de l’espace « {workspace.name} »", Certainty.STATED)


def lot_amount(lot: Lot) -> Decimal | None:
    """The lot's amount, or the contract's when there is only one lot."""
    own: Decimal | None = lot.amount
    whole: Decimal | None = lot.contract.amount
    if own is not None:
        return own
    return whole if len(lot.contract.lots.all()) == 1 else None


def announced_hours(lot: Lot) -> QuotedHours | None:
    """The hours the contract's own notice says of this lot, with the words that say them; none when it is not clear.

    What is said of the whole notice holds for its only lot.
    """
    said = (lot.contract.notice or {}).get("social", [])
    labels = {kind.label: kind for kind in Consideration}
    findings = (
        Finding(kind=labels[one["kind"]], quote=one["quote"], rubric=one["rubric"], lots=_named_lots(one["lot"]))
        for one in said
        if one["kind"] in labels
    )
    single = len(lot.contract.lots.all()) == 1
    number = lot.number.lstrip("0")  # « lot 01 » here, « lot 1 » in the notice
    mine = [one for one in quoted_hours(findings) if one.lot.lstrip("0") == number or (single and not one.lot)]
    return mine[0] if len({one.hours for one in mine}) == 1 else None


def _named_lots(said: str) -> tuple[str, ...]:
    return tuple(said.split(", ")) if said else ()


def trades_of(lot: Lot) -> tuple[str, ...]:
    """Trades of the lot: those recorded, else those its CPV points to."""
    recorded = tuple(code for code in lot.trades if code in TRADES_BY_CODE)
    if recorded:
        return recorded
    cpv = lot.cpv or lot.contract.cpv
    return tuple(trade.code for trade in trades_for_cpv(cpv)) if cpv else ()


def lot_need(lot: Lot, clause: Clause | None, *, today: date) -> LotNeed:
    """What the lot asks of structures.

    Raises:
        RuleError: the amount, the duration or the trades are not known yet.
    """
    contract = lot.contract
    amount, months, trades = lot_amount(lot), contract.duration_months, trades_of(lot)
    lacking = [
        word
        for word, known in (("le montant", amount), ("la durée", months), ("au moins un métier", trades))
        if not known
    ]
    if lacking or amount is None or months is None:
        raise RuleError(f"Pour vérifier l’offre, il manque : {' ; '.join(lacking)}.")
    return LotNeed(
        trades=frozenset(trades),
        amount=amount,
        months=min(months, 240),
        hours_wanted=clause.hours if clause else None,
        place_known=contract.latitude is not None and contract.longitude is not None,
        condition_due=applicable(contract, today=today).duty("social_condition").binds,
    )
