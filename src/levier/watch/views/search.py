"""Search: one page, the same with and without scripts; its exports ask the same question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires
from levier.domain.errors import RuleError
from levier.notices.model import Kind
from levier.ui.exports import csv_response, xlsx_response
from levier.ui.http import attachment, is_fragment

from .. import perms
from ..alerting.question import settled
from ..answering.perms import PREPARE
from ..browsing import calendar, choices, sheet, words
from ..browsing.ask import Ask
from ..browsing.passages import quote
from ..following.perms import READ_AWARDS, READ_SOURCING
from ..models import StoredNotice
from ..search.find import Order, Page, count, search

ORDERS = {
    Order.RELEVANCE: "Les plus pertinents",
    Order.RECENT: "Les plus récents",
    Order.DEADLINE: "Date limite la plus proche",
}
YEAR = timedelta(days=365)


@requires(perms.READ_NOTICES)
@require_GET
def index(request: Request) -> HttpResponse:
    """Notices that hold the words and the choices, with what else may be chosen."""
    now = timezone.now()
    ask = Ask.read(request.GET)
    error = ""
    try:
        page = search(ask.query, ask.filters, ask.page, now=now)
        year = over_a_year(ask, now)
    except RuleError as refused:
        error, year = refused.message, None
        page = Page(hits=[], total=0)
    context = {
        "ask": ask,
        "error": error,
        "total": page.total,
        "over_a_year": year,
        "cards": [_card(one, now) for one in page.hits],
        "groups": choices.groups(ask, page.facets),
        "active": choices.active(ask, page.facets, request.path),
        "orders": [(one.value, label, one is ask.order) for one, label in ORDERS.items()],
        "path": request.path,
        "next_url": ask.url(request.path, after=page.after) if page.after else "",
        "first_url": ask.url(request.path) if ask.after else "",
        "exports": _exports(ask),
        "most": sheet.MOST,
        "may_answer": request.actor.may(PREPARE),
        "may_follow": request.actor.may(READ_AWARDS),
        "may_source": request.actor.may(READ_SOURCING),
        "question": "" if error or ask.is_empty else settled(ask),
    }
    template = "watch/_fragment.html" if is_fragment(request) else "watch/search.html"
    return render(request, template, context, status=422 if error and not is_fragment(request) else 200)


def over_a_year(ask: Ask, now: datetime) -> int | None:
    """How many notices an alert on this question would have sent in twelve months."""
    if ask.is_empty:
        return None
    filters = replace(ask.over_a_year, since=timezone.localdate(now - YEAR))
    return count(ask.query, filters, now=now)


def _card(notice: StoredNotice, now: datetime) -> dict[str, Any]:
    findings = list(notice.findings.all())
    return {
        "notice": notice,
        "url": reverse("watch:notice", args=[notice.pk]),
        "badges": words.badges(findings),
        "quote": quote(findings[0]) if findings else None,
        "days": words.days_left(notice, now),
        "kind": "" if notice.kind == Kind.COMPETITION else words.notice_label(notice.kind),
    }


def _exports(ask: Ask) -> list[dict[str, str]]:
    return [
        {"label": "tableur", "url": ask.url(reverse("watch:search_export", args=["xlsx"]))},
        {"label": "CSV", "url": ask.url(reverse("watch:search_export", args=["csv"]))},
        {"label": "agenda des dates limites", "url": ask.url(reverse("watch:search_ics"))},
    ]


@requires(perms.READ_NOTICES)
@require_GET
def export(request: Request, kind: str) -> HttpResponse:
    """What was found, as a sheet."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    notices = list(sheet.found(Ask.read(request.GET), now=timezone.now()))
    rows = sheet.rows(iter(notices), lambda one: request.build_absolute_uri(reverse("watch:notice", args=[one.pk])))
    name = f"avis-{timezone.localdate()}"
    if kind == "csv":
        return csv_response(name, sheet.HEADINGS, rows)
    return xlsx_response(name, sheet.HEADINGS, rows, sheet="Avis")


@requires(perms.READ_NOTICES)
@require_GET
def deadlines(request: Request) -> HttpResponse:
    """The deadlines still ahead, as a calendar."""
    now = timezone.now()
    ask = Ask.read(request.GET).with_filters(open_only=True)
    found = [
        (one, request.build_absolute_uri(reverse("watch:notice", args=[one.pk]))) for one in sheet.found(ask, now=now)
    ]
    text = calendar.deadlines(found, now=now)
    return attachment(text.encode(), filename="dates-limites.ics", content_type="text/calendar; charset=utf-8")
