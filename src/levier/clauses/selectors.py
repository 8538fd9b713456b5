"""Read the clauses, scoped to the actor: through the contracts they may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from levier.accounts.actor import Actor
from levier.domain.vocabulary import Role
from levier.procurement.models import Award, Contract, Lot, Review
from levier.procurement.selectors import contracts

from .enums import ClauseState, ConsentAnswer
from .models import Calibration, Clause, FacilitatorConsent, SupplyCheck


def clauses(*, actor: Actor) -> QuerySet[Clause]:
    """Clauses of the contracts the actor sees: a buyer once proposed, companies and structures once agreed."""
    found = (
        Clause.objects.filter(lot__contract__in=contracts(actor=actor).values("pk"))
        .select_related("lot__contract__buyer__buyer", "lot__contract__workspace", "named_facilitator")
        .prefetch_related("lot__contract__lots", "consents")
        .order_by("lot__contract", "lot__number", "pk")
    )
    if actor.sees_whole_workspace:
        return found
    if actor.role is Role.BUYER:
        return found.exclude(state=ClauseState.DRAFT)
    return found.filter(state=ClauseState.AGREED)


def montage_contracts(*, actor: Actor) -> QuerySet[Contract]:
    """Contracts ready for the pages of step 2: buyer's profile, lots and the clauses the actor may see.

    Each lot says whether it is ``awarded``.
    """
    won = Award.objects.filter(lot=OuterRef("pk"))
    return (
        contracts(actor=actor)
        .select_related("buyer__buyer", "workspace")
        .prefetch_related(
            Prefetch("lots", queryset=Lot.objects.annotate(awarded=Exists(won)).order_by("number", "pk")),
            Prefetch(
                "lots__clause", queryset=Clause.objects.filter(pk__in=clauses(actor=actor).order_by().values("pk"))
            ),
            "lots__clause__consents",
            "lots__clause__named_facilitator",
        )
    )


def clause_of(lot: Lot) -> Clause | None:
    """The clause of a lot prefetched by ``montage_contracts``; ``None`` when there is none the actor may see."""
    try:
        clause = lot.clause
    except Clause.DoesNotExist:
        return None
    clause.lot = lot
    return clause


def calibrations(*, actor: Actor, clause: Clause) -> QuerySet[Calibration]:
    """Every computation made for a clause, newest first."""
    return Calibration.objects.filter(
        clause=clause, clause__in=clauses(actor=actor).order_by().values("pk")
    ).select_related("made_by")


def estimate_inputs(contract: Contract) -> dict[str, Any]:
    """What the order of magnitude of step 1 was computed from, empty when there is none."""
    return Review.objects.filter(contract=contract).values_list("estimate_inputs", flat=True).first() or {}


def chosen_calibration(clause: Clause | None) -> Calibration | None:
    """The computation the hours come from, when they were not written by hand."""
    if clause is None:
        return None
    return Calibration.objects.filter(clause=clause, is_chosen=True).select_related("made_by").first()


def latest_supply_check(clause: Clause | None) -> SupplyCheck | None:
    """The last supply check kept."""
    return None if clause is None else SupplyCheck.objects.filter(clause=clause).first()


def consents(*, actor: Actor) -> QuerySet[FacilitatorConsent]:
    """Requests made in the workspace (the team's business), newest first."""
    found = FacilitatorConsent.objects.filter(clause__lot__contract__workspace=actor.workspace)
    if not actor.sees_whole_workspace:
        found = found.none()
    return found.select_related(
        "clause__lot__contract__buyer", "clause__lot__contract__workspace", "facilitator", "asked_by"
    )


def consents_to_answer(*, actor: Actor) -> QuerySet[FacilitatorConsent]:
    """Requests waiting for this very person, oldest first (for « À faire »)."""
    return consents(actor=actor).filter(facilitator_id=actor.user_id, answer=ConsentAnswer.PENDING).order_by("asked_at")


def clauses_to_answer(*, actor: Actor) -> QuerySet[Clause]:
    """Proposals waiting for the buyer, oldest first (for « À faire »)."""
    return clauses(actor=actor).filter(state=ClauseState.PROPOSED).order_by("proposed_on", "pk")
