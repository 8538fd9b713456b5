"""« Grands chantiers »."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from levier.accounts.web import Request, requires

from .. import perms
from ..programmes import programme_page, programmes


@requires(perms.READ_PROGRAMMES)
def index(request: Request) -> HttpResponse:
    return render(request, "insights/programmes.html", {"found": list(programmes(actor=request.actor))})


@requires(perms.READ_PROGRAMMES)
def show(request: Request, pk: int) -> HttpResponse:
    programme = get_object_or_404(programmes(actor=request.actor), pk=pk)
    page = programme_page(actor=request.actor, programme=programme, today=timezone.localdate())
    return render(request, "insights/programme.html", {"page": page})
