"""« Pour vous »: open notices ranked for the structure that reads."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.accounts.web import Request, requires
from levier.directory.departments import departments
from levier.domain.explanation import Explanation, Step
from levier.domain.fit import Fit
from levier.domain.trades import TRADES, TRADES_BY_CODE
from levier.ui.lists import Filter, ListPage, choice_filter, flag_filter, text_filter

from ...answering import feed, perms
from ...answering.enums import Decision
from ...answering.lots import RESERVED_KINDS
from ...answering.profile import Bidder, bidder

_VIEW, _LEFT_OUT = "montrer", "ecartes"


def _trade(found: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Notices one of whose codes begins as the trade's."""
    about = Q()
    for prefix in TRADES_BY_CODE[code].cpv:
        about |= Q(cpv__startswith=prefix) | Q(cpv__contains=f",{prefix}")
    return found.filter(about)


def _department(found: QuerySet[Any], code: str) -> QuerySet[Any]:
    return found.filter(
        Q(departments=code)
        | Q(departments__startswith=f"{code},")
        | Q(departments__endswith=f",{code}")
        | Q(departments__contains=f",{code},")
    )


def _reserved() -> Q:
    return Q(findings__kind__in=sorted(RESERVED_KINDS))


def _undecided(who: Bidder) -> Filter:
    def narrow(found: QuerySet[Any], value: str) -> QuerySet[Any]:
        decided = Q(bid_sheets__organisation=who.organisation, bid_sheets__decision=value)
        return found.filter(decided)

    choices = ((Decision.GO.value, "On répond"), (Decision.NO_GO.value, "On ne répond pas"))
    return Filter("decision", "Décision", "choice", narrow, choices, "Toutes")


def _as_it_is(found: Any, _value: object) -> Any:
    """What the ranking decides, once the list is read."""
    return found


def _filters(who: Bidder) -> list[Filter]:
    return [
        text_filter("q", "Objet ou acheteur", "title__icontains", "buyer_name__icontains"),
        Filter("metier", "Métier", "choice", _trade, tuple((one.code, one.label) for one in TRADES)),
        Filter(
            "departement",
            "Département",
            "choice",
            _department,
            tuple((one.code, f"{one.code} {one.name}") for one in departments().values()),
        ),
        choice_filter(
            "nature",
            "Nature",
            "nature",
            (("services", "Services"), ("works", "Travaux"), ("supplies", "Fournitures")),
            any_label="Toutes",
        ),
        flag_filter("reserve", "Réservés seulement", _reserved()),
        _undecided(who),
        Filter(_VIEW, "Avis", "choice", _as_it_is, ((_LEFT_OUT, "Écartés, et pourquoi"),), "Possibles"),
    ]


@requires(perms.PREPARE)
@require_GET
def feed_page(request: Request) -> HttpResponse:
    """Open notices, best first, each score explained; or those left out, and why."""
    who = bidder(request.actor)
    listing = ListPage(request, feed.open_notices(actor=request.actor), filters=_filters(who), per_page=1)
    left_out = listing.values.get(_VIEW) == _LEFT_OUT
    found = feed.feed(who=who, notices=listing.queryset.distinct(), today=timezone.localdate(), left_out=left_out)
    context = {
        "who": who,
        "listing": listing,
        "found": found,
        "left_out": left_out,
        "cards": [
            (one, explanation_of(one.found), feed.to_establish(one.found), feed.refused(one.found))
            for one in found.chances
        ],
    }
    return render(request, "watch/structure/feed.html", context)


def explanation_of(found: Fit) -> Explanation:
    """The score line by line, as every computed figure of the house is unfolded."""
    steps = tuple(Step(line.criterion.label, line.why, f"{line.points} sur {line.out_of}") for line in found.lines)
    supposed = f", dont {found.supposed} comptés pour moitié faute de savoir" if found.supposed else ""
    return Explanation(f"{found.score} points sur 100, la somme des lignes ci-dessous{supposed}.", steps)
