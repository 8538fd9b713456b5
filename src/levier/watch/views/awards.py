"""« Attributions à suivre »: published awards that carry a social condition, made contracts to follow in one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from levier.accounts.actor import Actor
from levier.accounts.web import Request, requires
from levier.directory.forms import blame
from levier.domain.errors import LevierError
from levier.domain.steps import Step
from levier.procurement.selectors.header import step_address
from levier.ui.lists import Filter, ListPage, choice_filter, date_filter, text_filter

from ..following import perms, services
from ..following.awards import awards_to_follow, follow_ups, passages
from ..following.enums import FollowState
from ..following.forms import FollowForm, ReasonForm
from ..following.reading import read_award
from ..following.territory import Territory, in_department, territory_of
from ..models import AwardFollowUp, StoredNotice


def department_filter(territory: Territory) -> Filter:
    """The départements of the territory."""
    choices = tuple((one.code, f"{one.code} {one.name}") for one in territory.departments)
    return Filter("departement", "Département", "choice", lambda qs, code: qs.filter(in_department(code)), choices)


@requires(perms.READ_AWARDS)
@require_GET
def index(request: Request) -> HttpResponse:
    """Awards nobody dealt with yet, latest first, each with the passage that says the condition."""
    territory = territory_of(request.actor.workspace)
    listing = ListPage(
        request,
        awards_to_follow(actor=request.actor, territory=territory),
        filters=[
            text_filter("q", "Objet ou acheteur", "title__icontains", "buyer_name__icontains"),
            department_filter(territory),
            date_filter("depuis", "Publié à partir du", "published_on__gte"),
        ],
    )
    said = passages(listing.items)
    context = {
        "listing": listing,
        "territory": territory,
        "rows": [(one, said.get(one.dossier_id, [])) for one in listing.items],
        "done": follow_ups(actor=request.actor).count(),
        "may_follow": request.actor.may(perms.FOLLOW_AWARD),
    }
    return render(request, "watch/facilitator/awards.html", context)


@requires(perms.READ_AWARDS)
@require_GET
def done(request: Request) -> HttpResponse:
    """What was followed or set aside, with why and by whom."""
    filters = [
        text_filter("q", "Objet ou acheteur", "notice__title__icontains", "notice__buyer_name__icontains"),
        choice_filter("suite", "Suite donnée", "state", FollowState.choices, any_label="Toutes"),
        choice_filter("heures", "Heures", "to_confirm", [("True", "À confirmer"), ("False", "Rien à confirmer")]),
    ]
    listing = ListPage(request, follow_ups(actor=request.actor), filters=filters)
    context = {"listing": listing, "may_follow": request.actor.may(perms.FOLLOW_AWARD)}
    return render(request, "watch/facilitator/awards_done.html", context)


def _award(actor: Actor, pk: int) -> StoredNotice:
    """The notice, whole, as long as nobody dealt with it (404 otherwise)."""
    waiting = awards_to_follow(actor=actor, territory=territory_of(actor.workspace))
    return get_object_or_404(waiting.defer(None), pk=pk)


@requires(perms.FOLLOW_AWARD)
@require_http_methods(["GET", "POST"])
def follow(request: Request, pk: int) -> HttpResponse:
    """Read what the notice gives, complete it, and follow the contract."""
    notice = _award(request.actor, pk)
    found = read_award(notice, workspace=request.actor.workspace)
    form = FollowForm(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = _follow(request, notice, form)
        except LevierError as error:
            blame(error, form)
        else:
            contract = made.contract
            assert contract is not None  # noqa: S101 - a constraint: followed, it has its contract
            messages.success(
                request,
                "Le marché est suivi. Ses heures restent à confirmer avec les pièces du marché."
                if made.to_confirm
                else "Le marché est suivi.",
            )
            return redirect(step_address(contract, Step.LANCEMENT))
    context = {
        "notice": notice,
        "found": found,
        "form": form,
        "blocks": list(form.blocks()),
        "same": _same_dossier(request.actor, notice),
    }
    return render(request, "watch/facilitator/follow.html", context, status=422 if form.errors else 200)


def _follow(request: Request, notice: StoredNotice, form: FollowForm) -> AwardFollowUp:
    given: dict[str, Any] = form.cleaned_data
    names = ("buyer_name", "buyer_siret", "notified_on", "starts_on", "ends_on", "checked")
    return services.follow_award(
        actor=request.actor,
        notice=notice,
        today=timezone.localdate(),
        facts=form.facts(),
        lots=form.lots(),
        record=form.found.record,
        **{name: given[name] for name in names},
    )


def _same_dossier(actor: Actor, notice: StoredNotice) -> list[AwardFollowUp]:
    """Contracts already followed from another award of the same procedure."""
    return list(follow_ups(actor=actor).filter(notice__dossier=notice.dossier_id, state=FollowState.FOLLOWED))


@requires(perms.FOLLOW_AWARD)
@require_http_methods(["GET", "POST"])
def set_aside(request: Request, pk: int) -> HttpResponse:
    """Take the award out of the list, with the reason."""
    notice = _award(request.actor, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_aside(actor=request.actor, notice=notice, reason=form.cleaned_data["reason"])
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "L’attribution est écartée. Elle reste parmi les attributions traitées.")
            return redirect("watch:awards")
    status = 422 if form.errors else 200
    return render(request, "watch/facilitator/set_aside.html", {"notice": notice, "form": form}, status=status)


@requires(perms.FOLLOW_AWARD)
@require_http_methods(["GET", "POST"])
def restore(request: Request, pk: int) -> HttpResponse:
    """Put an award that was set aside back in the list."""
    one = get_object_or_404(follow_ups(actor=request.actor), pk=pk)
    if request.method == "POST":
        services.restore(actor=request.actor, follow_up=one)
        messages.success(request, "L’attribution est de nouveau à suivre.")
        return redirect("watch:awards")
    return render(request, "watch/facilitator/restore.html", {"one": one})


@requires(perms.FOLLOW_AWARD)
@require_http_methods(["GET", "POST"])
def confirm(request: Request, pk: int) -> HttpResponse:
    """Say that the hours are those of the contract's documents."""
    followed = follow_ups(actor=request.actor).filter(state=FollowState.FOLLOWED)
    one = get_object_or_404(followed, pk=pk)
    if request.method == "POST":
        services.confirm_hours(actor=request.actor, follow_up=one)
        messages.success(request, "Les heures sont confirmées.")
        return redirect("watch:awards_done")
    return render(request, "watch/facilitator/confirm.html", {"one": one})
