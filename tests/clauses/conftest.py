"""One contract of the cast's buyer, ready to be set up. All fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from levier.clauses import services
from levier.clauses.models import Clause
from levier.domain.calibration import HoursPerEuroInputs, LabourShareInputs, Method
from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.domain.vocabulary import Ccag, Lever, PurchaseNature
from levier.procurement.models import Contract, Lot
from tests.cast import Cast

TODAY = date(2026, 11, 23)

LABOUR = LabourShareInputs(
    amount=Decimal(1_000_000), labour_share=Decimal("0.5"), insertion_rate=Decimal("0.05"), hourly_cost=Decimal(30)
)
INVOICED = HoursPerEuroInputs(
    amount=Decimal(3_500_001),
    basis=AmountBasis.INVOICED,
    hours_per_tranche=Decimal(1),
    tranche=Decimal(2000),
    counting=TrancheCounting.COMPLETE,
    trigger=Decimal(2_700_000),
)


@dataclass
class Setup:
    """A contract, its only lot, and what the tests often need done."""

    cast: Cast
    contract: Contract
    lot: Lot

    def url(self, name: str = "") -> str:
        return f"/marches/{self.contract.pk}/montage/{self.lot.pk}/{f'{name}/' if name else ''}"

    def fresh_lot(self) -> Lot:
        return Lot.objects.select_related("contract__buyer", "contract__workspace").get(pk=self.lot.pk)

    def clause(self) -> Clause:
        return Clause.objects.select_related(
            "lot__contract__buyer", "lot__contract__workspace", "named_facilitator"
        ).get(lot=self.lot)

    def complete(self, lever: Lever = Lever.PERFORMANCE_CONDITION) -> Clause:
        """Lever, hours and scope: everything mandatory, nobody named."""
        actor = self.cast.facilitator
        services.choose_lever(actor=actor, lot=self.fresh_lot(), lever=lever, today=TODAY)
        services.keep_calibration(
            actor=actor,
            lot=self.fresh_lot(),
            inputs={Method.LABOUR_SHARE: LABOUR},
            chosen=Method.LABOUR_SHARE,
            today=TODAY,
        )
        services.set_terms(actor=actor, lot=self.fresh_lot(), scope="Travaux de peinture des écoles")
        return self.clause()

    def proposed(self) -> Clause:
        clause = self.complete()
        return services.propose_clause(actor=self.cast.facilitator, clause=clause, today=TODAY)


@pytest.fixture
def setup(cast: Cast) -> Setup:
    contract = Contract.objects.create(
        workspace=cast.workspace,
        buyer=cast.buyer,
        reference="2026-017",
        title="Rénovation des écoles",
        nature=PurchaseNature.WORKS.value,
        ccag=Ccag.WORKS.value,
        amount=Decimal(1_000_000),
        duration_months=18,
        place="Sérigny",
        latitude=Decimal("48.5"),
        longitude=Decimal("0.1"),
        consultation_on=date(2027, 1, 15),
        step="montage",
        cpv="45442100",
    )
    lot = Lot.objects.create(
        contract=contract, number="1", title="Peinture", amount=Decimal(1_000_000), trades=["painting"]
    )
    return Setup(cast, contract, lot)


@pytest.fixture
def due(setup: Setup) -> Setup:
    """The same above the threshold, launched after 21 August 2026: a social condition is mandatory."""
    Contract.objects.filter(pk=setup.contract.pk).update(amount=Decimal(6_000_000))
    setup.contract.refresh_from_db()
    return setup
