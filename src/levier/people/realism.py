"""What each condition of an offer costs in people, counted by the database.

People alike in all that the conditions look at are one row of one grouped query: what is read depends on how many ways
there are to differ, not on the pool. Only those whose answer is under seal are read one by one, since the database opens
nothing; a person whom a status in the open makes eligible is not one of them.
"""

from __future__ import annotations

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from levier.accounts.actor import Actor
from levier.domain.eligibility import DEFAULT_DURATIONS, PROTECTED, by_code, pick_rule
from levier.domain.matching import Candidate, Offer, Place, Realism, Recognition, realism

from .bounds import holding, near_trade
from .matching import candidate_of, offer_of, pool
from .models import EligibilityStatus, JobOffer, Person

_JOURNEY = (
    "profile__commune__latitude",
    "profile__commune__longitude",
    "profile__radius_km",
    "profile__has_licence",
    "profile__has_vehicle",
    "profile__uses_transit",
)


def realism_of(*, actor: Actor, job: JobOffer) -> Realism:
    """What each condition of the offer removes from the actor's pool. Three queries whatever the pool."""
    offer = offer_of(job)
    people = pool(actor=actor).annotate(sealed=_is(_to_open(offer)))
    groups = list(_alike(people.filter(sealed=False), offer)) + [
        (candidate_of(one), 1) for one in people.filter(sealed=True)
    ]
    return realism([one for one, _ in groups], offer, times=[times for _, times in groups])


def _alike(people: QuerySet[Person], offer: Offer) -> list[tuple[Candidate, int]]:
    """One candidate who stands for all those alike for this offer, and how many they are."""
    held = {f"holds_{at}": _is(holding(one.code)) for at, one in enumerate(offer.indispensable)}
    late = Q(profile__available_from__gt=offer.ends_on) if offer.ends_on else Q(pk__in=[])
    found = (
        people.select_related(None)
        .prefetch_related(None)
        .order_by()
        .annotate(near=_is(near_trade(offer)), late=_is(late), refused=_is(_refused(offer)), **held)
        .values_list("near", "late", "refused", *_JOURNEY, *held)
        .annotate(times=Count("pk"))
    )
    return [(_one_of(offer, row[:-1]), row[-1]) for row in found]


def _one_of(offer: Offer, row: tuple) -> Candidate:  # type: ignore[type-arg]
    near, late, refused, latitude, longitude, radius, licence, vehicle, transit, *held = row
    before = Recognition("", offer.starts_on, offer.starts_on)
    return Candidate(
        occupations=(offer.rome,) if near else (),
        holds=frozenset(one.code for one, has in zip(offer.indispensable, held, strict=True) if has),
        available_from=offer.ends_on and (offer.ends_on.max if late else offer.starts_on),
        place=Place.at(latitude=latitude, longitude=longitude) if None not in (latitude, radius) else None,
        radius_km=radius or 0,
        licence=licence,
        vehicle=vehicle,
        public_transport=transit,
        recognitions=(before,) if refused else (),
    )


def _is(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _refused(offer: Offer) -> Q:
    """No status in the open is accepted on the first day of work, though some are known."""
    return Q(Exists(_statuses())) & ~Q(Exists(_statuses().filter(_sure(offer))))


def _to_open(offer: Offer) -> Q:
    """Only a status that has to be opened, or examined by the rules, may make them eligible."""
    unsure = Q(criterion__in=_in_the_open(offer) - _lasting(offer), valid_until=None)
    if any(by_code(code).special_category for code in offer.criteria):
        unsure |= Q(criterion=PROTECTED)
    to_read = _statuses().filter(_running(offer) & unsure)
    return Q(Exists(to_read)) & ~Q(Exists(_statuses().filter(_sure(offer))))


def _sure(offer: Offer) -> Q:
    """A status that the rules never answer « no » about on the first day of work."""
    ends = Q(criterion__in=_in_the_open(offer), valid_until__isnull=False)
    return _running(offer) & (ends | Q(criterion__in=_lasting(offer)))


def _running(offer: Offer) -> Q:
    day = offer.starts_on
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))


def _statuses() -> QuerySet[EligibilityStatus]:
    return EligibilityStatus.objects.filter(person=OuterRef("pk"))


def _in_the_open(offer: Offer) -> frozenset[str]:
    """Criteria of the clause that a status may say without being opened."""
    return offer.criteria - {PROTECTED}


def _lasting(offer: Offer) -> frozenset[str]:
    """Criteria whose status, without an end of its own, becomes at most a « to be established »."""
    rules = {
        code: pick_rule(criterion=code, contract_kind=None, rules=DEFAULT_DURATIONS) for code in _in_the_open(offer)
    }
    return frozenset(
        code for code, rule in rules.items() if rule is None or rule.months is None or rule.source.certainty.to_check
    )
