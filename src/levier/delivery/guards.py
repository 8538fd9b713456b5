"""What delivery checks before a contract moves (``levier.procurement.guards``)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from levier.clauses.enums import ClauseState, HoursBasis
from levier.clauses.models import Clause
from levier.domain.errors import RuleError
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever
from levier.procurement.guards import LooseEnd, guard, inventory
from levier.procurement.models import Award, Contract, OrderRequest

from .ending import State, hindrances
from .enums import LineState, StatementState
from .models import Certificate, HoursLine, HoursStatement, LedgerEntry, Obligation, Shortfall
from .selectors.obligations import with_figures

_AWAITED = (StatementState.REQUESTED, StatementState.DRAFT, StatementState.RETURNED)


def carries_hours(clause: Clause) -> bool:
    """True when a company can owe hours for this clause."""
    if clause.lever == Lever.NONE or clause.state == ClauseState.REFUSED:
        return False
    return clause.hours_basis != HoursBasis.FIXED or bool(clause.hours)


@guard(Step.SUIVI, Step.MISE_EN_OEUVRE)
def hours_due_are_recorded(contract: Contract) -> None:
    """Each award of a lot with hours has its obligations."""
    without = Award.objects.filter(lot__contract=contract, obligations=None).select_related("lot__clause")
    for award in without:
        clause = getattr(award.lot, "clause", None)
        if clause is not None and carries_hours(clause):
            raise RuleError(f"Créez d’abord les obligations du lot {award.lot.number}, à l’étape « Suivi ».")


@inventory(Step.MISE_EN_OEUVRE, Step.FIN)
def statements_in_hand(contract: Contract) -> Iterator[LooseEnd]:
    """Every statement received was treated; those nobody sent are left with a reason."""
    found = HoursStatement.objects.filter(obligation__clause__lot__contract=contract)
    received = found.filter(state=StatementState.SUBMITTED)
    if count := received.count():
        lines = HoursLine.objects.filter(statement__in=received, state=LineState.PENDING).count()
        undecided = f" ({lines} ligne{'s' if lines > 1 else ''} à décider)" if lines else ""
        yield LooseEnd(f"Relevés reçus et non traités : {count}{undecided}. Traitez-les d’abord.", may_be_left=False)
    awaited = found.filter(state__in=_AWAITED, obligation__closed_on=None).count()
    if awaited:
        yield LooseEnd(f"Relevés demandés et jamais reçus : {awaited}.", may_be_left=True)


@inventory(Step.MISE_EN_OEUVRE, Step.FIN)
def last_orders_are_in(contract: Contract) -> Iterator[LooseEnd]:
    """The hours due of a framework agreement follow its orders, down to the last."""
    if contract.is_framework and OrderRequest.objects.filter(contract=contract, answered_at=None).exists():
        yield LooseEnd("L’acheteur n’a pas répondu à la dernière demande d’état des commandes.", may_be_left=False)


@inventory(Step.MISE_EN_OEUVRE, Step.FIN)
def each_obligation_has_its_end(contract: Contract) -> Iterator[LooseEnd]:
    """What keeps an obligation open keeps its contract open; a certificate not issued yet may be left."""
    owed = with_figures(Obligation.objects.filter(clause__lot__contract=contract)).select_related(
        "contractor", "clause__lot"
    )
    certified = {
        one.report.obligation_id: one
        for one in Certificate.objects.filter(report__obligation__in=owed.values("pk"), revoked_on=None)
        .defer("pdf")
        .select_related("report")
    }
    today = timezone.localdate()
    for one in owed.prefetch_related("closing_reports", "shortfalls").order_by("clause__lot__number", "pk"):
        who = f"{one.contractor.name}, lot {one.clause.lot.number}"
        exchange: Shortfall | None = next(iter(one.shortfalls.all()), None)
        due, done = one.due, one.validated  # type: ignore[attr-defined]
        state = State(one, due, done, list(one.closing_reports.all()), certified.get(one.pk), exchange)
        for found in hindrances(state, today=today):
            yield LooseEnd(f"{who} : {found.sentence[0].lower()}{found.sentence[1:]}", may_be_left=False)
        if due and not state.missing and exchange is None and one.pk not in certified:
            yield LooseEnd(f"{who} : les heures sont faites, l’attestation n’est pas établie.", may_be_left=True)


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
