"""Follow-ups entrusted to other workspaces, and received from them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.domain.dates import format_date
from levier.domain.errors import LevierError
from levier.domain.french import of
from levier.ui.lists import Filter, ListPage, Sort

from .. import handovers, perms, selectors
from ..enums import HandOverState
from ..erasure.rules import ERASED
from ..forms.handovers import HandOverForm, RefusalForm
from ..forms.pathway import ExitForm
from ..models import HandOver
from ..services import handovers as services

_TONES = {
    HandOverState.PROPOSED: "warning",
    HandOverState.ACCEPTED: "success",
    HandOverState.REFUSED: "danger",
    HandOverState.WITHDRAWN: "neutral",
    HandOverState.ENDED: "neutral",
}
_WAYS = (("recus", "Reçus"), ("confies", "Confiés"))


@requires(perms.HAND_OVER)
@require_http_methods(["GET", "POST"])
def send(request: Request, pk: int) -> HttpResponse:
    """Hand the follow-up of a person to another workspace."""
    person = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    running = handovers.current_handover(person)
    if running is not None:
        return redirect("people:handover", running.pk)
    form = HandOverForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.hand_over(
                actor=request.actor, person=person, today=timezone.localdate(), **form.cleaned_data
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"La proposition est envoyée à {made.receiver_name}, sans nommer la personne.")
            return redirect("people:handover", made.pk)
    context = {"person": person, "form": form, "nobody": len(form.fields["receiver"].choices) < 2}  # type: ignore[attr-defined]
    return render(request, "people/hand_over.html", context, status=422 if form.errors else 200)


@requires(perms.RECEIVE)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Every follow-up received or entrusted."""
    actor = request.actor

    def narrow(found: Any, way: str) -> Any:
        return found.filter(**{"receiver" if way == "recus" else "workspace": actor.workspace})

    visible = handovers.received(actor=actor) | handovers.sent(actor=actor)
    page = ListPage(
        request,
        visible,
        filters=(Filter("sens", "Sens", "choice", narrow, _WAYS, "Reçus et confiés"),),
        sorts=(Sort("date", ("sent_on", "pk")),),
        default_sort="-date",
    )
    ours = actor.workspace_id
    rows = [(one, _name(one, ours), _other(one, ours), _standing(one, ours), _TONES[_state(one)]) for one in page]
    return render(request, "people/handovers.html", {"listing": page, "rows": rows})


def _state(one: HandOver) -> HandOverState:
    return HandOverState(one.state)


def _name(one: HandOver, workspace_id: int) -> str:
    """The person as this side knows them; before accepting, nobody."""
    own = one.person if one.workspace_id == workspace_id else one.received
    return (
        str(own) if own is not None else ("Personne effacée" if _erased(one, workspace_id) else "Personne non nommée")
    )


def _erased(one: HandOver, workspace_id: int) -> bool:
    return (one.sender_erased_on if one.workspace_id == workspace_id else one.receiver_erased_on) is not None


def _other(one: HandOver, workspace_id: int) -> str:
    return f"Confié à {one.receiver_name}" if one.workspace_id == workspace_id else f"Reçu {of(one.sender_name)}"


def _standing(one: HandOver, workspace_id: int) -> str:
    """The state; while it waits, who is waited for."""
    if one.state != HandOverState.PROPOSED:
        return one.get_state_display()
    return "Réponse attendue" if one.workspace_id == workspace_id else "À vous de répondre"


def _meaning(one: HandOver, *, ours: bool, known: bool) -> str:
    """What it means for the reader today, and what comes next."""
    if one.state == HandOverState.PROPOSED and ours:
        return (
            f"{one.receiver_name} répond sans savoir de qui il s’agit. D’ici là, rien de son dossier n’est transmis : "
            "vous suivez toujours cette personne."
        )
    if one.state == HandOverState.PROPOSED:
        return (
            "Vous saurez de qui il s’agit si vous acceptez : son nom, ses coordonnées, son profil, ses statuts et son "
            "parcours arrivent alors dans votre espace, dans une fiche qui est la vôtre."
        )
    if one.state == HandOverState.ACCEPTED and ours and one.person is None:
        return f"Vous avez effacé cette personne : {one.receiver_name} la suit, et reste maître de son propre dossier."
    if one.state == HandOverState.ACCEPTED and ours:
        return (
            f"{one.receiver_name} suit cette personne et tient son propre dossier. Vous lisez ici les nouvelles que cet "
            "espace vous donne ; « Reprendre le suivi » y met fin, et chacun garde sa fiche."
        )
    if one.state == HandOverState.ACCEPTED and known:
        return (
            f"Vous suivez cette personne, dans votre propre fiche. {one.sender_name} n’en lit rien, sauf les nouvelles "
            "que vous donnez ici et les sorties que vous notez après vos contrats. Les critères protégés ne passent jamais "
            "d’un espace à l’autre : demandez à la personne s’il y en a un, et sa preuve."
        )
    if one.state == HandOverState.REFUSED and ours:
        return "Rien n’a été transmis : vous suivez toujours cette personne, et pouvez la confier à un autre espace."
    return ""


