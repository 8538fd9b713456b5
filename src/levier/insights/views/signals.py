"""Clause-washing flags: the list, each flag's page, each company's page, and the question put to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from levier.accounts.web import Request, requires
from levier.delivery.standing import workspace_ledger
from levier.domain.flags import FLAGS, MIN_PEOPLE
from levier.ui.exports import csv_response, xlsx_response
from levier.ui.lists import Filter, ListPage

from .. import perms, selectors
from ..dashboard import first_month
from ..models import FlagReply
from ..period import years
from ..services import ask_reply
from ..signals import FLAGS_BY_CODE, Signals, flag_of, signals, signals_of, slug
from ..signals.definitions import shown_threshold

_EXPORT = ("Année", "Entreprise ou marché", "Personnes", "Signal", "Levé", "Valeur", "Seuil", "Registre", "Lecture")


def _listing(request: Request, *, only_year: bool = False) -> tuple[ListPage[FlagReply], int, bool]:
    today = timezone.localdate()
    possible = years(first_month(actor=request.actor), today)
    filters = (
        Filter(
            "annee",
            "Année",
            "choice",
            lambda rows, _value: rows,
            [(str(year), str(year)) for year in possible],
            "Année en cours",
        ),
        Filter("par", "Regrouper", "choice", lambda rows, _value: rows, [("marche", "par marché")], "par entreprise"),
        Filter("leves", "Seulement les signaux levés", "flag", lambda rows, _value: rows),
    )
    listing: ListPage[FlagReply] = ListPage(
        request, FlagReply.objects.none(), filters=filters[:1] if only_year else filters
    )
    return listing, int(listing.values.get("annee", today.year)), listing.values.get("par") == "marche"


def _found(request: Request) -> tuple[ListPage[FlagReply], int, bool, list[Signals]]:
    listing, year, by_contract = _listing(request)
    found = signals(actor=request.actor, year=year, today=timezone.localdate(), by_contract=by_contract)
    if "leves" in listing.values:
        found = [one for one in found if one.raised]
    return listing, year, by_contract, found


@requires(perms.READ_SIGNALS)
def index(request: Request) -> HttpResponse:
    listing, year, by_contract, found = _found(request)
    exports = [
        {"label": name, "url": listing.export_url("/indicateurs/signaux/export/", format=code)}
        for code, name in (("xlsx", "XLSX"), ("csv", "CSV"))
    ]
    flags = [(flag, slug(flag.code), shown_threshold(flag)) for flag in FLAGS]
    context = {
        "listing": listing,
        "year": year,
        "by_contract": by_contract,
        "found": found,
        "flags": flags,
        "exports": exports,
        "minimum": MIN_PEOPLE,
        "raised_count": sum(1 for one in found if one.raised),
    }
    return render(request, "insights/signals.html", context)


@requires(perms.READ_SIGNALS)
def export(request: Request) -> HttpResponse:
    _, year, by_contract, found = _found(request)
    standing = workspace_ledger(request.actor.workspace_id, as_of=timezone.now()).sentence
    rows = (
        (year, one.name, one.people, result.flag.title, result.raised, result.value, result.threshold.value,
         standing, result.explanation.conclusion)
        for one in found
        for result in one.results
    )  # fmt: skip
    name = f"signaux-{year}-{'marches' if by_contract else 'entreprises'}-interne"
    if request.GET.get("format") == "csv":
        return csv_response(name, _EXPORT, rows)
    return xlsx_response(name, _EXPORT, rows, sheet="Signaux")


def _code(value: str) -> str:
    code = value.replace("-", "_")
    if code not in FLAGS_BY_CODE:
        raise Http404
    return code


@requires(perms.READ_SIGNALS)
def definition(request: Request, slug: str) -> HttpResponse:
    flag = FLAGS_BY_CODE[_code(slug)]
    return render(request, "insights/signal.html", {"flag": flag, "threshold": shown_threshold(flag)})


@requires(perms.READ_SIGNALS)
def company(request: Request, pk: int) -> HttpResponse:
    organisation = get_object_or_404(selectors.companies(actor=request.actor), pk=pk)
    listing, year, _ = _listing(request, only_year=True)
    found = signals_of(actor=request.actor, organisation=organisation, year=year, today=timezone.localdate())
    replies = {
        one.flag: one for one in selectors.replies(actor=request.actor).filter(organisation=organisation, year=year)
    }
    context = {
        "organisation": organisation,
        "listing": listing,
        "year": year,
        "found": found,
        "rows": [(one, slug(one.flag.code), replies.get(one.flag.code)) for one in found.results],
        "may_ask": request.actor.may(perms.ASK_REPLY),
        "minimum": MIN_PEOPLE,
    }
    return render(request, "insights/company.html", context)


@requires(perms.ASK_REPLY)
@require_POST
def ask(request: Request, pk: int, slug: str) -> HttpResponse:
    organisation = get_object_or_404(selectors.companies(actor=request.actor), pk=pk)
    raw = request.POST.get("annee", "")
    today = timezone.localdate()
    year = int(raw) if raw.isascii() and raw.isdigit() and len(raw) == 4 else today.year
    code = _code(slug)
    ask_reply(actor=request.actor, organisation=organisation, flag=code, year=year, today=today)
    flag = flag_of(code)
    messages.success(request, f"Question envoyée à {organisation.name} : {flag.title if flag else code}.")
    return redirect(f"/indicateurs/signaux/entreprises/{organisation.pk}/?annee={year}")
