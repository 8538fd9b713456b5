"""What each condition costs is counted by the database: the same figures as reading everybody, in as many queries."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.directory.models import Commune
from levier.domain.eligibility import PROTECTED
from levier.domain.matching import Realism, realism
from levier.people.matching import candidate_of, offer_of, pool
from levier.people.models import EligibilityStatus, JobOffer, Person
from levier.people.realism import realism_of
from levier.people.special import Secret, keep
from tests.cast import Cast

from .offers_world import STARTS, TODAY, make_offer
from .test_ranking_bounds import fill

pytestmark = pytest.mark.usefixtures("lists")


def _seal(rng: random.Random, people: int) -> None:
    """Protected criteria, some accepted by the clause, some ended, beside what each person had or not."""
    for person in rng.sample(list(Person.objects.all()), people):
        since = TODAY - timedelta(days=rng.randrange(0, 700))
        status = EligibilityStatus.objects.create(
            person=person, criterion=PROTECTED, valid_from=since, checked_on=rng.choice((None, TODAY)),
            valid_until=rng.choice((None, STARTS - timedelta(days=1), STARTS + timedelta(days=90))),
        )  # fmt: skip
        keep(status, Secret(*rng.choice((("disabled_worker", "disability_decision"), ("aah", ""), ("mobility", "")))))


def _by_reading_everybody(cast: Cast, job: JobOffer) -> Realism:
    return realism([candidate_of(one) for one in pool(actor=cast.facilitator)], offer_of(job))


@pytest.mark.parametrize("seed", range(3))
def test_counting_gives_what_reading_everybody_gives(cast: Cast, seed: int) -> None:
    rng = random.Random(seed)
    fill(cast, rng, 150)
    _seal(rng, 40)
    jobs = [
        make_offer(cast, indispensable=("permit_b", "sst")),
        make_offer(cast, rome="F1606", indispensable=("caces_r482_a", "vehicle"), ends_on=None, odd_hours=True),
        make_offer(cast, rome="K2204", weekly_hours=Decimal(28)),
    ]
    JobOffer.objects.filter(pk__in=[one.pk for one in jobs[:2]]).update(
        commune=Commune.objects.order_by("-insee")[seed]
    )
    for pk in [one.pk for one in jobs]:
        job = JobOffer.objects.get(pk=pk)
        found = realism_of(actor=cast.facilitator, job=job)
        assert found == _by_reading_everybody(cast, job)
        assert 0 < found.left < found.pool == 150
        assert found.removals[1].removed


@pytest.mark.parametrize("size", [20, 120])
def test_the_panel_costs_as_many_queries_for_a_large_pool(cast: Cast, size: int) -> None:
    rng = random.Random(size)
    fill(cast, rng, size)
    _seal(rng, size // 2)
    job = JobOffer.objects.get(pk=make_offer(cast, indispensable=("permit_b",)).pk)
    offer_of(job)
    with CaptureQueriesContext(connection) as queries:
        realism_of(actor=cast.facilitator, job=job)
    assert len(queries) == 3
    [grouped] = [one["sql"] for one in queries.captured_queries if "GROUP BY" in one["sql"]]
    assert "last_name" not in grouped
