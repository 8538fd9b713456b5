"""Candidates of an offer: found, proposed, answered on by the company, signed in or by its personal link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.accounts.web import Request, requires
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import LevierError, NotAllowed
from levier.domain.french import of

from .. import perms, telling
from ..access import own_person
from ..candidacies import candidacies, may_become, offer_behind, rows, short_name
from ..enums import CandidacyState
from ..forms.candidacies import AgreementForm, HireForm, InterviewForm, RefusalForm
from ..matching import pool
from ..models import Candidacy
from ..offers import offers
from ..ranking import fit_of
from ..services import candidacies as services
from .access import private

_GONE = "Cette offre n’existe plus."


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a company may say: the page, its button, and the words once it is done."""

    state: CandidacyState
    form: Callable[..., Any]
    title: str
    submit: str
    done: str


ANSWERS = {
    "entretien": Answer(
        CandidacyState.INTERVIEW,
        InterviewForm,
        "Rencontrer {name}",
        "Fixer l’entretien",
        "L’entretien est noté. Qui suit cette personne l’apprend par un message.",
    ),
    "embauche": Answer(
        CandidacyState.HIRED,
        HireForm,
        "Embaucher {name}",
        "Enregistrer l’embauche",
        "L’embauche est enregistrée, avec son contrat de travail.",
    ),
    "refus": Answer(
        CandidacyState.REFUSED,
        RefusalForm,
        "Ne pas retenir {name}",
        "Enregistrer la réponse",
        "Votre réponse est enregistrée. Merci de l’avoir donnée.",
    ),
}


@requires(perms.PROPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: Request, pk: int, person: int) -> HttpResponse:
    """Why this person, what the company will read, and their agreement."""
    job = get_object_or_404(offers(actor=request.actor), pk=pk)
    one = get_object_or_404(pool(actor=request.actor), pk=person)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            candidacy = services.propose(
                actor=request.actor, job=job, person=one, agreed=True, today=timezone.localdate()
            )
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _told(candidacy))
            return redirect("people:offer", pk)
    preview = Candidacy(offer=job, person=one, due_on=timezone.localdate())
    context = {
        "job": job,
        "person": one,
        "fit": fit_of(actor=request.actor, person=one, job=job),
        "shown": rows([preview], actor=request.actor, today=timezone.localdate())[0].lines,
        "short_name": short_name(one),
        "form": form,
        "days": request.actor.workspace.candidacy_answer_days,
    }
    return render(request, "people/propose.html", context, status=422 if form.errors else 200)


def _told(candidacy: Candidacy) -> str:
    company = candidacy.offer.company
    if candidacy.told_on is not None:
        when = (
            f"dans {telling.GATHER.seconds // 60} minutes, avec les autres personnes que vous lui proposez d’ici là"
            if candidacy.told_on == candidacy.proposed_on
            else f"le {format_date(candidacy.told_on)} au matin : celui d’aujourd’hui pour cette offre est déjà parti"
        )
        return f"Le profil {of(candidacy.person)} est proposé à {company}, qui reçoit un message {when}."
    return f"Le profil {of(candidacy.person)} est proposé. {company} n’a pas d’adresse électronique : appelez-la."


@requires(perms.ANSWER_CANDIDACY)
@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int, candidacy: int, what: str) -> HttpResponse:
    """The company's answer, signed in; or the team's, for a company that answered by telephone."""
    found = get_object_or_404(candidacies(actor=request.actor), pk=candidacy, offer_id=pk)
    context = {"layout": "layouts/base.html", "crumbs": True}
    return _answer(request, request.actor, found, what, reverse("people:offer", args=[pk]), context)


