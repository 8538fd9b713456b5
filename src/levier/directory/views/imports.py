"""Import a list of structures: send, look, confirm. Nothing is written before the confirmation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.domain.errors import Conflict, ImportFailed
from levier.domain.trades import TRADES
from levier.domain.vocabulary import StructureKind
from levier.ui.exports import xlsx_response

from .. import listing, perms, services
from ..enums import OrganisationKind
from ..forms import ImportForm
from ..structure_import import check_rows, from_text, parse, refused, to_text

#: Rows shown in the preview; the others are counted.
SHOWN = 50
#: Seconds during which a preview may be confirmed.
PREVIEW_LIFE = 2 * 3600
_EXPIRED = "Cet aperçu n’est plus valable : envoyez le fichier à nouveau."


def _salt(request: Request) -> str:
    return f"directory.import:{request.actor.workspace_id}:{request.actor.user_id}"


@requires(perms.IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Choose a file, then see what it says."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, form)
        except ImportFailed as error:
            form.add_error("file", error.message)
            return _ask(request, form, errors=[*error.errors])
    return _ask(request, form)


def _ask(request: Request, form: ImportForm, errors: list[object] | None = None) -> HttpResponse:
    context = {"form": form, "errors": errors or [], "kinds": list(StructureKind), "trades": TRADES}
    return render(request, "directory/import.html", context, status=422 if form.errors else 200)


def _preview(request: Request, form: ImportForm) -> HttpResponse:
    found = parse(form.cleaned_data["file"].read(settings.UPLOAD_LIMIT + 1), max_bytes=settings.UPLOAD_LIMIT)
    if found.errors:
        raise ImportFailed(refused(found.errors), errors=tuple(found.errors))
    new = check_rows(workspace=request.actor.workspace, rows=found.rows)
    context = {
        "found": found,
        "new": new,
        "shown": new[:SHOWN],
        "known": len(found.rows) - len(new),
        "payload": signing.dumps(to_text(found.rows), salt=_salt(request), compress=True),
    }
    return render(request, "directory/import_preview.html", context)


@requires(perms.IMPORT)
@require_POST
def confirm(request: Request) -> HttpResponse:
    """Write what the preview showed."""
    try:
        text = signing.loads(request.POST.get("lignes", ""), salt=_salt(request), max_age=PREVIEW_LIFE)
    except signing.BadSignature as error:
        raise Conflict(_EXPIRED) from error
    added = services.import_structures(actor=request.actor, today=timezone.localdate(), rows=from_text(text))
    if added:
        plural = "s ont" if added > 1 else " a"
        messages.success(request, f"{added} structure{plural} été ajoutée{'s' if added > 1 else ''} à l’annuaire.")
    else:
        messages.info(request, "Toutes les structures du fichier étaient déjà dans l’annuaire : rien n’a changé.")
    return redirect(f"{request.path.removesuffix('import/confirmer/')}?nature={OrganisationKind.STRUCTURE.value}")


@requires(perms.IMPORT)
@require_GET
def template(request: Request) -> HttpResponse:
    """An empty sheet with every column, and one fictional line."""
    example = (
        OrganisationKind.STRUCTURE.label,
        "Atelier du Val (exemple fictif)",
        StructureKind.ACI.acronym,
        "",
        "1 rue de l’Exemple",
        "99010",
        "Aubrelle",
        None,
        None,
        "01 99 00 00 00",
        "contact@exemple.test",
        "",
        "; ".join(trade.label for trade in TRADES[-3:]),
        500,
        30,
        120,
        None,
    )
    columns = (*listing.HEADINGS, "Charge récente (h/mois)", "Chiffre d’affaires (€)")
    return xlsx_response("modele-structures", columns, [example], sheet="Structures")
