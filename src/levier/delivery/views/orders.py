"""Step 6, « Bons de commande »: orders per company, what each triggered, the quarterly request."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.accounts.selectors import live_links, with_targets
from levier.accounts.web import Request, requires
from levier.directory.selectors import reminded_today
from levier.domain.errors import LevierError
from levier.domain.steps import Quarter, quarter_of
from levier.procurement import perms as procurement_perms
from levier.procurement.enums import ContractState
from levier.procurement.models import AwardMember, Contract, OrderRequest
from levier.procurement.selectors import call_offs, contract_header, contracts, members, order_requests
from levier.procurement.services import (
    answer_nothing_ordered,
    answer_orders,
    correct_call_off,
    record_call_off,
    remind_orders,
    request_orders,
)
from levier.procurement.tasks import orders_link as link_path
from levier.ui.exports import xlsx_response

from .. import perms
from ..forms.orders import CorrectionForm, OrderForm
from ..selectors.orders import orders_of, requests_of
from .common import form_page

_STEP = ("Bons de commande", "delivery:orders")


def _framework(request: Request, pk: int) -> Contract:
    return get_object_or_404(contracts(actor=request.actor).filter(is_framework=True), pk=pk)


def _members(actor: Actor, contract: Contract) -> QuerySet[AwardMember]:
    return members(actor=actor).filter(award__lot__contract=contract)


@requires(perms.READ_ORDERS)
@require_GET
def orders(request: Request, pk: int) -> HttpResponse:
    """The page of step 6."""
    contract = _framework(request, pk)
    sees_requests = request.actor.may(procurement_perms.RECORD_ORDERS) or request.actor.sees_whole_workspace
    live = contract.state == ContractState.ACTIVE
    today = timezone.localdate()
    last = quarter_of(today).previous
    quiet = contract.buyer_id in reminded_today(workspace_id=contract.workspace_id, today=today)
    asked = [(quarter_of(one.quarter).label, one) for one in (requests_of(contract=contract) if sees_requests else ())]
    links = live_links(actor=request.actor).filter(
        target_type=OrderRequest._meta.label_lower, target_id__in=[one.pk for _, one in asked]
    )
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "groups": orders_of(actor=request.actor, contract=contract),
        "requests": asked,
        "quarter": last,
        "may_record": live and request.actor.may(procurement_perms.RECORD_ORDERS),
        "may_request": live and request.actor.may(procurement_perms.REQUEST_ORDERS),
        "quiet_today": quiet,
        "asked_today": {one.pk for _, one in asked if _written_on(one) == today},
        "to_ask": last.start not in {one.quarter for _, one in asked},
        "sees_requests": sees_requests,
        "links": with_targets(links),
    }
    return render(request, "delivery/orders.html", context)


def _written_on(asked: OrderRequest) -> date | None:
    last = asked.reminded_at or asked.sent_at
    return timezone.localdate(last) if last else None


@requires(perms.READ_ORDERS)
@require_GET
def orders_export(request: Request, pk: int) -> HttpResponse:
    """Every order with what it triggered, as a sheet."""
    contract = _framework(request, pk)
    rows = []
    for group in orders_of(actor=request.actor, contract=contract):
        hours = {one.call_off.pk: one for one in group.triggered}
        for order in group.orders:
            triggered = hours.get(order.pk)
            rows.append(
                (
                    group.award.lot.number,
                    order.organisation.name,
                    order.number,
                    order.title,
                    order.ordered_on,
                    order.amount,
                    triggered.cumulated if triggered else None,
                    triggered.hours if triggered else None,
                    triggered.explanation.conclusion if triggered else "",
                )
            )
    headers = ("Lot", "Entreprise", "Numéro", "Objet", "Date", "Montant (€ HT)", "Cumul (€ HT)", "Heures", "Calcul")
    return xlsx_response(f"commandes-{contract.pk}", headers, rows, sheet="Commandes")


@requires(procurement_perms.RECORD_ORDERS)
@require_http_methods(["GET", "POST"])
def order_add(request: Request, pk: int) -> HttpResponse:
    """Enter one order; hours follow in the same transaction."""
    contract = _framework(request, pk)
    form = OrderForm(request.POST or None, members=_members(request.actor, contract))
    if request.method == "POST" and form.is_valid() and _record(request.actor, form):
        messages.success(request, "Le bon de commande est enregistré ; les heures dues sont recalculées.")
        return redirect("delivery:orders", pk)
    return form_page(request, contract, form, "Saisir un bon de commande", "Enregistrer le bon de commande", back=_STEP)


def _record(actor: Actor, form: OrderForm) -> bool:
    data = dict(form.cleaned_data)
    member = data.pop("member")
    try:
        record_call_off(
            actor=actor, award=member.award, organisation=member.organisation, today=timezone.localdate(), **data
        )
    except LevierError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


@requires(procurement_perms.RECORD_ORDERS)
@require_http_methods(["GET", "POST"])
def order_correct(request: Request, pk: int, order_pk: int) -> HttpResponse:
    """Bring an order to its right amount."""
    contract = _framework(request, pk)
    order = get_object_or_404(call_offs(actor=request.actor).filter(award__lot__contract=contract), pk=order_pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_call_off(actor=request.actor, call_off=order, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "La commande est corrigée ; les heures dues sont recalculées.")
            return redirect("delivery:orders", pk)
    lead = f"Bon de commande {order.number}, {order.organisation}"
    return form_page(
        request,
        contract,
        form,
        "Corriger un bon de commande",
        "Corriger le bon de commande",
        back=_STEP,
        lead=lead,
    )


@requires(procurement_perms.REQUEST_ORDERS)
@require_POST
def orders_request(request: Request, pk: int) -> HttpResponse:
    """Ask the buyer for the orders of the quarter just ended."""
    contract = _framework(request, pk)
    quarter: Quarter = quarter_of(timezone.localdate()).previous
    try:
        request_orders(actor=request.actor, contract=contract, quarter=quarter, now=timezone.now(), link_path=link_path)
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, f"La demande pour le {quarter.label} est envoyée à l’acheteur.")
    return redirect("delivery:orders", pk)


@requires(procurement_perms.REQUEST_ORDERS)
@require_POST
def orders_remind(request: Request, pk: int, request_pk: int) -> HttpResponse:
    """Chase an unanswered request."""
    contract = _framework(request, pk)
    asked = get_object_or_404(order_requests(actor=request.actor).filter(contract=contract), pk=request_pk)
    try:
        remind_orders(actor=request.actor, request=asked, now=timezone.now(), link_path=link_path)
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, "La relance est envoyée.")
    return redirect("delivery:orders", pk)


@login_not_required
@require_http_methods(["GET", "POST"])
def orders_link(request: HttpRequest, token: str) -> HttpResponse:
    """The buyer's personal link: enter the orders of a quarter, or say there was none. No account."""
    link = open_link(token, LinkPurpose.CALL_OFFS)
    actor = Actor.from_link(link)
    asked = get_object_or_404(order_requests(actor=actor))
    data = request.POST if request.method == "POST" and "enregistrer" in request.POST else None
    form = OrderForm(data, members=_members(actor, asked.contract))
    if request.method == "POST":
        if data is not None:
            if form.is_valid() and _record(actor, form):
                messages.success(request, "Le bon de commande est enregistré. Saisissez le suivant, ou terminez.")
                return redirect("delivery:orders_link", token)
        else:
            answer = answer_nothing_ordered if "aucune" in request.POST else answer_orders
            answer(actor=actor, request=asked, now=timezone.now())
            return redirect("delivery:orders_link", token)
    return _link_page(request, actor, asked, form)


def _link_page(request: HttpRequest, actor: Actor, asked: OrderRequest, form: OrderForm) -> HttpResponse:
    quarter = quarter_of(asked.quarter)
    entered = call_offs(actor=actor).filter(
        award__lot__contract=asked.contract, ordered_on__gte=quarter.start, ordered_on__lte=quarter.end
    )
    context = {
        "asked": asked,
        "quarter": quarter,
        "contract": asked.contract,
        "form": form,
        "open": asked.answered_at is None and asked.contract.state == ContractState.ACTIVE,
        "entered": list(entered.order_by("ordered_on", "pk")),
    }
    return render(request, "delivery/orders_link.html", context, status=422 if form.errors else 200)
