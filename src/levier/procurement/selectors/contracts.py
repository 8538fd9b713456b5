"""Scoped querysets: every other read of the room, and of the rooms after it, starts from one of these."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.models import AccessLink
from levier.domain.vocabulary import Role

from ..enums import ContractState, ReviewDecision
from ..models import (
    Award,
    AwardMember,
    CallOff,
    Contract,
    ExpectedDocument,
    Lot,
    OrderRequest,
    PendingImport,
    Review,
)


def contracts(*, actor: Actor) -> QuerySet[Contract]:
    """The contracts the actor may see, with their buyer."""
    found = Contract.objects.filter(workspace=actor.workspace).select_related("buyer", "workspace")
    if actor.sees_whole_workspace:
        return found
    if actor.kind is ActorKind.LINK:
        return found.filter(_opened_by(actor.link)) if actor.link else found.none()
    if actor.role is Role.BUYER:
        return found.filter(buyer_id=actor.organisation_id)
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE) and actor.organisation_id:
        return found.filter(_won_by(actor.organisation_id))
    return found.none()


def _won_by(organisation_id: int) -> Q:
    mine = AwardMember.objects.filter(award__lot__contract=OuterRef("pk"), organisation_id=organisation_id)
    return Q(Exists(mine))


def _opened_by(link: AccessLink) -> Q:
    """The contract whose orders a personal link asks for; for other targets, those its organisation is a member of."""
    if link.target_type == "procurement.orderrequest":
        return Q(order_requests=link.target_id, buyer=link.organisation_id)  # asked of that buyer, of nobody else
    if link.organisation_id and not link.target_type.startswith("procurement."):
        return _won_by(link.organisation_id)
    return Q(pk__in=[])


def contracts_for_list(*, actor: Actor) -> QuerySet[Contract]:
    """The same, with what a row of the list shows; no query per row."""
    return (
        contracts(actor=actor)
        .select_related("facilitator", "review")
        .annotate(lot_count=Count("lots", distinct=True))
        .order_by("-updated_at", "-pk")
    )


def lots(*, actor: Actor) -> QuerySet[Lot]:
    """Lots of the visible contracts, in order."""
    return (
        Lot.objects.filter(contract__in=contracts(actor=actor).values("pk"))
        .select_related("contract", "contract__buyer")
        .order_by("contract", "number", "pk")
    )


def awards(*, actor: Actor) -> QuerySet[Award]:
    """Awards of the visible contracts. A company sees those it is a member of, not its competitors'."""
    found = (
        Award.objects.filter(lot__contract__in=contracts(actor=actor).values("pk"))
        .select_related("lot", "lot__contract", "lot__contract__buyer")
        .prefetch_related("members__organisation")
        .order_by("lot__number", "pk")
    )
    if _only_own(actor):
        mine = AwardMember.objects.filter(award=OuterRef("pk"), organisation_id=actor.organisation_id or 0)
        found = found.filter(Exists(mine))
    return found


def _only_own(actor: Actor) -> bool:
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE):
        return True
    return (
        actor.kind is ActorKind.LINK
        and actor.link is not None
        and not actor.link.target_type.startswith("procurement.")
    )


def members(*, actor: Actor) -> QuerySet[AwardMember]:
    """Companies of the visible awards."""
    return (
        AwardMember.objects.filter(award__in=awards(actor=actor).order_by().values("pk"))
        .select_related("organisation", "award", "award__lot")
        .order_by("award", "pk")
    )


def call_offs(*, actor: Actor) -> QuerySet[CallOff]:
    """Orders of the visible awards; a company sees its own."""
    found = (
        CallOff.objects.filter(award__in=awards(actor=actor).order_by().values("pk"))
        .select_related("organisation", "award", "award__lot", "award__lot__contract")
        .order_by("ordered_on", "pk")
    )
    return found.filter(organisation_id=actor.organisation_id or 0) if _only_own(actor) else found


def order_requests(*, actor: Actor) -> QuerySet[OrderRequest]:
    """Quarterly requests of the visible contracts, latest first. Companies do not see what is asked of the buyer."""
    found = OrderRequest.objects.filter(contract__in=contracts(actor=actor).values("pk"))
    if _only_own(actor):
        found = found.none()
    if actor.link is not None and actor.link.target_type == "procurement.orderrequest":
        found = found.filter(pk=actor.link.target_id or 0)
    return found.select_related("contract", "contract__buyer").order_by("-quarter", "pk")


def visible_documents(*, actor: Actor) -> QuerySet[ExpectedDocument]:
    """Expected documents of the visible contracts (the team's and the buyer's business)."""
    found = ExpectedDocument.objects.filter(contract__in=contracts(actor=actor).values("pk"))
    if _only_own(actor):
        found = found.none()
    return found.select_related("contract", "contract__buyer", "award", "award__lot").order_by("due_on", "pk")


def late_documents(*, actor: Actor, today: date) -> QuerySet[ExpectedDocument]:
    """Documents expected before today and not received, on live contracts; longest waited for first."""
    return visible_documents(actor=actor).filter(
        received_on=None, due_on__lt=today, contract__state=ContractState.ACTIVE
    )


def reviews(*, actor: Actor) -> QuerySet[Review]:
    """Answers asked of the facilitator, with their contract."""
    found = Review.objects.filter(contract__in=contracts(actor=actor).values("pk"))
    if _only_own(actor):
        found = found.none()
    return found.select_related("contract", "contract__buyer", "answered_by").order_by("due_on", "pk")


def pending_reviews(*, actor: Actor, today: date | None = None) -> QuerySet[Review]:
    """Reviews not answered yet on live contracts; with ``today``, only the ones whose date is passed."""
    found = reviews(actor=actor).filter(decision=ReviewDecision.PENDING, contract__state=ContractState.ACTIVE)
    return found if today is None else found.filter(due_on__lt=today)


def pending_imports(*, actor: Actor) -> QuerySet[PendingImport]:
    """Files this very person sent and has not confirmed."""
    return PendingImport.objects.filter(workspace=actor.workspace, user_id=actor.user_id or 0).select_related("buyer")
