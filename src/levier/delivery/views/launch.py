"""Step 4, « Suivi »: meeting, company's page, planned recruitments, obligations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.selectors import reminded_today
from levier.domain.errors import LevierError
from levier.people.perms import WRITE_OFFER
from levier.procurement.models import Contract
from levier.procurement.selectors import awards, contract_header
from levier.ui.http import attachment

from .. import perms
from ..calendar import invitation
from ..documents.company_sheet import company_sheet
from ..documents.render import CONTENT_TYPE
from ..forms.launch import HeldForm, MeetingForm
from ..guards import carries_hours
from ..models import LaunchMeeting
from ..selectors import launch as selectors
from ..selectors.obligations import hours_due, obligations_of
from ..services import launch as services
from .common import contract_or_404, form_page, obligation_or_404

STEP = ("Suivi", "delivery:launch")


def _meeting(contract: Contract) -> LaunchMeeting:
    return get_object_or_404(LaunchMeeting.objects.select_related("contract__workspace"), contract=contract)


@requires(perms.READ_LAUNCH)
@require_GET
def launch(request: Request, pk: int) -> HttpResponse:
    """The page of step 4."""
    contract = contract_or_404(request, pk)
    actor, today = request.actor, timezone.localdate()
    owing = awards(actor=actor).filter(lot__contract=contract, obligations=None).select_related("lot__clause")
    _, without_address = services.guests(contract)
    missing = selectors.missing_plans(actor=actor, today=today).filter(clause__lot__contract=contract)
    without_plan = [one for one in missing if selectors.plan_due(one) < today]
    reminded = reminded_today(workspace_id=contract.workspace_id, today=today) if without_plan else set()
    structures = selectors.structures_near(actor=actor, contract=contract)
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "meeting": selectors.meeting_of(contract),
        "planned": selectors.planned_of(actor=actor, contract=contract),
        "to_create": [one for one in owing if getattr(one.lot, "clause", None) and carries_hours(one.lot.clause)],
        "structures": structures,
        "rough": selectors.rough_distances(structures),
        "services": selectors.services_near(actor=actor),
        "without_address": without_address,
        "without_plan": sorted({one.contractor.name for one in without_plan}),
        "plans_to_chase": any(one.contractor_id not in reminded for one in without_plan),
        "may_remind_plan": actor.may(perms.REMIND_PLAN),
        "may_plan": actor.may(perms.PLAN_MEETING),
        "may_record_worked": actor.may(perms.RECORD_WORKED_HOURS),
        "may_recruit": actor.may(perms.PLAN_RECRUITMENT),
        "may_write_offer": actor.may(WRITE_OFFER),
        "may_create": actor.may(perms.CREATE_OBLIGATIONS),
    }
    return render(request, "delivery/launch.html", context)


@requires(perms.PLAN_MEETING)
@require_http_methods(["GET", "POST"])
def meeting(request: Request, pk: int) -> HttpResponse:
    """Set the date, place and agenda."""
    contract = contract_or_404(request, pk)
    agenda = selectors.prefilled_agenda(list(obligations_of(actor=request.actor, contract=contract)))
    known = selectors.meeting_of(contract)
    form = MeetingForm.of(known, agenda=agenda, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_meeting(actor=request.actor, contract=contract, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "La réunion est enregistrée. Envoyez maintenant les invitations.")
            return redirect("delivery:launch", pk)
    return form_page(request, contract, form, "Réunion de lancement", "Enregistrer la réunion", back=STEP)


@requires(perms.READ_LAUNCH)
@require_GET
def meeting_ics(request: Request, pk: int) -> HttpResponse:
    """The invitation, to open in a diary."""
    contract = contract_or_404(request, pk)
    found = _meeting(contract)
    text = invitation(
        found,
        organiser=request.actor.workspace.contact_email,
        attendees=services.guests(contract)[0] if request.actor.may(perms.PLAN_MEETING) else [],
        now=timezone.now(),
    )
    return attachment(
        text.encode(), filename="reunion-de-lancement.ics", content_type="text/calendar; charset=utf-8; method=REQUEST"
    )


@requires(perms.PLAN_MEETING)
@require_POST
def meeting_invite(request: Request, pk: int) -> HttpResponse:
    """Send the invitations."""
    found = _meeting(contract_or_404(request, pk))
    try:
        count = services.send_invitations(actor=request.actor, meeting=found, now=timezone.now())
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, f"Invitations envoyées : {count}.")
    return redirect("delivery:launch", pk)


@requires(perms.HOLD_MEETING)
@require_http_methods(["GET", "POST"])
def meeting_held(request: Request, pk: int) -> HttpResponse:
    """Say that the meeting took place."""
    contract = contract_or_404(request, pk)
    found = _meeting(contract)
    initial = {"held_on": found.held_on or timezone.localdate(found.at), "notes": found.notes}
    form = HeldForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.hold_meeting(actor=request.actor, meeting=found, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le compte rendu est enregistré.")
            return redirect("delivery:launch", pk)
    return form_page(
        request,
        contract,
        form,
        "Compte rendu de la réunion de lancement",
        "Enregistrer le compte rendu",
        back=STEP,
    )


@requires(perms.READ_LAUNCH)
@require_GET
def sheet(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """The company's page, as a PDF."""
    contract = contract_or_404(request, pk)
    obligation = obligation_or_404(request, contract, obligation_pk)
    content = company_sheet(
        obligation=obligation,
        due=hours_due(obligation),
        modalities=selectors.modalities_of(obligation),
        structures=selectors.structures_near(actor=request.actor, contract=contract),
        services=selectors.services_near(actor=request.actor),
        workspace=request.actor.workspace,
        facilitator=contract.facilitator,
        made_at=timezone.localtime(),
    )
    return attachment(content, filename=f"clause-sociale-{obligation.pk}.pdf", content_type=CONTENT_TYPE)
