"""Import the buyer's programme: send, see, correct the columns, confirm."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, ImportFailed
from levier.ui.exports import XLSX
from levier.ui.formats import long_date
from levier.ui.http import attachment

from .. import perms, selectors, services
from ..forms import MappingForm, UploadForm
from ..models import ColumnMapping, PendingImport, ProgrammeSheet
from ..sheets import FIELDS, MAX_BYTES, SheetContent, Table, guess_mapping, read_lines, read_table
from ..sheets.template import template_xlsx
from .common import posted, sent

_SHOWN = 200


@requires(perms.IMPORT_PROGRAMME)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Send a sheet. It is read at once: a file that cannot be is refused here, and nothing of it is kept."""
    form = UploadForm(*sent(request), actor=request.actor)
    failed: ImportFailed | None = None
    if request.method == "POST" and form.is_valid():
        file, buyer = form.cleaned_data["file"], form.cleaned_data["buyer"]
        content = file.read(MAX_BYTES + 1)
        digest = hashlib.sha256(content).hexdigest()
        known = ProgrammeSheet.objects.filter(buyer=buyer, sha256=digest).first()
        if known is not None:
            messages.info(
                request,
                f"Ce fichier a déjà été importé pour {buyer.name} le {long_date(known.imported_at)} : rien n’a été ajouté.",
            )
            return redirect(f"/programmation/?acheteur={buyer.pk}")
        try:
            pending = services.prepare_import(
                actor=request.actor,
                buyer=buyer,
                filename=file.name,
                sha256=digest,
                content=content,
                problem=_problem(read_table(content, filename=file.name), buyer),
            )
        except ImportFailed as error:
            failed = error
            form.add_error("file", error.message)
        else:
            return redirect("procurement:import_preview", pk=pending.pk)
    waiting = selectors.pending_imports(actor=request.actor).filter(expires_at__gt=timezone.now())
    sent_files = list(waiting.exclude(buyer=None).defer("content"))
    context = {
        "form": form,
        "failed": failed,
        "pending": [one for one in sent_files if not one.problem],
        "refused": [one for one in sent_files if one.problem],
        "columns": FIELDS,
    }
    return render(request, "procurement/import_upload.html", context, status=422 if form.errors else 200)


def _problem(table: Table, buyer: Organisation) -> str:
    """Why this table cannot be imported with the columns we recognise; nothing when it can."""
    try:
        read_lines(table, _guess(table, buyer)[0], buyer_siret=buyer.siret)
    except ImportFailed as error:
        return error.message
    return ""


def _guess(table: Table, buyer: Organisation) -> tuple[dict[str, str], bool]:
    """The columns recognised, and whether the buyer's last sheet helped."""
    remembered = ColumnMapping.objects.filter(buyer=buyer).first()
    return guess_mapping(table.headers, remembered=remembered.columns if remembered else None), remembered is not None


@requires(perms.IMPORT_PROGRAMME)
@require_http_methods(["GET", "POST"])
def preview(request: Request, pk: int) -> HttpResponse:
    """What the sheet says with these columns, every fault of it, and the confirmation."""
    waiting = selectors.pending_imports(actor=request.actor).exclude(buyer=None)
    pending = get_object_or_404(waiting, pk=pk, expires_at__gt=timezone.now())
    if request.method == "POST" and "discard" in request.POST:
        services.discard_import(actor=request.actor, pending=pending)
        messages.info(request, "L’envoi est oublié : rien n’a été importé.")
        return redirect("procurement:import")
    assert pending.buyer is not None  # noqa: S101 - filtered above
    table = read_table(bytes(pending.content), filename=pending.filename)
    guessed, remembered = _guess(table, pending.buyer)
    form = MappingForm(posted(request), table=table, guessed=guessed)
    mapping = form.mapping() if request.method == "POST" and form.is_valid() else guessed
    content, failed = _read(pending, table, form, mapping)
    if content is not None and "confirm" in request.POST:
        return _import(request, pending, content, mapping)
    context = {
        "pending": pending,
        "table_data": table,
        "form": form,
        "content": content,
        "contracts": content.contracts[:_SHOWN] if content else (),
        "failed": failed,
        "remembered": remembered,
        "left_over": [(header, table.sample(header)) for header in table.headers if header not in mapping.values()],
    }
    status = 422 if request.method == "POST" and (failed or form.errors) else 200
    return render(request, "procurement/import_preview.html", context, status=status)


def _read(
    pending: PendingImport, table: Table, form: MappingForm, mapping: dict[str, str]
) -> tuple[SheetContent | None, ImportFailed | None]:
    if form.errors:
        return None, None
    try:
        siret = pending.buyer.siret if pending.buyer else ""
        return read_lines(table, mapping, buyer_siret=siret, frameworks_by_title=form.by_title), None
    except ImportFailed as error:
        return None, error


def _import(request: Request, pending: PendingImport, content: SheetContent, mapping: dict[str, str]) -> HttpResponse:
    assert pending.buyer is not None  # noqa: S101 - filtered by the caller
    buyer = pending.buyer
    try:
        done = services.import_programme(
            actor=request.actor,
            today=timezone.localdate(),
            buyer=buyer,
            content=content,
            mapping=mapping,
            filename=pending.filename,
            sha256=pending.sha256,
            pending=pending,
        )
    except Conflict as error:
        messages.info(request, error.message)
    else:
        messages.success(request, done.sentence)
    return redirect(f"/programmation/?acheteur={buyer.pk}")


@requires(perms.IMPORT_PROGRAMME)
@require_GET
def template(request: Request) -> HttpResponse:
    """The sheet to fill."""
    return attachment(template_xlsx(), filename="programmation-modele.xlsx", content_type=XLSX)
