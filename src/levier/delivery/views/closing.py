"""Step 7, « Fin »: reports, certificates, closing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.domain.steps import Step
from levier.procurement import perms as procurement_perms
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract
from levier.procurement.selectors import contract_header, contracts
from levier.procurement.services import advance
from levier.ui.http import attachment

from .. import perms
from ..documents.render import CONTENT_TYPE
from ..documents.report import report_pdf
from ..figures import people_outside
from ..forms.closing import ReasonForm, ReportForm, end_of_day
from ..models import Certificate, ClosingReport, Obligation, Shortfall
from ..selectors import closing as selectors
from ..selectors.obligations import obligations_of
from ..services import closing as services


def _contract(request: Request, pk: int) -> Contract:
    return get_object_or_404(contracts(actor=request.actor), pk=pk)


def _obligation(request: Request, contract: Contract, pk: int) -> Obligation:
    return get_object_or_404(obligations_of(actor=request.actor, contract=contract), pk=pk)


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
    contract = _contract(request, pk)
    actor = request.actor
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "endings": selectors.endings_of(actor=actor, contract=contract),
        "today": timezone.localdate(),
        "may_report": actor.may(perms.MAKE_REPORT),
        "may_certify": actor.may(perms.ISSUE_CERTIFICATE),
        "may_open": actor.may(perms.OPEN_SHORTFALL),
        "may_close": actor.may(perms.CLOSE_OBLIGATION),
        "may_end": actor.may(perms.CLOSE_OBLIGATION)
        and actor.may(procurement_perms.MOVE_CONTRACT)
        and contract.state == ContractState.ACTIVE
        and contract.step == Step.MISE_EN_OEUVRE,
    }
    return render(request, "delivery/closing.html", context)


@requires(perms.MAKE_REPORT)
@require_http_methods(["GET", "POST"])
def report_make(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Freeze a report, final or interim."""
    contract = _contract(request, pk)
    obligation = _obligation(request, contract, obligation_pk)
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
    return _form(request, contract, form, "Arrêter un bilan", "Arrêter le bilan", lead)


def _form(
    request: Request,
    contract: Contract,
    form: object,
    title: str,
    action: str,
    lead: str = "",
    danger: bool = False,
) -> HttpResponse:
    context = {
        "contract": contract,
        "form": form,
        "title": title,
        "action": action,
        "lead": lead,
        "danger": danger,
        "back": ("Fin", f"/marches/{contract.pk}/fin/"),
    }
    return render(request, "delivery/closing_form.html", context, status=422 if form.errors else 200)  # type: ignore[attr-defined]


@requires(perms.READ_CLOSING)
@require_GET
def report(request: Request, pk: int, report_pk: int) -> HttpResponse:
    """A report on screen. Outside the workspace, small groups are joined and counts under five are not given."""
    contract = _contract(request, pk)
    found = _report(request, contract, report_pk)
    inside = request.actor.sees_whole_workspace
    figures = found.figures
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "report": found,
        "figures": selectors.shown(figures, inside=inside),
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
    found = _report(request, _contract(request, pk), report_pk)
    shortfall = Shortfall.objects.filter(obligation=found.obligation).first()
    content = report_pdf(report=found, shortfall=shortfall)
    return attachment(content, filename=f"bilan-{found.pk}.pdf", content_type=CONTENT_TYPE)


@requires(perms.ISSUE_CERTIFICATE)
@require_POST
def certificate_issue(request: Request, pk: int, report_pk: int) -> HttpResponse:
    """Issue the certificate a report allows."""
    found = _report(request, _contract(request, pk), report_pk)
    issued = services.issue_certificate(
        actor=request.actor, report=found, now=timezone.localtime(), today=timezone.localdate()
    )
    messages.success(request, f"L’attestation {issued.number} est établie et annoncée à l’entreprise et à l’acheteur.")
    return redirect("delivery:closing", pk)


@requires(perms.READ_CLOSING)
@require_GET
def certificate_file(request: Request, pk: int, certificate_pk: int) -> HttpResponse:
    """The certificate as issued, byte for byte."""
    found = _certificate(request, _contract(request, pk), certificate_pk)
    return attachment(bytes(found.pdf), filename=f"attestation-{found.number}.pdf", content_type=CONTENT_TYPE)


@requires(perms.REVOKE_CERTIFICATE)
@require_http_methods(["GET", "POST"])
def certificate_revoke(request: Request, pk: int, certificate_pk: int) -> HttpResponse:
    """Withdraw a certificate."""
    contract = _contract(request, pk)
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
    return _form(request, contract, form, "Retirer une attestation", "Retirer l’attestation", lead, danger=True)


@requires(perms.CLOSE_OBLIGATION)
@require_POST
def obligation_close(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Close one obligation."""
    found = _obligation(request, _contract(request, pk), obligation_pk)
    services.close_obligation(actor=request.actor, obligation=found, today=timezone.localdate())
    messages.success(request, "L’obligation est close.")
    return redirect("delivery:closing", pk)


@requires(procurement_perms.MOVE_CONTRACT)
@require_POST
def contract_end(request: Request, pk: int) -> HttpResponse:
    """Move the contract to its last step."""
    advance(actor=request.actor, contract=_contract(request, pk), to=Step.FIN)
    messages.success(request, "Le marché est clos.")
    return redirect("delivery:closing", pk)
