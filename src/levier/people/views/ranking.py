"""Matching both ways: people for an offer, offers for a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.accounts.perms import TEAM
from levier.accounts.web import Request, requires
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.ui.lists import Filter, ListPage, choice_filter, text_filter

from .. import perms, selectors
from ..candidacies import candidacies, rows
from ..enums import OfferState
from ..matching import pool
from ..offers import offers
from ..ranking import SHOWN, free_for, open_to, rank_offers, rank_people

_VIEW, _ELIGIBLE = "montrer", "eligible"
_LEFT_OUT = "ecartees"


def _filters(request: Request) -> list[Filter]:
    found = [
        text_filter("q", "Nom", "last_name__icontains", "first_name__icontains"),
        Filter("metier", "Métier recherché", "text", selectors.looking_for),
    ]
    if request.actor.role in TEAM:
        referrers = Organisation.objects.filter(
            workspace=request.actor.workspace, kind=OrganisationKind.REFERRER
        ).order_by("name")
        found.append(choice_filter("prescripteur", "Prescripteur", "referrer_id", referrers.values_list("pk", "name")))
    return [*found, Filter(_ELIGIBLE, "Éligibilité déjà contrôlée", "flag", _as_it_is), _view("Personnes")]


def _view(label: str) -> Filter:
    return Filter(_VIEW, label, "choice", _as_it_is, ((_LEFT_OUT, "Écartées, et pourquoi"),), "Possibles")


def _as_it_is(found: object, _value: object) -> object:
    """What the ranking decides, once the list is read."""
    return found


@requires(perms.MATCH)
@require_GET
def people_of_offer(request: Request, pk: int) -> HttpResponse:
    """People for an offer, best first, each score explained; or those left out, and why."""
    job = get_object_or_404(offers(actor=request.actor), pk=pk)
    listing = ListPage(request, free_for(actor=request.actor, job=job), filters=_filters(request), per_page=1)
    left_out = listing.values.get(_VIEW) == _LEFT_OUT
    found = rank_people(
        actor=request.actor,
        job=job,
        people=listing.queryset,
        left_out=left_out,
        eligible_only=_ELIGIBLE in listing.values,
    )
    context = {
        "job": job,
        "listing": listing,
        "found": found,
        "left_out": left_out,
        "shown": SHOWN,
        "may_propose": request.actor.may(perms.PROPOSE) and job.state == OfferState.PUBLISHED and not left_out,
    }
    return render(request, "people/people_of_offer.html", context)


@requires(perms.MATCH)
@require_GET
def offers_of_person(request: Request, pk: int) -> HttpResponse:
    """Offers for a person, best first, each score explained; or those that refuse them, and why."""
    one = get_object_or_404(selectors.people(actor=request.actor), pk=pk)
    known = pool(actor=request.actor).filter(pk=pk).first()
    listing = ListPage(
        request,
        open_to(actor=request.actor, person=one),
        filters=(
            text_filter("q", "Intitulé ou entreprise", "title__icontains", "company__name__icontains"),
            _view("Offres"),
        ),
        per_page=1,
    )
    left_out = listing.values.get(_VIEW) == _LEFT_OUT
    today = timezone.localdate()
    context = {
        "person": one,
        "known": known,
        "listing": listing,
        "found": rank_offers(actor=request.actor, person=known, jobs=listing.queryset, left_out=left_out)
        if known
        else None,
        "left_out": left_out,
        "shown": SHOWN,
        "candidacies": rows(
            candidacies(actor=request.actor).filter(person=one).order_by("-proposed_on", "-pk"),
            actor=request.actor,
            today=today,
        ),
        "may_propose": request.actor.may(perms.PROPOSE) and not left_out,
        "may_edit_profile": request.actor.may(perms.EDIT_PROFILE),
    }
    return render(request, "people/offers_of_person.html", context)