def _answer(
    request: HttpRequest, actor: Actor, found: Candidacy, what: str, back: str, context: dict[str, Any]
) -> HttpResponse:
    if what not in ANSWERS:
        raise Http404
    kind = ANSWERS[what]
    if not may_become(found, kind.state):
        messages.warning(request, "Une réponse est déjà enregistrée pour cette personne.")
        return redirect(back)
    form = kind.form(request.POST if request.method == "POST" else None, candidacy=found, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            _write(actor, found, what, form, timezone.localdate())
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, kind.done)
            return redirect(back)
    row = rows([found], actor=actor, today=timezone.localdate())[0]
    context |= {
        "row": row,
        "job": found.offer,
        "form": form,
        "page_title": kind.title.format(name=row.name),
        "submit": kind.submit,
        "back": back,
    }
    return render(request, "people/answer.html", context, status=422 if form.errors else 200)


def _write(actor: Actor, found: Candidacy, what: str, form: Any, today: date) -> None:
    if what == "entretien":
        services.plan_interview(actor=actor, candidacy=found, today=today, **form.cleaned_data)
    elif what == "embauche":
        services.hire_candidate(actor=actor, candidacy=found, contract=form.contract(), today=today)
    else:
        services.refuse_candidate(actor=actor, candidacy=found, today=today, **form.cleaned_data)


@requires(perms.WITHDRAW_CANDIDACY)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int, candidacy: int) -> HttpResponse:
    """The person does not want this job any more."""
    found = get_object_or_404(candidacies(actor=request.actor), pk=candidacy, offer_id=pk)
    company = found.offer.company
    writes, untold = bool(link_contact(company)), telling.is_untold(found)
    if request.method == "POST":
        services.withdraw_candidacy(actor=request.actor, candidacy=found, today=timezone.localdate())
        if untold:
            then = "avant que l’entreprise n’en reçoive le message."
        else:
            call = f"mais {company} n’a pas d’adresse électronique : appelez-la."
            then = "et l’entreprise est prévenue." if writes else call
        messages.success(request, f"La candidature est retirée, {then}")
        return redirect("people:offer", pk)
    context = {"candidacy": found, "job": found.offer, "writes": writes, "untold": untold}
    return render(request, "people/withdraw.html", context)


@requires(perms.CHASE_CANDIDACIES)
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Remind the company of everybody it has not answered on."""
    job = get_object_or_404(offers(actor=request.actor), pk=pk)
    try:
        services.remind_company(actor=request.actor, company=job.company, today=timezone.localdate())
    except LevierError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Un rappel part à {job.company}.")
    return redirect("people:offer", pk)


@login_not_required
@require_GET
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The company's personal link: the people proposed for one offer, the least that is needed to answer. No account."""
    actor = Actor.from_link(open_link(token, LinkPurpose.CANDIDACIES))
    job = offer_behind(actor)
    if job is None:
        raise NotAllowed(_GONE)
    found = candidacies(actor=actor).order_by("proposed_on", "pk")
    context = {
        "job": job,
        "rows": rows(found, actor=actor, today=timezone.localdate()),
        "token": token,
        "contact": actor.workspace.contact,
    }
    return private(render(request, "people/candidacies_link.html", context))


@login_not_required
@require_http_methods(["GET", "POST"])
def answer_by_link(request: HttpRequest, token: str, candidacy: int, what: str) -> HttpResponse:
    """One answer, by the personal link."""
    actor = Actor.from_link(open_link(token, LinkPurpose.CANDIDACIES))
    found = get_object_or_404(candidacies(actor=actor), pk=candidacy)
    back = reverse("people:candidacies_link", args=[token])
    return private(_answer(request, actor, found, what, back, {"layout": "layouts/public.html", "crumbs": False}))


@login_not_required
@require_POST
def own_withdraw(request: HttpRequest, token: str, candidacy: int) -> HttpResponse:
    """The person withdraws one candidacy from their own record."""
    actor = Actor.from_link(open_link(token, LinkPurpose.PERSON))
    own_person(actor)
    found = get_object_or_404(candidacies(actor=actor), pk=candidacy)
    services.withdraw_candidacy(actor=actor, candidacy=found, today=timezone.localdate())
    messages.success(request, "C’est noté : cette candidature est retirée.")
    return private(redirect("people:own_file", token))
