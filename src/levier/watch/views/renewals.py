"""« Renouvellements »: contracts that end soon, their export, and their way to the yearly review."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires
from levier.directory.forms import blame
from levier.domain.errors import LevierError
from levier.domain.trades import TRADES
from levier.domain.vocabulary import PurchaseNature
from levier.ui.exports import xlsx_response
from levier.ui.lists import Filter, ListPage, Sort, choice_filter, date_filter, flag_filter, text_filter

from ..following import perms
from ..following.renewals import HEADINGS, MONTHS, endings, enter_renewal, renewals, sheet_rows, trade
from ..following.territory import Territory, territory_of
from ..models import AwardedContractRow

_SORTS = (
    Sort("fin", ("ends_on", "pk")),
    Sort("acheteur", ("buyer_name", "ends_on", "pk")),
    Sort("montant", ("amount", "pk")),
)


class RenewalForm(forms.Form):
    """The line of the programme, filled from the contract that ends."""

    title = forms.CharField(label="Objet", max_length=300)
    nature = forms.ChoiceField(label="Nature", choices=[("", "À choisir"), *PurchaseNature.choices()])
    buyer_name = forms.CharField(label="Acheteur", max_length=200)
    consultation_on = forms.DateField(
        label="Publication prévue",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Si l’acheteur vous l’a dite. Sinon, laissez vide.",
    )


def _listing(request: Request, territory: Territory, today: date) -> ListPage[AwardedContractRow]:
    places = [(one.code, f"{one.code} {one.name}") for one in territory.departments]
    return ListPage(
        request,
        renewals(actor=request.actor, territory=territory, today=today),
        filters=[
            text_filter("q", "Objet ou acheteur", "object__icontains", "buyer_name__icontains"),
            text_filter("acheteur", "SIRET ou SIREN de l’acheteur", "buyer_siret__startswith"),
            Filter("metier", "Métier", "choice", trade, tuple((one.code, one.label) for one in TRADES)),
            choice_filter("departement", "Département", "department", places),
            date_filter("avant", "Finit avant le", "ends_on__lte"),
            flag_filter("sans_clause", "Sans clause sociale déclarée", ~Q(social__contains="clause")),
            flag_filter("a_porter", "Pas encore portés à la revue", Q(is_entered=False)),
        ],
        sorts=_SORTS,
        default_sort="fin",
    )


@requires(perms.READ_RENEWALS)
@require_GET
def index(request: Request) -> HttpResponse:
    """The radar: contracts that end within eighteen months."""
    territory = territory_of(request.actor.workspace)
    listing = _listing(request, territory, timezone.localdate())
    context = {
        "listing": listing,
        "territory": territory,
        "rows": endings(listing.items),
        "months": MONTHS,
        "may_enter": request.actor.may(perms.ENTER_RENEWAL),
    }
    return render(request, "watch/facilitator/renewals.html", context)


@requires(perms.READ_RENEWALS)
@require_GET
def export(request: Request) -> HttpResponse:
    """The same list, whole, as a workbook."""
    today = timezone.localdate()
    listing = _listing(request, territory_of(request.actor.workspace), today)
    rows = sheet_rows(listing.queryset)
    return xlsx_response(f"renouvellements-{today}.xlsx", HEADINGS, rows, sheet="Renouvellements")


@requires(perms.ENTER_RENEWAL)
@require_http_methods(["GET", "POST"])
def enter(request: Request, pk: int) -> HttpResponse:
    """Bring one to the yearly review."""
    today = timezone.localdate()
    found = renewals(actor=request.actor, territory=territory_of(request.actor.workspace), today=today)
    row = get_object_or_404(found.filter(is_entered=False), pk=pk)  # type: ignore[misc]
    initial = {"title": row.object[:300], "nature": row.nature, "buyer_name": row.buyer_name[:200]}
    form = RenewalForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = enter_renewal(
                actor=request.actor, row=row, today=today, **{**given, "nature": PurchaseNature(given["nature"])}
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le renouvellement est dans la programmation, à étudier avec l’acheteur.")
            return redirect("procurement:review", pk=made.contract_id)
    context = {"one": endings([row])[0], "form": form}
    return render(request, "watch/facilitator/renewal.html", context, status=422 if form.errors else 200)
