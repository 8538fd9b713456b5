"""Step 4, « Suivi »: the hours each company owes, and how they came to be what they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.clauses.readiness import hours_sentence
from levier.domain.errors import LevierError
from levier.procurement.selectors import awards, contract_header

from .. import perms
from ..forms.launch import AmendForm
from ..services.obligations import amend_obligation, create_obligations
from .common import contract_or_404, form_page, obligation_or_404
from .launch import STEP


@requires(perms.CREATE_OBLIGATIONS)
@require_POST
def obligations_create(request: Request, pk: int, award_pk: int) -> HttpResponse:
    """Create what each company of an award owes."""
    contract = contract_or_404(request, pk)
    award = get_object_or_404(awards(actor=request.actor).filter(lot__contract=contract), pk=award_pk)
    made = create_obligations(actor=request.actor, award=award, shared=request.POST.get("shared") == "1")
    messages.success(request, f"Obligations créées : {len(made)}.")
    return redirect("delivery:launch", pk)


@requires(perms.READ_OBLIGATIONS)
@require_GET
def obligation(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """How the hours due came to be what they are."""
    contract = contract_or_404(request, pk)
    found = obligation_or_404(request, contract, obligation_pk)
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "obligation": found,
        "rule": hours_sentence(found.clause),
        "revisions": list(found.revisions.select_related("call_off", "made_by").order_by("-made_at", "-pk")),
        "may_record_worked": request.actor.may(perms.RECORD_WORKED_HOURS) and found.follows_worked_hours,
        "may_amend": request.actor.may(perms.AMEND_OBLIGATION) and not found.closed_on,
    }
    return render(request, "delivery/obligation.html", context)


@requires(perms.AMEND_OBLIGATION)
@require_http_methods(["GET", "POST"])
def obligation_amend(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Change the hours due, with the reason."""
    contract = contract_or_404(request, pk)
    found = obligation_or_404(request, contract, obligation_pk)
    lead = f"{found.contractor}. Le marché écrit : {hours_sentence(found.clause)}."
    form = AmendForm(request.POST or None, initial={"from_day": timezone.localdate(), "ends_on": found.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            amend_obligation(actor=request.actor, obligation=found, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Les heures dues sont modifiées ; l’historique garde les précédentes.")
            return redirect("delivery:obligation", pk, found.pk)
    return form_page(
        request,
        contract,
        form,
        "Modifier les heures dues",
        "Modifier les heures dues",
        back=STEP,
        lead=lead,
    )
