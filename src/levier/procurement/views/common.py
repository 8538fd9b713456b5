"""What the pages of a contract share."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from levier.accounts.web import Request
from levier.domain.steps import Transition

from .. import perms, selectors
from ..enums import ContractState
from ..models import Contract


def found(request: Request, pk: int) -> Contract:
    """A contract the actor sees, or 404."""
    return get_object_or_404(selectors.contracts(actor=request.actor), pk=pk)


def moves(request: Request, contract: Contract) -> list[Transition]:
    """The moves this actor may make from here."""
    return selectors.moves(actor=request.actor, contract=contract)


def page(
    request: Request, template: str, contract: Contract, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of a contract, with its head and what may be done with it."""
    actor = request.actor
    shared = {
        "contract": contract,
        "contract_header": selectors.contract_header(contract=contract, actor=actor),
        "moves": moves(request, contract),
        "may_edit": actor.may(perms.EDIT_CONTRACT) and contract.state != ContractState.ABANDONED,
        "may_abandon": actor.may(perms.MOVE_CONTRACT) and contract.state == ContractState.ACTIVE,
        "may_resume": actor.may(perms.EDIT_CONTRACT) and contract.state == ContractState.ABANDONED,
    }
    return render(request, template, {**shared, **context}, status=status)


def with_one_more(request: Request, *, button: str, prefix: str, at_most: int) -> QueryDict | None:
    """The posted data; one more empty line when that button was used (it works without any script)."""
    if request.method != "POST":
        return None
    if button not in request.POST:
        return request.POST
    data = request.POST.copy()
    total = data.get(f"{prefix}-TOTAL_FORMS") or "0"
    data[f"{prefix}-TOTAL_FORMS"] = str(
        min((int(total) if total.isascii() and total.isdigit() and len(total) < 10 else 0) + 1, at_most)
    )
    return data


def status_of(*forms: BaseForm | BaseFormSet[Any]) -> int:
    """422 when a bound form has errors."""
    bad = any(
        one.is_bound and (one.total_error_count() if isinstance(one, BaseFormSet) else one.errors) for one in forms
    )
    return 422 if bad else 200


def posted(request: Request) -> QueryDict | None:
    """The data of a form that was sent, be it empty; ``None`` when it is only shown."""
    return request.POST if request.method == "POST" else None


def sent(request: Request) -> tuple[QueryDict | None, Any]:
    """The same with the files."""
    return posted(request), request.FILES if request.method == "POST" else None
