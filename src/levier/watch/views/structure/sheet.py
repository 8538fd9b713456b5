"""Go / no-go for one notice, and what is joined to the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires
from levier.directory.forms import blame
from levier.domain.errors import LevierError
from levier.domain.fit import Fit
from levier.notices.recognition import Consideration
from levier.ui.http import attachment

from ...answering import documents, perms
from ...answering.advice import pages_for
from ...answering.enums import Decision
from ...answering.forms import SheetForm
from ...answering.joint import open_joint
from ...answering.questions import QUESTIONS
from ...answering.selectors import references, sheets
from ...answering.services.own import save_sheet
from ...models import BidSheet
from ...storage.content import unpack_notice
from .common import Room, open_room
from .feed import explanation_of

#: Kinds of ``StoredFinding`` that say insertion itself is bought.
_OBJECT_KINDS = frozenset({Consideration.OBJECT.value})


def _initial(found: Fit, sheet: BidSheet | None, lot: str) -> dict[str, Any]:
    """What was said; for a question never answered, what the record suggests, its reason left to the structure."""
    said = sheet.answers if sheet else {}
    values: dict[str, Any] = {"lot": lot, "decision": Decision.UNDECIDED, "reason": ""}
    if sheet:
        values |= {"lot": sheet.lot or lot, "decision": sheet.decision, "reason": sheet.reason}
    for one in QUESTIONS:
        known = said.get(one.code) or {"answer": one.hint(found).said, "why": ""}
        values |= {f"said_{one.code}": known["answer"], f"why_{one.code}": known["why"]}
    return values


@requires(perms.PREPARE)
@require_http_methods(["GET", "POST"])
def decide(request: Request, pk: int) -> HttpResponse:
    """The questions, what the record says of each, the decision. The page prints as it is."""
    sheet = sheets(actor=request.actor).filter(notice=pk).first()
    room = open_room(request, pk, "" if "lot" in request.GET or sheet is None else sheet.lot)
    lots = [(one.id, one.name) for one in room.lots]
    initial = _initial(room.found, sheet, room.lot.id)
    form = SheetForm(request.POST if request.method == "POST" else None, lots=lots, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            saved = save_sheet(
                actor=request.actor,
                organisation=room.who.organisation,
                notice=room.notice,
                lot=said["lot"],
                answers=form.answers(),
                decision=Decision(said["decision"]),
                reason=said["reason"],
                today=room.today,
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, f"La fiche est enregistrée : {saved.get_decision_display().lower()}.")
            return redirect("watch:sheet", pk)
    context = _about(room) | {
        "form": form,
        "sheet": sheet,
        "questions": [
            (form[f"said_{one.code}"], form[f"why_{one.code}"], one.hint(room.found).why) for one in QUESTIONS
        ],
    }
    return render(request, "watch/structure/sheet.html", context, status=422 if form.errors else 200)


def _about(room: Room) -> dict[str, Any]:
    return {"room": room, "notice": room.notice, "lot": room.lot, "explanation": explanation_of(room.found)}


@requires(perms.PREPARE)
@require_GET
def pack(request: Request, pk: int) -> HttpResponse:
    """Everything the structure joins to its answer, and the page of advice of the procedure."""
    room = open_room(request, pk)
    read = unpack_notice(room.notice.content)
    insertion = any(one.kind in _OBJECT_KINDS for one in room.lot.findings)
    context = _about(room) | {
        "documents": [(slug, title) for slug, (title, _) in documents.KINDS.items()],
        "references": references(actor=request.actor).count(),
        "passages": _quotes(room),
        "sheet": sheets(actor=request.actor).filter(notice=pk).first(),
        "joint": open_joint(actor=request.actor, notice_id=pk, lot=room.lot.id),
        "advice": pages_for(
            procedure=read.procedure, form=read.form, reserved=room.lot.need.is_reserved, insertion=insertion
        ),
    }
    return render(request, "watch/structure/pack.html", context)


def _quotes(room: Room) -> list[str]:
    """The passages of the notice about insertion, each once."""
    return list(dict.fromkeys(one.quote for one in room.lot.findings if one.quote))


@requires(perms.PREPARE)
@require_GET
def document(request: Request, pk: int, kind: str) -> HttpResponse:
    """One of the Word files."""
    if kind not in documents.KINDS:
        raise Http404
    room = open_room(request, pk)
    sheet = {
        "presentation": lambda: documents.company_sheet(room.who),
        "references": lambda: documents.references_sheet(references(actor=request.actor)),
        "memoire-social": lambda: documents.social_memo(room.who, room.notice, _quotes(room)),
    }[kind]()
    content = documents.write_docx(sheet, name=room.who.organisation.name, on=room.today)
    return attachment(content, filename=documents.KINDS[kind][1], content_type=documents.DOCX_TYPE)
