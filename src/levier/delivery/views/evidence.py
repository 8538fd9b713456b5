"""The pieces of a person or of a statement: list, join, download, take out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.accounts.web import Request, requires
from levier.domain.dates import format_date
from levier.domain.errors import LevierError
from levier.domain.french import of
from levier.people import selectors as people
from levier.people.eligibility import criterion_label
from levier.people.models import Person
from levier.ui.http import attachment, go

from .. import perms
from ..enums import FileKind
from ..files import read
from ..forms.evidence import EvidenceForm
from ..models import Evidence, HoursStatement
from ..selectors import evidence as reading
from ..selectors.statements import statements
from ..services import evidence as services
from ..wording import of_month


@dataclass(frozen=True)
class _Place:
    """Whose pieces they are, as the page shows it."""

    title: str
    crumbs: list[tuple[str, str | None]]
    back: str
    pieces: list[tuple[Evidence, str]]
    #: What a new piece may prove; the key is posted. Empty: nothing can be joined.
    provable: dict[str, tuple[str, services.Proven]]
    layout: str = "layouts/base.html"


@requires(perms.READ_EVIDENCE)
@require_http_methods(["GET", "POST"])
def of_person(request: Request, pk: int) -> HttpResponse:
    """Proofs of a person's statuses and work contracts."""
    one = get_object_or_404(people.people(actor=request.actor).select_related("referrer"), pk=pk)
    return _page(request, request.actor, _person_place(one, request.actor))


@requires(perms.READ_EVIDENCE)
@require_http_methods(["GET", "POST"])
def of_statement(request: Request, pk: int) -> HttpResponse:
    """Proofs of a month's hours."""
    statement = get_object_or_404(statements(actor=request.actor), pk=pk)
    back = reverse("delivery:statement", args=[pk])
    return _page(request, request.actor, _statement_place(statement, request.actor, back, "layouts/base.html"))


@login_not_required
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The same for whoever holds the month's personal link: they join and see the list; files open signed in."""
    actor = Actor.from_link(open_link(token, LinkPurpose.STATEMENT))
    statement = get_object_or_404(statements(actor=actor), pk=pk)
    back = reverse("delivery:declare_one", args=[token, pk])
    response = _page(request, actor, _statement_place(statement, actor, back, "layouts/public.html"))
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(perms.READ_EVIDENCE)
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """One piece, always as a file to save: a browser never shows it under our name."""
    return piece_file(get_object_or_404(reading.evidence(actor=request.actor), pk=pk))


def piece_file(piece: Evidence) -> HttpResponse:
    """The file of a piece the reader may open."""
    kind = FileKind(piece.kind)
    return attachment(read(piece), filename=f"piece-{piece.pk}.{kind.value}", content_type=kind.content_type)


@requires(perms.REMOVE_EVIDENCE)
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a piece out, file included."""
    piece = get_object_or_404(reading.evidence(actor=request.actor).select_related("employment"), pk=pk)
    person = piece.person_id or (piece.employment.person_id if piece.employment else None)
    services.remove_evidence(actor=request.actor, piece=piece)
    messages.success(request, "La pièce est retirée, et son fichier effacé.")
    if person:
        return redirect("delivery:person_evidence", person)
    return redirect("delivery:statement_evidence", piece.statement_id)


def _page(request: HttpRequest, actor: Actor, place: _Place) -> HttpResponse:
    several = [(key, label) for key, (label, _) in place.provable.items()] if len(place.provable) > 1 else []
    form = EvidenceForm(request.POST or None, request.FILES or None, choices=several)
    if request.method == "POST" and place.provable and form.is_valid():
        key = form.cleaned_data.get("proves") or next(iter(place.provable))
        try:
            services.add_evidence(
                actor=actor,
                proves=place.provable[key][1],
                label=form.cleaned_data["label"],
                file=form.cleaned_data["file"],
            )
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "La pièce est jointe.")
            return go(request, request.path)
    context = {
        "place": place,
        "layout": place.layout,
        "form": form,
        "may_open": actor.may(perms.READ_EVIDENCE),
        "may_remove": actor.may(perms.REMOVE_EVIDENCE),
    }
    return render(request, "delivery/evidence.html", context, status=422 if form.errors else 200)


def _person_place(one: Person, actor: Actor) -> _Place:
    provable: dict[str, tuple[str, services.Proven]] = {}
    for status in reading.provable_statuses(one, actor=actor):
        label = f"{criterion_label(status)}, depuis le {format_date(status.valid_from)}"
        provable[f"s{status.pk}"] = (label, status)
    for job in reading.provable_employments(one, actor=actor):
        provable[f"c{job.pk}"] = (f"Contrat de travail chez {job.employer}, {format_date(job.starts_on)}", job)
    pieces = [(piece, _proven(piece, provable)) for piece in reading.of_person(one, actor=actor)]
    back = reverse("people:person", args=[one.pk])
    crumbs = [("Personnes", reverse("people:people")), (str(one), back), ("Pièces", None)]
    return _Place(f"Pièces {of(one)}", crumbs, back, pieces, provable)


def _proven(piece: Evidence, provable: dict[str, tuple[str, services.Proven]]) -> str:
    key = f"c{piece.employment_id}" if piece.employment_id else f"s{piece.status_id}"
    return provable[key][0] if key in provable else "Éligibilité"


def _statement_place(statement: HoursStatement, actor: Actor, back: str, layout: str) -> _Place:
    month = f"Heures {of_month(statement.month)}"
    pieces = reading.of_statement(statement, actor=actor)
    crumbs = [("Heures", reverse("delivery:statements")), (f"{month}, {statement.declarant}", back), ("Pièces", None)]
    provable: dict[str, tuple[str, services.Proven]] = {"r": (month, statement)}
    return _Place(
        f"Pièces, heures {of_month(statement.month)}",
        crumbs,
        back,
        [(piece, month) for piece in pieces],
        provable,
        layout,
    )
