"""The list of monthly statements; ask for a month; chase a late one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from levier.accounts.web import Request, requires
from levier.directory.models import Organisation
from levier.domain.dates import format_month
from levier.domain.errors import LevierError, NotAllowed
from levier.domain.months import add_months, month_start
from levier.ui import exports
from levier.ui.formats import plural
from levier.ui.lists import ListPage, Sort, choice_filter, flag_filter, text_filter

from .. import perms
from ..enums import StatementState
from ..forms.hours import MonthForm
from ..models import HoursStatement
from ..selectors import statements as reading
from ..services import statements as services
from ..wording import of_month
from . import declare, validate

_TONES = {
    StatementState.REQUESTED: "neutral",
    StatementState.DRAFT: "info",
    StatementState.SUBMITTED: "accent",
    StatementState.RETURNED: "warning",
    StatementState.CLOSED: "success",
}


def is_late(statement: HoursStatement) -> bool:
    """Past its day and still with the company."""
    return statement.state in reading.OPEN and statement.due_on < timezone.localdate()


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
        flag_filter("retard", "En retard", Q(state__in=reading.OPEN, due_on__lt=today)),
    ]
    if actor.sees_whole_workspace:
        declarants = Organisation.objects.filter(workspace=actor.workspace, statements__isnull=False)
        names = declarants.distinct().order_by("name").values_list("pk", "name")
        filters.insert(2, choice_filter("entreprise", "Entreprise", "declarant_id", names, any_label="Toutes"))
    return ListPage(
        request,
        reading.statement_list(actor=actor),
        filters=filters,
        sorts=(
            Sort("mois", ("month", "declarant__name", "pk")),
            Sort("entreprise", ("declarant__name", "month", "pk")),
            Sort("attendu", ("due_on", "pk")),
        ),
        default_sort="-mois",
    )


@requires(perms.READ_STATEMENTS)
@require_GET
def statements(request: Request) -> HttpResponse:
    """Every statement the actor may see."""
    listing, today = _listing(request), timezone.localdate()
    this_month = month_start(today)
    months = [add_months(this_month, -back) for back in (1, 0, 2, 3)]
    context = {
        "listing": listing,
        "rows": [(one, _TONES[StatementState(one.state)], is_late(one)) for one in listing],
        "may_ask": request.actor.may(perms.REQUEST_STATEMENTS),
        "may_open": request.actor.may(perms.DECLARE_HOURS),
        "months": [(month.isoformat(), format_month(month)) for month in months],
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


@requires(perms.READ_STATEMENTS)
def statement(request: Request, pk: int) -> Any:
    """One statement: to decide for the team, to fill in for the company. Coordinators only get totals."""
    if request.actor.may(perms.VALIDATE_HOURS):
        return validate.statement(request, pk)
    if request.actor.may(perms.DECLARE_HOURS):
        return declare.signed_in(request, pk)
    raise NotAllowed("Un relevé porte des noms : votre rôle n’ouvre que les totaux, dans la liste.")


@requires(perms.REQUEST_STATEMENTS)
@require_POST
def ask(request: Request) -> HttpResponse:
    """Ask everybody for a month."""
    form = MonthForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez un mois.")
        return redirect("delivery:statements")
    month = form.cleaned_data["month"]
    asked = services.request_statements(actor=request.actor, month=month, now=timezone.localtime())
    if asked.statements:
        count = plural(len(asked.statements), "relevé demandé", "relevés demandés")
        messages.success(request, f"{count} pour les heures {of_month(month)}.")
    else:
        messages.info(request, f"Tous les relevés {of_month(month)} sont déjà demandés.")
    if asked.without_address:
        names = ", ".join(organisation.name for organisation in asked.without_address)
        messages.warning(request, f"Sans adresse électronique, à appeler : {names}.")
    return redirect("delivery:statements")


@requires(perms.REQUEST_STATEMENTS)
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Chase one statement."""
    found = get_object_or_404(reading.statements(actor=request.actor), pk=pk)
    try:
        services.remind_statement(actor=request.actor, statement=found, now=timezone.localtime())
    except LevierError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, f"Un rappel part à {found.declarant}.")
    return redirect("delivery:statements")
