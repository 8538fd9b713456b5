"""Committees: the list, one committee with its pack, minutes and decisions, one decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.perms import TEAM
from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.ui.formats import plural
from levier.ui.http import attachment
from levier.ui.lists import ListPage, Sort, date_filter, text_filter

from . import documents, perms, selectors, services
from .enums import DecisionState
from .forms import DecisionForm, MeetingForm, MinutesForm, NewMeetingForm, SettleForm
from .models import Committee, Decision, Pack
from .pack import sections, standing_of

_TONES = {DecisionState.OPEN: "warning", DecisionState.DONE: "success", DecisionState.DROPPED: "neutral"}


def _meeting(request: Request, pk: int) -> Committee:
    return get_object_or_404(selectors.meetings(actor=request.actor).select_related("workspace"), pk=pk)


@requires(perms.READ)
@require_GET
def meetings(request: Request) -> HttpResponse:
    """Every committee the actor may read, the latest first."""
    listing = ListPage(
        request,
        selectors.meetings(actor=request.actor).prefetch_related("decisions", "packs"),
        filters=(
            text_filter("q", "Marché, chantier ou acheteur", *_NAMES),
            date_filter("depuis", "Depuis le", "on__gte"),
        ),
        sorts=(Sort("date", ("on", "pk")),),
        default_sort="-date",
    )
    rows = [
        (one, sum(1 for decided in one.decisions.all() if decided.state == DecisionState.OPEN), len(one.packs.all()))
        for one in listing
    ]
    context = {"listing": listing, "rows": rows, "may_prepare": request.actor.may(perms.PREPARE)}
    return render(request, "committees/list.html", context)


_NAMES = ("contract__title__icontains", "programme__name__icontains", "buyer__name__icontains")


@requires(perms.PREPARE)
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """A new committee; ``?sur=marche-12`` names what it is about."""
    initial = {"about": request.GET.get("sur", "")[:40]}
    form = NewMeetingForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("on", "place", "participants")}
        try:
            made = services.plan_meeting(
                actor=request.actor, today=timezone.localdate(), **form.scope(request.actor), **facts
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("committees:meeting", made.pk)
    return _form(request, form, "Nouveau comité de suivi", "Créer le comité", reverse("committees:meetings"))


@requires(perms.PREPARE)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Day, place and participants."""
    found = _meeting(request, pk)
    initial = {"on": found.on, "place": found.place, "participants": found.participants}
    form = MeetingForm(request.POST or None, initial=initial)
    back = reverse("committees:meeting", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            services.update_meeting(actor=request.actor, meeting=found, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect(back)
    return _form(request, form, "Modifier le comité", "Enregistrer", back)


def _form(request: Request, form: forms.Form, title: str, action: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "back": back, "lead": "", **more}
    return render(request, "committees/form.html", context, status=422 if form.errors else 200)


@requires(perms.READ)
@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    """One committee: what was decided last time, the pack, the minutes, the decisions."""
    return _page(request, _meeting(request, pk))


def _page(request: Request, found: Committee, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    inside = actor.sees_whole_workspace
    pack = found.packs.first()
    decided = [(one, _TONES[DecisionState(one.state)]) for one in _ordered(found)]
    context = {
        "meeting": found,
        "pack": pack,
        "standing": standing_of(pack) if pack else None,
        "sections": sections(pack, inside=inside)[:-1] if pack else [],
        "inside": inside,
        "before": [(one, _TONES[DecisionState(one.state)]) for one in selectors.decided_before(found)],
        "decided": decided,
        "waits": any(one.state == DecisionState.OPEN for one, _ in decided),
        "participants": [line for line in found.participants.splitlines() if line.strip()],
        "may_prepare": actor.may(perms.PREPARE),
        "today": timezone.localdate(),
        "minutes_form": MinutesForm(initial={"minutes": found.minutes, "version": found.version}),
        "decision_form": DecisionForm(actor=actor) if actor.may(perms.PREPARE) else None,
        **more,
    }
    return render(request, "committees/meeting.html", context, status=status)


def _ordered(found: Committee) -> list[Decision]:
    return list(found.decisions.select_related("organisation", "member").order_by("due_on", "pk"))


@requires(perms.PREPARE)
@require_POST
def prepare(request: Request, pk: int) -> HttpResponse:
    """Draw up the pack in one click."""
    found = _meeting(request, pk)
    services.prepare_pack(actor=request.actor, meeting=found, now=timezone.now(), today=timezone.localdate())
    messages.success(request, "Le dossier est prêt : relisez-le ici, ou téléchargez-le.")
    return redirect("committees:meeting", pk)


def _pack(request: Request, pk: int, pack_pk: int) -> tuple[Pack, bool]:
    """The pack, and whether the whole of it may be told: only to the workspace, when it asks for it."""
    found = get_object_or_404(
        Pack.objects.filter(meeting=_meeting(request, pk)).select_related(
            "meeting__workspace", "meeting__contract", "meeting__programme", "meeting__buyer"
        ),
        pk=pack_pk,
    )
    return found, request.actor.sees_whole_workspace and request.GET.get("diffusion") == "interne"


@requires(perms.READ)
@require_GET
def pack_file(request: Request, pk: int, pack_pk: int) -> HttpResponse:
    """The pack as a PDF, masked unless the workspace asks for its own."""
    found, inside = _pack(request, pk, pack_pk)
    name = f"comite-{found.meeting.on}{'-interne' if inside else ''}.pdf"
    return attachment(documents.pack_pdf(found, inside=inside), filename=name, content_type=documents.CONTENT_TYPE)


@requires(perms.READ)
@require_GET
def pack_word(request: Request, pk: int, pack_pk: int) -> HttpResponse:
    """The pack as a Word file, masked unless the workspace asks for its own."""
    found, inside = _pack(request, pk, pack_pk)
    name = f"comite-{found.meeting.on}{'-interne' if inside else ''}.docx"
    return attachment(documents.pack_docx(found, inside=inside), filename=name, content_type=documents.DOCX_TYPE)


@requires(perms.READ)
@require_GET
def minutes_file(request: Request, pk: int) -> HttpResponse:
    """The minutes as a PDF."""
    found = _meeting(request, pk)
    content = documents.minutes_pdf(found, now=timezone.now())
    name = f"compte-rendu-{found.on}.pdf"
    return attachment(content, filename=name, content_type=documents.CONTENT_TYPE)


@requires(perms.PREPARE)
@require_POST
def minutes(request: Request, pk: int) -> HttpResponse:
    """Write the minutes."""
    found = _meeting(request, pk)
    form = MinutesForm(request.POST)
    if form.is_valid():
        try:
            services.write_minutes(
                actor=request.actor,
                meeting=found,
                text=form.cleaned_data["minutes"],
                version=form.cleaned_data["version"],
            )
        except LevierError as error:
            form.add_error("minutes", error.message)
        else:
            messages.success(request, "Le compte rendu est enregistré.")
            return redirect(reverse("committees:meeting", args=[pk]) + "#compte-rendu")
    return _page(request, found, status=422, minutes_form=form)


@requires(perms.PREPARE)
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Write a decision."""
    found = _meeting(request, pk)
    form = DecisionForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            services.record_decision(
                actor=request.actor, meeting=found, today=timezone.localdate(), **form.facts(request.actor)
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "La décision attend dans « À faire » de qui s’en charge.")
            return redirect(reverse("committees:meeting", args=[pk]) + "#decisions")
    return _page(request, found, status=422, decision_form=form)


@requires(perms.PREPARE)
@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Write to those who have something to do."""
    found = _meeting(request, pk)
    try:
        sent = services.send_decisions(actor=request.actor, meeting=found, today=timezone.localdate())
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        if sent:
            messages.success(
                request, f"{plural(sent, 'message part', 'messages partent')} à qui a une décision à suivre."
            )
        else:
            messages.info(request, "Rien de nouveau à envoyer, ou aucune adresse connue.")
    return redirect("committees:meeting", pk)


@requires(perms.SETTLE)
@require_http_methods(["GET", "POST"])
def decision(request: Request, pk: int) -> HttpResponse:
    """One decision: what it is, and what became of it."""
    actor = request.actor
    found = get_object_or_404(selectors.decisions(actor=actor), pk=pk)
    team = actor.role in TEAM
    mine = team or selectors.decisions(actor=actor).filter(selectors.given_to(actor), pk=pk).exists()
    form = SettleForm(request.POST or None, decision=found, team=team)
    back = reverse("committees:meeting", args=[found.meeting_id]) if actor.may(perms.READ) else reverse("desk:todo")
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_decision(actor=actor, decision=found, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "C’est noté : le prochain comité le lira.")
            return redirect(back)
    context = {
        "decision": found,
        "form": form if mine and found.state == DecisionState.OPEN else None,
        "back": back,
    }
    return render(request, "committees/decision.html", context, status=422 if form.errors else 200)