def _received(request: Request, pk: int) -> HandOver:
    return get_object_or_404(handovers.received(actor=request.actor), pk=pk)


@requires(perms.RECEIVE)
@require_GET
def show(request: Request, pk: int) -> HttpResponse:
    """One hand-over, as this side may see it."""
    visible = handovers.received(actor=request.actor) | handovers.sent(actor=request.actor)
    return _page(request, get_object_or_404(visible, pk=pk))


def _facts(found: HandOver, *, shown: bool) -> list[tuple[str, str]]:
    """What is known of a hand-over; ``shown``: what may be told of the person before the answer."""
    return [
        ("Pourquoi", "" if found.need == ERASED else found.need),
        *(handovers.shown_before(found.person) if shown and found.person else ()),
        ("Proposé le", format_date(found.sent_on)),
        ("Personne informée", f"{format_date(found.informed_on)}, {found.get_informed_how_display().lower()}"),
        ("Réponse", format_date(found.answered_on) if found.answered_on else ""),
        ("Motif du refus", "" if found.refusal == ERASED else found.refusal),
        ("Repris le", format_date(found.ended_on) if found.ended_on else ""),
    ]


def _page(request: Request, found: HandOver, *, form: RefusalForm | None = None) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    ours = found.workspace_id == actor.workspace_id
    proposed, accepted = (found.state == state for state in (HandOverState.PROPOSED, HandOverState.ACCEPTED))
    last, points = handovers.points_of(found, today=today) if accepted else (None, [])
    erased_by = found.receiver_erased_on if ours else found.sender_erased_on
    context = {
        "handover": found,
        "ours": ours,
        "tone": _TONES[_state(found)],
        "standing": _standing(found, actor.workspace_id),
        "meaning": _meaning(found, ours=ours, known=found.received is not None),
        "person": found.person if ours else found.received,
        "name": _name(found, actor.workspace_id),
        "facts": [pair for pair in _facts(found, shown=proposed and not ours) if pair[1]],
        "proposed": proposed,
        "accepted": accepted,
        "taken": found.state in (HandOverState.ACCEPTED, HandOverState.ENDED),
        "last": last,
        "points": points,
        "told": handovers.news_from(found) if ours else [],
        "erased_by": erased_by,
        "today": today,
        "form": form or RefusalForm(),
    }
    return render(request, "people/handover.html", context, status=422 if form else 200)


@requires(perms.RECEIVE)
@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """Take a follow-up."""
    found = services.accept_handover(actor=request.actor, handover=_received(request, pk), today=timezone.localdate())
    messages.success(request, f"{found.received} est dans vos personnes : vous tenez désormais son dossier.")
    return redirect("people:handover", pk)


@requires(perms.RECEIVE)
@require_POST
def refuse(request: Request, pk: int) -> HttpResponse:
    """Do not take a follow-up."""
    found, form = _received(request, pk), RefusalForm(request.POST)
    if form.is_valid():
        try:
            services.refuse_handover(
                actor=request.actor, handover=found, reason=form.cleaned_data["reason"], today=timezone.localdate()
            )
        except LevierError as error:
            if error.field is None:
                raise
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{found.sender_name} lira votre réponse.")
            return redirect("people:handover", pk)
    return _page(request, found, form=form)


@requires(perms.HAND_OVER)
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Withdraw a proposal or take a follow-up back."""
    found = get_object_or_404(handovers.sent(actor=request.actor), pk=pk)
    services.take_back(actor=request.actor, handover=found, today=timezone.localdate())
    messages.success(request, "C’est noté : vous suivez de nouveau cette personne.")
    return redirect("people:handover", pk)


@requires(perms.RECEIVE)
@require_http_methods(["GET", "POST"])
def news(request: Request, pk: int, months: int) -> HttpResponse:
    """Tell the sender what became of the person."""
    found = get_object_or_404(handovers.received(actor=request.actor), pk=pk, state=HandOverState.ACCEPTED)
    today, back = timezone.localdate(), reverse("people:handover", args=[pk])
    form = ExitForm(request.POST or None, initial={"observed_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.tell_exit(actor=request.actor, handover=found, months=months, today=today, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"{found.sender_name} reçoit ces nouvelles.")
            return redirect(back)
    context = {
        "form": form,
        "page_title": f"{found.received or 'Cette personne'}, {months} mois après son contrat",
        "submit": "Donner ces nouvelles",
        "person": found.received,
        "back": back,
        "criterion": None,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
