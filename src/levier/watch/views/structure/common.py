"""What the pages about one notice share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.shortcuts import get_object_or_404
from django.utils import timezone

from levier.accounts.web import Request
from levier.domain import fit

from ... import selectors
from ...answering.lots import LotToAnswer, lots_of
from ...answering.profile import Bidder, bidder
from ...models import StoredNotice


@dataclass(frozen=True, slots=True)
class Room:
    """One notice, as the structure that reads it sees it."""

    who: Bidder
    notice: StoredNotice
    lots: list[LotToAnswer]
    #: The lot asked for, else the best for the structure.
    lot: LotToAnswer
    found: fit.Fit
    today: date


def open_room(request: Request, pk: int, lot: str = "") -> Room:
    """The notice, its lots, and the one the page is about (``?lot=``)."""
    who = bidder(request.actor)
    notice = get_object_or_404(selectors.notices(actor=request.actor).defer(None), pk=pk)
    today = timezone.localdate()
    lots = lots_of(notice, organisation=who.organisation, today=today)
    asked = lot or request.GET.get("lot", "")
    scored = {one.id: fit.fit(who.structure, one.need) for one in lots}
    best = max(lots, key=lambda one: (scored[one.id].possible, scored[one.id].score))
    chosen = next((one for one in lots if one.id == asked), best)
    return Room(who, notice, lots, chosen, scored[chosen.id], today)
