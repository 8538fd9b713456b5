"""Joint bids: what a lot needs and who completes it, invitations, answers, both sides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.actor import Actor
from levier.accounts.web import Request, requires
from levier.directory.forms import blame
from levier.directory.selectors import link_contact, structures
from levier.domain.errors import LevierError
from levier.ui.lists import Filter, ListPage, Sort

from ...answering import perms
from ...answering.enums import AgreementKind, MemberState
from ...answering.forms import InviteForm, ReasonForm, TermsForm
from ...answering.joint import joint_bids, members, open_joint, plan_for, shown_members, standing
from ...answering.services import joint as services
from ...models import JointBid, JointMember
from .common import open_room

TONES = {
    MemberState.INVITED: "warning",
    MemberState.ACCEPTED: "success",
    MemberState.DECLINED: "danger",
    MemberState.WITHDRAWN: "neutral",
}
_SIDES = (("montes", "Que nous montons"), ("invites", "Où nous sommes invités"))


def tone(member: JointMember) -> str:
    return TONES[MemberState(member.state)]


@requires(perms.BUILD_JOINT)
@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    """What the lot needs, what the structure has, who completes it."""
    room = open_room(request, pk)
    found = plan_for(actor=request.actor, who=room.who, lot=room.lot)
    joint = open_joint(actor=request.actor, notice_id=pk, lot=room.lot.id)
    asked = {one.organisation_id: one for one in shown_members(joint, actor=request.actor)} if joint else {}
    named = {one.neighbour.id for team in found.plan.teams for one in team.partners}
    named |= {one.id for one in found.plan.reinforcements}
    context = {
        "room": room,
        "notice": room.notice,
        "lot": room.lot,
        "plan": found.plan,
        "others": [one for one in found.around if one.id not in named][:25],
        "joint": joint,
        "asked": asked,
        "tone": tone,
        "open": room.lot.need.days_left is None or room.lot.need.days_left >= 0,
    }
    return render(request, "watch/structure/joint_plan.html", context)


@requires(perms.BUILD_JOINT)
@require_http_methods(["GET", "POST"])
def invite(request: Request, pk: int, organisation: int) -> HttpResponse:
    """Write what is proposed to one neighbour; the message leaves with its link."""
    room = open_room(request, pk)
    asked = get_object_or_404(structures(actor=request.actor).exclude(pk=room.who.organisation.pk), pk=organisation)
    found = plan_for(actor=request.actor, who=room.who, lot=room.lot).plan
    brings = [need.label for need in found.missing if need.met_by(asked.structure.trades)]
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"share": ", ".join(brings)})
    if request.method == "POST" and form.is_valid():
        try:
            member = services.invite(
                actor=request.actor,
                notice=room.notice,
                lot=room.lot.id,
                lot_name=room.lot.name[:300],
                organisation=asked,
                today=room.today,
                **form.cleaned_data,
            )
        except LevierError as error:
            blame(error, form)
        else:
            _say_told(request, member)
            return redirect("watch:joint", member.joint_id)
    context = {
        "room": room,
        "notice": room.notice,
        "lot": room.lot,
        "asked": asked,
        "form": form,
        "reachable": bool(link_contact(asked)),
    }
    return render(request, "watch/structure/joint_invite.html", context, status=422 if form.errors else 200)


def _say_told(request: Request, member: JointMember) -> None:
    if link_contact(member.organisation):
        messages.success(request, f"L’invitation part à {member.organisation.name}, avec un lien pour répondre.")
    else:
        messages.warning(
            request,
            f"L’invitation est notée, mais {member.organisation.name} n’a pas d’adresse électronique : appelez-la.",
        )


@requires(perms.ANSWER_JOINT)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Every joint bid the structure builds or is asked to join."""
    own = request.actor.organisation_id

    def narrow(found: Any, side: str) -> Any:
        return found.filter(organisation_id=own) if side == "montes" else found.exclude(organisation_id=own)

    page = ListPage(
        request,
        joint_bids(actor=request.actor).prefetch_related("members"),
        filters=(Filter("cote", "Groupements", "choice", narrow, _SIDES, "Tous"),),
        sorts=(Sort("date", ("created_at", "pk")), Sort("limite", ("notice__deadline_now", "pk"))),
        default_sort="-date",
    )
    rows = [(one, *_standing(one, own)) for one in page]
    return render(request, "watch/structure/joints.html", {"listing": page, "rows": rows, "own": own})


def _standing(joint: JointBid, own: int | None) -> tuple[str, str]:
    """Where it stands for the reader, and the tone of it."""
    if joint.abandoned_on is not None:
        return "Abandonné", "neutral"
    found = list(joint.members.all())
    if joint.organisation_id == own:
        waits = any(one.state == MemberState.INVITED for one in found)
        agreed = any(one.state == MemberState.ACCEPTED for one in found)
        return standing(found), "warning" if waits else "success" if agreed else "neutral"
    mine = next(one for one in found if one.organisation_id == own)
    if mine.state == MemberState.INVITED:
        return "À vous de répondre", "warning"
    return mine.get_state_display(), tone(mine)


