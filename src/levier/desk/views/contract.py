"""The page of a contract."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.web import Request, requires
from levier.committees.perms import PREPARE
from levier.procurement import selectors as procurement
from levier.procurement.perms import EDIT_CONTRACT
from levier.procurement.selectors import contract_header, may_open

from .. import perms
from ..contract import Event, contract_page, shown_events, views_for

#: Facts shown before « tout l’historique ».
RECENT = 25


def _item(actor: Actor, event: Event) -> dict[str, object]:
    """A fact is a link only for those who may follow it."""
    return event.item if not event.url or may_open(actor, event.url) else {**event.item, "url": ""}


@requires(perms.READ_CONTRACT)
def show(request: Request, pk: int) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    visible = procurement.contracts(actor=actor).select_related(
        "buyer", "facilitator", "operation__programme", "review", "launch_meeting"
    )
    contract = get_object_or_404(visible, pk=pk)
    page = contract_page(actor=actor, contract=contract, today=today)
    histories = views_for(actor)
    view = request.GET.get("historique", "faits")
    view = view if view in histories else "faits"
    events = shown_events(actor=actor, page=page, view=view)
    whole = request.GET.get("tout") == "1"
    address = f"/marches/{contract.pk}/"
    context = {
        "contract_header": contract_header(actor=actor, contract=contract),
        "page": page,
        "events": [_item(actor, event) for event in (events if whole else events[:RECENT])],
        "hidden_events": 0 if whole else max(0, len(events) - RECENT),
        "all_url": f"{address}?historique={view}&tout=1#historique",
        "view": view,
        "histories": [
            {"label": label, "url": f"{address}?historique={code}#historique", "current": code == view}
            for code, label in histories.items()
        ],
        "may_edit": actor.may(EDIT_CONTRACT),
        "may_prepare_committee": actor.may(PREPARE),
        "team": actor.sees_whole_workspace,
    }
    return render(request, "desk/contract.html", context)
