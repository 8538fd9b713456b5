"""Job offers: list, write, publish, close; what each condition costs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.selectors import live_links, with_targets
from levier.accounts.web import Request, requires
from levier.domain.errors import LevierError
from levier.domain.gendered import remarks
from levier.post.selectors import messages_about
from levier.procurement.models import Lot
from levier.procurement.selectors import lots
from levier.ui.lists import ListPage, Sort, choice_filter, text_filter

from .. import offers as reading
from .. import perms
from ..candidacies import candidacies, history, rows
from ..conditions import conditions
from ..enums import CandidacyState, OfferState
from ..forms.offers import OfferForm, initial_of
from ..models import JobOffer
from ..occupations import every_occupation, occupation_labels
from ..realism import realism_of
from ..services import offers as services


@requires(perms.READ_OFFERS)
@require_GET
def offers(request: Request) -> HttpResponse:
    """Offers the actor may see."""
    listing = ListPage(
        request,
        reading.offers_list(actor=request.actor),
        filters=(
            text_filter("q", "Intitulé ou entreprise", "title__icontains", "company__name__icontains"),
            choice_filter("etat", "État", "state", OfferState.choices),
        ),
        sorts=(Sort("ajout", ("-created_at", "-pk")), Sort("debut", ("starts_on", "pk"))),
        default_sort="ajout",
    )
    return render(
        request, "people/offers.html", {"listing": listing, "may_write": request.actor.may(perms.WRITE_OFFER)}
    )


@requires(perms.READ_OFFERS)
@require_GET
def offer(request: Request, pk: int) -> HttpResponse:
    """An offer, how realistic it is, how it is worded."""
    job = get_object_or_404(reading.offers(actor=request.actor), pk=pk)
    may_match = request.actor.may(perms.MATCH)
    context = {
        "job": job,
        "occupation": occupation_labels([job.rome]).get(job.rome, job.rome),
        "paragraphs": [line for line in job.description.splitlines() if line.strip()],
        "indispensable": conditions(job.indispensable),
        "wished": conditions(job.wished),
        "realism": realism_of(actor=request.actor, job=job) if may_match else None,
        "remarks": remarks(title=job.title, text=job.description) if request.actor.may(perms.WRITE_OFFER) else (),
        "may_write": request.actor.may(perms.WRITE_OFFER) and job.state != OfferState.CLOSED,
        "may_match": may_match and job.state == OfferState.PUBLISHED,
        "draft": job.state == OfferState.DRAFT,
        **_candidates(request, job),
    }
    return render(request, "people/offer.html", context)


def _candidates(request: Request, job: JobOffer) -> dict[str, Any]:
    """Who is proposed for the offer and what happened, as far as the reader may know."""
    actor, today = request.actor, timezone.localdate()
    found = list(candidacies(actor=actor).filter(offer=job).order_by("proposed_on", "pk"))
    listed = rows(found, actor=actor, today=today)
    may_chase = actor.may(perms.CHASE_CANDIDACIES)
    links = live_links(actor=actor).filter(target_type=job._meta.label_lower, target_id=job.pk)
    return {
        "candidates": listed,
        "history": history(found, actor=actor, today=today),
        "filled": len([one for one in found if one.state == CandidacyState.HIRED]) >= job.seats,
        "may_remind": may_chase and any(one.late for one in listed) and job.state == OfferState.PUBLISHED,
        "links": with_targets(links),
        "sent": list(messages_about(workspace_id=actor.workspace_id, target=job)) if may_chase else [],
    }


@requires(perms.WRITE_OFFER)
@require_http_methods(["GET", "POST"])
def create(request: Request, lot_pk: int) -> HttpResponse:
    """Write an offer for a lot; ``?poste=``, ``?debut=``… fill in what was planned already."""
    found = get_object_or_404(lots(actor=request.actor), pk=lot_pk)
    form = OfferForm(request.POST or None, lot=found, initial=_planned(request, found))
    if request.method == "POST" and form.ready():
        try:
            job = services.create_offer(actor=request.actor, lot=found, facts=form.facts())
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "L’offre est enregistrée. Relisez-la, puis diffusez-la aux prescripteurs.")
            return redirect("people:offer", job.pk)
    return _form_page(request, form, found, "Écrire une offre d’emploi", reverse("people:offers"))


def _planned(request: Request, lot: Lot) -> dict[str, Any]:
    """What the recruitment planned at the launch says of the job."""
    contract = lot.contract
    return {
        "title": request.GET.get("poste", "")[:150],
        "occupation": request.GET.get("poste", "")[:100],
        "company": request.GET.get("entreprise", ""),
        "seats": request.GET.get("personnes", "1")[:3],
        "starts_on": request.GET.get("debut", ""),
        "postcode": contract.postcode,
        "city": contract.place if contract.postcode else "",
    }


@requires(perms.WRITE_OFFER)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Correct an offer."""
    job = get_object_or_404(reading.offers(actor=request.actor), pk=pk)
    form = OfferForm(request.POST or None, lot=job.lot, initial=initial_of(job))
    if request.method == "POST" and form.ready():
        try:
            services.update_offer(actor=request.actor, job=job, facts=form.facts())
        except LevierError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "L’offre est corrigée.")
            return redirect("people:offer", pk)
    return _form_page(request, form, job.lot, f"Modifier l’offre : {job}", reverse("people:offer", args=[pk]))


def _form_page(request: Request, form: OfferForm, lot: Lot, title: str, back: str) -> HttpResponse:
    context = {"form": form, "lot": lot, "page_title": title, "back": back, "suggestions": every_occupation()}
    return render(request, "people/offer_form.html", context, status=422 if form.errors or form.undecided else 200)


@requires(perms.WRITE_OFFER)
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Show it to the referrers who cover the place."""
    job = get_object_or_404(reading.offers(actor=request.actor), pk=pk)
    told = services.publish_offer(actor=request.actor, job=job, today=timezone.localdate())
    names = ", ".join(one.name for one in told)
    messages.success(
        request,
        f"L’offre est diffusée. Un message part à : {names}."
        if told
        else "L’offre est diffusée. Aucun prescripteur du département n’a d’adresse électronique : appelez-les.",
    )
    return redirect("people:offer", pk)


@requires(perms.WRITE_OFFER)
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Take an offer away."""
    job = get_object_or_404(reading.offers(actor=request.actor), pk=pk)
    services.close_offer(actor=request.actor, job=job, today=timezone.localdate())
    messages.success(request, "L’offre est close : personne ne la voit plus dans les rapprochements.")
    return redirect("people:offer", pk)
