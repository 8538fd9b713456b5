"""Write, publish and close the job offers of a clause."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict, NotAllowed
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import Lot

from .. import perms
from ..candidacies import follower_address
from ..enums import OPEN, CandidacyState, OfferState, RefusalReason
from ..models import Candidacy, JobOffer
from ..offers import OfferFacts, apply_offer, covering_referrers
from ..telling import take_out
from ..wording import closed_message, offer_message


@service("people.offer.create", perms.WRITE_OFFER)
def create_offer(*, actor: Actor, lot: Lot, facts: OfferFacts) -> JobOffer:
    """Write an offer for a lot, as a draft. Raises ``RuleError`` beside the field that is wrong."""
    if lot.contract.workspace_id != actor.workspace_id:
        raise NotAllowed("Ce lot n’est pas dans votre espace.")
    job = JobOffer(workspace=actor.workspace, lot=lot)
    apply_offer(job, facts)
    note(job, seats=job.seats)
    return job


@service("people.offer.update", perms.WRITE_OFFER)
def update_offer(*, actor: Actor, job: JobOffer, facts: OfferFacts) -> JobOffer:
    """Correct an offer that is not closed. Raises ``RuleError``, or ``Conflict`` when it is closed."""
    if job.state == OfferState.CLOSED:
        raise Conflict("Cette offre est close : écrivez-en une nouvelle.")
    apply_offer(job, facts)
    note(job, seats=job.seats)
    return job


@service("people.offer.publish", perms.WRITE_OFFER)
def publish_offer(*, actor: Actor, job: JobOffer, today: date) -> list[Organisation]:
    """Show the offer to the referrers who cover its place, and write to them; returns those told.

    Raises:
        Conflict: it is published or closed already.
    """
    updated = JobOffer.objects.filter(pk=job.pk, state=OfferState.DRAFT).update(
        state=OfferState.PUBLISHED, published_on=today
    )
    if not updated:
        raise Conflict("Cette offre est déjà diffusée, ou close.")
    job.refresh_from_db()
    address = absolute(reverse("people:offer", args=[job.pk]))
    told = [one for one in covering_referrers(job) if _tell(job, one, address)]
    note(job, referrers=len(told))
    return told


def _tell(job: JobOffer, referrer: Organisation, address: str) -> bool:
    """Write to a referrer; false when it has no address."""
    to = link_contact(referrer)
    if not to:
        return False
    subject, body = offer_message(job, address=address)
    key = f"offer:{job.pk}:{referrer.pk}"
    queue_message(workspace_id=job.workspace_id, target=job, to=to, subject=subject, body=body, dedupe_key=key)
    return True


@service("people.offer.close", perms.WRITE_OFFER)
def close_offer(*, actor: Actor, job: JobOffer, today: date) -> JobOffer:
    """Take the offer away; people still waiting for it are told apart as not kept because it is closed, and those who
    follow them are written to, once each.

    Raises ``Conflict`` when it is closed already.
    """
    updated = (
        JobOffer.objects.filter(pk=job.pk)
        .exclude(state=OfferState.CLOSED)
        .update(state=OfferState.CLOSED, closed_on=today)
    )
    if not updated:
        raise Conflict("Cette offre est déjà close.")
    job.refresh_from_db()
    waiting = list(
        Candidacy.objects.filter(offer=job, state__in=OPEN).select_related("person__referrer", "offer__company")
    )
    Candidacy.objects.filter(pk__in=[one.pk for one in waiting]).update(
        state=CandidacyState.REFUSED, reason=RefusalReason.CLOSED, ended_on=today
    )
    for one in waiting:
        take_out(one)
    page = absolute(reverse("people:offer", args=[job.pk]))
    for to, count in Counter(follower_address(one.person, job) for one in waiting).items():
        if to:
            subject, body = closed_message(job, count=count, page=page)
            queue_message(workspace_id=job.workspace_id, target=job, to=to, subject=subject, body=body)
    note(job, waiting=len(waiting))
    return job
