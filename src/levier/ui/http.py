"""Small HTTP answers every room needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme


def attachment(content: bytes, *, filename: str, content_type: str, inline: bool = False) -> HttpResponse:
    """A file to download, never kept by a shared cache and never sniffed."""
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(not inline, filename)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def is_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a part of a page; a boosted link or a history restore wants the whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Redirect (303 after a POST); for an htmx request, ask the browser to load the page."""
    if is_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    redirect = HttpResponseRedirect(to)
    redirect.status_code = 303 if request.method == "POST" else 302
    return redirect


def way_back(request: HttpRequest, default: str) -> str:
    """Where to return once done: the page named by ``?retour=`` when it is one of ours, else ``default``."""
    asked = request.GET.get("retour", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else default
