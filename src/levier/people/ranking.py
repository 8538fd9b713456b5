"""Who fits an offer, which offers fit a person: lists that explain themselves, and say why somebody is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from levier.accounts.actor import Actor
from levier.directory.lifting import services_near
from levier.directory.models import LocalService
from levier.directory.selectors import local_services
from levier.domain.eligibility import Answer
from levier.domain.explanation import Explanation, Step
from levier.domain.matching import Candidate, Match, Obstacle, Offer, match_one
from levier.domain.matching.batch import match_all
from levier.domain.matching.points import recognised

from .bounds import at_most, not_refused
from .enums import ACTIVE, CandidacyState, OfferState
from .matching import candidate_of, offer_of, pool
from .models import Candidacy, Employment, JobOffer, Person
from .occupations import occupation_labels
from .offers import offers

#: How many a page shows: the filters find the others.
SHOWN = 25
OUT_OF = 100


@dataclass(frozen=True, slots=True)
class Lift:
    """A barrier, what lifts it, and the services of the territory that do."""

    obstacle: Obstacle
    services: list[LocalService]


@dataclass(frozen=True, slots=True)
class Fit:
    """One person and one offer, explained."""

    person: Person
    offer: JobOffer
    match: Match
    lifts: list[Lift]
    #: What became of an earlier proposal of this person for this offer.
    before: Candidacy | None = None
    #: A work contract that runs on the first day of the job; it costs no point.
    busy: Employment | None = None

    @property
    def explanation(self) -> Explanation:
        """The score line by line, as every computed figure of the house is unfolded."""
        steps = tuple(
            Step(line.criterion.label, line.why, f"{line.points} sur {line.out_of}") for line in self.match.lines
        )
        return Explanation(f"{self.match.score} points sur {OUT_OF}, la somme des lignes ci-dessous.", steps)

    @property
    def refusals(self) -> list[str]:
        """Why the person is left out, one sentence for each condition that refuses them."""
        return [
            f"{one.label} : {one.why[:1].lower()}{one.why[1:]}"
            for one in self.match.requirements
            if one.answer is Answer.NO
        ]

    @property
    def to_establish(self) -> list[str]:
        """What remains to be asked or checked before a hire."""
        return [one.why for one in self.match.requirements if one.answer is Answer.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first of a list, and how many there are in all when it is known."""

    fits: list[Fit]
    #: ``None`` when the others were not read: they cannot do better.
    total: int | None


def free_for(*, actor: Actor, job: JobOffer) -> QuerySet[Person]:
    """The actor's pool without those proposed to this offer and still waiting, or hired."""
    return pool(actor=actor).exclude(
        Exists(Candidacy.objects.filter(person=OuterRef("pk"), offer=job, state__in=ACTIVE))
    )


def open_to(*, actor: Actor, person: Person) -> QuerySet[JobOffer]:
    """Published offers the actor may see, without those the person is a candidate for; the soonest first."""
    held = Candidacy.objects.filter(offer=OuterRef("pk"), person=person, state__in=ACTIVE)
    return offers(actor=actor).filter(state=OfferState.PUBLISHED).exclude(Exists(held)).order_by("starts_on", "pk")


def rank_people(
    *,
    actor: Actor,
    job: JobOffer,
    people: QuerySet[Person],
    left_out: bool = False,
    eligible_only: bool = False,
    top: int = SHOWN,
) -> Ranking:
    """People for an offer, best first, those proposed for it before at the end.

    With ``left_out``, those whom a hard condition refuses, by name.

    ``people`` come from ``pool`` (or ``free_for``), narrowed or not. They are read by parts, the likeliest first, until
    nobody left can enter the list: it is the one that reading everybody would give.
    """
    offer = offer_of(job)
    if left_out:
        kept, total = _refused(people, offer, top, proven=eligible_only)
    else:
        # An earlier answer does not change the score, but those nobody has answered on come first.
        before = Candidacy.objects.filter(offer=job).values("person_id")
        kept, total = _best(people.exclude(pk__in=before), job, offer, top, proven=eligible_only)
        if total is not None:
            again, others = _best(people.filter(pk__in=before), job, offer, top, proven=eligible_only)
            kept, total = (kept + again)[:top], None if others is None else total + others
    return Ranking(_explained(actor, [(person, one, job, offer) for person, one in kept]), total)


#: How many people are read at once: nearly every pool in one go, so that it is counted.
_PART = 500
_Pair = tuple[Person, Candidate]


