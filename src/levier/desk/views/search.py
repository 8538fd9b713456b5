"""Search: the same page with and without scripts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from levier.accounts.web import Request, requires
from levier.ui.http import is_fragment

from .. import perms
from ..search import search
from ..search.sources import SOURCES


@requires(perms.SEARCH)
def results(request: Request) -> HttpResponse:
    kind = request.GET.get("type", "")
    if kind not in {source.code for source in SOURCES}:
        kind = ""
    query = request.GET.get("q", "")[:200]
    found = search(actor=request.actor, query=query, kind=kind)
    context = {"q": found.query, "found": found, "kind": kind}
    page = "desk/partials/results.html" if is_fragment(request) else "desk/search.html"
    return render(request, page, context)
