"""One notice: what it says, what was recognised, and the reader's corrections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.notices.model import Kind
from levier.notices.recognition import ReservedFor
from levier.ui.http import attachment

from .. import perms, selectors, services
from ..answering.perms import PREPARE
from ..browsing import calendar, words
from ..browsing import notice as telling
from ..browsing.passages import quote, readings
from ..forms import CorrectionForm, MissedForm
from ..models import StoredFinding, StoredNotice
from ..storage import unpack_notice


def _row(request: Request, pk: int) -> StoredNotice:
    """The notice, in whatever format: a link kept is never lost when the same publication is read better elsewhere."""
    found = selectors.notices(actor=request.actor, every_format=True).defer(None).select_related("dossier")
    return get_object_or_404(found, pk=pk)


@requires(perms.READ_NOTICES)
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """The whole notice, the passages recognised marked in place."""
    row = _row(request, pk)
    notice = unpack_notice(row.content)
    findings = list(row.findings.all())
    texts = readings(notice, findings)
    numbers = {lot.id: lot.number for lot in notice.lots}
    days = words.days_left(row, timezone.now())
    is_open = row.kind == Kind.COMPETITION and not row.is_cancelled and (days is None or days >= 0)
    context = {
        "row": row,
        "notice": notice,
        "kind": words.notice_label(row.kind),
        "days": days,
        "may_answer": is_open and request.actor.may(PREPARE),
        "opening": telling.opening(row, notice),
        "lots": telling.lot_lines(notice),
        "winners": telling.winners(notice),
        "findings": [_finding(one, numbers) for one in findings],
        "with_passage": [one for one in texts if one.has_passage],
        "others": [one for one in texts if not one.has_passage],
        "versions": telling.versions(row, actor=request.actor),
        "before": telling.bought_before(row, actor=request.actor),
        "host": telling.host(row.official_url),
        "departments": words.departments_of(row),
        "corrected": list(selectors.corrections(actor=request.actor).filter(notice=row)),
        "kind_label": words.kind_label,
        "may_correct": request.actor.may(perms.CORRECT_FINDING),
    }
    return render(request, "watch/notice.html", context)


def _finding(one: StoredFinding, numbers: dict[str, str]) -> dict[str, Any]:
    text, tone = words.badge(one)
    lots = [numbers.get(lot, lot) for lot in one.lots]
    return {
        "row": one,
        "badge": text,
        "tone": tone,
        "quote": quote(one),
        "where": f"{'lot' if len(lots) == 1 else 'lots'} {', '.join(lots)}" if lots else "tout le marché",
        "reserved": ReservedFor(one.reserved_for).label if one.reserved_for in set(ReservedFor) else "",
        "confidence": words.confidence(one.confidence),
        "publics": ", ".join(one.details.get("publics", [])),
        "penalty": one.details.get("penalty", ""),
        "facilitator": one.details.get("facilitator", ""),
        "amount_rule": one.details.get("amount_rule"),
    }


@requires(perms.READ_NOTICES)
@require_GET
def deadline(request: Request, pk: int) -> HttpResponse:
    """The deadline, as a calendar."""
    row = _row(request, pk)
    address = request.build_absolute_uri(reverse("watch:notice", args=[pk]))
    text = calendar.deadlines([(row, address)], now=timezone.now())
    return attachment(text.encode(), filename="date-limite.ics", content_type="text/calendar; charset=utf-8")


@requires(perms.CORRECT_FINDING)
@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int, finding: int) -> HttpResponse:
    """« Ce n’est pas une clause »."""
    row = _row(request, pk)
    one = get_object_or_404(row.findings, pk=finding)
    form = CorrectionForm(request.POST if request.method == "POST" else None, finding=one)
    facts = {"text": one.quote, "kind": one.kind, "rubric": one.rubric}
    if form.is_valid() and _told(request, form, row, {**facts, "expected": form.expected_kind}):
        return redirect(reverse("watch:notice", args=[pk]) + "#reconnu")
    context = {"row": row, "form": form, "quote": quote(one), "said": words.kind_label(one.kind)}
    return render(request, "watch/correct.html", context, status=422 if form.errors else 200)


@requires(perms.CORRECT_FINDING)
@require_http_methods(["GET", "POST"])
def missed(request: Request, pk: int) -> HttpResponse:
    """« Il en manque une »."""
    row = _row(request, pk)
    form = MissedForm(request.POST if request.method == "POST" else None, notice=unpack_notice(row.content))
    if form.is_valid():
        said = {key: form.cleaned_data[key] for key in ("text", "expected")}
        if _told(request, form, row, {**said, "kind": "", "rubric": form.rubric}):
            return redirect(reverse("watch:notice", args=[pk]) + "#reconnu")
    return render(request, "watch/missed.html", {"row": row, "form": form}, status=422 if form.errors else 200)


def _told(request: Request, form: CorrectionForm | MissedForm, row: StoredNotice, facts: dict[str, str]) -> bool:
    try:
        services.correct_finding(
            actor=request.actor,
            notice=row,
            remark=form.cleaned_data["remark"],
            **facts,
        )
    except LevierError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(
        request,
        "Merci : la correction est enregistrée pour votre espace. Elle servira d’exemple aux règles de lecture, sans "
        "dire qui l’a faite.",
    )
    return True
