"""Erase a person (what goes, what stays, one confirmation), or say that they are still followed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError

from .. import perms, selectors
from ..erasure.rules import obstacles
from ..forms.erasure import ErasureForm
from ..services.erasure import erase_person, keep_person


@requires(perms.ERASE_PERSON)
@require_http_methods(["GET", "POST"])
def erase(request: Request, pk: int) -> HttpResponse:
    """Ask, then erase for good."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(actor=request.actor, person=one, today=timezone.localdate())
        except LevierError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "La personne est effacée. Ses heures restent comptées, sans son nom.")
            return redirect("people:people")
    context = {"form": form, "person": one, "obstacles": obstacles(one)}
    return render(request, "people/erase.html", context, status=422 if form.errors else 200)


@requires(perms.EDIT_PROFILE)
@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """The person is still followed."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    keep_person(actor=request.actor, person=one, today=timezone.localdate())
    messages.success(request, "C’est noté : cette personne est toujours suivie.")
    return redirect("people:person", one.pk)
