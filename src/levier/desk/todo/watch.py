"""What waits of the answers of a structure: an invitation, a decision to take before the deadline, a partner to replace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.domain.vocabulary import Role
from levier.watch.answering.enums import Decision, MemberState
from levier.watch.answering.joint import joint_bids, members
from levier.watch.answering.lots import day_of
from levier.watch.answering.selectors import sheets
from levier.watch.models import JointMember, StoredNotice

from .. import addresses
from .item import TodoItem, provider, urgency_of


def _start(today: date) -> datetime:
    return timezone.make_aware(datetime.combine(today, time.min))


def _due(notice: StoredNotice) -> date | None:
    return day_of(notice.deadline_now) if notice.deadline_now else None


@provider("joint_invitation", "Invitations à un groupement", (Role.STRUCTURE,), on_contract=False)
def invitations(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Other structures propose to answer together."""
    found = members(actor=actor).filter(
        organisation_id=actor.organisation_id or 0, state=MemberState.INVITED, joint__abandoned_on=None
    )
    for one in found.exclude(joint__notice__deadline_now__lt=_start(today)).order_by(
        "joint__notice__deadline_now", "pk"
    ):
        due = _due(one.joint.notice)
        yield TodoItem(
            kind="joint_invitation",
            title="Répondre à l’invitation d’un groupement",
            why=f"{one.joint.organisation.name} vous propose de répondre ensemble à « {one.joint.notice.title} ».",
            since=one.invited_on,
            due=due,
            urgency=urgency_of(due, today),
            url=addresses.joint(one.joint_id),
            button="Répondre",
        )


@provider("bid_decision", "Avis à décider", (Role.STRUCTURE,), on_contract=False)
def decisions(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Sheets begun, whose deadline is to come and whose decision is not taken."""
    found = sheets(actor=actor).filter(decision=Decision.UNDECIDED, notice__deadline_now__gte=_start(today))
    for one in found.order_by("notice__deadline_now", "pk"):
        due = _due(one.notice)
        yield TodoItem(
            kind="bid_decision",
            title="Décider de répondre ou non",
            why=f"« {one.notice.title} » : la fiche est commencée, la décision n’est pas prise.",
            since=timezone.localtime(one.updated_at).date(),
            due=due,
            urgency=urgency_of(due, today),
            url=addresses.bid_sheet(one.notice_id),
            button="Décider",
        )


@provider("joint_alone", "Partenaires à remplacer", (Role.STRUCTURE,), on_contract=False)
def alone(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Groups that the structure builds, in which nobody asked is left."""
    kept = JointMember.objects.filter(joint=OuterRef("pk"), state__in=[MemberState.INVITED, MemberState.ACCEPTED])
    found = joint_bids(actor=actor).filter(
        ~Exists(kept),
        organisation_id=actor.organisation_id or 0,
        abandoned_on=None,
        notice__deadline_now__gte=_start(today),
    )
    for one in found.order_by("notice__deadline_now", "pk"):
        due = _due(one.notice)
        yield TodoItem(
            kind="joint_alone",
            title="Chercher un autre partenaire",
            why=f"Plus personne n’est avec vous pour répondre à « {one.notice.title} ».",
            since=timezone.localtime(one.created_at).date(),
            due=due,
            urgency=urgency_of(due, today),
            url=addresses.joint(one.pk),
            button="Voir le groupement",
        )
