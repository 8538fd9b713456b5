"""The award scheme: edit, try on invented bids, save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.criterion import Ranking, Scheme, simulate
from levier.domain.errors import LevierError
from levier.procurement.forms.base import blame
from levier.ui.http import is_fragment

from .. import perms, services
from ..forms import BidFormSet, SchemeForm, SubCriterionFormSet, read_bids, read_scheme, scheme_initial
from ..stored import scheme_from
from .common import open_room, page


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def criterion(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """POST « save » keeps the scheme; any other POST only simulates."""
    room = open_room(request, pk, lot_pk)
    weights, subs = scheme_initial(scheme_from(room.clause.criterion_scheme) if room.clause else None)
    data = request.POST if request.method == "POST" else None
    form = SchemeForm(data, initial=weights)
    rows = SubCriterionFormSet(data, initial=None if data else subs, prefix="sub")
    bids = BidFormSet(data, prefix="bid")
    scheme, ranking = _read(form, rows, bids) if data else (None, None)
    if scheme is not None and request.POST.get("action") == "save":
        try:
            services.save_scheme(actor=request.actor, lot=room.lot, scheme=scheme)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le barème du critère est enregistré.")
            return redirect(room.url("criterion"))
    context: dict[str, Any] = {"form": form, "rows": rows, "bids": bids, "ranking": ranking}
    if is_fragment(request):
        return render(request, "clauses/_criterion_results.html", context)
    failed = form.errors or any(rows.errors) or any(bids.errors)
    return page(request, room, "criterion", "clauses/criterion.html", context, status=422 if failed else 200)


def _read(form: SchemeForm, rows: Any, bids: Any) -> tuple[Scheme | None, Ranking | None]:
    """The scheme typed and its ranking, errors put where they belong."""
    if not (form.is_valid() & rows.is_valid() & bids.is_valid()):
        return None, None
    try:
        scheme = read_scheme(form.cleaned_data, [one.cleaned_data for one in rows])
    except LevierError as error:
        blame(error, form)
        return None, None
    try:
        found = read_bids(scheme, [one.cleaned_data for one in bids])
        return scheme, simulate(scheme, found) if found else None
    except LevierError as error:
        form.add_error(None, error.message)
        return None, None
