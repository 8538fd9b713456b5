"""The list of contracts; enter, correct, move, drop one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.domain.steps import Step, is_forward
from levier.ui.exports import xlsx_response

from .. import listing, perms, services
from ..forms import (
    AbandonForm,
    BuyerForm,
    ContractForm,
    LotFormSet,
    ReasonForm,
    blame,
    contract_facts,
    lot_initial,
)
from ..guards import loose_ends
from ..selectors.header import step_address
from .common import found, moves, page, posted, status_of, with_one_more

_STATUS = {"Conflict": 409, "NotAllowed": 403}


@requires(perms.READ)
@require_GET
def index(request: Request) -> HttpResponse:
    """The contracts: filtered, shareable, exported."""
    actor = request.actor
    context = {
        "listing": listing.read_contracts(request),
        "may_add": actor.may(perms.ADD_CONTRACT),
        "may_edit": actor.may(perms.EDIT_CONTRACT),
    }
    return render(request, "procurement/contracts.html", context)


@requires(perms.READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """The filtered list as a sheet."""
    rows = listing.sheet_rows(listing.read_contracts(request).queryset)
    return xlsx_response(f"marches-{timezone.localdate()}", listing.HEADINGS, rows, sheet="Marchés")


@requires(perms.ADD_CONTRACT)
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Enter a contract by hand."""
    data = with_one_more(request, button="add_lot", prefix="lots", at_most=300)
    adding = "add_lot" in request.POST
    buyer_form = BuyerForm(data, actor=request.actor)
    form = ContractForm(data, actor=request.actor)
    lots = LotFormSet(data, prefix="lots")
    if data is not None and not adding and all([buyer_form.is_valid(), form.is_valid(), lots.is_valid()]):
        try:
            contract = services.create_contract(
                actor=request.actor,
                today=timezone.localdate(),
                facts=contract_facts(form, lots),
                **buyer_form.cleaned_data,
            )
        except LevierError as error:
            blame(error, form, buyer_form)
        else:
            messages.success(request, "Le marché est enregistré. Voici son pré-diagnostic.")
            return redirect(step_address(contract, Step.PROGRAMMATION))
    context = {"buyer_form": buyer_form, "form": form, "lots": lots, "adding": adding}
    status = 200 if adding else status_of(buyer_form, form, lots)
    return render(request, "procurement/contract_form.html", context, status=status)


@requires(perms.EDIT_CONTRACT)
@require_http_methods(["GET", "POST"])
def update(request: Request, pk: int) -> HttpResponse:
    """Correct a contract and its lots."""
    contract = found(request, pk)
    data = with_one_more(request, button="add_lot", prefix="lots", at_most=300)
    adding = "add_lot" in request.POST
    form = ContractForm(data, actor=request.actor, buyer=contract.buyer, initial=ContractForm.initial_of(contract))
    lots = LotFormSet(data, prefix="lots", initial=lot_initial(list(contract.lots.all())))
    if data is not None and not adding and all([form.is_valid(), lots.is_valid()]):
        try:
            services.update_contract(actor=request.actor, contract=contract, facts=contract_facts(form, lots))
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le marché est à jour.")
            return redirect(step_address(contract, Step(contract.step)))
    context = {"form": form, "lots": lots, "adding": adding}
    return page(
        request,
        "procurement/contract_edit.html",
        found(request, pk),
        context,
        status=200 if adding else status_of(form, lots),
    )


@requires(perms.MOVE_CONTRACT)
@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int, step: str) -> HttpResponse:
    """Confirm a move, with its condition and, to go back, its reason."""
    contract = found(request, pk)
    try:
        target = Step(step)
    except ValueError:
        raise Http404 from None
    wanted = next((one for one in moves(request, contract) if one.target is target), None)
    ends = loose_ends(contract, target) if wanted is not None else []
    asks = wanted is not None and (wanted.needs_reason or any(one.may_be_left for one in ends))
    form = ReasonForm(posted(request)) if asks else None
    refusal: LevierError | None = None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            services.advance(
                actor=request.actor,
                contract=contract,
                to=target,
                reason=form.cleaned_data["reason"] if form else "",
            )
        except LevierError as error:
            refusal = error
        else:
            messages.success(request, f"Le marché est à l’étape « {target.label} ».")
            return redirect(step_address(contract, target))
    context = {
        "form": form,
        "target": target,
        "wanted": wanted,
        "ends": [one.sentence for one in ends],
        "forward": wanted is None or is_forward(wanted),
        "refusal": refusal.message if refusal else "",
        "back_url": step_address(contract, Step(contract.step)),
    }
    status = _STATUS.get(type(refusal).__name__, 422) if refusal else 422 if form and form.errors else 200
    return page(request, "procurement/move.html", contract, context, status=status)


@requires(perms.MOVE_CONTRACT)
@require_http_methods(["GET", "POST"])
def abandon(request: Request, pk: int) -> HttpResponse:
    """Drop a file."""
    contract = found(request, pk)
    form = AbandonForm(posted(request), step=Step(contract.step))
    if request.method == "POST" and form.is_valid():
        try:
            services.abandon(actor=request.actor, contract=contract, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le dossier est abandonné. Rien n’est effacé ; il peut être repris.")
            return redirect(reverse("procurement:contracts"))
    context = {"form": form, "back_url": step_address(contract, Step(contract.step))}
    return page(request, "procurement/abandon.html", contract, context, status=status_of(form))


@requires(perms.EDIT_CONTRACT)
@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Take up a dropped file."""
    contract = found(request, pk)
    try:
        services.resume(actor=request.actor, contract=contract, reason=request.POST.get("reason", "")[:1000])
    except LevierError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Le dossier est repris là où il s’était arrêté.")
    return redirect(step_address(contract, Step(contract.step)))
