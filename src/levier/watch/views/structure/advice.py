"""« Fiches conseil », one for each kind of procedure."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires

from ... import perms
from ...answering.advice import ADVICE, BY_SLUG


@requires(perms.READ_NOTICES)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Every page of advice."""
    return render(request, "watch/structure/advice_list.html", {"advice": ADVICE})


@requires(perms.READ_NOTICES)
@require_GET
def page(request: Request, slug: str) -> HttpResponse:
    """One procedure: how it goes, what to do, what to beware of."""
    if slug not in BY_SLUG:
        raise Http404
    return render(request, "watch/structure/advice.html", {"one": BY_SLUG[slug]})
