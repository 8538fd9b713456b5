"""Enter, correct, move, drop and take up a contract."""

from __future__ import annotations

from datetime import date
from typing import Any

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.directory.writing import Entered, find_or_create_buyer, told
from levier.domain.errors import Conflict, RuleError
from levier.domain.steps import AbandonReason, Step, check_abandon, check_resume, check_transition, is_forward
from levier.domain.vocabulary import Role
from levier.journal.services import note, service

from .. import perms
from ..enums import ContractSource, ContractState
from ..guards import check_guards
from ..models import Contract
from ..values import ContractFacts
from ..writing import change_step, open_review, party_of, require_contract, require_own_buyer, write_contract


@service("procurement.contract.create", perms.ADD_CONTRACT)
def create_contract(
    *,
    actor: Actor,
    today: date,
    facts: ContractFacts,
    buyer: Organisation | None = None,
    buyer_name: str = "",
    buyer_siret: str = "",
    source: ContractSource = ContractSource.MANUAL,
    notice_id: str = "",
    notice: dict[str, Any] | None = None,
) -> Contract:
    """Enter a contract with its lots, and ask the facilitator for an answer.

    The buyer is a known organisation, or the one a notice names (created when the directory does not have it; only
    the team may do that).

    Raises:
        RuleError: no buyer, or a fact that cannot be.
        Conflict: this buyer already has a contract of that reference.
        NotAllowed: a buyer acting for another one.
    """
    entered: list[Entered] = []
    if buyer is None and actor.role is not Role.BUYER and buyer_name.strip():
        entered.append(find_or_create_buyer(workspace=actor.workspace, name=buyer_name.strip(), siret=buyer_siret))
        buyer = entered[0].organisation
    if buyer is None:
        raise RuleError("Choisissez l’acheteur, ou indiquez son nom.", field="buyer")
    require_own_buyer(actor, buyer)
    contract = Contract(workspace=actor.workspace, buyer=buyer, source=source, notice_id=notice_id[:60], notice=notice)
    write_contract(contract, facts)
    open_review(contract, today=today)
    note(contract, source=source.value, lots=contract.lots.count(), **told(entered))
    return contract


@service("procurement.contract.update", perms.EDIT_CONTRACT)
def update_contract(*, actor: Actor, contract: Contract, facts: ContractFacts) -> Contract:
    """Correct a contract and its lots.

    Raises:
        RuleError, Conflict: as for ``create_contract``; a lot that carries a clause or an award cannot be removed.
    """
    require_contract(actor, contract)
    if contract.state == ContractState.ABANDONED:
        raise Conflict("Ce dossier est abandonné : reprenez-le avant de le modifier.")
    write_contract(contract, facts)
    note(contract, lots=contract.lots.count())
    return contract


@service("procurement.contract.advance", perms.MOVE_CONTRACT)
def advance(*, actor: Actor, contract: Contract, to: Step, reason: str = "") -> Contract:
    """Move a contract along the table of steps; closing it ends it, reopening the last step revives it.

    Raises:
        Conflict: not a move of the table, or somebody moved it meanwhile.
        NotAllowed: this party may not.
        RuleError: a guard is not met, or going back, or leaving something open, without a reason.
    """
    require_contract(actor, contract)
    contract = _locked(contract)
    if contract.state == ContractState.ABANDONED:
        raise Conflict("Ce dossier est abandonné : reprenez-le avant de le faire avancer.")
    origin = Step(contract.step)
    move = check_transition(origin, to, party=party_of(actor), is_framework=contract.is_framework, reason=reason)
    reason = " ".join(reason.split())
    check_guards(contract, to, reason=reason)
    change_step(contract, actor=actor, to=to, reason=reason)
    if Step.FIN in (origin, to):
        contract.state = ContractState.CLOSED if is_forward(move) else ContractState.ACTIVE
        contract.save(update_fields=["state"])
    note(contract, reason=reason, from_step=origin.value, to_step=to.value)
    return contract


@service("procurement.contract.abandon", perms.MOVE_CONTRACT)
def abandon(*, actor: Actor, contract: Contract, why: AbandonReason, comment: str) -> Contract:
    """Drop a file, with the written reason; nothing is erased.

    Raises:
        Conflict: not live, or the reason makes no sense at this step.
        RuleError: no comment.
    """
    require_contract(actor, contract)
    contract = _locked(contract)
    if contract.state != ContractState.ACTIVE:
        raise Conflict("Ce dossier n’est plus en cours.")
    comment = check_abandon(Step(contract.step), why, party=party_of(actor), comment=comment)
    contract.state = ContractState.ABANDONED
    contract.save(update_fields=["state", "updated_at"])
    note(contract, reason=comment, why=why.value, step=contract.step)
    return contract


@service("procurement.contract.resume", perms.EDIT_CONTRACT)
def resume(*, actor: Actor, contract: Contract, reason: str) -> Contract:
    """Take up a dropped file, at the step where it was dropped.

    Raises:
        Conflict: it was not dropped.
        RuleError: no reason.
    """
    require_contract(actor, contract)
    contract = _locked(contract)
    if contract.state != ContractState.ABANDONED:
        raise Conflict("Ce dossier n’est pas abandonné.")
    reason = check_resume(party=party_of(actor), reason=reason)
    contract.state = ContractState.ACTIVE
    contract.save(update_fields=["state", "updated_at"])
    note(contract, reason=reason, step=contract.step)
    return contract


def _locked(contract: Contract) -> Contract:
    """The row as it stands now, held until the end of the transaction."""
    return Contract.objects.select_for_update(of=("self",)).select_related("buyer", "workspace").get(pk=contract.pk)
