"""Propose, answer, take up again; and the facilitator's own consent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.selectors import link_contact
from levier.domain.errors import LevierError, RuleError
from levier.domain.vocabulary import Role
from levier.domain.wording import Wording
from levier.procurement.forms.base import blame

from .. import perms, selectors, services
from ..enums import ClauseState, ConsentAnswer
from ..forms import AnswerForm, ConsentAnswerForm, ReasonForm
from ..models import Clause
from ..readiness import checklist
from ..wording import wording_of
from .common import header, open_room, page, posted


@requires(perms.PROPOSE)
@require_POST
def propose(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Send the clause to the buyer."""
    room = open_room(request, pk, lot_pk)
    if room.clause is None:
        raise RuleError("Choisissez d’abord le levier du lot.")
    services.propose_clause(actor=request.actor, clause=room.clause, today=room.today)
    if link_contact(room.contract.buyer):
        messages.success(
            request, f"La proposition est transmise : un message demande sa réponse à {room.contract.buyer}."
        )
    else:
        messages.warning(
            request,
            f"La proposition est prête, mais personne n’est prévenu : {room.contract.buyer} n’a pas d’adresse "
            "électronique. Appelez cet acheteur, ou ajoutez un contact dans l’annuaire.",
        )
    return redirect(room.url("lot"))


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def resume(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Take a proposed or answered clause up again."""
    room = open_room(request, pk, lot_pk)
    if room.clause is None or room.is_draft:
        return redirect(room.url("lot"))
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.resume_clause(actor=request.actor, clause=room.clause, reason=form.cleaned_data["reason"])
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "La clause est de nouveau en préparation.")
            return redirect(room.url("lot"))
    return page(request, room, "lot", "clauses/resume.html", {"form": form}, status=422 if form.errors else 200)


@requires(perms.ANSWER_CONSENT)
@require_http_methods(["GET", "POST"])
def consent(request: Request, pk: int) -> HttpResponse:
    """The named facilitator answers; colleagues may read."""
    asked = get_object_or_404(selectors.consents(actor=request.actor), pk=pk)
    mine = asked.facilitator_id == request.actor.user_id
    form = ConsentAnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_consent(actor=request.actor, consent=asked, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Votre réponse est enregistrée.")
            return redirect("clauses:consent", pk=pk)
    context = {"asked": asked, "form": form, "mine": mine, "waiting": asked.answer == ConsentAnswer.PENDING}
    return render(request, "clauses/consent.html", context, status=422 if form.errors else 200)


def _readable(clause: Clause) -> tuple[Wording | None, str]:
    try:
        return wording_of(clause, today=timezone.localdate()), ""
    except RuleError as error:
        return None, error.message


@requires(perms.ANSWER)
@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """The buyer's own page; the team may record an answer received otherwise."""
    clause = get_object_or_404(selectors.clauses(actor=request.actor), pk=pk)
    today = timezone.localdate()
    form = AnswerForm(posted(request), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.record_answer(actor=request.actor, clause=clause, today=today, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "La réponse est enregistrée.")
            return redirect("clauses:answer", pk=pk)
    wording, problem = _readable(clause)
    context = {
        "contract_header": header(clause.lot.contract, actor=request.actor, lot=clause.lot),
        "clause": clause,
        "contract": clause.lot.contract,
        "lot": clause.lot,
        "items": checklist(clause, clause.lot, today=today),
        "wording": wording,
        "problem": problem,
        "form": form,
        "waiting": clause.state == ClauseState.PROPOSED,
        "is_buyer": request.actor.role is Role.BUYER,
    }
    return render(request, "clauses/answer.html", context, status=422 if form.errors else 200)
