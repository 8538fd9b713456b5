"""A person's alerts, and the link that stops one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.actor import Actor
from levier.accounts.models import Membership
from levier.accounts.web import Request, requires
from levier.directory.forms import blame
from levier.domain.errors import Conflict, LevierError, RuleError
from levier.people.views.access import private

from .. import perms
from ..alerting import selectors, services
from ..alerting.forms import AlertForm
from ..alerting.links import alert_behind
from ..alerting.question import ask_of, told
from ..models import SavedAlert
from .search import over_a_year


def _own(request: Request, pk: int) -> SavedAlert:
    return get_object_or_404(selectors.alerts(actor=request.actor), pk=pk)


def _told(alert: SavedAlert) -> str:
    """What it asks, or why nobody can read it any more."""
    try:
        return told(alert.question)
    except RuleError as error:
        return f"Illisible : {error.message}"


@requires(perms.KEEP_ALERTS)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Every alert of the person, with what it asks in French."""
    rows = [(one, _told(one)) for one in selectors.alerts(actor=request.actor)]
    return render(request, "watch/alerts.html", {"rows": rows})


@requires(perms.KEEP_ALERTS)
@require_POST
def create(request: Request) -> HttpResponse:
    """Keep the search as it stands."""
    question = request.POST.get("question", "")
    try:
        alert = services.create_alert(actor=request.actor, question=question)
    except Conflict as error:
        messages.info(request, error.message)
        return redirect("watch:alerts")
    except RuleError as error:
        messages.error(request, error.message)
        return redirect(ask_of(question).url(reverse("watch:search")))
    messages.success(
        request, f"L’alerte est enregistrée : {_told(alert)}. Elle écrit chaque jour ouvré s’il y a du nouveau."
    )
    return redirect("watch:alerts")


@requires(perms.KEEP_ALERTS)
@require_http_methods(["GET", "POST"])
def update(request: Request, pk: int) -> HttpResponse:
    """Name, words, frequency."""
    alert = _own(request, pk)
    ask = ask_of(alert.question)
    initial = {"name": alert.name, "query": ask.query, "frequency": alert.frequency}
    form = AlertForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            services.update_alert(actor=request.actor, alert=alert, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "L’alerte est à jour.")
            return redirect("watch:alerts")
    sentence = _told(alert)
    context = {
        "alert": alert,
        "form": form,
        "sentence": sentence,
        "over_a_year": None if sentence.startswith("Illisible") else over_a_year(ask, timezone.now()),
        "search_url": ask.url(reverse("watch:search")),
    }
    return render(request, "watch/alert.html", context, status=422 if form.errors else 200)


@requires(perms.KEEP_ALERTS)
@require_POST
def pause(request: Request, pk: int) -> HttpResponse:
    """Stop writing, keep the alert."""
    services.set_active(actor=request.actor, alert=_own(request, pk), active=False)
    messages.success(request, "L’alerte est suspendue.")
    return redirect("watch:alerts")


@requires(perms.KEEP_ALERTS)
@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Write again, about what arrives from now on."""
    services.set_active(actor=request.actor, alert=_own(request, pk), active=True)
    messages.success(request, "L’alerte reprend : elle dira ce qui arrive à partir de maintenant.")
    return redirect("watch:alerts")


@requires(perms.KEEP_ALERTS)
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take it away."""
    services.remove_alert(actor=request.actor, alert=_own(request, pk))
    messages.success(request, "L’alerte est supprimée.")
    return redirect("watch:alerts")


@login_not_required
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a digest: one button, no account. What it does is its owner's doing."""
    alert = alert_behind(token)
    owner = Membership.objects.filter(user=alert.user, workspace=alert.workspace).select_related("user", "workspace")
    if request.method == "POST":
        actor = next((one for one in map(Actor.member, owner) if one.may(perms.KEEP_ALERTS)), None)
        if actor is not None and not alert.is_paused:
            services.set_active(actor=actor, alert=alert, active=False)
        return private(redirect("watch:alert_stop", token=token))
    return private(render(request, "watch/alert_stop.html", {"alert": alert}))
