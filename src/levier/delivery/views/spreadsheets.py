"""A month filled from a sheet: template, sending, columns, what will be taken in. By personal link or signed in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.actor import Actor
from levier.accounts.web import Request, requires
from levier.domain.errors import ImportFailed, LevierError
from levier.sheets.table import Table
from levier.ui.exports import XLSX
from levier.ui.formats import plural
from levier.ui.http import attachment, go

from .. import perms, sheets
from ..documents.hours_template import hours_template
from ..forms.sheets import ColumnsForm, SheetForm
from ..models import HoursSheet, HoursStatement
from ..selectors import sheets as known
from ..selectors import statements as reading
from ..services import sheets as services
from ..sheets import MAX_BYTES, Plan
from ..wording import of_month
from .declare import opened, private

_REPLACED = "Un autre fichier a été envoyé entre-temps : voici ce qu’il contient. Relisez avant de le reprendre."
#: Lines shown of what will be taken in; all of them are.
_SHOWN = 200


@login_not_required
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The sheet of a statement behind a personal link."""
    actor, found = opened(token)
    statement = get_object_or_404(found, pk=pk)
    back = reverse("delivery:declare_one", args=[token, pk])
    return private(_Page(request, actor, statement, back, "layouts/public.html").answer())


@login_not_required
@require_GET
def template_by_link(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The sheet to fill, for whoever holds the link."""
    actor, found = opened(token)
    return private(_template(actor, get_object_or_404(found, pk=pk)))


@requires(perms.DECLARE_HOURS)
@require_http_methods(["GET", "POST"])
def signed_in(request: Request, pk: int) -> HttpResponse:
    """The same for a member of the organisation, or the team for it."""
    statement = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    back = reverse("delivery:fill_statement", args=[pk])
    return _Page(request, request.actor, statement, back, "layouts/base.html").answer()


@requires(perms.DECLARE_HOURS)
@require_GET
def template(request: Request, pk: int) -> HttpResponse:
    """The sheet to fill."""
    return _template(request.actor, get_object_or_404(reading.statements(actor=request.actor), pk=pk))


def _template(actor: Actor, statement: HoursStatement) -> HttpResponse:
    found = known.fillable(actor=actor, statement=statement) or [statement]
    content = hours_template((one, reading.rows(one)) for one in found)
    return attachment(content, filename=f"heures-{statement.month:%Y-%m}.xlsx", content_type=XLSX)


@dataclass
class _Read:
    """A file read with some columns: a plan, or why there is none."""

    table: Table
    form: ColumnsForm
    columns: dict[str, str]
    #: The columns can be used; the lines may still be wrong.
    mapped: bool = False
    plan: Plan | None = None
    failed: ImportFailed | None = None

    @property
    def said(self) -> sheets.Remembered:
        return sheets.Remembered(self.columns, sheets.header_row(self.table))


def _doubtful(read: _Read) -> set[str]:
    """Columns that are wrong on half of the lines or more: likely not what they were taken for."""
    faults = Counter(error.column for error in read.failed.errors) if read.failed else Counter()
    many = min(len(read.table.rows), sheets.MOST_FAULTS)
    return {header for header, count in faults.items() if header and count * 2 >= many}


def _to_ask(read: _Read) -> set[str]:
    """Fields to open when the columns can be used and no line came out of them: the likeliest to be wrong."""
    if not read.mapped or read.failed is None or read.failed.errors:
        return set()
    return {"contract"} & read.columns.keys() if "work" in read.columns else {"work"}


@dataclass
class _Page:
    """One address: send a file; once it is there, see what it says and take it in."""

    request: HttpRequest
    actor: Actor
    statement: HoursStatement
    back: str
    layout: str
    failed: ImportFailed | None = field(default=None)

    def answer(self) -> HttpResponse:
        """The page, or what its form does."""
        if self.statement.state not in reading.OPEN:
            return redirect(self.back)
        post = self.request.POST
        if self.request.method == "POST" and "discard" in post:
            services.discard_sheet(actor=self.actor, statement=self.statement)
            messages.info(self.request, "Le fichier est oublié : rien n’en a été repris.")
            return go(self.request, self.request.path)
        if self.request.method == "POST" and not {"read", "confirm"} & post.keys():
            return self._send()
        waiting = known.waiting_sheet(self.statement, now=timezone.now())
        return self._preview(waiting) if waiting else self._upload(SheetForm())

    def _send(self) -> HttpResponse:
        form = SheetForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            content = file.read(MAX_BYTES + 1)
            try:
                sheets.open_table(content, filename=file.name)
                services.prepare_sheet(actor=self.actor, statement=self.statement, content=content, now=timezone.now())
            except ImportFailed as error:
                self.failed = error
                form.add_error("file", error.message)
            else:
                return go(self.request, self.request.path)
        return self._upload(form)

    def _upload(self, form: SheetForm) -> HttpResponse:
        context = {
            **self._shared(),
            "form": form,
            "failed": self.failed,
            "several": len(known.fillable(actor=self.actor, statement=self.statement)) > 1,
            "remembered": known.remembered_columns(self.statement) is not None,
        }
        return render(self.request, "delivery/sheet_upload.html", context, status=422 if form.errors else 200)

    def _preview(self, waiting: HoursSheet) -> HttpResponse:
        read, sent = self._read(bytes(waiting.content)), waiting.sent_at.isoformat()
        replaced = "confirm" in self.request.POST and self.request.POST.get("sent") != sent
        if replaced:
            messages.warning(self.request, _REPLACED)
        elif read.plan is not None and "confirm" in self.request.POST:
            try:
                return self._take(read.plan, read.said)
            except LevierError as error:
                read.plan, read.failed = None, ImportFailed(error.message)
        elif self._chosen(read):
            services.name_columns(actor=self.actor, statement=self.statement, said=read.said)
        table, failed = read.table, read.failed
        read.form.ask(read.columns, doubtful=_doubtful(read), also=_to_ask(read))
        context = {
            **self._shared(),
            "table_data": table,
            "sent": sent,
            "form": read.form,
            "plan": read.plan,
            "fills": [(fill, fill.lines[:_SHOWN]) for fill in read.plan.fills] if read.plan else [],
            "failed": failed,
            "left_over": [(one, table.sample(one)) for one in table.headers if one not in read.columns.values()],
        }
        bad = self.request.method == "POST" and (failed or read.form.errors)
        status = 409 if replaced else 422 if bad else 200
        return render(self.request, "delivery/sheet_preview.html", context, status=status)

    def _read(self, content: bytes) -> _Read:
        table = sheets.open_table(content)
        guessed = sheets.guess(table, remembered=known.remembered_columns(self.statement))
        form = ColumnsForm(self.request.POST if "columns" in self.request.POST else None, table=table, guessed=guessed)
        columns = form.mapping() if form.is_bound and form.is_valid() else guessed
        found = _Read(table, form, columns)
        if form.is_bound and form.errors:
            return found
        fillable = known.fillable(actor=self.actor, statement=self.statement)
        try:
            sheets.check(columns, table.headers)
            found.mapped = True
            lines = sheets.read_lines(table, columns, month=self.statement.month)
            found.plan = sheets.plan(lines, known.known(fillable))
        except ImportFailed as error:
            found.failed = error
        return found

    def _chosen(self, read: _Read) -> bool:
        """The columns were said by hand and can be read, whatever their lines are worth, and they are news."""
        return read.form.is_bound and read.mapped and known.remembered_columns(self.statement) != read.said

    def _take(self, plan: Plan, said: sheets.Remembered) -> HttpResponse:
        done = services.fill_from_sheet(
            actor=self.actor, statement=self.statement, plan=plan, said=said, today=timezone.localdate()
        )
        where = f" sur {done.statements} relevés" if done.statements > 1 else ""
        messages.success(
            self.request,
            f"{plural(done.lines, 'ligne reprise', 'lignes reprises')}{where}. Relisez, puis envoyez le relevé.",
        )
        return go(self.request, self.back)

    def _shared(self) -> dict[str, Any]:
        return {
            "layout": self.layout,
            "statement": self.statement,
            "of_month": of_month,
            "contract": self.statement.obligation.clause.lot.contract,
            "back": self.back,
            "template_url": f"{self.request.path}modele.xlsx",
        }
