"""« Sans condition trouvée »: notices above the threshold about which the buyer may be asked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires
from levier.clauses.documents import DOCX_TYPE
from levier.domain.parameters import SOCIAL_CONDITION_FROM
from levier.ui.http import attachment
from levier.ui.lists import ListPage, choice_filter, date_filter, text_filter

from ..following import perms
from ..following.letter_document import letter_document
from ..following.silent import Silent, buyers_of, letter, read_silent, silent_notices
from ..following.territory import territory_of
from .awards import department_filter

_NATURES = (("services", "Services"), ("works", "Travaux"), ("supplies", "Fournitures"))


@requires(perms.READ_SILENT)
@require_GET
def index(request: Request) -> HttpResponse:
    """Notices, latest first, with what the law says of each."""
    workspace, today = request.actor.workspace, timezone.localdate()
    territory, buyers = territory_of(workspace), buyers_of(workspace)
    listing = ListPage(
        request,
        silent_notices(actor=request.actor, territory=territory, buyers=buyers, today=today),
        filters=[
            text_filter("q", "Objet ou acheteur", "title__icontains", "buyer_name__icontains"),
            department_filter(territory),
            choice_filter("nature", "Nature", "nature", _NATURES, any_label="Toutes"),
            choice_filter(
                "montant", "Montant", "value__isnull", [("False", "Au-dessus du seuil"), ("True", "Non publié")]
            ),
            date_filter("ouvert", "Encore ouvert le", "deadline_now__date__gte"),
        ],
    )
    context = {
        "listing": listing,
        "territory": territory,
        "rows": read_silent(listing.items, buyers=buyers, today=today),
        "since": SOCIAL_CONDITION_FROM,
    }
    return render(request, "watch/facilitator/silent_list.html", context)


def _one(request: Request, pk: int) -> Silent:
    workspace, today = request.actor.workspace, timezone.localdate()
    territory, buyers = territory_of(workspace), buyers_of(workspace)
    found = silent_notices(actor=request.actor, territory=territory, buyers=buyers, today=today)
    [one] = read_silent([get_object_or_404(found, pk=pk)], buyers=buyers, today=today)
    return one


@requires(perms.READ_SILENT)
@require_GET
def page(request: Request, pk: int) -> HttpResponse:
    """Why it is listed, the exceptions to ask about, and a letter ready to be sent."""
    one = _one(request, pk)
    paragraphs = letter(one, workspace=request.actor.workspace, today=timezone.localdate())
    return render(request, "watch/facilitator/silent.html", {"one": one, "letter": "\n\n".join(paragraphs)})


@requires(perms.READ_SILENT)
@require_GET
def document(request: Request, pk: int) -> HttpResponse:
    """The letter as a Word document."""
    one = _one(request, pk)
    paragraphs = letter(one, workspace=request.actor.workspace, today=timezone.localdate())
    content = letter_document(paragraphs, title=one.notice.title or one.notice.key)
    return attachment(content, filename=f"courrier-{one.notice.pk}.docx", content_type=DOCX_TYPE)
