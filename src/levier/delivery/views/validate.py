"""The facilitator decides line by line, with what would count and why in front of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.selectors import live_links, with_targets
from levier.accounts.web import Request, requires
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict, ImportFailed, LevierError
from levier.domain.quantities import ZERO, Hours, format_hours, format_number
from levier.ui.formats import plural

from .. import perms, sheets
from ..declaration import read_hours
from ..enums import DECLARED_STATES, EntryKind, StatementState
from ..forms.hours import CorrectionForm, ReasonForm
from ..forms.sheets import SheetForm
from ..models import HoursLine, HoursStatement, LedgerEntry
from ..selectors import sheets as known
from ..selectors import silence
from ..selectors import statements as reading
from ..selectors.around import around_month
from ..selectors.review import Review, review
from ..services import ledger as services
from ..services import sheets as sheet_services
from ..standing import Corrected, corrections_of
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
    clear = [one for one in waiting if one.clear and one not in alone]
    links = live_links(actor=request.actor)
    declared = sum((one.declared for one in reviews), ZERO)
    context = {
        "statement": found,
        "of_month": of_month,
        "contract": found.obligation.clause.lot.contract,
        "with_company": found.state in reading.OPEN,
        "closed_on": found.obligation.closed_on,
        "may_reopen": request.actor.may(perms.REOPEN_OBLIGATION),
        "late": reading.is_late(found, today=timezone.localdate()),
        "quiet_today": silence.quiet_today(found, today=timezone.localdate()),
        "chases": silence.chases(found),
        "next_move": silence.next_move(found, today=timezone.localdate()) if found.state in reading.OPEN else "",
        "sent": found.state in DECLARED_STATES,
        "cards": [(one, _verdict(one), errors.get(one.line.pk, "")) for one in alone],
        "clear": clear,
        "apart": [one.line.pk for one in alone if one.clear],
        "to_correct": [(one, _verdict(one)) for one in waiting] if found.state == StatementState.RETURNED else [],
        "clear_count": len(clear),
        "clear_hours": sum((one.declared for one in clear), ZERO),
        "decided": _decided(found, reviews),
        "declared": declared,
        "questions": around_month(found).questions(declared, month=found.month)
        if waiting and found.state in DECLARED_STATES
        else (),
        "typed": {},
        "return_form": ReasonForm(),
        "sheet_form": SheetForm(),
        "agreed_count": sum(one.agreed for one in clear),
        "links": with_targets(links.filter(_opens(found))),
        **more,
    }
    return render(request, "delivery/validate.html", context, status=status)


def _opens(statement: HoursStatement) -> Q:
    """Links made for this statement, and the one of the last message that listed it with others."""
    return Q(target_type=HoursStatement._meta.label_lower, target_id=statement.pk) | Q(pk=statement.link_id)


def _verdict(one: Review) -> tuple[str, str]:
    """Tone and words of what the rules say."""
    if one.counted == one.declared:
        return "success", "compte en entier"
    if one.counted:
        return "warning", f"{format_hours(one.counted)} comptent sur {format_hours(one.declared)}"
    if one.confirmable or any(part.pending for part in one.parts):
        return "warning", "éligibilité à établir"
    return "danger", "ne compte pas"


def _decided(
    found: HoursStatement, reviews: list[Review]
) -> list[tuple[HoursLine, LedgerEntry | None, Hours, list[Corrected]]]:
    """Lines decided, with their entry, the hours that stand on it now and how they came to it."""
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
        fixes = corrections_of(entry) if entry else []
        standing = fixes[-1].after if fixes else entry.hours if entry else ZERO
        rows.append((one.line, entry, standing, fixes))
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


def _whole(raw: str) -> int:
    """What a hidden field posts as a whole number; -1, which is none of ours, for anything else."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


@requires(perms.VALIDATE_HOURS)
@require_POST
def accept_clear(request: Request, pk: int) -> HttpResponse:
    """Accept every line without a question."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    count = services.accept_clear_lines(
        actor=request.actor,
        statement=found,
        version=_whole(request.POST.get("version", "")),
        now=timezone.now(),
        apart={_whole(one) for one in request.POST.getlist("apart")},
    )
    messages.success(request, f"{plural(count, 'ligne validée', 'lignes validées')}.")
    return redirect("delivery:statement", pk)


@requires(perms.VALIDATE_HOURS)
@require_POST
def compare(request: Request, pk: int) -> HttpResponse:
    """Compare the statement with a payroll or time sheet: a second source."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = sheets.open_table(file.read(sheets.MAX_BYTES + 1), filename=file.name)
            columns = sheets.guess(table, remembered=known.remembered_columns(found))
            lines = sheets.read_lines(table, columns, month=found.month)
            plan = sheets.plan(lines, known.compared(found), strangers=True)
            done = sheet_services.compare_with_sheet(actor=request.actor, statement=found, plan=plan)
        except LevierError as error:
            first = f" {error.errors[0]}" if isinstance(error, ImportFailed) and error.errors else ""
            form.add_error("file", f"{error.message}{first}")
        else:
            messages.success(request, _compared(done))
            return redirect("delivery:statement", pk)
    return _page(request, found, status=422, sheet_form=form)


def _compared(done: sheet_services.Compared) -> str:
    said = [f"{plural(done.agreed, 'ligne concorde', 'lignes concordent')} avec la feuille."]
    if done.missing:
        absent = plural(done.missing, "ligne du relevé n’y est pas", "lignes du relevé n’y sont pas")
        said.append(f"{absent} : vérifiez ces heures.")
    if done.unknown:
        said.append(
            f"{plural(done.unknown, 'ligne de la feuille n’est pas', 'lignes de la feuille ne sont pas')} au relevé."
        )
    return " ".join(said)


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
            messages.success(request, _corrected(entry.line.statement.declarant))
            return redirect("delivery:statement", entry.line.statement_id)
    context = {
        "entry": entry,
        "line": entry.line,
        "standing": standing,
        "form": form,
        "history": corrections_of(entry),
        "closed_on": entry.obligation.closed_on,
    }
    return render(request, "delivery/correct.html", context, status=422 if form.errors else 200)


def _corrected(declarant: Organisation) -> str:
    told = (
        f"{declarant} l’apprendra par un message le prochain jour ouvré."
        if link_contact(declarant)
        else f"{declarant} n’a pas d’adresse où l’écrire : dites-le-lui."
    )
    return f"La correction est écrite ; l’écriture d’origine reste visible. {told}"
