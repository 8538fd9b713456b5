"""Step 4, « Suivi »: meeting, company's page, planned recruitments, obligations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.selectors import structures as directory_structures
from levier.domain.errors import LevierError
from levier.procurement.models import Contract
from levier.procurement.selectors import awards, contract_header, contracts
from levier.ui.http import attachment

from .. import perms
from ..calendar import invitation
from ..documents.company_sheet import company_sheet
from ..documents.render import CONTENT_TYPE
from ..forms.launch import AmendForm, HeldForm, MeetingForm, RecruitmentForm
from ..guards import carries_hours
from ..models import LaunchMeeting, Obligation
from ..selectors import launch as selectors
from ..selectors.obligations import hours_due, obligations_of
from ..services import launch as services
from ..services.obligations import amend_obligation, create_obligations


def _contract(request: Request, pk: int) -> Contract:
    return get_object_or_404(contracts(actor=request.actor), pk=pk)


def _obligation(request: Request, contract: Contract, pk: int) -> Obligation:
    return get_object_or_404(obligations_of(actor=request.actor, contract=contract), pk=pk)


def _meeting(contract: Contract) -> LaunchMeeting:
    return get_object_or_404(LaunchMeeting.objects.select_related("contract__workspace"), contract=contract)


@requires(perms.READ_LAUNCH)
@require_GET
def launch(request: Request, pk: int) -> HttpResponse:
    """The page of step 4."""
    contract = _contract(request, pk)
    actor = request.actor
    owing = awards(actor=actor).filter(lot__contract=contract, obligations=None).select_related("lot__clause")
    _, without_address = services.guests(contract)
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "meeting": selectors.meeting_of(contract),
        "planned": selectors.planned_of(actor=actor, contract=contract),
        "to_create": [one for one in owing if getattr(one.lot, "clause", None) and carries_hours(one.lot.clause)],
        "structures": selectors.structures_near(actor=actor, contract=contract),
        "services": selectors.services_near(actor=actor),
        "without_address": without_address,
        "may_plan": actor.may(perms.PLAN_MEETING),
        "may_recruit": actor.may(perms.PLAN_RECRUITMENT),
        "may_create": actor.may(perms.CREATE_OBLIGATIONS),
    }
    return render(request, "delivery/launch.html", context)


@requires(perms.PLAN_MEETING)
@require_http_methods(["GET", "POST"])
def meeting(request: Request, pk: int) -> HttpResponse:
    """Set the date, place and agenda."""
    contract = _contract(request, pk)
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
    return _form(request, contract, form, "Réunion de lancement", "Enregistrer la réunion")


def _form(
    request: Request, contract: Contract, form: object, title: str, action: str, lead: str = "", danger: bool = False
) -> HttpResponse:
    context = {
        "contract": contract,
        "form": form,
        "title": title,
        "action": action,
        "lead": lead,
        "danger": danger,
        "back": ("Suivi", f"/marches/{contract.pk}/suivi/"),
    }
    return render(request, "delivery/closing_form.html", context, status=422 if form.errors else 200)  # type: ignore[attr-defined]


@requires(perms.READ_LAUNCH)
@require_GET
def meeting_ics(request: Request, pk: int) -> HttpResponse:
    """The invitation, to open in a diary."""
    contract = _contract(request, pk)
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
    found = _meeting(_contract(request, pk))
    count = services.send_invitations(actor=request.actor, meeting=found, now=timezone.now())
    messages.success(request, f"Invitations envoyées : {count}.")
    return redirect("delivery:launch", pk)


@requires(perms.HOLD_MEETING)
@require_http_methods(["GET", "POST"])
def meeting_held(request: Request, pk: int) -> HttpResponse:
    """Say that the meeting took place."""
    contract = _contract(request, pk)
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
    return _form(request, contract, form, "Compte rendu de la réunion de lancement", "Enregistrer le compte rendu")


@requires(perms.READ_LAUNCH)
@require_GET
def sheet(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """The company's page, as a PDF."""
    contract = _contract(request, pk)
    obligation = _obligation(request, contract, obligation_pk)
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


@requires(perms.PLAN_RECRUITMENT)
@require_http_methods(["GET", "POST"])
def recruitment_add(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Plan one recruitment."""
    contract = _contract(request, pk)
    obligation = _obligation(request, contract, obligation_pk)
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
    return _form(request, contract, form, "Prévoir un recrutement", "Enregistrer", lead=str(obligation.contractor))


@requires(perms.PLAN_RECRUITMENT)
@require_POST
def recruitment_remove(request: Request, pk: int, planned_pk: int) -> HttpResponse:
    """Take a planned recruitment out."""
    contract = _contract(request, pk)
    found = selectors.recruitments(actor=request.actor).filter(obligation__clause__lot__contract=contract)
    services.remove_recruitment(actor=request.actor, planned=get_object_or_404(found, pk=planned_pk))
    messages.success(request, "Le recrutement prévu est retiré.")
    return redirect("delivery:launch", pk)


@requires(perms.CREATE_OBLIGATIONS)
@require_POST
def obligations_create(request: Request, pk: int, award_pk: int) -> HttpResponse:
    """Create what each company of an award owes."""
    contract = _contract(request, pk)
    award = get_object_or_404(awards(actor=request.actor).filter(lot__contract=contract), pk=award_pk)
    made = create_obligations(actor=request.actor, award=award, shared=request.POST.get("shared") == "1")
    messages.success(request, f"Obligations créées : {len(made)}.")
    return redirect("delivery:launch", pk)


@requires(perms.READ_OBLIGATIONS)
@require_GET
def obligation(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """How the hours due came to be what they are."""
    contract = _contract(request, pk)
    found = _obligation(request, contract, obligation_pk)
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "obligation": found,
        "revisions": list(found.revisions.select_related("call_off", "made_by").order_by("-made_at", "-pk")),
        "may_amend": request.actor.may(perms.AMEND_OBLIGATION) and not found.closed_on,
    }
    return render(request, "delivery/obligation.html", context)


@requires(perms.AMEND_OBLIGATION)
@require_http_methods(["GET", "POST"])
def obligation_amend(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Change the hours due, with the reason."""
    contract = _contract(request, pk)
    found = _obligation(request, contract, obligation_pk)
    form = AmendForm(request.POST or None, initial={"from_day": timezone.localdate(), "ends_on": found.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            amend_obligation(actor=request.actor, obligation=found, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Les heures dues sont modifiées ; l’historique garde les précédentes.")
            return redirect("delivery:obligation", pk, found.pk)
    return _form(
        request, contract, form, "Modifier les heures dues", "Modifier les heures dues", lead=str(found.contractor)
    )
