"""« Grands chantiers »."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from levier.accounts.web import Request, requires
from levier.procurement.perms import EDIT_GREAT_WORKS
from levier.procurement.selectors import programmes

from .. import perms
from ..programmes import lone_operations, programme_page, programme_rows


@requires(perms.READ_PROGRAMMES)
def index(request: Request) -> HttpResponse:
    actor = request.actor
    context = {
        "found": programme_rows(actor=actor),
        "operations": lone_operations(actor=actor),
        "may_edit": actor.may(EDIT_GREAT_WORKS),
    }
    return render(request, "insights/programmes.html", context)


@requires(perms.READ_PROGRAMMES)
def show(request: Request, pk: int) -> HttpResponse:
    programme = get_object_or_404(programmes(actor=request.actor), pk=pk)
    page = programme_page(actor=request.actor, programme=programme, today=timezone.localdate())
    return render(request, "insights/programme.html", {"page": page, "may_edit": request.actor.may(EDIT_GREAT_WORKS)})
