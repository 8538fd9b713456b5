"""Methods side by side, keep one; or write the hours by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.calibration import Comparison, Method, compare, shown_inputs
from levier.domain.errors import LevierError, RuleError
from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.notices.recognition.hours import QuotedHours
from levier.procurement.forms.base import blame
from levier.ui.http import is_fragment

from .. import perms, selectors, services
from ..enums import HoursBasis
from ..facts import announced_hours, lot_amount, settings_of
from ..forms import HoursForm, MethodForm, method_forms
from ..forms.calibration import all_inputs, apply_pick, estimate_texts, stored_texts
from ..readiness import hours_sentence
from .common import Room, open_room, page, posted


def _forms(request: Request, room: Room, data: dict[str, str] | None) -> list[MethodForm]:
    """The forms of the methods: as typed, else as last computed, else as the pre-diagnosis was."""
    kept = selectors.calibrations(actor=request.actor, clause=room.clause)[:10] if room.clause else []
    amount = lot_amount(room.lot)
    stored = stored_texts(list(kept)) or estimate_texts(selectors.estimate_inputs(room.contract), amount=amount)
    return method_forms(data, amount=amount, months=room.contract.duration_months, stored=stored)


def _compared(request: Request, room: Room, shown: list[MethodForm]) -> tuple[Comparison | None, str]:
    inputs = all_inputs(shown)
    if not inputs:
        return None, ""
    settings = settings_of(request.actor.workspace, today=room.today)
    try:
        return compare(inputs, framework=room.contract.is_framework, settings=settings), ""
    except RuleError as error:
        return None, error.message


def _context(request: Request, room: Room, shown: list[MethodForm]) -> dict[str, Any]:
    comparison, problem = _compared(request, room, shown)
    rows = []
    if comparison is not None:
        rows = [
            {
                "result": one,
                "recommended": one is comparison.recommended,
                "inputs": shown_inputs(one.method, one.inputs),
            }
            for one in comparison.calibrations
        ]
    carried: dict[str, str] = {}
    for form in shown:
        if form.wanted:
            carried |= form.texts
    return {
        "forms": shown,
        "comparison": comparison,
        "rows": rows,
        "problem": problem,
        "carried": carried,
        "chosen": selectors.chosen_calibration(room.clause),
        "hours_now": hours_sentence(room.clause),
        "announced": announced_hours(room.lot),
        "picks": {form.group.code: form.picks(today=room.today) for form in shown},
    }


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def calibration(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """GET computes what the address says (nothing is written); POST keeps one method."""
    room = open_room(request, pk, lot_pk)
    if request.method == "POST":
        shown = _forms(request, room, request.POST.dict())
        try:
            services.keep_calibration(
                actor=request.actor,
                lot=room.lot,
                inputs=all_inputs(shown),
                chosen=_method(request.POST.get("chosen", "")),
                today=room.today,
            )
        except RuleError as error:
            context = {**_context(request, room, shown), "refusal": error.message}
            return page(request, room, "calibration", "clauses/calibration.html", context, status=422)
        messages.success(request, "Le calibrage est conservé et les heures de la clause sont écrites.")
        return redirect(room.url("lot"))
    data = apply_pick(request.GET.dict(), today=room.today) if request.GET else None
    context = {**_context(request, room, _forms(request, room, data)), "refusal": ""}
    if is_fragment(request):
        return render(request, "clauses/_calibration_results.html", {**context, "locked": room.locked("calibration")})
    return page(request, room, "calibration", "clauses/calibration.html", context)


def _method(text: str) -> Method:
    try:
        return Method(text)
    except ValueError:
        raise RuleError("Choisissez la méthode à retenir.") from None


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def hours(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """The hours as the contract states them, written by hand."""
    room = open_room(request, pk, lot_pk)
    announced = announced_hours(room.lot)
    taken = announced if "avis" in request.GET else None
    form = HoursForm(posted(request), initial=_hours_initial(room, taken))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_hours(
                actor=request.actor,
                lot=room.lot,
                basis=data["basis"],
                hours=data["hours"],
                tranche=data["tranche"],
                hours_per_tranche=Decimal(1) if data["hours_per_tranche"] is None else data["hours_per_tranche"],
                counting=data["counting"] or TrancheCounting.COMPLETE,
                trigger=data["trigger"],
                amount_basis=data["amount_basis"] or AmountBasis.ORDERED,
                hours_share=data["hours_share"],
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Les heures de la clause sont enregistrées.")
            return redirect(room.url("lot"))
    context = {
        "form": form,
        "chosen": selectors.chosen_calibration(room.clause),
        "hours_now": hours_sentence(room.clause),
        "announced": announced,
    }
    return page(request, room, "hours", "clauses/hours.html", context, status=422 if form.errors else 200)


def _hours_initial(room: Room, announced: QuotedHours | None) -> dict[str, Any]:
    clause = room.clause
    if announced is not None:
        return {"basis": HoursBasis.FIXED, "hours": announced.hours}
    if clause is None:
        return {"basis": HoursBasis.PER_EURO if room.contract.is_framework else HoursBasis.FIXED}
    per_euro = clause.hours_basis == HoursBasis.PER_EURO
    return {
        "basis": clause.hours_basis,
        "hours": clause.hours,
        "tranche": clause.tranche,
        "hours_per_tranche": clause.hours_per_tranche if per_euro else None,
        "trigger": clause.trigger_amount,
        "amount_basis": clause.amount_basis if per_euro else "",
        "counting": clause.tranche_counting if per_euro else "",
        "hours_share": clause.hours_share,
    }
