"""What a structure says of itself to answer: settings, company sheet, references."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.forms import blame
from levier.domain.errors import LevierError

from ...answering import perms
from ...answering.forms import ProfileForm, ReferenceForm
from ...answering.profile import bidder
from ...answering.selectors import references as references_of
from ...answering.services import own as services

_SAME = ("preparation_days", "euros_per_hour", "legal_form", "created_in", "workers", "insertion_workers",
         "presentation", "means", "quality", "publics", "support", "outcomes", "other_kinds")  # fmt: skip


@requires(perms.PREPARE)
@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """What the scores and the documents read, on one page."""
    who = bidder(request.actor)
    said = who.profile
    initial = {name: getattr(said, name) for name in _SAME}
    initial |= {"cpv": " ".join(said.cpv), "ess_mission": {True: "1", False: "0", None: ""}[said.ess_mission]}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_profile(
                actor=request.actor, organisation=who.organisation, facts=form.facts(), today=timezone.localdate()
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Vos réglages sont enregistrés. Les avis sont notés à nouveau.")
            return redirect("watch:feed")
    context = {"who": who, "form": form}
    return render(request, "watch/structure/settings.html", context, status=422 if form.errors else 200)


@requires(perms.PREPARE)
@require_http_methods(["GET", "POST"])
def references(request: Request) -> HttpResponse:
    """Work already done, and one more."""
    who = bidder(request.actor)
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_reference(actor=request.actor, organisation=who.organisation, facts=form.facts())
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "La référence est ajoutée.")
            return redirect("watch:references")
    context = {"who": who, "form": form, "references": references_of(actor=request.actor)}
    return render(request, "watch/structure/references.html", context, status=422 if form.errors else 200)


@requires(perms.PREPARE)
@require_POST
def remove_reference(request: Request, pk: int) -> HttpResponse:
    """Take a reference out."""
    services.remove_reference(
        actor=request.actor, reference=get_object_or_404(references_of(actor=request.actor), pk=pk)
    )
    messages.success(request, "La référence est retirée.")
    return redirect("watch:references")
