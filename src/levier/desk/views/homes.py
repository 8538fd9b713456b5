"""Where a buyer and a company start."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from levier.accounts.web import Request, requires
from levier.delivery.selectors.ledger import hours_of
from levier.directory.selectors import local_services, structures
from levier.ui.lists import ListPage

from .. import perms
from ..homes import bought, owed, to_call, with_gauges
from ..todo import todo_items

_SHOWN = 5


@requires(perms.BUYER_HOME)
def buyer(request: Request) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    items = todo_items(actor=actor, today=today)
    listing = ListPage(request, bought(actor=actor))
    context = {
        "items": items[:_SHOWN],
        "waiting": len(items),
        "listing": listing,
        "rows": with_gauges(actor=actor, contracts=listing.items, today=today),
    }
    return render(request, "desk/buyer_home.html", context)


@requires(perms.COMPANY_HOME)
def company(request: Request) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    items = todo_items(actor=actor, today=today)
    listing = ListPage(request, owed(actor=actor))
    rows = hours_of(listing.queryset.filter(pk__in=[one.pk for one in listing.items]), today=today)
    context = {
        "items": items[:_SHOWN],
        "waiting": len(items),
        "listing": listing,
        "rows": rows,
        "callees": to_call(rows),
        "structure_count": structures(actor=actor).count(),
        "service_count": local_services(actor=actor).count(),
    }
    return render(request, "desk/company_home.html", context)
