"""What the head of every page of a contract shows (``layouts/contract.html``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import Permission
from levier.domain.steps import SHEETS, Intent, Step, Transition, active_steps, next_transitions
from levier.domain.vocabulary import Role

from .. import perms
from ..enums import ContractState
from ..guards import is_ready
from ..models import Contract, StepChange
from ..writing import party_of

_TONES = {ContractState.ACTIVE: "accent", ContractState.CLOSED: "success", ContractState.ABANDONED: "neutral"}
_ADDRESSES = {
    Step.PROGRAMMATION: "programmation",
    Step.MONTAGE: "montage",
    Step.LANCEMENT: "lancement",
    Step.SUIVI: "suivi",
    Step.MISE_EN_OEUVRE: "mise-en-oeuvre",
    Step.COMMANDES: "commandes",
    Step.FIN: "fin",
}


def step_address(contract: Contract, step: Step) -> str:
    """Address of a step's page (they belong to several rooms; the scheme is in ``docs/architecture.md``)."""
    return f"/marches/{contract.pk}/{_ADDRESSES[step]}/"


def moves(*, actor: Actor, contract: Contract) -> list[Transition]:
    """The moves this actor may make from here."""
    may = actor.role in (Role.FACILITATOR, Role.ADMIN, Role.BUYER) and actor.may(perms.MOVE_CONTRACT)
    if contract.state == ContractState.ABANDONED or not may:
        return []
    party = party_of(actor)
    open_moves = next_transitions(Step(contract.step), is_framework=contract.is_framework)
    return [move for move in open_moves if party in move.parties]


def may_open(actor: Actor, path: str) -> bool:
    """Whether the view at that address says this actor may open it (``requires`` leaves its permission there)."""
    try:
        view = resolve(path.split("?")[0]).func
    except Resolver404:
        return False
    permission: Permission | None = getattr(view, "permission", None)
    return permission is not None and actor.may(permission)


def contract_header(*, contract: Contract, actor: Actor, tabs: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Title, buyer, amount, state, the seven steps with their date, and what makes the contract go on. One query.

    A step this actor may not open is left without an address; the moves forward are offered on every step's page.
    ``tabs`` are the page's own ({"label", "url", "current", "count"}).
    """
    state = ContractState(contract.state)
    step = Step(contract.step)
    status = state.label if state is not ContractState.ACTIVE else step.label
    return {
        "title": contract.title,
        "reference": contract.reference,
        "buyer": contract.buyer.name,
        "amount": contract.amount,
        "status": status,
        "status_tone": _TONES[state],
        "state": state.value,
        "url": f"/marches/{contract.pk}/",
        "steps": [
            {**one, "url": one["url"] if one["url"] and may_open(actor, one["url"]) else None}
            for one in _steps(contract, step, state)
        ],
        "moves": [
            {
                "label": one.intent.label,
                "url": reverse("procurement:move", kwargs={"pk": contract.pk, "step": one.target.value}),
                "kind": _weight(contract, one),
            }
            for one in moves(actor=actor, contract=contract)
            if not one.needs_reason and one.target is not Step.FIN  # the end has its own page, and its own checks
        ],
        "tabs": list(tabs),
    }


def _weight(contract: Contract, move: Transition) -> str:
    """Setting up, launching and following are the main action once nothing is missing, in the background before."""
    if move.intent not in (Intent.SET_UP, Intent.LAUNCH, Intent.FOLLOW):
        return "secondary"
    return "primary" if is_ready(contract, move.target) else "quiet"


def _steps(contract: Contract, current: Step, state: ContractState) -> list[dict[str, Any]]:
    reached = _dates(contract)
    active = active_steps(current, is_framework=contract.is_framework) if state is ContractState.ACTIVE else ()
    return [
        {
            "number": step.number,
            "title": _TITLES[step],
            "url": None if _skipped(step, contract) else step_address(contract, step),
            "state": _state(step, current, active, contract, state),
            "date": reached.get(step.value),
        }
        for step in Step
    ]


_TITLES = {
    Step.PROGRAMMATION: "Programmation",
    Step.MONTAGE: "Montage",
    Step.LANCEMENT: "Lancement",
    Step.SUIVI: "Suivi",
    Step.MISE_EN_OEUVRE: "Mise en œuvre",
    Step.COMMANDES: "Bons de commande",
    Step.FIN: "Fin",
}


def _skipped(step: Step, contract: Contract) -> bool:
    return SHEETS[step].framework_only and not contract.is_framework


def _state(step: Step, current: Step, active: tuple[Step, ...], contract: Contract, state: ContractState) -> str:
    if _skipped(step, contract):
        return "skipped"
    if step in active:
        return "current"
    if step.number < current.number or (state is ContractState.CLOSED and step is current):
        return "done"
    return "todo"


def _dates(contract: Contract) -> dict[str, date]:
    """Last day each step was entered; the first step on the day the contract came in."""
    entered: dict[str, date] = {Step.PROGRAMMATION.value: timezone.localdate(contract.created_at)}
    for change in StepChange.objects.filter(contract=contract).only("to_step", "at"):
        entered[change.to_step] = timezone.localdate(change.at)
    return entered
