"""Record the total of the hours worked, when the clause asks for a share of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.clauses.readiness import hours_sentence
from levier.domain.errors import LevierError

from .. import perms
from ..forms.worked import WorkedHoursForm
from ..services.worked import record_worked_hours
from .common import contract_or_404, form_page, obligation_or_404
from .launch import STEP


@requires(perms.RECORD_WORKED_HOURS)
@require_http_methods(["GET", "POST"])
def worked_hours(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """The total to date; the hours due follow in the same transaction."""
    contract = contract_or_404(request, pk)
    found = obligation_or_404(request, contract, obligation_pk)
    today = timezone.localdate()
    form = WorkedHoursForm(request.POST or None, initial={"up_to": today})
    if request.method == "POST" and form.is_valid():
        try:
            record_worked_hours(actor=request.actor, obligation=found, today=today, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le total est enregistré ; les heures dues sont recalculées.")
            return redirect("delivery:obligation", pk, found.pk)
    return form_page(
        request,
        contract,
        form,
        "Saisir les heures travaillées",
        "Enregistrer le total",
        back=STEP,
        lead=f"{found.contractor}. Le marché écrit : {hours_sentence(found.clause)}.",
    )
