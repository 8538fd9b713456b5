"""What delivery checks before a contract moves (``levier.procurement.guards``)."""

from __future__ import annotations

from levier.clauses.enums import HoursBasis
from levier.clauses.models import Clause
from levier.domain.errors import RuleError
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever
from levier.procurement.guards import guard
from levier.procurement.models import Award, Contract, OrderRequest

from .enums import StatementState
from .models import Certificate, HoursStatement, LedgerEntry, Obligation


def carries_hours(clause: Clause) -> bool:
    """True when a company can owe hours for this clause."""
    return clause.lever != Lever.NONE and (clause.hours_basis != HoursBasis.FIXED or bool(clause.hours))


@guard(Step.SUIVI, Step.MISE_EN_OEUVRE)
def hours_due_are_recorded(contract: Contract) -> None:
    """Each award of a lot with hours has its obligations."""
    without = Award.objects.filter(lot__contract=contract, obligations=None).select_related("lot__clause")
    for award in without:
        clause = getattr(award.lot, "clause", None)
        if clause is not None and carries_hours(clause):
            raise RuleError(f"Créez d’abord les obligations du lot {award.lot.number}, à l’étape « Suivi ».")


@guard(Step.MISE_EN_OEUVRE, Step.FIN)
def statements_are_treated(contract: Contract) -> None:
    """Every statement received was treated, and the last orders are in."""
    waiting = HoursStatement.objects.filter(
        obligation__clause__lot__contract=contract, state=StatementState.SUBMITTED
    ).count()
    if waiting:
        raise RuleError(f"Relevés reçus et non traités : {waiting}. Traitez-les d’abord.")
    if contract.is_framework and OrderRequest.objects.filter(contract=contract, answered_at=None).exists():
        raise RuleError("L’acheteur n’a pas répondu à la dernière demande d’état des commandes.")


@guard(Step.SUIVI, Step.LANCEMENT)
def nothing_is_declared(contract: Contract) -> None:
    """Once hours are declared, the award is a fact."""
    if HoursStatement.objects.filter(obligation__clause__lot__contract=contract, submitted_at__isnull=False).exists():
        raise RuleError("Des heures sont déjà déclarées : ce marché ne peut pas revenir au lancement.")


@guard(Step.MISE_EN_OEUVRE, Step.SUIVI)
def nothing_is_validated(contract: Contract) -> None:
    """Once hours are validated, the follow-up has begun."""
    obligations = Obligation.objects.filter(clause__lot__contract=contract)
    if LedgerEntry.objects.filter(obligation__in=obligations).exists():
        raise RuleError("Des heures sont déjà validées : ce marché ne peut pas revenir au suivi.")


@guard(Step.FIN, Step.MISE_EN_OEUVRE)
def no_certificate_stands(contract: Contract) -> None:
    """A certificate that was handed over is withdrawn first."""
    valid = Certificate.objects.filter(report__obligation__clause__lot__contract=contract, revoked_on=None)
    if valid.exists():
        raise RuleError("Une attestation est remise : retirez-la avant de rouvrir le marché.")
