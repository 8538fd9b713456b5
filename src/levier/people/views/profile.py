"""Register a candidate; correct their profile."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.domain.french import of

from .. import perms, selectors
from ..forms.profile import ProfileForm, RegistrationForm, initial_of
from ..models import Person
from ..occupations import every_occupation
from ..services import profile as services
from ..twins import Identity, Twin, known_to, likely_twins


@requires(perms.REGISTER_PERSON)
@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """One page for a new candidate, thought for a phone."""
    actor, today = request.actor, timezone.localdate()
    form = RegistrationForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.ready():
        facts = form.facts(today=today)
        typed = Identity(facts.first_name, facts.last_name, facts.birth_date, facts.phone)
        twins = likely_twins(typed, workspace=actor.workspace)
        if twins and "apart" not in request.POST:
            return _page(request, form, None, "Nouvelle personne", "Enregistrer la personne", twins=twins)
        told_apart = [one.person for one in known_to(twins, actor=actor)]
        try:
            one = services.create_person(
                actor=actor, facts=facts, profile=form.profile(), not_these=told_apart, today=today
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            if actor.may(perms.CHECK_STATUS):
                messages.success(request, "La personne est enregistrée. Ajoutez maintenant son statut d’éligibilité.")
                return redirect("people:add_status", one.pk)
            messages.success(request, "La personne est inscrite. Le facilitateur vérifiera son éligibilité.")
            return redirect("people:person", one.pk)
    return _page(request, form, None, "Nouvelle personne", "Enregistrer la personne")


@requires(perms.EDIT_PROFILE)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Contact details, occupations, means of travel, barriers."""
    one = get_object_or_404(selectors.people(actor=request.actor).select_related("profile"), pk=pk)
    known = getattr(one, "profile", None)
    noted = tuple(known.occupations) if known else ()
    form = ProfileForm(request.POST or None, noted=noted, initial=initial_of(one, known))
    if request.method == "POST" and form.ready():
        try:
            services.update_profile(
                actor=request.actor, person=one, reach=form.reach(), facts=form.profile(), today=timezone.localdate()
            )
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Le profil est enregistré.")
            return redirect("people:person", one.pk)
    return _page(request, form, one, f"Profil {of(one)}", "Enregistrer le profil")


def _page(
    request: Request, form: ProfileForm, one: Person | None, title: str, submit: str, *, twins: Sequence[Twin] = ()
) -> HttpResponse:
    context = {
        "form": form,
        "person": one,
        "page_title": title,
        "submit": submit,
        "asked": bool(twins),
        "twins": known_to(twins, actor=request.actor),
        "suggestions": every_occupation(),
        "back": reverse("people:person", args=[one.pk]) if one else reverse("people:people"),
    }
    return render(
        request, "people/profile.html", context, status=422 if form.errors or form.undecided or twins else 200
    )
