"""Read committees and decisions, scoped to the actor."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from levier.accounts.actor import Actor, ActorKind
from levier.domain.vocabulary import Role
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract, Programme
from levier.procurement.selectors import contracts
from levier.procurement.selectors.great_works import Tree

from .enums import DecisionState
from .models import Committee, Decision


def meetings(*, actor: Actor) -> QuerySet[Committee]:
    """All of the workspace inside; for a buyer, those about itself or one of its contracts."""
    found = Committee.objects.filter(workspace=actor.workspace).select_related("contract", "programme", "buyer")
    if actor.sees_whole_workspace:
        return found
    if actor.role is Role.BUYER and actor.kind is ActorKind.MEMBER:
        return found.filter(Q(contract__buyer=actor.organisation_id) | Q(buyer=actor.organisation_id))
    return found.none()


def decisions(*, actor: Actor) -> QuerySet[Decision]:
    """Those of the committees the actor reads, and those given to them or to their organisation."""
    found = Decision.objects.filter(meeting__workspace=actor.workspace).select_related(
        "meeting__contract", "meeting__programme", "meeting__buyer", "organisation", "member"
    )
    if actor.sees_whole_workspace:
        return found
    mine = Q(member_id=actor.user_id or 0) | Q(organisation_id=actor.organisation_id or 0)
    return found.filter(mine | Q(meeting__in=meetings(actor=actor).order_by().values("pk")))


def given_to(actor: Actor) -> Q:
    """Decisions this person, or their organisation, has to carry out."""
    return Q(member_id=actor.user_id or 0) | Q(organisation_id=actor.organisation_id or 0)


def before(meeting: Committee) -> QuerySet[Committee]:
    """Earlier committees about the same thing, the last first."""
    same = Committee.objects.filter(
        workspace=meeting.workspace_id,
        contract=meeting.contract_id,
        programme=meeting.programme_id,
        buyer=meeting.buyer_id,
    )
    return same.filter(Q(on__lt=meeting.on) | Q(on=meeting.on, pk__lt=meeting.pk)).order_by("-on", "-pk")


def decided_before(meeting: Committee) -> QuerySet[Decision]:
    """What the last committee about the same thing decided, and whatever older ones left to do or was settled since."""
    earlier = before(meeting)
    last = earlier.first()
    if last is None:
        return Decision.objects.none()
    lately = Q(meeting=last) | Q(state=DecisionState.OPEN) | Q(settled_on__gte=last.on)
    found = Decision.objects.filter(meeting__in=earlier.order_by().values("pk")).filter(lately)
    return found.select_related("meeting", "organisation", "member").order_by("due_on", "pk")


def contracts_in(meeting: Committee, *, actor: Actor) -> QuerySet[Contract]:
    """Contracts a committee looks at: its own whatever its state, else those under way in its scope."""
    found = contracts(actor=actor).filter(workspace=meeting.workspace_id)
    if meeting.contract_id:
        return found.filter(pk=meeting.contract_id)
    found = found.filter(state=ContractState.ACTIVE)
    if meeting.buyer_id:
        return found.filter(buyer=meeting.buyer_id)
    if meeting.programme_id:
        tree = Tree(Programme.objects.filter(workspace=meeting.workspace_id).order_by("pk"))
        return found.filter(operation__programme__in=tree.below(meeting.programme_id))
    return found


def about_contract(*, actor: Actor, contract: Contract) -> QuerySet[Committee]:
    """Committees that looked at a contract: its own, its buyer's, its programmes', those of the whole workspace."""
    covering = Q(contract=contract) | Q(buyer=contract.buyer_id) | Q(contract=None, programme=None, buyer=None)
    if contract.operation is not None and contract.operation.programme is not None:
        programme = contract.operation.programme
        tree = Tree(Programme.objects.filter(workspace=contract.workspace_id).order_by("pk"))
        covering |= Q(programme__in=[programme.pk, *(one.pk for one in tree.above(programme))])
    return meetings(actor=actor).filter(covering)
