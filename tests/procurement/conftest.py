"""A small procurement to test with. All fictional."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from levier.directory.models import Organisation
from levier.domain.steps import Step
from levier.domain.vocabulary import PurchaseNature
from levier.procurement import services
from levier.procurement.enums import AwardRole
from levier.procurement.models import Award, Contract
from levier.procurement.values import ContractFacts, LotFacts, MemberFacts
from tests.cast import Cast

TODAY = date(2026, 11, 23)


def facts(**changes: Any) -> ContractFacts:
    """A painting contract, with changes."""
    values: dict[str, Any] = {
        "title": "Peinture des écoles",
        "nature": PurchaseNature.WORKS,
        "reference": "2027-01",
        "amount": Decimal(120_000),
        "duration_months": 12,
        "consultation_on": date(2027, 2, 1),
        "cpv": "45442100",
        "lots": (LotFacts(number="1", title="Peinture", cpv="45442100", trades=("painting",)),),
    }
    return ContractFacts(**{**values, **changes})


def make_contract(cast: Cast, **changes: Any) -> Contract:
    return services.create_contract(actor=cast.facilitator, today=TODAY, buyer=cast.buyer, facts=facts(**changes))


def make_award(cast: Cast, contract: Contract, *, company: Organisation | None = None) -> Award:
    Contract.objects.filter(pk=contract.pk).update(step=Step.LANCEMENT.value)
    contract.refresh_from_db()
    return services.record_award(
        actor=cast.facilitator,
        lot=contract.lots.select_related("contract__workspace").get(),
        today=TODAY,
        notified_on=date(2026, 11, 2),
        starts_on=date(2026, 12, 1),
        ends_on=date(2028, 12, 1),
        amount=Decimal(100_000),
        members=[MemberFacts(organisation_id=(company or cast.contractor).pk, role=AwardRole.HOLDER)],
    )


@pytest.fixture
def contract(cast: Cast) -> Contract:
    return make_contract(cast)


@pytest.fixture
def award(cast: Cast) -> Award:
    return make_award(cast, make_contract(cast, is_framework=True))
