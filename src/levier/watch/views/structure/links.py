"""The invited structure answers without an account, by its personal link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.directory.forms import blame
from levier.domain.errors import LevierError
from levier.people.views.access import private

from ...answering.enums import NEXT_STATES, MemberState
from ...answering.forms import ReasonForm
from ...answering.joint import member_behind
from ...answering.lots import day_of
from ...answering.services import joint as services
from .joint import ANSWERED, say_yes, tone


@login_not_required
@require_http_methods(["GET", "POST"])
def joint_link(request: HttpRequest, token: str) -> HttpResponse:
    """What is proposed, and yes or no."""
    actor = Actor.from_link(open_link(token, LinkPurpose.JOINT_BID))
    member = member_behind(actor)
    today = timezone.localdate()
    back = reverse("watch:joint_link", args=[token])
    if request.method == "POST" and request.POST.get("reponse") == "oui":
        return private(say_yes(request, actor, member, back))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_invitation(actor=actor, member=member, agrees=False, today=today, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, ANSWERED[False])
            return private(redirect(back))
    deadline = member.joint.notice.deadline_now
    running = member.joint.abandoned_on is None and (deadline is None or day_of(deadline) >= today)
    context = {
        "member": member,
        "joint": member.joint,
        "notice": member.joint.notice,
        "form": form,
        "tone": tone(member),
        "may_answer": running and MemberState.ACCEPTED in NEXT_STATES[MemberState(member.state)],
        "abandoned": member.joint.abandoned_on is not None,
        "contact": actor.workspace.contact,
    }
    return private(render(request, "watch/structure/joint_link.html", context, status=422 if form.errors else 200))
