"""Step 7, « Fin »: reports, certificates, closing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, LevierError, RuleError
from levier.domain.steps import Step
from levier.procurement import perms as procurement_perms
from levier.procurement.enums import ContractState
from levier.procurement.guards import loose_ends
from levier.procurement.models import Contract
from levier.procurement.selectors import contract_header
from levier.procurement.services import advance
from levier.ui.http import attachment

from .. import perms
from ..documents.render import CONTENT_TYPE
from ..documents.report import report_pdf
from ..figures import people_outside
from ..forms.closing import LeavingForm, ReasonForm, ReopenForm, ReportForm, end_of_day
from ..models import Certificate, ClosingReport, Shortfall
from ..selectors import closing as selectors
from ..services import closing as services
from ..standing import corrected_since, of_report
from .common import contract_or_404, form_page, obligation_or_404

_STEP = ("Fin", "delivery:closing")


def _report(request: Request, contract: Contract, pk: int) -> ClosingReport:
    found = selectors.reports(actor=request.actor).filter(obligation__clause__lot__contract=contract)
    return get_object_or_404(found, pk=pk)


def _certificate(request: Request, contract: Contract, pk: int) -> Certificate:
    found = selectors.certificates(actor=request.actor).filter(report__obligation__clause__lot__contract=contract)
    return get_object_or_404(found.select_related("report__obligation__award__lot__contract"), pk=pk)


@requires(perms.READ_CLOSING)
@require_GET
def closing(request: Request, pk: int) -> HttpResponse:
    """The page of step 7."""
    return _closing_page(request, contract_or_404(request, pk), LeavingForm())


def _closing_page(
    request: Request, contract: Contract, form: LeavingForm, *, refused: tuple[int, LevierError] | None = None
) -> HttpResponse:
    """``refused``: an obligation, and why what was asked of it is not done."""
    actor = request.actor
    ends = loose_ends(contract, Step.FIN)
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "endings": selectors.endings_of(actor=actor, contract=contract),
        "today": timezone.localdate(),
        "form": form,
        "refused": {refused[0]: refused[1].message} if refused else {},
        "held": [one.sentence for one in ends if not one.may_be_left],
        "left": [one.sentence for one in ends if one.may_be_left],
        "may_report": actor.may(perms.MAKE_REPORT),
        "may_certify": actor.may(perms.ISSUE_CERTIFICATE),
        "may_open": actor.may(perms.OPEN_SHORTFALL),
        "may_close": actor.may(perms.CLOSE_OBLIGATION),
        "may_reopen": actor.may(perms.REOPEN_OBLIGATION),
        "may_end": actor.may(perms.CLOSE_OBLIGATION)
        and actor.may(procurement_perms.MOVE_CONTRACT)
        and contract.state == ContractState.ACTIVE
        and contract.step == Step.MISE_EN_OEUVRE,
    }
    status = 409 if refused and isinstance(refused[1], Conflict) else 422 if refused or form.errors else 200
    return render(request, "delivery/closing.html", context, status=status)


@requires(perms.MAKE_REPORT)
@require_http_methods(["GET", "POST"])
def report_make(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Freeze a report, final or interim."""
    contract = contract_or_404(request, pk)
    obligation = obligation_or_404(request, contract, obligation_pk)
    form = ReportForm(request.POST or None, initial={"as_of": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        as_of = end_of_day(form.cleaned_data["as_of"], now=timezone.localtime())
        try:
            report = services.make_report(
                actor=request.actor, obligation=obligation, as_of=as_of, comment=form.cleaned_data["comment"]
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le bilan est arrêté : ses chiffres ne changeront plus.")
            return redirect("delivery:report", pk, report.pk)
    lead = f"{obligation.contractor}, lot {obligation.clause.lot.number}"
    return form_page(request, contract, form, "Arrêter un bilan", "Arrêter le bilan", back=_STEP, lead=lead)


@requires(perms.READ_CLOSING)
@require_GET
def report(request: Request, pk: int, report_pk: int) -> HttpResponse:
    """A report on screen. Outside the workspace, small groups are joined and counts under five are not given."""
    contract = contract_or_404(request, pk)
    found = _report(request, contract, report_pk)
    inside = request.actor.sees_whole_workspace
    figures = found.figures
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "report": found,
        "figures": selectors.shown(figures, inside=inside),
        "standing": of_report(found),
        "corrected": corrected_since([found]).get(found.pk),
        "people": str(figures["people"]) if inside else people_outside(figures["people"]),
        "inside": inside,
        "certificate": Certificate.objects.filter(report=found).defer("pdf").first(),
        "may_certify": request.actor.may(perms.ISSUE_CERTIFICATE),
    }
    return render(request, "delivery/report.html", context)


@requires(perms.READ_CLOSING)
@require_GET
def report_file(request: Request, pk: int, report_pk: int) -> HttpResponse:
    """The report as a PDF, as it may leave the workspace."""
    found = _report(request, contract_or_404(request, pk), report_pk)
    shortfall = Shortfall.objects.filter(obligation=found.obligation).first()
    content = report_pdf(report=found, shortfall=shortfall)
    return attachment(content, filename=f"bilan-{found.pk}.pdf", content_type=CONTENT_TYPE)


@requires(perms.ISSUE_CERTIFICATE)
@require_POST
def certificate_issue(request: Request, pk: int, report_pk: int) -> HttpResponse:
    """Issue the certificate a report allows."""
    contract = contract_or_404(request, pk)
    found = _report(request, contract, report_pk)
    try:
        issued = services.issue_certificate(
            actor=request.actor, report=found, now=timezone.localtime(), today=timezone.localdate()
        )
    except (RuleError, Conflict) as error:
        return _closing_page(request, contract, LeavingForm(), refused=(found.obligation_id, error))
    messages.success(request, f"L’attestation {issued.number} est établie et annoncée à l’entreprise et à l’acheteur.")
    return redirect("delivery:closing", pk)


@requires(perms.READ_CLOSING)
@require_GET
def certificate_file(request: Request, pk: int, certificate_pk: int) -> HttpResponse:
    """The certificate as issued, byte for byte."""
    found = _certificate(request, contract_or_404(request, pk), certificate_pk)
    return attachment(bytes(found.pdf), filename=f"attestation-{found.number}.pdf", content_type=CONTENT_TYPE)


@requires(perms.REVOKE_CERTIFICATE)
@require_http_methods(["GET", "POST"])
def certificate_revoke(request: Request, pk: int, certificate_pk: int) -> HttpResponse:
    """Withdraw a certificate."""
    contract = contract_or_404(request, pk)
    found = _certificate(request, contract, certificate_pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_certificate(
                actor=request.actor, certificate=found, today=timezone.localdate(), **form.cleaned_data
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "L’attestation est retirée : sa page publique le dit désormais.")
            return redirect("delivery:closing", pk)
    lead = f"Attestation {found.number}. Sa page publique dira qu’elle n’est plus valable, sans donner le motif."
    return form_page(
        request,
        contract,
        form,
        "Retirer une attestation",
        "Retirer l’attestation",
        back=_STEP,
        lead=lead,
        danger=True,
    )


@requires(perms.CLOSE_OBLIGATION)
@require_POST
def obligation_close(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Close one obligation."""
    contract = contract_or_404(request, pk)
    found = obligation_or_404(request, contract, obligation_pk)
    try:
        services.close_obligation(actor=request.actor, obligation=found, today=timezone.localdate())
    except (RuleError, Conflict) as error:
        return _closing_page(request, contract, LeavingForm(), refused=(found.pk, error))
    messages.success(request, "L’obligation est close.")
    return redirect("delivery:closing", pk)


@requires(perms.REOPEN_OBLIGATION)
@require_http_methods(["GET", "POST"])
def obligation_reopen(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Reopen one obligation, so that its hours may be corrected."""
    contract = contract_or_404(request, pk)
    found = obligation_or_404(request, contract, obligation_pk)
    if request.method == "GET" and not found.closed_on:
        messages.info(request, "Cette obligation est ouverte : ses heures peuvent être corrigées.")
        return redirect("delivery:closing", pk)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_obligation(
                actor=request.actor, obligation=found, today=timezone.localdate(), **form.cleaned_data
            )
        except (RuleError, Conflict) as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(
                request,
                "L’obligation est rouverte ; l’entreprise et l’acheteur en sont prévenus. Corrigez ce qui doit l’être, arrêtez "
                "un nouveau bilan, puis clôturez-la.",
            )
            return redirect("delivery:closing", pk)
    closed = f" Elle est close depuis le {format_date(found.closed_on)}." if found.closed_on else ""
    lead = (
        f"{found.contractor}, lot {found.clause.lot.number}.{closed} Bilans et attestations déjà remis restent tels quels, et "
        "diront qu’une correction les suit."
    )
    return form_page(request, contract, form, "Rouvrir une obligation", "Rouvrir l’obligation", back=_STEP, lead=lead)


@requires(procurement_perms.MOVE_CONTRACT)
@require_POST
def contract_end(request: Request, pk: int) -> HttpResponse:
    """Move the contract to its last step, saying why when something stays open."""
    contract = contract_or_404(request, pk)
    form = LeavingForm(request.POST)
    if form.is_valid():
        try:
            advance(actor=request.actor, contract=contract, to=Step.FIN, **form.cleaned_data)
        except RuleError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le marché est clos.")
            return redirect("delivery:closing", pk)
    return _closing_page(request, contract, form)
