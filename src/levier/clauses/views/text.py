"""The text of the clause: to copy, and as a Word file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires
from levier.domain.dates import format_date
from levier.domain.errors import RuleError
from levier.domain.vocabulary import Ccag
from levier.domain.wording import Wording, ccag_clause
from levier.ui.http import attachment

from .. import perms
from ..documents import DOCX_TYPE, Heading, clause_docx
from ..wording import lot_label, wording_of
from .common import Room, open_room, page


def _wording(room: Room) -> Wording:
    if room.clause is None:
        raise RuleError("La rédaction n’est pas possible : le levier n’est pas encore choisi.")
    return wording_of(room.clause, today=room.today)


@requires(perms.READ)
@require_GET
def text(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """The text, or the sentence that says what is missing."""
    room = open_room(request, pk, lot_pk)
    wording, problem = None, ""
    try:
        wording = _wording(room)
    except RuleError as error:
        problem = error.message
    ccag = ccag_clause(Ccag(room.contract.ccag)) if room.contract.ccag else None
    return page(request, room, "text", "clauses/text.html", {"wording": wording, "problem": problem, "ccag": ccag})


@requires(perms.READ)
@require_GET
def text_docx(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """The Word file. Refused like the text."""
    room = open_room(request, pk, lot_pk)
    wording = _wording(room)
    heading = Heading(
        buyer=room.contract.buyer.name,
        title=room.contract.title,
        reference=room.contract.reference,
        lot=lot_label(room.lot),
        date=format_date(room.today),
    )
    name = slugify(f"clause {room.contract.reference or room.contract.pk} lot {room.lot.number}")
    return attachment(clause_docx(wording, heading), filename=f"{name}.docx", content_type=DOCX_TYPE)
