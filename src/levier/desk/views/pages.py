"""The pages of the footer: help, accessibility, personal data. Anybody may read them, signed in or not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..contact import who_answers
from ..help import pages_for


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What each role does, with the pages where it is done; only one's own role when signed in."""
    actor = getattr(request, "actor", None)
    context = {"sections": pages_for(actor.role if actor else None), "body": who_answers(actor)}
    return render(request, "desk/help.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, how, and what was not."""
    return render(request, "desk/accessibility.html", {"body": who_answers(getattr(request, "actor", None))})


@login_not_required
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """What is held about whom, for what, for how long, and what each person may ask."""
    return render(request, "desk/personal_data.html", {"body": who_answers(getattr(request, "actor", None))})