def _best(
    people: QuerySet[Person], job: JobOffer, offer: Offer, top: int, *, proven: bool
) -> tuple[list[_Pair], int | None]:
    """The first ``top`` of a queryset, and how many there are in all unless some were not read."""
    bounds = at_most(not_refused(people, offer=offer, proven=proven), job=job, offer=offer)
    kept: list[tuple[int, int, _Pair]] = []
    total = 0
    for at in range(0, len(bounds), _PART):
        if len(kept) == top and -kept[-1][0] > bounds[at][1]:
            return [pair for *_, pair in kept], None
        pairs = _read(people, [pk for pk, _ in bounds[at : at + _PART]])
        if proven:
            pairs = [pair for pair in pairs if recognised(pair[1], offer) is Answer.YES]
        ranked = match_all([one for _, one in pairs], [offer], top=max(1, len(pairs)))[0]
        total += len(ranked)
        scored = [(-one.score, pairs[one.at][0].pk, pairs[one.at]) for one in ranked]
        kept = sorted(kept + scored, key=lambda one: one[:2])[:top]
    return [pair for *_, pair in kept], total


def _refused(people: QuerySet[Person], offer: Offer, top: int, *, proven: bool) -> tuple[list[_Pair], int | None]:
    """The first ``top`` by name whom a hard condition refuses, and how many there are unless some were not read."""
    keys = list(people.order_by("last_name", "first_name", "pk").values_list("pk", flat=True))
    kept: list[_Pair] = []
    for at in range(0, len(keys), _PART):
        if len(kept) > top:
            return kept[:top], None
        pairs = _read(people, keys[at : at + _PART])
        if proven:
            pairs = [pair for pair in pairs if recognised(pair[1], offer) is Answer.YES]
        possible = {one.at for one in match_all([one for _, one in pairs], [offer], top=max(1, len(pairs)))[0]}
        kept += [pair for number, pair in enumerate(pairs) if number not in possible]
    return kept[:top], len(kept)


def _read(people: QuerySet[Person], keys: Sequence[int]) -> list[_Pair]:
    """These people as the matching reads them, in the order of the keys."""
    found = {one.pk: one for one in people.filter(pk__in=keys)}
    return [(found[pk], candidate_of(found[pk])) for pk in keys if pk in found]


def rank_offers(
    *, actor: Actor, person: Person, jobs: Iterable[JobOffer], left_out: bool = False, top: int = SHOWN
) -> Ranking:
    """Offers for a person (from ``pool``), best first; with ``left_out``, those that refuse them, soonest first."""
    candidate = candidate_of(person)
    found = []
    for job in jobs:
        offer = offer_of(job)
        match = match_one(candidate, offer)
        if match.possible is not left_out:
            found.append((match.score, job, offer))
    found.sort(key=lambda one: (0 if left_out else -one[0], one[1].starts_on, one[1].pk))
    rows = [(person, candidate, job, offer) for _, job, offer in found[:top]]
    return Ranking(_explained(actor, rows), len(found))


def fit_of(*, actor: Actor, person: Person, job: JobOffer) -> Fit:
    """One person (from ``pool``) and one offer."""
    return _explained(actor, [(person, candidate_of(person), job, offer_of(job))])[0]


def _explained(actor: Actor, rows: Sequence[tuple[Person, Candidate, JobOffer, Offer]]) -> list[Fit]:
    codes = {rome for _, candidate, _, offer in rows for rome in (*candidate.occupations, offer.rome)}
    names = occupation_labels(sorted(codes))
    services = list(local_services(actor=actor))
    before = _before([person for person, *_ in rows], [job for _, _, job, _ in rows])
    jobs_held = _held([person for person, *_ in rows])
    found = []
    for person, candidate, job, offer in rows:
        match = match_one(candidate, offer, names=names)
        lifts = [
            Lift(
                one,
                services_near(services, kind=one.barrier.value, postcode=person.postcode, city=person.city),
            )
            for one in match.obstacles
        ]
        found.append(
            Fit(
                person,
                job,
                match,
                lifts,
                before.get((person.pk, job.pk)),
                next((one for one in jobs_held.get(person.pk, ()) if _covers(one, job)), None),
            )
        )
    return found


def _held(people: Sequence[Person]) -> dict[int, list[Employment]]:
    """Work contracts of these people, the latest first."""
    found: dict[int, list[Employment]] = {}
    for one in Employment.objects.filter(person__in=people).order_by("-starts_on", "-pk"):
        found.setdefault(one.person_id, []).append(one)
    return found


def _covers(held: Employment, job: JobOffer) -> bool:
    return held.starts_on <= job.starts_on and (held.ends_on is None or held.ends_on >= job.starts_on)


def _before(people: Sequence[Person], jobs: Sequence[JobOffer]) -> dict[tuple[int, int], Candidacy]:
    """The last ended proposal of each pair."""
    ended = Candidacy.objects.filter(person__in=people, offer__in=jobs).filter(
        state__in=(CandidacyState.REFUSED, CandidacyState.WITHDRAWN)
    )
    return {(one.person_id, one.offer_id): one for one in ended.order_by("pk")}
