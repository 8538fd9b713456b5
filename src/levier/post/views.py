"""The one door of this room: what came back, told by the mail provider."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .bounces.apply import apply
from .bounces.dsn import READ_AT_MOST
from .bounces.webhook import parse, signed

#: Requests a minute, for each server process: those we know, and those whose signature is wrong.
_KNOWN, _UNKNOWN = 600, 30


@csrf_exempt  # another program calls: its signature is what is checked
@login_not_required
@require_POST
def bounces(request: HttpRequest) -> HttpResponse:
    """Take notifications of messages that came back. 404 while no secret is set."""
    if not settings.BOUNCE_SECRET:
        raise Http404
    if _length(request) > READ_AT_MOST:
        return _refused(413, "too large")
    body = request.body
    header = request.headers.get("X-Levier-Signature", "")
    if not signed(body, header, secret=settings.BOUNCE_SECRET, now=time.time()):
        if _too_many("unknown", _UNKNOWN):
            return _refused(429, "too many requests")
        return _refused(403, "wrong signature")
    if _too_many("known", _KNOWN):
        return _refused(429, "too many requests")
    try:
        found = parse(body, content_type=request.content_type or "")
    except ValueError:
        return _refused(400, "neither events nor a delivery status notification")
    apply(found, now=timezone.now())
    return HttpResponse(status=204)


def _length(request: HttpRequest) -> int:
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else 0


def _too_many(who: str, most: int) -> bool:
    """Whether this minute's requests are used up; counts one more. Those nobody signed never stop those we know."""
    key = f"post.bounces.{who}.{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # the key left the cache in between
        return False


def _refused(status: int, sentence: str) -> HttpResponse:
    response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    if status == 429:
        response["Retry-After"] = "60"
    return response
