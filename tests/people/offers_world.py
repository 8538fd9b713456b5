"""A published offer of the cast's company, and candidates near it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from levier.people.models import EligibilityStatus, JobOffer, Person
from levier.people.offers import OfferFacts
from levier.people.services.offers import create_offer, publish_offer
from levier.people.services.profile import create_person
from levier.people.values import PersonFacts, ProfileFacts
from levier.procurement.models import Lot
from tests.cast import Cast
from tests.delivery.closing_setup import make_award

TODAY = date(2026, 4, 3)
STARTS = date(2026, 5, 4)


def make_lot(cast: Cast, **clause: Any) -> Lot:
    return make_award(cast, **clause).lot


def facts(cast: Cast, **changed: Any) -> OfferFacts:
    return OfferFacts(
        **{
            "company": cast.contractor,
            "title": "Maçon ou maçonne",
            "rome": "F1703",
            "starts_on": STARTS,
            "ends_on": date(2026, 12, 18),
            "weekly_hours": Decimal(35),
        }
        | changed
    )


def make_offer(cast: Cast, *, published: bool = True, **changed: Any) -> JobOffer:
    job = create_offer(actor=cast.facilitator, lot=make_lot(cast), facts=facts(cast, **changed))
    if published:
        publish_offer(actor=cast.facilitator, job=job, today=TODAY)
        job.refresh_from_db()
    return job


def make_candidate(cast: Cast, name: str, *, mine: bool = True, eligible: bool = True, **profile: Any) -> Person:
    """Somebody with a profile; ``mine``: the cast's referrer sent them."""
    person = create_person(
        actor=cast.facilitator,
        facts=PersonFacts(
            first_name="Camille",
            last_name=name,
            birth_date=date(1996, 3, 9),
            phone="06 00 00 00 00",
            referrer=cast.referrer if mine else None,
        ),
        profile=ProfileFacts(**({"occupations": ("F1703",), "weekly_hours": Decimal(35)} | profile)),
        today=TODAY,
    )
    if eligible:
        EligibilityStatus.objects.create(
            person=person, criterion="rsa", valid_from=date(2026, 1, 5), valid_until=date(2027, 1, 4),
            proof_kind="benefit_certificate", proof_on=date(2026, 1, 2), checked_on=date(2026, 1, 5),
        )  # fmt: skip
    return person
