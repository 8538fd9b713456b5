"""Enter and correct a « grand chantier » and an operation; ``insights`` shows what they reach."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError

from .. import perms, selectors, services
from ..forms import OperationForm, ProgrammeForm, blame
from ..models import Operation, Programme
from .common import posted, status_of

#: Kept by ``insights``, which this room does not know.
LIST = "/grands-chantiers/"


@requires(perms.EDIT_GREAT_WORKS)
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Enter a « grand chantier »."""
    parent = selectors.programmes(actor=request.actor).filter(pk=_number(request, "dans")).first()
    form = ProgrammeForm(posted(request), actor=request.actor, initial={"parent": parent})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_programme(actor=request.actor, **form.facts())
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le grand chantier est enregistré. Ajoutez-lui ses opérations.")
            return redirect(f"{LIST}{made.pk}/")
    return _programme_page(request, form, None)


@requires(perms.EDIT_GREAT_WORKS)
@require_http_methods(["GET", "POST"])
def update(request: Request, pk: int) -> HttpResponse:
    """Correct a « grand chantier » and its commitments."""
    programme = get_object_or_404(selectors.programmes(actor=request.actor), pk=pk)
    initial = ProgrammeForm.initial_of(programme)
    form = ProgrammeForm(posted(request), actor=request.actor, programme=programme, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_programme(actor=request.actor, programme=programme, **form.facts())
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le grand chantier est à jour.")
            return redirect(f"{LIST}{pk}/")
    return _programme_page(request, form, programme)


def _programme_page(request: Request, form: ProgrammeForm, programme: Programme | None) -> HttpResponse:
    back = f"{LIST}{programme.pk}/" if programme else LIST
    context = {"form": form, "programme": programme, "list_url": LIST, "back_url": back}
    return render(request, "procurement/great_works_form.html", context, status=status_of(form))


@requires(perms.EDIT_GREAT_WORKS)
@require_http_methods(["GET", "POST"])
def create_operation(request: Request) -> HttpResponse:
    """Enter an operation, from the page of its « grand chantier » or alone."""
    programme = selectors.programmes(actor=request.actor).filter(pk=_number(request, "chantier")).first()
    form = OperationForm(posted(request), actor=request.actor, initial={"programme": programme})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_operation(actor=request.actor, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "L’opération est enregistrée. Rattachez-y ses marchés depuis leur fiche.")
            return redirect(_home(made))
    return _operation_page(request, form, None, _home(None, programme))


@requires(perms.EDIT_GREAT_WORKS)
@require_http_methods(["GET", "POST"])
def update_operation(request: Request, pk: int) -> HttpResponse:
    """Correct an operation."""
    operation = get_object_or_404(selectors.operations(actor=request.actor), pk=pk)
    form = OperationForm(posted(request), actor=request.actor, initial=OperationForm.initial_of(operation))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_operation(actor=request.actor, operation=operation, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "L’opération est à jour.")
            return redirect(_home(operation))
    return _operation_page(request, form, operation, _home(operation))


def _operation_page(request: Request, form: OperationForm, operation: Operation | None, back: str) -> HttpResponse:
    context = {"form": form, "operation": operation, "list_url": LIST, "back_url": back}
    return render(request, "procurement/operation_form.html", context, status=status_of(form))


def _home(operation: Operation | None, programme: Programme | None = None) -> str:
    """The page that lists the operation."""
    programme = operation.programme if operation else programme
    return f"{LIST}{programme.pk}/" if programme else LIST


def _number(request: Request, name: str) -> int:
    """A key given in the address, to fill a list in beforehand; anything else is no key."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
