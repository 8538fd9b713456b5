"""Pages of the services of the territory: mobility, housing, childcare…"""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires
from levier.ui.exports import xlsx_response
from levier.ui.lists import Filter, ListPage, Sort, choice_filter

from .. import perms, selectors, services
from ..enums import ServiceKind
from ..forms import LocalServiceForm
from ..models import LocalService
from ..text import fold

SORTS = (
    Sort("besoin", ("kind", "name", "pk")),
    Sort("nom", ("name", "pk")),
    Sort("territoire", ("area", "name", "pk")),
)
HEADINGS = ("Besoin", "Nom", "Ce qu’il fait", "Territoire couvert", "Téléphone", "Site")


def _page(request: Request) -> ListPage[LocalService]:
    filters = (
        Filter("q", "Nom, territoire, mot", "text", _search),
        choice_filter("besoin", "Besoin", "kind", ServiceKind.choices),
    )
    found = selectors.local_services(actor=request.actor)
    return ListPage(request, found, filters=filters, sorts=SORTS, default_sort="besoin")


def _search(found: QuerySet[LocalService], typed: str) -> QuerySet[LocalService]:
    words = fold(typed).split()
    kept = [
        pk
        for pk, *texts in found.values_list("pk", "name", "area", "description")
        if all(word in fold(" ".join(texts)) for word in words)
    ]
    return found.filter(pk__in=kept)


@requires(perms.READ_SERVICES)
@require_GET
def index(request: Request) -> HttpResponse:
    """Services to pass on to companies and people."""
    context = {"listing": _page(request), "may_edit": request.actor.may(perms.EDIT_SERVICES)}
    return render(request, "directory/services.html", context)


@requires(perms.READ_SERVICES)
@require_GET
def export(request: Request) -> HttpResponse:
    """The filtered list as a sheet."""
    rows = (
        (one.get_kind_display(), one.name, one.description, one.area, one.phone, one.website)
        for one in _page(request).queryset
    )
    return xlsx_response(f"services-{timezone.localdate().isoformat()}", HEADINGS, rows, sheet="Services")


@requires(perms.EDIT_SERVICES)
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Enter a service."""
    form = LocalServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.create_local_service(actor=request.actor, **form.cleaned_data)
        messages.success(request, "Le service est enregistré.")
        return redirect("directory:services")
    context = {"form": form, "local_service": None}
    return render(request, "directory/service_form.html", context, status=422 if form.errors else 200)


@requires(perms.EDIT_SERVICES)
@require_http_methods(["GET", "POST"])
def update(request: Request, pk: int) -> HttpResponse:
    """Correct a service."""
    found = get_object_or_404(selectors.local_services(actor=request.actor), pk=pk)
    initial = {name: getattr(found, name) for name in LocalServiceForm.Meta.fields}
    form = LocalServiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.update_local_service(actor=request.actor, local_service=found, **form.cleaned_data)
        messages.success(request, "Le service est à jour.")
        return redirect("directory:services")
    context = {"form": form, "local_service": found}
    return render(request, "directory/service_form.html", context, status=422 if form.errors else 200)


@requires(perms.EDIT_SERVICES)
@require_http_methods(["GET", "POST"])
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a service out, after a confirmation."""
    found = get_object_or_404(selectors.local_services(actor=request.actor), pk=pk)
    if request.method == "POST":
        services.remove_local_service(actor=request.actor, local_service=found)
        messages.success(request, "Le service est retiré.")
        return redirect("directory:services")
    return render(request, "directory/service_remove.html", {"local_service": found})
