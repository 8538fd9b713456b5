"""The indicators and their export."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from levier.accounts.web import Request, requires
from levier.delivery.models import LedgerEntry
from levier.delivery.standing import workspace_ledger
from levier.domain.masking import NOTE
from levier.ui.exports import csv_response, xlsx_response
from levier.ui.lists import Filter, ListPage

from .. import perms
from ..dashboard import Scope, buyer_choices, charts, dashboard, first_month, place_choices
from ..dashboard import export as sheet
from ..period import Period, choices, period_of, years


def _keep(rows: Any, _value: Any) -> Any:
    """The dashboard filters its own queries; the list only checks and shows the values."""
    return rows


def _listing(request: Request, first: date | None, today: date) -> ListPage[LedgerEntry]:
    buyers = tuple((str(pk), name) for pk, name in buyer_choices(actor=request.actor))
    filters = (
        Filter("periode", "Période", "choice", _keep, choices(years(first, today)), "Année en cours"),
        Filter("acheteur", "Acheteur", "choice", _keep, buyers, "Tous les acheteurs"),
        Filter("lieu", "Lieu d’exécution", "choice", _keep, place_choices(actor=request.actor), "Tout le territoire"),
    )
    return ListPage(request, LedgerEntry.objects.none(), filters=filters)


def _scope(request: Request) -> tuple[Scope, ListPage[LedgerEntry]]:
    today, first = timezone.localdate(), first_month(actor=request.actor)
    listing = _listing(request, first, today)
    period: Period = period_of(listing.values.get("periode", ""), first=first, today=today)
    buyer = listing.values.get("acheteur")
    return (
        Scope(request.actor.workspace_id, period, int(buyer) if buyer else None, listing.values.get("lieu", "")),
        listing,
    )


@requires(perms.READ)
def index(request: Request) -> HttpResponse:
    scope, listing = _scope(request)
    board = dashboard(workspace=request.actor.workspace, scope=scope)
    hours = {code: board.figures[code] for code in ("due", "declared", "validated")}
    return render(
        request,
        "insights/dashboard.html",
        {
            "listing": listing,
            "board": board,
            "hours": hours,
            "others": [one for code, one in board.figures.items() if code not in hours],
            "hours_chart": charts.hours_chart(board),
            "charts": [(one, charts.breakdown_chart(one)) for one in board.breakdowns if one.code != "public"],
            "publics": next(one for one in board.breakdowns if one.code == "public"),
            "exports": [
                {
                    "label": f"{name}, {label}",
                    "url": listing.export_url("/indicateurs/export/", format=code, diffusion=who),
                }
                for who, label in (("interne", "interne"), ("externe", "à diffuser"))
                for code, name in (("xlsx", "XLSX"), ("csv", "CSV"))
            ],
            "mask_note": NOTE,
        },
    )


@requires(perms.READ)
def export(request: Request) -> HttpResponse:
    scope, _ = _scope(request)
    external = request.GET.get("diffusion") != "interne"
    board = dashboard(workspace=request.actor.workspace, scope=scope, external=external)
    name = f"indicateurs-{scope.period.code}{'-diffusion' if external else '-interne'}"
    rows = sheet.rows(board, workspace_ledger(request.actor.workspace_id, as_of=timezone.now()))
    if request.GET.get("format") == "csv":
        return csv_response(name, sheet.HEADERS, rows)
    return xlsx_response(name, sheet.HEADERS, rows, sheet="Indicateurs")
