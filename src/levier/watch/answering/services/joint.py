"""Build a joint bid: invite, answer, withdraw, settle its form, give it up."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import absolute, make_link
from levier.accounts.models import AccessLink
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact, structures
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.services import note, service
from levier.people.screening import screen
from levier.post.messages import queue_message

from ...models import JointBid, JointMember, StoredNotice
from .. import perms
from ..enums import NEXT_STATES, AgreementKind, MemberState
from ..joint import members
from ..lots import day_of
from ..wording import answered_message, invitation_message, settled_message, withdrawn_message

#: A group of more than ten is no longer one.
MOST_MEMBERS = 10
#: How long a link lives when the notice gives no deadline; else until the deadline and a week.
LINK_DAYS, GRACE = 30, 7
_LATE = "La date limite est passée : ce groupement ne peut plus changer."
_ABANDONED = "Ce groupement est abandonné."
_ANSWERED = "Cette invitation a déjà reçu sa réponse, ou elle a été retirée."


@service("watch.joint.invite", perms.BUILD_JOINT)
def invite(
    *,
    actor: Actor,
    notice: StoredNotice,
    lot: str,
    lot_name: str = "",
    organisation: Organisation,
    share: str,
    today: date,
) -> JointMember:
    """Ask a structure to answer a lot together; the first invitation opens the group.

    Who declined or was withdrawn may be asked again.

    Raises:
        NotAllowed: not a structure that the actor may see, or oneself.
        RuleError: what is proposed is not said, or the deadline is over.
        Conflict: it is asked already, or ten are.
    """
    lead = structures(actor=actor).filter(pk=actor.organisation_id or 0).first()
    asked = structures(actor=actor).filter(pk=organisation.pk).first()
    if lead is None or asked is None or asked == lead:
        raise NotAllowed("Choisissez une autre structure de l’annuaire.")
    proposed = screen(share, field="share")
    if not proposed:
        raise RuleError("Dites ce que vous lui proposez de faire.", field="share")
    joint = _held_joint(lead, notice, lot, lot_name)
    _still_time(joint, today)
    member = JointMember.objects.select_for_update().filter(joint=joint, organisation=asked).first()
    if member is not None and MemberState.INVITED not in NEXT_STATES[MemberState(member.state)]:
        raise Conflict(f"{asked.name} est déjà invitée.")
    if member is None and joint.members.count() >= MOST_MEMBERS:
        raise Conflict(f"Un groupement réunit {MOST_MEMBERS} structures au plus ici.")
    member = member or JointMember(joint=joint, organisation=asked)
    member.state, member.share, member.invited_on = MemberState.INVITED, proposed, today
    member.answered_on, member.reason = None, ""
    try:
        with transaction.atomic():  # two of the same structure may press the button at the same time
            member.save()
    except IntegrityError as error:
        raise Conflict(f"{asked.name} est déjà invitée.") from error
    told = _tell_invited(actor, member, today)
    note(member, notice=notice.key, lot=lot, organisation=asked.pk, told=told)
    return member


def _held_joint(lead: Organisation, notice: StoredNotice, lot: str, lot_name: str) -> JointBid:
    """The open group of this structure for this lot, made at the first invitation; locked."""
    asked = {"organisation": lead, "notice": notice, "lot": lot, "abandoned_on": None}
    found = JointBid.objects.select_for_update(of=("self",)).filter(**asked).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return JointBid.objects.create(lot_name=lot_name, **asked)
    except IntegrityError:
        return JointBid.objects.select_for_update(of=("self",)).get(**asked)


def _still_time(joint: JointBid, today: date) -> None:
    deadline = joint.notice.deadline_now
    if deadline is not None and day_of(deadline) < today:
        raise RuleError(_LATE)


def _tell_invited(actor: Actor, member: JointMember, today: date) -> bool:
    """A message with the member's own link; False when it has no address. Earlier links of the invitation die."""
    _revoke_links(member)
    to = link_contact(member.organisation)
    if not to:
        return False
    deadline = member.joint.notice.deadline_now
    days = (day_of(deadline) - today).days + GRACE if deadline else LINK_DAYS
    _, token = make_link(
        workspace=actor.workspace,
        purpose=LinkPurpose.JOINT_BID,
        days=max(1, days),
        organisation_id=member.organisation_id,
        target=member,
    )
    page = absolute(reverse("watch:joint_link", args=[token]))
    subject, body = invitation_message(member, page=page)
    queue_message(workspace_id=actor.workspace_id, target=member, to=to, subject=subject, body=body)
    return True


def _revoke_links(member: JointMember) -> None:
    live = AccessLink.objects.filter(target_type=member._meta.label_lower, target_id=member.pk, revoked_at=None)
    live.update(revoked_at=timezone.now())


def _tell_lead(actor: Actor, member: JointMember) -> None:
    to = link_contact(member.joint.organisation)
    if to:
        page = absolute(reverse("watch:joint", args=[member.joint_id]))
        subject, body = answered_message(member, page=page)
        queue_message(workspace_id=actor.workspace_id, target=member, to=to, subject=subject, body=body)


def _held(actor: Actor, member: JointMember, becomes: MemberState) -> JointMember:
    """The invitation, locked, while it may become that.

    Raises:
        NotAllowed: somebody else's.
        Conflict: answered, withdrawn or abandoned meanwhile.
    """
    found = members(actor=actor).select_for_update(of=("self",)).filter(pk=member.pk).first()
    if found is None:
        raise NotAllowed("Cette invitation ne vous concerne pas.")
    if found.joint.abandoned_on is not None:
        raise Conflict(_ABANDONED)
    if becomes not in NEXT_STATES[MemberState(found.state)]:
        raise Conflict(_ANSWERED)
    return found


