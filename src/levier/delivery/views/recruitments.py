"""Step 4, « Suivi »: what each company plans to recruit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.selectors import structures as directory_structures
from levier.domain.errors import LevierError
from levier.ui.formats import plural

from .. import perms
from ..forms.launch import RecruitmentForm
from ..selectors import launch as selectors
from ..services import recruitments as services
from .common import contract_or_404, form_page, obligation_or_404
from .launch import STEP


@requires(perms.PLAN_RECRUITMENT)
@require_http_methods(["GET", "POST"])
def recruitment_add(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Plan one recruitment."""
    contract = contract_or_404(request, pk)
    obligation = obligation_or_404(request, contract, obligation_pk)
    form = RecruitmentForm(
        request.POST or None,
        structures=directory_structures(actor=request.actor),
        modalities=selectors.modalities_of(obligation),
        initial={"starts_on": max(timezone.localdate(), obligation.starts_on)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_recruitment(actor=request.actor, obligation=obligation, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le recrutement prévu est enregistré.")
            return redirect("delivery:launch", pk)
    return form_page(
        request,
        contract,
        form,
        "Prévoir un recrutement",
        "Enregistrer",
        back=STEP,
        lead=str(obligation.contractor),
    )


@requires(perms.PLAN_RECRUITMENT)
@require_POST
def recruitment_remove(request: Request, pk: int, planned_pk: int) -> HttpResponse:
    """Take a planned recruitment out."""
    contract = contract_or_404(request, pk)
    found = selectors.recruitments(actor=request.actor).filter(obligation__clause__lot__contract=contract)
    services.remove_recruitment(actor=request.actor, planned=get_object_or_404(found, pk=planned_pk))
    messages.success(request, "Le recrutement prévu est retiré.")
    return redirect("delivery:launch", pk)


@requires(perms.REMIND_PLAN)
@require_POST
def recruitment_remind(request: Request, pk: int) -> HttpResponse:
    """Ask every company of the contract that planned nothing, in one click."""
    contract = contract_or_404(request, pk)
    try:
        count = services.remind_plans(actor=request.actor, contract=contract, now=timezone.now())
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, f"La relance part vers {plural(count, 'entreprise')}.")
    return redirect("delivery:launch", pk)
