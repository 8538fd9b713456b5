"""Steps of preparation of a person, and cohorts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.domain.french import of
from levier.domain.masking import NOTE
from levier.domain.pathways.cohort import Cohort
from levier.ui import exports

from .. import perms, selectors
from ..cohorts import followed_from, rows_of
from ..forms.steps import CohortForm, StepForm, StepUpdateForm
from ..models import Person
from ..outcomes import Outcomes, outcomes_between
from ..services import steps as services


@requires(perms.EDIT_STEP)
@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """A step, planned or over."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    form = StepForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_step(actor=request.actor, person=one, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "L’étape est enregistrée.")
            return redirect("people:person", pk)
    return _page(request, form, one, f"Étape {of(one)}", "Enregistrer l’étape")


@requires(perms.EDIT_STEP)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int, step: int) -> HttpResponse:
    """Say how a step went."""
    found = get_object_or_404(selectors.steps(actor=request.actor), pk=step, person_id=pk)
    initial = {name: getattr(found, name) for name in StepUpdateForm.base_fields}
    form = StepUpdateForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_step(actor=request.actor, step=found, today=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "L’étape est à jour.")
            return redirect("people:person", pk)
    return _page(request, form, found.person, f"{found.get_kind_display()} {of(found.person)}", "Enregistrer l’étape")


def _page(request: Request, form: StepUpdateForm, one: Person, title: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "page_title": title,
        "submit": submit,
        "person": one,
        "back": reverse("people:person", args=[one.pk]),
        "method": "post",
        "criterion": None,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@requires(perms.READ_COHORT)
@require_GET
def cohort(request: Request) -> HttpResponse:
    """How many went through a step, and on to what."""
    today = timezone.localdate()
    form = CohortForm(request.GET if "etape" in request.GET else CohortForm.usual(today))
    found = _asked(request, form)
    context = {
        "form": form,
        "cohort": found,
        "within_days": form.cleaned_data["jours"] if found else None,
        "rows": rows_of(found, outside=False) if found else [],
        "may_read": request.actor.may(perms.READ_PEOPLE),
        "outcomes": _became(request, form) if found else None,
    }
    return render(request, "people/cohort.html", context, status=422 if form.errors else 200)


@requires(perms.READ_COHORT)
@require_GET
def cohort_export(request: Request) -> HttpResponse:
    """The same lines to hand around, masked under five people."""
    today = timezone.localdate()
    found = _asked(request, CohortForm(request.GET if "etape" in request.GET else CohortForm.usual(today)))
    if found is None:
        return redirect("people:cohort")
    return exports.xlsx_response(
        "parcours", ("Suite", "Personnes"), [*rows_of(found, outside=True), (NOTE, "")], sheet="Parcours"
    )


def _became(request: Request, form: CohortForm) -> Outcomes:
    data = form.cleaned_data
    return outcomes_between(actor=request.actor, since=data["du"], until=data["au"], today=timezone.localdate())


def _asked(request: Request, form: CohortForm) -> Cohort | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    return followed_from(
        actor=request.actor, kind=data["etape"], since=data["du"], until=data["au"], within_days=data["jours"],
        today=timezone.localdate(),
    )  # fmt: skip
