"""A list read by parts, the likeliest first, is the one that reading everybody gives."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.directory.models import Commune
from levier.domain.eligibility import Answer
from levier.domain.matching import match_one
from levier.domain.matching.points import recognised
from levier.people import ranking
from levier.people.bounds import at_most, not_refused
from levier.people.enums import CandidacyState
from levier.people.matching import candidate_of, offer_of, pool
from levier.people.models import Candidacy, EligibilityStatus, JobOffer, Person, Profile
from levier.people.ranking import free_for, rank_people
from tests.cast import Cast

from .offers_world import STARTS, TODAY, make_offer

pytestmark = pytest.mark.usefixtures("lists")
ROMES = ("F1703", "F1701", "F1606", "F1104", "G1602", "K2204", "A1203")
#: The last one is not on the common list: no clause of these tests accepts it.
CRITERIA = ("rsa", "under_26", "mobility")


def fill(cast: Cast, rng: random.Random, people: int) -> None:
    communes = [
        *Commune.objects.order_by("insee")[:4],
        *(
            Commune.objects.create(
                insee=f"98{at:03}", name=f"Loin {at} (fictif)", folded=f"loin {at}", postcode=f"98{at:03}",
                latitude=Decimal("48.6") + Decimal(at) / 20, longitude=Decimal("0.1") + Decimal(at) / 15,
            )
            for at in range(12)
        ),
    ]  # fmt: skip
    for at in range(people):
        person = Person.objects.create(
            workspace=cast.workspace, first_name="Camille", last_name=f"Exemple {rng.random():.6f}",
            birth_date=date(1990, 1, 1) + timedelta(days=at),
        )  # fmt: skip
        Profile.objects.create(
            person=person,
            occupations=rng.sample(ROMES, rng.choice((0, 1, 1, 2))),
            certificates=rng.sample(("sst", "caces_r482_a"), rng.choice((0, 0, 1, 2))),
            available_from=rng.choice((None, STARTS, STARTS + timedelta(days=rng.randrange(-20, 300)))),
            weekly_hours=rng.choice((None, Decimal("35"), Decimal("28"), Decimal("37.01"), Decimal("21"))),
            commune=rng.choice((None, *communes)),
            radius_km=rng.choice((None, 5, 20, 40, 120)),
            has_licence=rng.random() < 0.5,
            has_vehicle=rng.random() < 0.5,
            uses_transit=rng.random() < 0.5,
            updated_on=TODAY,
        )
        for _ in range(rng.choice((0, 1, 1, 2))):
            since = TODAY - timedelta(days=rng.randrange(-60, 900))
            EligibilityStatus.objects.get_or_create(
                person=person, criterion=rng.choice(CRITERIA), valid_from=since,
                defaults={
                    "valid_until": rng.choice((None, since + timedelta(days=400))),
                    "checked_on": rng.choice((None, TODAY)),
                },
            )  # fmt: skip


def _by_reading_everybody(cast: Cast, job: JobOffer, *, proven: bool, left_out: bool) -> tuple[list[int], int]:
    offer = offer_of(job)
    known = set(Candidacy.objects.filter(offer=job).values_list("person_id", flat=True))
    found = []
    for person in free_for(actor=cast.facilitator, job=job):
        one = candidate_of(person)
        match = match_one(one, offer)
        if match.possible is left_out or (proven and recognised(one, offer) is not Answer.YES):
            continue
        by_name = (person.last_name, person.first_name, person.pk)
        found.append((by_name if left_out else (person.pk in known, -match.score, person.pk), person.pk))
    found.sort()
    return [pk for _, pk in found][: ranking.SHOWN], len(found)


@pytest.mark.parametrize("seed", range(4))
def test_reading_by_parts_gives_the_list_of_reading_everybody(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    fill(cast, rng, 160)
    place = Commune.objects.order_by("insee")[seed]
    jobs = [
        make_offer(cast, wished=("sst",)),
        make_offer(cast, rome="K2204", indispensable=("sst",), ends_on=None, odd_hours=True),
        make_offer(cast, rome="F1606", weekly_hours=Decimal(28)),
    ]
    JobOffer.objects.filter(pk__in=[one.pk for one in jobs[:2]]).update(commune=place)
    for person in rng.sample(list(Person.objects.all()), 12):
        Candidacy.objects.create(
            offer=jobs[0], person=person, proposed_on=TODAY, due_on=TODAY,
            state=rng.choice((CandidacyState.REFUSED, CandidacyState.PROPOSED)),
        )  # fmt: skip
    stopped = 0
    for part in (7, 500):
        monkeypatch.setattr(ranking, "_PART", part)
        for pk in [one.pk for one in jobs]:
            job = JobOffer.objects.get(pk=pk)
            for proven in (False, True):
                for left_out in (False, True):
                    found = rank_people(
                        actor=cast.facilitator, job=job, people=free_for(actor=cast.facilitator, job=job),
                        left_out=left_out, eligible_only=proven,
                    )  # fmt: skip
                    keys, total = _by_reading_everybody(cast, job, proven=proven, left_out=left_out)
                    assert [fit.person.pk for fit in found.fits] == keys
                    assert found.total in ((None, total) if part == 7 else (total,))
                    stopped += found.total is None
    assert stopped


@pytest.mark.parametrize("seed", range(3))
def test_nobody_scores_more_than_the_database_says_nor_is_refused_by_it_wrongly(cast: Cast, seed: int) -> None:
    fill(cast, random.Random(seed), 120)
    job = make_offer(cast, indispensable=("permit_b",), wished=("vehicle",))
    JobOffer.objects.filter(pk=job.pk).update(commune=Commune.objects.order_by("-insee")[seed])
    job = JobOffer.objects.get(pk=job.pk)
    offer, people = offer_of(job), pool(actor=cast.facilitator)
    kept = set(not_refused(people, offer=offer).values_list("pk", flat=True))
    assert 0 < len(kept) < people.count()
    most = dict(at_most(people, job=job, offer=offer))
    assert len(most) == people.count()
    for person in people:
        match = match_one(candidate_of(person), offer)
        assert match.score <= most[person.pk]
        assert person.pk in kept or not match.possible
