"""The path of one person, and what became of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError

from .. import perms, selectors
from ..forms.pathway import ExitForm
from ..handovers import current_handover, received_for
from ..models import Exit
from ..pathway import pathway_of
from ..services import exits as services


@requires(perms.EDIT_EXIT)
@require_GET
def pathway(request: Request, pk: int) -> HttpResponse:
    """One line over all employers, buyers and steps; hours, months in work, exits."""
    one = get_object_or_404(selectors.people(actor=request.actor).select_related("referrer"), pk=pk)
    today = timezone.localdate()
    path = pathway_of(one, actor=request.actor, today=today)
    context = {
        "person": one,
        "path": path,
        "today": today,
        "handover": current_handover(one),
        "entrusted": received_for(one),
        "may_hand_over": request.actor.may(perms.HAND_OVER),
    }
    return render(request, "people/pathway.html", context)


@requires(perms.EDIT_EXIT)
@require_http_methods(["GET", "POST"])
def record_exit(request: Request, pk: int, employment: int, months: int) -> HttpResponse:
    """The situation so many months after a contract."""
    job = get_object_or_404(selectors.employments(actor=request.actor), pk=employment, person_id=pk)
    today = timezone.localdate()
    known = Exit.objects.filter(employment=job, months=months).first()
    initial = {"outcome": known.outcome if known else "", "observed_on": known.observed_on if known else today}
    form = ExitForm(request.POST or None, initial=initial)
    back = reverse("people:pathway", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            services.record_exit(actor=request.actor, employment=job, months=months, today=today, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "La situation est enregistrée.")
            return redirect(back)
    context = {
        "form": form,
        "page_title": f"{job.person}, {months} mois après son contrat",
        "submit": "Enregistrer la situation",
        "person": job.person,
        "back": back,
        "method": "post",
        "criterion": None,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
