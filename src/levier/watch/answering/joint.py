"""Joint bids: what a lot needs, who completes the structure, where each invitation stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from levier.accounts.actor import Actor, ActorKind
from levier.directory.models import Organisation
from levier.directory.selectors import distance_to, known_capacity, structures
from levier.domain import fit
from levier.domain.eligibility import Answer
from levier.domain.errors import NotAllowed
from levier.domain.quantities import CENT, Hours

from ..models import BidderProfile, JointBid, JointMember
from .enums import MemberState
from .lots import LotToAnswer
from .profile import Bidder, structure_of

_GONE = "Cette invitation n’existe plus."
_MEMBER = JointMember._meta.label_lower


def joint_bids(*, actor: Actor) -> QuerySet[JointBid]:
    """Joint bids the actor's structure builds, or is a member of; nobody else sees them."""
    found = JointBid.objects.select_related("organisation", "mandataire", "notice").defer("notice__content")
    if actor.organisation_id is None or actor.kind is not ActorKind.MEMBER:
        return found.none()
    found = found.filter(organisation__workspace=actor.workspace)
    asked = Q(members__organisation_id=actor.organisation_id)
    return found.filter(Q(organisation_id=actor.organisation_id) | asked).distinct()


def members(*, actor: Actor) -> QuerySet[JointMember]:
    """Invitations the actor's structure sent or received; with a personal link, the one it was made for."""
    found = JointMember.objects.select_related(
        "organisation", "joint__organisation__workspace", "joint__notice", "joint__mandataire"
    ).defer("joint__notice__content")
    if actor.organisation_id is None:
        return found.none()
    found = found.filter(joint__organisation__workspace=actor.workspace)
    if actor.kind is ActorKind.LINK:
        link = actor.link
        if link is None or link.target_type != _MEMBER:
            return found.none()
        return found.filter(pk=link.target_id or 0, organisation_id=actor.organisation_id)
    return found.filter(Q(organisation_id=actor.organisation_id) | Q(joint__organisation_id=actor.organisation_id))


def member_behind(actor: Actor) -> JointMember:
    """The invitation a personal link was made for.

    Raises:
        NotAllowed: it is gone.
    """
    found = members(actor=actor).first()
    if found is None:
        raise NotAllowed(_GONE)
    return found


def shown_members(joint: JointBid, *, actor: Actor) -> list[JointMember]:
    """Who builds it sees every invitation; a member, its own and, once it agreed, those who agreed too."""
    found = list(joint.members.select_related("organisation").order_by("invited_on", "pk"))
    if joint.organisation_id == actor.organisation_id:
        return found
    own = next((one for one in found if one.organisation_id == actor.organisation_id), None)
    agreed = own is not None and own.state == MemberState.ACCEPTED
    return [one for one in found if one == own or (agreed and one.state == MemberState.ACCEPTED)]


@dataclass(frozen=True, slots=True)
class LotPlan:
    """The rule's answer for one lot, and the organisations it names."""

    plan: fit.JointPlan
    #: Every structure of the directory that may be asked, nearest first.
    around: tuple[fit.Neighbour, ...]


def plan_for(*, actor: Actor, who: Bidder, lot: LotToAnswer) -> LotPlan:
    """Who completes the structure for a lot. One query on the directory."""
    others = structures(actor=actor).select_related("structure", "bidder").exclude(pk=who.organisation.pk)
    around = [_neighbour(one, who, lot) for one in others if _may_answer(one, lot)]
    needs = fit.needs_of(lot.cpv, lot.cpv_additional)
    plan = fit.joint_plan(
        needs=needs, own=who.structure.trades, neighbours=around, hours_missing=_hours_missing(who, lot)
    )
    return LotPlan(
        plan, tuple(sorted(around, key=lambda one: (one.distance_km is None, one.distance_km or 0, one.name)))
    )


def _may_answer(organisation: Organisation, lot: LotToAnswer) -> bool:
    """On a reserved lot, those refused if they were alone are left aside, by caution."""
    if not lot.need.is_reserved:
        return True
    profile: BidderProfile | None = getattr(organisation, "bidder", None)
    return fit.reservation(structure_of(organisation, profile), lot.need).answer is not Answer.NO


def _neighbour(organisation: Organisation, who: Bidder, lot: LotToAnswer) -> fit.Neighbour:
    """Far from the lot, else from the structure when nobody knows where the lot is."""
    at = lot.point or who.organisation
    return fit.Neighbour(
        id=organisation.pk,
        name=organisation.name,
        trades=frozenset(organisation.structure.trades),
        distance_km=distance_to(organisation, latitude=at.latitude, longitude=at.longitude),
        capacity_hours_month=known_capacity(organisation.structure),
    )


def _hours_missing(who: Bidder, lot: LotToAnswer) -> Hours | None:
    left, need = who.structure.hours_left, lot.need.hours_month(who.structure.euros_per_hour)
    if left is None or need is None or need <= left:
        return None
    return (need - left).quantize(CENT)


def open_joint(*, actor: Actor, notice_id: int, lot: str) -> JointBid | None:
    """The joint bid the structure already builds for this lot."""
    return (
        joint_bids(actor=actor)
        .filter(organisation_id=actor.organisation_id or 0, notice_id=notice_id, lot=lot, abandoned_on=None)
        .first()
    )


def standing(found: Iterable[JointMember]) -> str:
    """Where the group stands, in a few words."""
    states = [one.state for one in found]
    waiting, agreed = states.count(MemberState.INVITED), states.count(MemberState.ACCEPTED)
    if waiting:
        return f"{waiting} réponse{'s' if waiting > 1 else ''} attendue{'s' if waiting > 1 else ''}"
    return f"{agreed} partenaire{'s' if agreed > 1 else ''} d’accord" if agreed else "Aucun partenaire"
