"""The list of monthly statements; ask for a month; chase a late one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.models import Organisation
from levier.directory.selectors import reminded_today
from levier.domain.dates import format_month
from levier.domain.errors import LevierError, RuleError
from levier.domain.months import month_start
from levier.ui import exports
from levier.ui.formats import plural
from levier.ui.http import way_back
from levier.ui.lists import ListPage, Sort, choice_filter, flag_filter, text_filter

from .. import perms
from ..enums import StatementState
from ..models import HoursStatement
from ..selectors import silence
from ..selectors import statements as reading
from ..services import statements as services
from ..services.reminders import remind_statement, tell_buyer
from . import declare, validate

_TONES = {
    StatementState.REQUESTED: "neutral",
    StatementState.DRAFT: "info",
    StatementState.SUBMITTED: "accent",
    StatementState.RETURNED: "warning",
    StatementState.CLOSED: "success",
    StatementState.WITHDRAWN: "neutral",
}
#: Whoever chooses one of these looks for something: the list is not narrowed to what waits.
_LOOKED_FOR = ("mois", "etat", "retard", "tout")


def _listing(request: Request) -> ListPage[HoursStatement]:
    actor, today = request.actor, timezone.localdate()
    months = [(month.isoformat(), format_month(month)) for month in reading.months_asked(actor=actor)]
    filters = [
        text_filter(
            "q",
            "Entreprise ou marché",
            "declarant__name__icontains",
            "obligation__clause__lot__contract__title__icontains",
        ),
        choice_filter("mois", "Mois", "month", months),
        choice_filter("etat", "État", "state", StatementState.choices),
        flag_filter("retard", "En retard", reading.late(today=today)),
        flag_filter("tout", "Montrer aussi ce qui est traité", Q()),
    ]
    if actor.sees_whole_workspace:
        declarants = Organisation.objects.filter(workspace=actor.workspace, statements__isnull=False)
        names = declarants.distinct().order_by("name").values_list("pk", "name")
        filters.insert(2, choice_filter("entreprise", "Entreprise", "declarant_id", names, any_label="Toutes"))
    found = reading.statement_list(actor=actor)
    if only_awaiting(request):
        found = found.filter(reading.awaits(today=today, team=actor.sees_whole_workspace))
    return ListPage(
        request,
        found,
        filters=filters,
        sorts=(
            Sort("mois", ("month", "declarant__name", "pk")),
            Sort("entreprise", ("declarant__name", "month", "pk")),
            Sort("attendu", ("due_on", "pk")),
        ),
        default_sort="-mois",
    )


def only_awaiting(request: Request) -> bool:
    """The list opens on what waits for an action, until something else is looked for."""
    return not any(request.GET.get(name) for name in _LOOKED_FOR)


@requires(perms.READ_STATEMENTS)
@require_GET
def statements(request: Request) -> HttpResponse:
    """Every statement the actor may see."""
    listing, today = _listing(request), timezone.localdate()
    reminded = reminded_today(workspace_id=request.actor.workspace_id, today=today)
    context = {
        "listing": listing,
        "rows": [(one, _TONES[StatementState(one.state)], reading.is_late(one, today=today)) for one in listing],
        "quiet": {
            one.pk for one in listing if one.declarant_id in reminded or silence.written_to_today(one, today=today)
        },
        "may_ask": request.actor.may(perms.REQUEST_STATEMENTS),
        "may_open": request.actor.may(perms.DECLARE_HOURS),
        "only_awaiting": only_awaiting(request),
        "everything": f"{listing.path}?{urlencode({**request.GET.dict(), 'tout': '1'})}",
    }
    return render(request, "delivery/statements.html", context)


@requires(perms.READ_STATEMENTS)
@require_GET
def export(request: Request) -> HttpResponse:
    """The same list as a sheet: no person in it."""
    headers = ("Mois", "Entreprise", "Marché", "Lot", "État", "Attendu le", "Envoyé le", "Heures déclarées", "Relances")
    rows = (
        (
            one.month,
            one.declarant.name,
            one.obligation.clause.lot.contract.title,
            one.obligation.clause.lot.number,
            one.get_state_display(),
            one.due_on,
            one.submitted_at,
            one.total,  # type: ignore[attr-defined]
            one.reminders,
        )
        for one in _listing(request).queryset
    )
    return exports.xlsx_response("releves-heures", headers, rows, sheet="Relevés")


@requires(perms.OPEN_STATEMENT)
def statement(request: Request, pk: int) -> Any:
    """One statement: to decide for the team, to fill in for the company."""
    if request.actor.may(perms.VALIDATE_HOURS):
        return validate.statement(request, pk)
    return declare.signed_in(request, pk)


@requires(perms.REQUEST_STATEMENTS)
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """Choose among the statements nobody has asked for, every open month and contract, and ask for them."""
    if request.method == "POST":
        try:
            chosen = request.POST.getlist("releve")
            asked = services.request_chosen(actor=request.actor, chosen=chosen, now=timezone.localtime())
        except RuleError as error:
            messages.error(request, error.message)
            return redirect("delivery:ask_statements")
        _tell(request, asked)
        return redirect("delivery:statements")
    today = timezone.localdate()
    months = reading.askable(workspace=request.actor.workspace, today=today)
    running, everything = month_start(today), bool(request.GET.get("tout"))
    months.sort(key=lambda one: (one[0] == running, -one[0].toordinal()))  # the month that runs is rarely asked for yet
    due = next((month for month, _ in months if month < running), None)
    context = {
        "months": [(month, missing, everything or month == due, month == running) for month, missing in months],
        "everything": everything,
    }
    return render(request, "delivery/ask.html", context)


def _tell(request: Request, asked: services.Asked) -> None:
    count = plural(len(asked.statements), "relevé demandé", "relevés demandés")
    sent = len({one.declarant_id for one in asked.statements}) - len(asked.without_address)
    messages.success(request, f"{count}, {plural(sent, 'message envoyé', 'messages envoyés')} : un par organisation.")
    if asked.without_address:
        names = ", ".join(organisation.name for organisation in asked.without_address)
        messages.warning(
            request,
            f"Sans adresse électronique, à appeler : {names}. Dans l’annuaire, cochez « Reçoit les liens et les "
            "relances » sur un contact de chacune pour que le prochain message parte.",
        )


@requires(perms.REQUEST_STATEMENTS)
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Chase one company: one message for all it is late with."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    try:
        reminded = remind_statement(actor=request.actor, statement=found, now=timezone.localtime())
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        several = f", pour {plural(len(reminded), 'relevé', 'relevés')}" if len(reminded) > 1 else ""
        messages.success(request, f"Un rappel part à {found.declarant}{several}.")
    return redirect(way_back(request, reverse("delivery:statements")))


@requires(perms.REQUEST_STATEMENTS)
@require_POST
def tell(request: Request, pk: int) -> HttpResponse:
    """Tell the buyer that a company does not answer."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    try:
        tell_buyer(actor=request.actor, statement=found, now=timezone.localtime())
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, f"Un message part à {found.obligation.clause.lot.contract.buyer}.")
    return redirect("delivery:statement", pk)
