"""From what is stored of people and offers to what ``domain.matching`` reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.directory.models import Commune
from levier.domain.eligibility import Answer, ClauseTerms, Status, is_eligible
from levier.domain.matching import (
    Barrier,
    Candidate,
    Offer,
    Place,
    Recognition,
)

from . import selectors
from .conditions import conditions
from .eligibility import statuses_of
from .models import JobOffer, Person
from .special import statuses_to_read


def recognitions(status: Status) -> Iterator[Recognition]:
    """What one dated status is worth over time, asked of ``is_eligible`` on the days where its answer changes."""
    terms = ClauseTerms(criteria=frozenset({status.criterion}))
    first = is_eligible((status,), terms, on=status.valid_from)
    until = first.until or status.valid_until
    yield Recognition(status.criterion, status.valid_from, until, proven=first.answer is Answer.YES)
    if until is not None:
        after = until + timedelta(days=1)
        if is_eligible((status,), terms, on=after).answer is Answer.UNKNOWN:
            yield Recognition(status.criterion, after, None, proven=False)


def candidate_of(person: Person) -> Candidate:
    """A person and their profile (and statuses, prefetched) as the matching reads them."""
    profile = person.profile
    holds = {*profile.certificates}
    holds |= {"permit_b"} if profile.has_licence else set()
    holds |= {"vehicle"} if profile.has_vehicle else set()
    radius = profile.radius_km
    return Candidate(
        occupations=tuple(profile.occupations),
        holds=frozenset(holds),
        available_from=profile.available_from,
        weekly_hours=profile.weekly_hours,
        place=_place(profile.commune) if radius is not None else None,
        radius_km=radius or 0,
        licence=profile.has_licence,
        vehicle=profile.has_vehicle,
        public_transport=profile.uses_transit,
        barriers=tuple(Barrier(code) for code in profile.barriers),
        recognitions=tuple(one for status in statuses_of(person) for one in recognitions(status)),
    )


def offer_of(job: JobOffer) -> Offer:
    """A job offer as the matching reads it, with the criteria its clause accepts."""
    clause = getattr(job.lot, "clause", None)
    terms = ClauseTerms(criteria=frozenset(clause.publics if clause else ()))
    return Offer(
        rome=job.rome,
        starts_on=job.starts_on,
        ends_on=job.ends_on,
        weekly_hours=job.weekly_hours,
        criteria=terms.accepted,
        place=_place(job.commune),
        odd_hours=job.odd_hours,
        indispensable=conditions(job.indispensable),
        wished=conditions(job.wished),
    )


def _place(commune: Commune | None) -> Place | None:
    return Place.at(latitude=commune.latitude, longitude=commune.longitude) if commune else None


def pool(*, actor: Actor) -> QuerySet[Person]:
    """Candidates the actor may know by name: people with a profile, ready to be matched."""
    return (
        selectors.people(actor=actor)
        .filter(profile__isnull=False)
        .select_related("profile__commune", "referrer")
        .prefetch_related(statuses_to_read())
        .order_by("pk")
    )
