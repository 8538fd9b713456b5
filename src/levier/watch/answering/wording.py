"""What the messages of a joint bid say. No personal datum, and nothing of the offer itself in a subject."""

from __future__ import annotations

from levier.domain.dates import format_date

from ..models import JointBid, JointMember
from .enums import AgreementKind, MemberState
from .lots import day_of


def deadline_sentence(joint: JointBid) -> str:
    """« Les offres sont attendues le 3 juin 2026. », empty when the notice does not say."""
    deadline = joint.notice.deadline_now
    return f"Les offres sont attendues le {format_date(day_of(deadline))}." if deadline else ""


def _lot(joint: JointBid) -> str:
    return f"{joint.about[:1].lower()}{joint.about[1:]}"


def invitation_message(member: JointMember, *, page: str) -> tuple[str, str]:
    """Subject and body sent to a structure that is asked to join."""
    joint = member.joint
    lead = joint.organisation
    kind = AgreementKind(joint.kind).label
    when = deadline_sentence(joint)
    body = (
        "Bonjour,\n\n"
        f"{lead.name} vous propose de répondre ensemble à « {joint.notice.title} » ({joint.notice.buyer_name}), "
        f"{_lot(joint)}.\n\n"
        f"Ce qui vous est proposé : {member.share}\n"
        f"Forme du groupement : {kind}.\n"
        f"{when}\n\n"
        f"Dites oui ou non, sans compte :\n{page}\n\n"
        "Votre accord n’engage pas encore votre structure : il permet d’écrire l’offre à plusieurs. "
        "Rien n’est signé ici.\n\n"
        f"{lead.workspace.name}\n"
    )
    return "Une structure vous propose de répondre ensemble", body


def answered_message(member: JointMember, *, page: str) -> tuple[str, str]:
    """Subject and body sent to whoever builds the group."""
    said = {
        MemberState.ACCEPTED: "est d’accord pour répondre avec vous",
        MemberState.DECLINED: "ne répondra pas avec vous",
        MemberState.WITHDRAWN: "se retire du groupement",
    }[MemberState(member.state)]
    why = f"\n\nMotif : {member.reason}" if member.reason else ""
    body = (
        "Bonjour,\n\n"
        f"{member.organisation.name} {said} à « {member.joint.notice.title} », {_lot(member.joint)}.{why}\n\n"
        f"Le groupement :\n{page}\n\n"
        f"{member.joint.organisation.workspace.name}\n"
    )
    return "Groupement : une réponse à votre invitation", body


def settled_message(joint: JointBid, *, speaks: str) -> tuple[str, str]:
    """Subject and body sent to a member once the form of the group or its mandataire changed."""
    body = (
        "Bonjour,\n\n"
        f"{joint.organisation.name} a réglé le groupement pour « {joint.notice.title} », {_lot(joint)}.\n\n"
        f"Forme du groupement : {AgreementKind(joint.kind).label}.\n"
        f"Mandataire : {speaks}.\n\n"
        "Si cela ne vous convient pas, dites-le à cette structure.\n\n"
        f"{joint.organisation.workspace.name}\n"
    )
    return "Groupement : forme et mandataire", body


def withdrawn_message(member: JointMember) -> tuple[str, str]:
    """Subject and body sent to a structure whose invitation is taken back."""
    joint = member.joint
    why = f"\n\nMotif : {member.reason}" if member.reason else ""
    body = (
        "Bonjour,\n\n"
        f"{joint.organisation.name} retire sa proposition de répondre ensemble à « {joint.notice.title} », "
        f"{_lot(joint)}. Vous n’avez rien à faire.{why}\n\n"
        f"{joint.organisation.workspace.name}\n"
    )
    return "Groupement : une invitation est retirée", body
