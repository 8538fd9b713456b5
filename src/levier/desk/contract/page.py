"""What the page shows: parties, lots, gauges, next actions. The number of queries does not depend on the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from levier.accounts.actor import Actor
from levier.clauses.enums import ClauseState
from levier.clauses.models import Clause
from levier.clauses.readiness import hours_sentence
from levier.delivery.selectors.ledger import ObligationHours, hours_of
from levier.domain.quantities import ZERO, Hours
from levier.domain.steps import Step, StepSheet, sheet
from levier.domain.vocabulary import Lever, Role
from levier.procurement import selectors as procurement
from levier.procurement.models import Award, Contract, Lot

from .. import scope
from ..todo import TodoItem, todo_items

_COMPANIES = (Role.CONTRACTOR, Role.STRUCTURE)


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot with its lever; a draft says nothing to those outside the workspace."""

    lot: Lot
    lever: str
    state: str
    hours: str
    companies: list[str]


@dataclass(frozen=True, slots=True)
class ContractPage:
    contract: Contract
    sheet: StepSheet
    lots: list[LotRow]
    awards: list[Award]
    rows: list[ObligationHours]
    todo: list[TodoItem]
    due: Hours
    declared: Hours
    validated: Hours
    expected: Hours


def contract_page(*, actor: Actor, contract: Contract, today: date) -> ContractPage:
    """Everything but the timeline. ``contract`` comes from a scoped selector."""
    awards = list(procurement.awards(actor=actor).filter(lot__contract=contract))
    found = scope.obligations(actor=actor, only=contract.pk).select_related("contractor", "award__lot")
    rows = hours_of(found.order_by("award__lot__number", "contractor__name", "pk"), today=today)
    return ContractPage(
        contract=contract,
        sheet=sheet(Step(contract.step)),
        lots=_lots(actor, contract, awards),
        awards=awards,
        rows=rows,
        todo=todo_items(actor=actor, today=today, only=contract.pk),
        due=sum((one.due for one in rows), ZERO),
        declared=sum((one.progress.declared for one in rows), ZERO),
        validated=sum((one.progress.validated for one in rows), ZERO),
        expected=sum((one.forecast.expected_at_end for one in rows), ZERO),
    )


def _lots(actor: Actor, contract: Contract, awards: list[Award]) -> list[LotRow]:
    found = Lot.objects.filter(contract=contract).select_related("clause").order_by("number", "pk")
    if actor.role in _COMPANIES:
        found = found.filter(pk__in={award.lot_id for award in awards})
    companies: dict[int, list[str]] = {}
    for award in awards:
        companies.setdefault(award.lot_id, []).extend(member.organisation.name for member in award.members.all())
    return [_lot(actor, lot, companies.get(lot.pk, [])) for lot in found]


def _lot(actor: Actor, lot: Lot, companies: list[str]) -> LotRow:
    clause: Clause | None = getattr(lot, "clause", None)
    hidden = clause is not None and clause.state == ClauseState.DRAFT and not actor.sees_whole_workspace
    if clause is None or hidden:
        return LotRow(lot, "", "à l’étude" if hidden else "pas encore de levier", "", companies)
    if not clause.lever:  # hours may be calibrated, or supply checked, before a lever is chosen
        return LotRow(lot, "", "levier à choisir", terms(clause), companies)
    lever = Lever(clause.lever)
    return LotRow(lot, lever.label, clause.get_state_display(), "" if lever is Lever.NONE else terms(clause), companies)


def terms(clause: Clause) -> str:
    """The hours as the contract writes them."""
    return hours_sentence(clause) or "à calibrer"
