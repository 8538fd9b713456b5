"""« À faire », and where each role starts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from levier.accounts.perms import TEAM
from levier.accounts.web import Request, requires
from levier.domain.vocabulary import Role
from levier.ui.lists import Filter, ListPage

from .. import perms, scope
from ..todo import TodoItem, Urgency, providers_for, todo_items
from ..todo.runs import runs, together

_HOMES = {
    Role.BUYER: "desk:buyer_home",
    Role.CONTRACTOR: "desk:company_home",
    Role.STRUCTURE: "desk:company_home",
}


@requires(perms.TODO)
def home(request: Request) -> HttpResponse:
    """Each role starts where its work is."""
    role = request.actor.role
    return redirect(_HOMES.get(role, "desk:todo") if role else "desk:todo")


@requires(perms.TODO)
def todo(request: Request) -> HttpResponse:
    items = todo_items(actor=request.actor, today=timezone.localdate())
    listing = _listing(request, items)
    late = sum(1 for item in items if item.urgency is Urgency.LATE)
    context = {
        "listing": listing,
        # Who filters wants the whole of what is left.
        "runs": runs(listing.items, fold=not listing.values),
        "count": len(items),
        "late": late,
        "links": request.actor.sees_whole_workspace,
        "opens_contracts": request.actor.may(perms.READ_CONTRACT),
    }
    return render(request, "desk/todo.html", context)


def _told_apart(request: Request, titles: dict[int, str]) -> dict[int, str]:
    """The titles, with the reference, else the buyer, of those that several contracts share. One query at most."""
    counts = Counter(titles.values())
    shared = [pk for pk, title in titles.items() if counts[title] > 1]
    if not shared:
        return titles
    found = scope.contracts(actor=request.actor, only=None).filter(pk__in=shared)
    marks = {pk: reference or buyer for pk, reference, buyer in found.values_list("pk", "reference", "buyer__name")}
    return {pk: f"{title} ({marks[pk]})" if pk in marks else title for pk, title in titles.items()}


def _listing(request: Request, items: list[TodoItem]) -> ListPage[Any]:
    """The list component works on any sequence: what waits is already in memory, and never large."""
    counts = Counter(item.kind for item in items)
    kinds = [
        (one.kind, f"{one.label} ({counts[one.kind]})") for one in providers_for(request.actor) if counts[one.kind]
    ]
    contracts = _told_apart(request, {item.contract_id: item.contract for item in items if item.contract_id})
    mine = request.actor.user_id
    filters = [
        Filter(
            "nature", "Nature", "choice", lambda rows, code: [one for one in rows if one.kind == code], kinds, "Toutes"
        ),
        Filter(
            "marche",
            "Marché",
            "choice",
            lambda rows, key: [one for one in rows if str(one.contract_id) == key],
            sorted(((str(pk), title) for pk, title in contracts.items()), key=lambda pair: pair[1]),
        ),
        Filter(
            "urgence",
            "Urgence",
            "choice",
            lambda rows, code: [one for one in rows if one.urgency.name.lower() == code],
            [(one.name.lower(), one.label) for one in Urgency],
            "Toutes",
        ),
    ]
    if request.actor.role in TEAM:
        filters.append(
            Filter(
                "miens",
                "Seulement mes marchés",
                "flag",
                lambda rows, _value: [one for one in rows if one.facilitator_id == mine],
            )
        )
    return ListPage(request, together(items), filters=filters)  # type: ignore[arg-type]
