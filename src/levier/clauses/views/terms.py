"""Publics, modalities, counting, penalties, and who is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.procurement.forms.base import blame

from .. import perms, services
from ..forms import ContactForm, PenaltyForm, TermsForm
from ..models import Clause
from ..wording import consent_problem
from .common import Room, open_room, page, posted


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def terms(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Scope, publics, modalities, counting rules."""
    room = open_room(request, pk, lot_pk)
    form = TermsForm(posted(request), initial=_terms_initial(room))
    said = "Le périmètre, les publics et les modalités sont enregistrés."
    return _written(request, room, form, services.set_terms, name="terms", said=said)


def _written(
    request: Request, room: Room, form: forms.Form, save: Callable[..., Clause], *, name: str, said: str
) -> HttpResponse:
    """Show the form, or write what it holds in the clause and go back to the synthesis."""
    if request.method == "POST" and form.is_valid():
        try:
            save(actor=request.actor, lot=room.lot, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, said)
            return redirect(room.url("lot"))
    return page(request, room, name, f"clauses/{name}.html", {"form": form}, status=422 if form.errors else 200)


def _terms_initial(room: Room) -> dict[str, Any]:
    clause = room.clause
    if clause is None:
        return {}
    names = ("scope", "publics", "modalities", "cdi_years_cap", "leave_counts", "pmsmp_counts")
    return {name: getattr(clause, name) for name in names}


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def penalties(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Penalties as the contract will write them."""
    room = open_room(request, pk, lot_pk)
    form = PenaltyForm(posted(request), initial=_penalty_initial(room))
    said = "Les pénalités sont enregistrées telles que le contrat les écrira."
    return _written(request, room, form, services.set_penalties, name="penalties", said=said)


def _penalty_initial(room: Room) -> dict[str, Any]:
    clause = room.clause
    if clause is None:
        return {}
    decided = {True: "yes", False: "no", None: ""}
    return {
        "per_hour": clause.penalty_per_hour,
        "per_day": clause.penalty_per_day,
        "smic_multiple": clause.penalty_smic_multiple,
        "lump_sum": clause.penalty_lump_sum,
        "cap": clause.penalty_cap,
        "cap_share": clause.penalty_cap_share,
        "ccag_cap_applies": decided[clause.ccag_cap_applies],
        "ccag_exemption_applies": decided[clause.ccag_exemption_applies],
    }


@requires(perms.ASK_CONSENT)
@require_http_methods(["GET", "POST"])
def contact(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Name a facilitator and ask for their agreement; or name nobody."""
    room = open_room(request, pk, lot_pk)
    clause = room.clause
    if request.method == "POST" and "withdraw" in request.POST:
        services.withdraw_facilitator(actor=request.actor, lot=room.lot)
        messages.success(request, "La clause ne nomme plus personne.")
        return redirect(room.url("contact"))
    initial = {"facilitator": clause.named_facilitator_id if clause else room.contract.facilitator_id}
    form = ContactForm(posted(request), actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["facilitator"]
        try:
            services.request_consent(actor=request.actor, lot=room.lot, facilitator=chosen)
        except LevierError as error:
            blame(error, form)
        else:
            mine = chosen.pk == request.actor.user_id
            messages.success(request, "Votre accord est enregistré." if mine else f"La demande est envoyée à {chosen}.")
            return redirect(room.url("contact"))
    context = {
        "form": form,
        "requests": list(clause.consents.select_related("facilitator", "asked_by")) if clause else [],
        "problem": consent_problem(clause) if clause else "",
        "may_name_oneself": _may_name_oneself(request, room, form),
    }
    return page(request, room, "contact", "clauses/contact.html", context, status=422 if form.errors else 200)


def _may_name_oneself(request: Request, room: Room, form: ContactForm) -> bool:
    """True for a facilitator of the workspace who is not named with their agreement already."""
    clause, me = room.clause, request.actor.user_id
    if clause is not None and clause.named_facilitator_id == me and not consent_problem(clause):
        return False
    return any(one.pk == me for one in form.fields["facilitator"].queryset)  # type: ignore[attr-defined]
