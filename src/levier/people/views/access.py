"""The person's own record, by a personal link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError, RuleError
from levier.post.enums import Channel

from .. import perms, selectors
from ..access import (
    handover_lines,
    identity_lines,
    job_lines,
    own_candidacies,
    own_person,
    status_lines,
    step_lines,
)
from ..forms.access import ContactForm
from ..held import as_data
from ..models import Profile
from ..own import parts_for
from ..profiles import profile_lines
from ..services.access import correct_own_contact, download_own_data, send_access, withdraw


@requires(perms.SEND_ACCESS)
@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Send the person their link."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    by = Channel.SMS if request.POST.get("par") == "sms" else Channel.EMAIL
    try:
        send_access(actor=request.actor, person=one, today=timezone.localdate(), by=by)
    except RuleError as error:
        messages.error(request, error.message)
    else:
        where = "par SMS" if by is Channel.SMS else "à son adresse"
        messages.success(request, f"Le lien part {where}. Il ouvre son dossier pendant trente jours.")
    return redirect("people:person", one.pk)


@login_not_required
@require_http_methods(["GET", "POST"])
def own_file(request: HttpRequest, token: str) -> HttpResponse:
    """What is held of the person, and their contact details to correct."""
    actor = Actor.from_link(open_link(token, LinkPurpose.PERSON))
    person = own_person(actor)
    initial = {name: getattr(person, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_own_contact(actor=actor, person=person, reach=form.reach(), today=timezone.localdate())
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Vos coordonnées sont corrigées.")
            return private(redirect("people:own_file", token))
    profile = Profile.objects.filter(person=person).first()
    context = {
        "person": person,
        "form": form,
        "token": token,
        "workspace": actor.workspace,
        "profile": profile_lines(profile) if profile else [],
        "identity": identity_lines(person),
        "path": [
            ("eligibilite", "Votre éligibilité", status_lines(person)),
            ("etapes", "Votre préparation", step_lines(person)),
            ("contrats", "Vos contrats de travail", job_lines(person)),
        ],
        "candidacies": own_candidacies(actor, today=timezone.localdate()),
        "handovers": handover_lines(person),
        "parts": parts_for(person, token),
    }
    return private(render(request, "people/own_file.html", context, status=422 if form.errors else 200))


@login_not_required
@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """The person does not want to be proposed to companies any more."""
    actor = Actor.from_link(open_link(token, LinkPurpose.PERSON))
    withdraw(actor=actor, person=own_person(actor), today=timezone.localdate())
    messages.success(request, "C’est noté : votre profil ne sera plus proposé à des entreprises.")
    return private(redirect("people:own_file", token))


@login_not_required
@require_GET
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """Everything held of the person, as data to hand to a program (GDPR, art. 20); ``delivery`` makes the document to read."""
    actor = Actor.from_link(open_link(token, LinkPurpose.PERSON))
    held = download_own_data(actor=actor, person=own_person(actor))
    response = JsonResponse(as_data(held), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    # Never to another site; but not « no-referrer », under which browsers post « Origin: null » and CSRF refuses.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
