"""Step 1: the reviewing list, the answer on one contract, the list sent back to the buyer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.selectors import buyers
from levier.domain.calibration import Calibration, Settings, labour_share_hours
from levier.domain.errors import LevierError
from levier.domain.quantities import FteBasis, Rounding
from levier.domain.steps import SHEETS, Step
from levier.ui.exports import xlsx_response

from .. import listing, perms, selectors, services
from ..enums import ContractState, ReviewDecision
from ..extensions import hours_of
from ..forms import EstimateForm, ReviewForm, blame
from ..models import Contract, Review
from .common import found, page, posted, status_of


@requires(perms.READ_PROGRAMME)
@require_GET
def index(request: Request) -> HttpResponse:
    """The programme under review, with the pre-diagnosis of each line."""
    actor, today = request.actor, timezone.localdate()
    shown = listing.read_programme(request)
    buyer_id = shown.values.get("acheteur")
    context = {
        "listing": shown,
        "rows": selectors.prediagnose_many(actor=actor, contracts=shown.items, today=today),
        "today": today,
        "may_import": actor.may(perms.IMPORT_PROGRAMME),
        "may_add": actor.may(perms.ADD_CONTRACT),
        "may_edit": actor.may(perms.EDIT_CONTRACT),
        "may_answer": actor.may(perms.ANSWER_REVIEW),
        "buyer": buyers(actor=actor).filter(pk=buyer_id).first() if buyer_id else None,
        "may_send": actor.may(perms.SEND_ANSWERS),
        "sheet": SHEETS[Step.PROGRAMMATION],
    }
    return render(request, "procurement/programme.html", context)


@requires(perms.READ_PROGRAMME)
@require_GET
def export(request: Request) -> HttpResponse:
    """The list with the answers, as the sheet the buyer gets back."""
    today = timezone.localdate()
    rows = listing.review_rows(request.actor, listing.read_programme(request).queryset, today)
    return xlsx_response(f"programmation-{today}", listing.REVIEW_HEADINGS, rows, sheet="Programmation")


@requires(perms.SEND_ANSWERS)
@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Tell a buyer its answers are ready."""
    buyer = get_object_or_404(buyers(actor=request.actor), pk=pk)
    try:
        count = services.send_answers(actor=request.actor, buyer=buyer, today=timezone.localdate())
    except LevierError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Un message part vers l’acheteur : {count} réponse{'s' if count > 1 else ''}.")
    return redirect(f"/programmation/?acheteur={buyer.pk}")


@requires(perms.READ_PROGRAMME)
@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    """Pre-diagnosis of one contract, order of magnitude, answer."""
    contract = found(request, pk)
    actor, today = request.actor, timezone.localdate()
    if request.method == "POST":
        actor.require(perms.ANSWER_REVIEW)
    current = selectors.reviews(actor=actor).filter(contract=contract).first()
    written = hours_of(actor=actor, contract=contract)
    estimate_form, estimate = _estimate(request, contract, current) if not written else (None, None)
    form = _form(request, contract, current, estimate)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            answer = {**form.cleaned_data, "estimate": estimate}
            services.answer_review(actor=actor, contract=contract, today=today, **answer)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "La réponse est enregistrée.")
            return redirect(request.path)
    context = {
        "review": current,
        "found": selectors.prediagnose(actor=actor, contract=contract, today=today),
        "lots": list(contract.lots.all()),
        "form": form,
        "written": written,
        "estimate_form": estimate_form,
        "estimate": estimate,
        "social": (contract.notice or {}).get("social", []),
        "today": today,
    }
    return page(
        request, "procurement/review.html", contract, context, status=status_of(form) if form is not None else 200
    )


def _form(
    request: Request, contract: Contract, current: Review | None, estimate: Calibration | None
) -> ReviewForm | None:
    """The answer, for those who give it, while the contract is in the programme."""
    answerable = contract.step == Step.PROGRAMMATION and contract.state == ContractState.ACTIVE
    if not answerable or not request.actor.may(perms.ANSWER_REVIEW):
        return None
    stated = current.hours_estimate if current else None
    return ReviewForm(
        posted(request),
        initial={
            "decision": current.decision if current else ReviewDecision.PENDING,
            "comment": current.comment if current else "",
            "hours_estimate": estimate.hours if estimate else stated,
        },
    )


def _estimate(
    request: Request, contract: Contract, current: Review | None
) -> tuple[EstimateForm | None, Calibration | None]:
    """The order of magnitude asked for in the address (it can be shared), never computed unasked.

    It is announced before the calibration, hence offered until the contract is launched.
    """
    early = contract.state == ContractState.ACTIVE and Step(contract.step) in (Step.PROGRAMMATION, Step.MONTAGE)
    if contract.amount is None or not early or not request.actor.may(perms.ANSWER_REVIEW):
        return None, None
    asked: Any = request.GET if "insertion_rate" in request.GET else None
    form = EstimateForm.of(asked, kept=current.estimate_inputs if current else {})
    if asked is None or not form.is_valid():
        return form, None
    workspace = request.actor.workspace
    settings = Settings(
        rounding=Rounding(workspace.rounding),
        fte_basis=FteBasis(workspace.fte_basis),
        minimum_hours=workspace.minimum_hours,
    )
    try:
        return form, labour_share_hours(inputs=form.inputs(amount=contract.amount), settings=settings)
    except LevierError as error:
        blame(error, form)
        return form, None
