"""The facilitator decides line by line, with what would count and why in front of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.domain.errors import Conflict, LevierError
from levier.domain.quantities import ZERO, Hours, format_hours, format_number
from levier.ui.formats import plural

from .. import perms
from ..declaration import read_hours
from ..enums import EntryKind
from ..forms.hours import CorrectionForm, ReasonForm
from ..models import HoursLine, HoursStatement, LedgerEntry
from ..selectors import statements as reading
from ..selectors.review import Review, review
from ..services import ledger as services
from ..wording import of_month


@requires(perms.VALIDATE_HOURS)
@require_GET
def statement(request: Request, pk: int) -> HttpResponse:
    """One statement, line by line."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    return _page(request, found)


def _page(request: Request, found: HoursStatement, *, status: int = 200, **more: Any) -> HttpResponse:
    reviews = [one for one in review(found) if one.declared]
    wanted = request.GET.get("ligne", "")
    errors: dict[int, str] = more.pop("errors", {})
    waiting = [one for one in reviews if one.pending]
    alone = [one for one in waiting if not one.clear or str(one.line.pk) == wanted or one.line.pk in errors]
    clear = [one for one in waiting if one.clear]
    context = {
        "statement": found,
        "of_month": of_month,
        "contract": found.obligation.clause.lot.contract,
        "with_company": found.state in reading.OPEN,
        "cards": [(one, _verdict(one), errors.get(one.line.pk, "")) for one in alone],
        "clear": [one for one in clear if one not in alone],
        "clear_count": len(clear),
        "clear_hours": sum((one.declared for one in clear), ZERO),
        "decided": _decided(found, reviews),
        "declared": sum((one.declared for one in reviews), ZERO),
        "typed": {},
        "return_form": ReasonForm(),
        **more,
    }
    return render(request, "delivery/validate.html", context, status=status)


def _verdict(one: Review) -> tuple[str, str]:
    """Tone and words of what the rules say."""
    if one.counted == one.declared:
        return "success", "compte en entier"
    if one.counted:
        return "warning", f"{format_hours(one.counted)} comptent sur {format_hours(one.declared)}"
    if one.confirmable or any(part.pending for part in one.parts):
        return "warning", "éligibilité à établir"
    return "danger", "ne compte pas"


def _decided(found: HoursStatement, reviews: list[Review]) -> list[tuple[HoursLine, LedgerEntry | None, Hours]]:
    """Lines decided, with their entry and the hours that stand on it now."""
    entries = {
        entry.line_id: entry
        for entry in LedgerEntry.objects.filter(line__statement=found, kind=EntryKind.VALIDATED).prefetch_related(
            "corrections"
        )
    }
    rows = []
    for one in reviews:
        if one.pending:
            continue
        entry = entries.get(one.line.pk)
        standing = entry.hours + sum((fix.hours for fix in entry.corrections.all()), ZERO) if entry else ZERO
        rows.append((one.line, entry, standing))
    return rows


def _line(request: Request, pk: int) -> HoursLine:
    return get_object_or_404(
        HoursLine.objects.filter(statement__in=reading.statements(actor=request.actor)).select_related(
            "statement__obligation", "employment__person"
        ),
        pk=pk,
    )


@requires(perms.VALIDATE_HOURS)
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Accept or refuse one line."""
    line = _line(request, pk)
    reason, typed = request.POST.get("reason", "")[:2000], request.POST.get("counted", "")[:40]
    now = timezone.now()
    try:
        if request.POST.get("decision") == "refuse":
            services.refuse_line(actor=request.actor, line=line, reason=reason, now=now)
            messages.success(request, "La ligne est refusée ; l’entreprise lira le motif.")
        else:
            counted = read_hours(typed, field="counted")
            services.accept_line(actor=request.actor, line=line, counted=counted, reason=reason, now=now)
            messages.success(request, f"{format_hours(counted)} validées.")
    except LevierError as error:
        found = get_object_or_404(reading.statements(actor=request.actor), pk=line.statement_id)
        return _page(
            request,
            found,
            status=409 if isinstance(error, Conflict) else 422,
            errors={line.pk: error.message},
            typed={line.pk: (typed, reason)},
            conflict=error.message if isinstance(error, Conflict) else "",
        )
    return redirect("delivery:statement", line.statement_id)


@requires(perms.VALIDATE_HOURS)
@require_POST
def accept_clear(request: Request, pk: int) -> HttpResponse:
    """Accept every line without a question."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    raw = request.POST.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
    count = services.accept_clear_lines(actor=request.actor, statement=found, version=version, now=timezone.now())
    messages.success(request, f"{plural(count, 'ligne validée', 'lignes validées')}.")
    return redirect("delivery:statement", pk)


@requires(perms.VALIDATE_HOURS)
@require_POST
def reconsider(request: Request, pk: int) -> HttpResponse:
    """Take back a refusal."""
    line = _line(request, pk)
    services.reconsider_line(actor=request.actor, line=line)
    messages.success(request, "La ligne attend de nouveau une décision.")
    return redirect("delivery:statement", line.statement_id)


@requires(perms.VALIDATE_HOURS)
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    """Give the statement back to the company."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.return_statement(
                actor=request.actor, statement=found, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except LevierError as error:
            form.add_error("reason", error.message)
        else:
            messages.success(request, f"Le relevé est rendu à {found.declarant}, avec votre message.")
            return redirect("delivery:statement", pk)
    return _page(request, found, status=422, return_form=form)


@requires(perms.CORRECT_HOURS)
@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """Correct validated hours by a new entry."""
    entry = get_object_or_404(
        LedgerEntry.objects.filter(workspace=request.actor.workspace, kind=EntryKind.VALIDATED).select_related(
            "line__statement__declarant", "employment__person", "obligation__clause__lot__contract"
        ),
        pk=pk,
    )
    assert entry.line is not None  # noqa: S101 - a constraint of the table
    standing = services.standing_on(entry)
    form = CorrectionForm(request.POST or None, initial={"wanted": format_number(standing)})
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_entry(
                actor=request.actor,
                entry=entry,
                standing=read_hours(request.POST.get("standing", ""), field="wanted"),
                wanted=read_hours(form.cleaned_data["wanted"], field="wanted"),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "La correction est écrite ; l’écriture d’origine reste visible.")
            return redirect("delivery:statement", entry.line.statement_id)
    context = {
        "entry": entry,
        "line": entry.line,
        "standing": standing,
        "form": form,
        "history": list(entry.corrections.select_related("recorded_by").order_by("recorded_at", "pk")),
    }
    return render(request, "delivery/correct.html", context, status=422 if form.errors else 200)
