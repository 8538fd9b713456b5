"""Pages where the administrator puts the messages in the words of the workspace."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.domain.errors import LevierError

from . import letters as written
from . import listing, perms, selectors, services
from .forms import LetterForm
from .web import Request, requires


@requires(perms.MANAGE_WORKSPACE)
@require_GET
def letters(request: Request) -> HttpResponse:
    """Every message that may be rewritten, and whose words it has."""
    own = selectors.own_letters(actor=request.actor)
    rows = [(one, own.get(one.code)) for one in written.REGISTRY.values()]
    groups = [(name, list(found)) for name, found in groupby(rows, key=lambda row: row[0].group)]
    return render(request, "accounts/letters.html", {"groups": groups, "tabs": listing.tabs(request)})


@requires(perms.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def letter(request: Request, slug: str) -> HttpResponse:
    """The words of one message, with what the reader will see."""
    one, workspace = _found(slug), request.actor.workspace
    subject, body, own = written.words(workspace, one)
    form = LetterForm(request.POST or None, letter=one, initial={"subject": subject, "body": body})
    if request.method == "POST" and form.is_valid():
        subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
        if request.POST.get("action") != "apercu":
            try:
                services.write_letter(actor=request.actor, letter=one, subject=subject, body=body)
            except LevierError as error:
                form.add_error(error.field, error.message)
            else:
                messages.success(request, f"« {one.title} » partira désormais avec vos mots.")
                return redirect("accounts:letters")
    context = {
        "letter": one,
        "form": form,
        "own": own,
        "preview": None if form.errors else written.filled(workspace, subject, body, one.examples(workspace)),
        "unsaved": request.method == "POST",
        "places": [(f"{{{place.name}}}", place) for place in one.places],
    }
    return render(request, "accounts/letter.html", context, status=422 if form.errors else 200)


@requires(perms.MANAGE_WORKSPACE)
@require_POST
def reset(request: Request, slug: str) -> HttpResponse:
    """Go back to the original words."""
    one = _found(slug)
    services.reset_letter(actor=request.actor, letter=one)
    messages.success(request, f"« {one.title} » a retrouvé son texte d’origine.")
    return redirect("accounts:letter", one.code)


def _found(slug: str) -> written.Letter:
    if slug not in written.REGISTRY:
        raise Http404
    return written.REGISTRY[slug]
