"""Before a contract is launched, each lot has its lever chosen and its clause complete."""

from __future__ import annotations

from django.utils import timezone

from levier.domain.steps import Step
from levier.procurement.guards import guard
from levier.procurement.models import Contract

from .readiness import check_launch


@guard(Step.MONTAGE, Step.LANCEMENT)
def levers_are_chosen(contract: Contract) -> None:
    """The lever is chosen; hours, publics and scope are there; the named contact agreed."""
    check_launch(contract, today=timezone.localdate())
