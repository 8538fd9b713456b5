"""A lot whose trades nobody said gets those its CPV points to, so that the supply can be checked at once."""

from __future__ import annotations

from datetime import date

from levier.domain.vocabulary import PurchaseNature
from levier.procurement.services import create_contract
from levier.procurement.values import ContractFacts, LotFacts
from tests.cast import Cast


def _create(cast: Cast, *lots: LotFacts) -> list[list[str]]:
    facts = ContractFacts(title="Peinture des écoles", nature=PurchaseNature.WORKS, cpv="45442100", lots=lots)
    contract = create_contract(actor=cast.facilitator, today=date(2026, 3, 2), buyer=cast.buyer, facts=facts)
    return [lot.trades for lot in contract.lots.all()]


def test_the_lot_takes_the_trades_of_its_cpv_then_of_the_contract(cast: Cast) -> None:
    lots = (LotFacts(number="1", title="Sols", cpv="45431000"), LotFacts(number="2", title="Murs"))
    assert _create(cast, *lots) == [["flooring"], ["painting"]]


def test_trades_somebody_chose_are_kept(cast: Cast) -> None:
    assert _create(cast, LotFacts(number="1", title="Murs", trades=("plastering",))) == [["plastering"]]
