"""What applies to the contract, its lots, and where each clause stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires
from levier.domain.vocabulary import Role

from .. import perms, selectors
from ..facts import applicable, buyer_profile
from ..readiness import checklist, supply_item
from .common import contract_or_404, header, open_room, page


@requires(perms.READ)
@require_GET
def montage(request: Request, pk: int) -> HttpResponse:
    """Duties and levers of the contract, and its lots."""
    contract = contract_or_404(request, pk)
    today = timezone.localdate()
    rows: list[dict[str, Any]] = []
    for lot in contract.lots.all():
        lot.contract = contract
        clause = selectors.clause_of(lot)
        hidden = clause is None and request.actor.role is Role.BUYER
        url = reverse("clauses:lot", kwargs={"pk": contract.pk, "lot_pk": lot.pk})
        rows.append({"lot": lot, "clause": clause, "url": None if hidden else url})
    context = {
        "contract_header": header(contract, actor=request.actor),
        "contract": contract,
        "answer": applicable(contract, today=today),
        "rows": rows,
        "profile": buyer_profile(contract),
        "can_edit": request.actor.may(perms.EDIT),
    }
    return render(request, "clauses/montage.html", context)


@requires(perms.READ)
@require_GET
def lot_overview(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Where the clause of a lot stands: what is done, what is missing, the one next action."""
    room = open_room(request, pk, lot_pk)
    items = list(checklist(room.clause, room.lot, today=room.today))
    if room.prepares:
        items.insert(0, supply_item(selectors.latest_supply_check(room.clause), room.clause))
    context = {
        "items": items,
        "calibration": selectors.chosen_calibration(room.clause),
        "may_propose": request.actor.may(perms.PROPOSE),
        "may_answer": request.actor.may(perms.ANSWER),
        "ready": all(item.done for item in items),
    }
    return page(request, room, "lot", "clauses/lot_overview.html", context)
