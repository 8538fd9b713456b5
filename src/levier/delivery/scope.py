"""A second lock on writes: the object is in the actor's workspace, and theirs when they come from outside.

Views already read through scoped selectors (404); a service called with somebody else's object says no as well.
"""

from __future__ import annotations

from levier.accounts.actor import Actor
from levier.domain.errors import NotAllowed
from levier.domain.vocabulary import Role
from levier.procurement.models import Award, Contract

from .models import Obligation


def require_contract(actor: Actor, contract: Contract) -> None:
    """The contract is in the actor's workspace, and their own when they are a buyer."""
    if contract.workspace_id != actor.workspace_id:
        raise NotAllowed("Ce marché n’est pas dans votre espace.")
    if actor.role is Role.BUYER and contract.buyer_id != actor.organisation_id:
        raise NotAllowed("Ce marché n’est pas celui de votre organisation.")


def require_award(actor: Actor, award: Award) -> None:
    """The same for an award."""
    require_contract(actor, award.lot.contract)


def require(actor: Actor, obligation: Obligation) -> None:
    """The same for an obligation, which must be their own for a company."""
    require_award(actor, obligation.award)
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE) and obligation.contractor_id != actor.organisation_id:
        raise NotAllowed("Cette obligation n’est pas celle de votre organisation.")
