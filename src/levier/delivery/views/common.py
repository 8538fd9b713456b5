"""What the pages of a contract share: find it, find what one company owes on it, show a short form."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from levier.accounts.web import Request
from levier.procurement.models import Contract
from levier.procurement.selectors import contracts

from ..models import Obligation
from ..selectors.obligations import obligations_of


def contract_or_404(request: Request, pk: int) -> Contract:
    return get_object_or_404(contracts(actor=request.actor), pk=pk)


def obligation_or_404(request: Request, contract: Contract, pk: int) -> Obligation:
    return get_object_or_404(obligations_of(actor=request.actor, contract=contract), pk=pk)


def form_page(
    request: Request,
    contract: Contract,
    form: forms.Form,
    title: str,
    action: str,
    *,
    back: tuple[str, str],
    lead: str = "",
    danger: bool = False,
) -> HttpResponse:
    """One short form on its own page. ``back``: the name and the route of the step it belongs to."""
    name, route = back
    context = {
        "contract": contract,
        "form": form,
        "title": title,
        "action": action,
        "lead": lead,
        "danger": danger,
        "back": (name, reverse(route, args=[contract.pk])),
    }
    return render(request, "delivery/form.html", context, status=422 if form.errors else 200)