@service("watch.joint.answer", perms.ANSWER_JOINT)
def answer_invitation(*, actor: Actor, member: JointMember, agrees: bool, reason: str, today: date) -> JointMember:
    """Say yes or no; a no says why.

    Raises:
        NotAllowed: somebody else's invitation.
        RuleError: no reason, or the deadline is over.
        Conflict: answered or withdrawn meanwhile.
    """
    becomes = MemberState.ACCEPTED if agrees else MemberState.DECLINED
    found = _held(actor, member, becomes)
    if found.organisation_id != actor.organisation_id:
        raise NotAllowed("C’est à la structure invitée de répondre.")
    _still_time(found.joint, today)
    why = screen(reason, field="reason")
    if not agrees and not why:
        raise RuleError("Dites en une phrase pourquoi : l’autre structure pourra mieux chercher.", field="reason")
    found.state, found.answered_on, found.reason = becomes, today, "" if agrees else why
    found.save(update_fields=["state", "answered_on", "reason"])
    _tell_lead(actor, found)
    note(found, joint=found.joint_id, agrees=agrees)
    return found


@service("watch.joint.withdraw", perms.ANSWER_JOINT)
def withdraw_member(*, actor: Actor, member: JointMember, reason: str, today: date) -> JointMember:
    """Whoever builds the group takes an invitation back, or a member leaves. The other side is told.

    Raises:
        NotAllowed: neither of them.
        RuleError: no reason.
        Conflict: declined, withdrawn or abandoned meanwhile.
    """
    found = _held(actor, member, MemberState.WITHDRAWN)
    why = screen(reason, field="reason")
    if not why:
        raise RuleError("Dites en une phrase pourquoi : l’autre structure le lira.", field="reason")
    by_lead = found.joint.organisation_id == actor.organisation_id
    found.state, found.answered_on, found.reason = MemberState.WITHDRAWN, today, why
    found.save(update_fields=["state", "answered_on", "reason"])
    if found.joint.mandataire_id == found.organisation_id:
        JointBid.objects.filter(pk=found.joint_id).update(mandataire=None)
    if by_lead:
        _revoke_links(found)
        _tell_withdrawn(actor, found)
    else:
        _tell_lead(actor, found)
    note(found, joint=found.joint_id, by_lead=by_lead)
    return found


def _tell_withdrawn(actor: Actor, member: JointMember) -> None:
    to = link_contact(member.organisation)
    if to:
        subject, body = withdrawn_message(member)
        queue_message(workspace_id=actor.workspace_id, target=member, to=to, subject=subject, body=body)


def _led(actor: Actor, joint: JointBid) -> JointBid:
    found = JointBid.objects.select_for_update(of=("self",)).filter(
        pk=joint.pk, organisation_id=actor.organisation_id or 0, organisation__workspace=actor.workspace
    )
    held = found.first()
    if held is None:
        raise NotAllowed("C’est à la structure qui monte le groupement de le faire.")
    if held.abandoned_on is not None:
        raise Conflict(_ABANDONED)
    return held


@service("watch.joint.settle", perms.BUILD_JOINT)
def set_terms(*, actor: Actor, joint: JointBid, kind: AgreementKind, mandataire: Organisation, today: date) -> JointBid:
    """Say the form of the group and who speaks for it; those who were asked or agreed are told when it changes.

    Raises:
        NotAllowed: another structure's group.
        RuleError: the mandataire is not in the group, or the deadline is over.
        Conflict: the form would change after somebody agreed to it.
    """
    held = _led(actor, joint)
    _still_time(held, today)
    agreed = list(held.members.filter(state=MemberState.ACCEPTED).values_list("organisation_id", flat=True))
    if kind != held.kind and agreed:
        raise Conflict(
            "Des partenaires ont donné leur accord à la forme actuelle. Retirez-les, changez la forme, invitez-les à nouveau."
        )
    if mandataire.pk not in (held.organisation_id, *agreed):
        raise RuleError("Le mandataire est votre structure ou un partenaire d’accord.", field="mandataire")
    speaks = None if mandataire.pk == held.organisation_id else mandataire.pk
    changed = (held.kind, held.mandataire_id) != (kind, speaks)
    held.kind, held.mandataire_id = kind, speaks
    held.save(update_fields=["kind", "mandataire"])
    if changed:
        _tell_settled(actor, held, speaks=mandataire.name)
    note(held, kind=kind.value, mandataire=mandataire.pk)
    return held


def _tell_settled(actor: Actor, joint: JointBid, *, speaks: str) -> None:
    concerned = joint.members.filter(state__in=[MemberState.INVITED, MemberState.ACCEPTED])
    for member in concerned.select_related("organisation").order_by("pk"):
        to = link_contact(member.organisation)
        if to:
            subject, body = settled_message(joint, speaks=speaks)
            queue_message(workspace_id=actor.workspace_id, target=member, to=to, subject=subject, body=body)


@service("watch.joint.abandon", perms.BUILD_JOINT)
def abandon(*, actor: Actor, joint: JointBid, today: date) -> JointBid:
    """Give the group up: those who were asked or agreed are told, their links die.

    Raises:
        NotAllowed: another structure's group.
        Conflict: abandoned already.
    """
    held = _led(actor, joint)
    held.abandoned_on = today
    held.save(update_fields=["abandoned_on"])
    waiting = held.members.filter(state__in=[MemberState.INVITED, MemberState.ACCEPTED])
    for member in waiting.select_related("organisation").order_by("pk"):
        member.joint = held
        _revoke_links(member)
        _tell_withdrawn(actor, member)
    note(held, members=len(waiting))
    return held