@requires(perms.ANSWER_JOINT)
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """One joint bid, as whoever builds it or a member reads it."""
    joint = get_object_or_404(joint_bids(actor=request.actor), pk=pk)
    shown = shown_members(joint, actor=request.actor)
    leads = joint.organisation_id == request.actor.organisation_id
    own = next((one for one in shown if one.organisation_id == request.actor.organisation_id), None)
    context = {
        "joint": joint,
        "notice": joint.notice,
        "members": [(one, tone(one)) for one in shown],
        "leads": leads,
        "own": own,
        "standing": _standing(joint, request.actor.organisation_id),
        "speaks": joint.mandataire or joint.organisation,
        "running": joint.abandoned_on is None,
        "form": ReasonForm(),
    }
    return render(request, "watch/structure/joint.html", context)


@requires(perms.BUILD_JOINT)
@require_http_methods(["GET", "POST"])
def terms(request: Request, pk: int) -> HttpResponse:
    """The form of the group, and who speaks for it."""
    joint = get_object_or_404(joint_bids(actor=request.actor).filter(organisation=request.actor.organisation_id), pk=pk)
    agreed = [one for one in shown_members(joint, actor=request.actor) if one.state == MemberState.ACCEPTED]
    known = {joint.organisation_id: joint.organisation} | {one.organisation_id: one.organisation for one in agreed}
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        organisations=[(key, one.name) for key, one in known.items()],
        initial={"kind": joint.kind, "mandataire": joint.mandataire_id or joint.organisation_id},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.set_terms(
                actor=request.actor,
                joint=joint,
                kind=AgreementKind(said["kind"]),
                mandataire=known[said["mandataire"]],
                today=timezone.localdate(),
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "La forme du groupement est enregistrée.")
            return redirect("watch:joint", pk)
    context = {"joint": joint, "form": form}
    return render(request, "watch/structure/joint_terms.html", context, status=422 if form.errors else 200)


@requires(perms.BUILD_JOINT)
@require_http_methods(["GET", "POST"])
def abandon(request: Request, pk: int) -> HttpResponse:
    """Give it up; those asked are told."""
    joint = get_object_or_404(joint_bids(actor=request.actor).filter(organisation=request.actor.organisation_id), pk=pk)
    if request.method == "POST":
        services.abandon(actor=request.actor, joint=joint, today=timezone.localdate())
        messages.success(request, "Le groupement est abandonné. Les structures invitées sont prévenues.")
        return redirect("watch:joint", pk)
    return render(request, "watch/structure/joint_abandon.html", {"joint": joint})


@requires(perms.ANSWER_JOINT)
@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """The invited structure says yes or no, signed in."""
    found = members(actor=request.actor).filter(organisation=request.actor.organisation_id)
    member = get_object_or_404(found, pk=pk)
    back = reverse("watch:joint", args=[member.joint_id])
    if request.method == "POST" and request.POST.get("reponse") == "oui":
        return say_yes(request, request.actor, member, back)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_invitation(
                actor=request.actor, member=member, agrees=False, today=timezone.localdate(), **form.cleaned_data
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, ANSWERED[False])
            return redirect(back)
    context = {
        "member": member,
        "form": form,
        "back": back,
        "page_title": "Décliner l’invitation",
        "submit": "Décliner",
    }
    return render(request, "watch/structure/joint_reason.html", context, status=422 if form.errors else 200)


def say_yes(request: HttpRequest, actor: Actor, member: JointMember, back: str) -> HttpResponse:
    """Agree, on one button: what goes wrong is told on the page it came from."""
    try:
        services.answer_invitation(actor=actor, member=member, agrees=True, reason="", today=timezone.localdate())
    except LevierError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, ANSWERED[True])
    return redirect(back)


ANSWERED = {
    True: "Merci : votre accord est noté, et l’autre structure est prévenue.",
    False: "C’est noté, et l’autre structure est prévenue.",
}


@requires(perms.ANSWER_JOINT)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an invitation back, or leave the group."""
    member = get_object_or_404(members(actor=request.actor), pk=pk)
    leads = member.joint.organisation_id == request.actor.organisation_id
    back = reverse("watch:joint", args=[member.joint_id])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_member(
                actor=request.actor, member=member, today=timezone.localdate(), **form.cleaned_data
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "C’est noté, et l’autre structure est prévenue.")
            return redirect(back)
    title = f"Retirer l’invitation de {member.organisation.name}" if leads else "Se retirer du groupement"
    context = {
        "member": member,
        "form": form,
        "back": back,
        "page_title": title,
        "submit": "Retirer" if leads else "Se retirer",
    }
    return render(request, "watch/structure/joint_reason.html", context, status=422 if form.errors else 200)
