"""The dated facts of recruitment: offers, people proposed, answers, silence. Never a name."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.domain.vocabulary import Role
from levier.people.candidacies import facts
from levier.people.models import Candidacy, JobOffer

from .. import addresses
from .event import Event
from .page import ContractPage

_COMPANIES = (Role.CONTRACTOR, Role.STRUCTURE)


def events(actor: Actor, page: ContractPage) -> Iterator[Event]:
    """Two queries whatever the rows; a company reads its own offers, a buyer without a link to them."""
    found = JobOffer.objects.filter(lot__contract=page.contract, published_on__isnull=False).select_related("company")
    if actor.role in _COMPANIES:
        found = found.filter(company_id=actor.organisation_id)
    offers = {job.pk: job for job in found}
    opens = actor.role is not Role.BUYER and actor.role is not Role.COORDINATOR
    for job in offers.values():
        url = addresses.offer(job.pk) if opens else ""
        if job.published_on:
            yield Event(job.published_on, f"Offre d’emploi diffusée : {job.title}", job.company.name, url=url)
        if job.closed_on:
            yield Event(job.closed_on, f"Offre d’emploi close : {job.title}", job.company.name, url=url, tone="neutral")
    today = timezone.localdate()
    for one in Candidacy.objects.filter(offer__in=offers, person__erased_on=None).order_by("pk"):
        one.offer = offers[one.offer_id]
        for fact in reversed(facts(one, today=today)):
            if fact.done:
                url = addresses.offer(one.offer_id) if opens else ""
                # why somebody was not kept, where they are met: for the team only
                body = fact.body if actor.sees_whole_workspace else one.offer.title
                yield Event(fact.when, f"Une personne : {_lower(fact.title)}", body, url=url, tone=fact.tone)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
