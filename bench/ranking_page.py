"""The page « Candidats » of an offer over a big pool, against reading and scoring everybody one by one.

The pool is the made-up region of ``bench/matching.py``, stored in SQLite. The peer reads everybody once for all offers, which
favours it, explains each pair and sorts. Both must name the same people in the same order, with the same scores.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from matching import world

if TYPE_CHECKING:
    from levier.accounts.actor import Actor
    from levier.domain.matching import Candidate, Offer, Place
    from levier.people.models import JobOffer

CRITERIA = {"rsa": "rsa", "deld": "long_term_jobseeker", "structure": "reasoned_opinion"}
CERTIFICATES = {
    "cqp": "cqp_building", "hab_elec": "electric_h0b0", "caces_r482": "caces_r482_a", "caces_r489": "caces_r489_3",
}  # fmt: skip
#: Half of the pool looks for one of the trades where clauses are common, as in a real one.
COMMON = ("F1703", "F1702", "F1704", "K2204", "F1606", "N1105", "A1203", "F1602")
DAY = date(2026, 1, 5)


def degrees(place: Place) -> tuple[Decimal, Decimal]:
    """Latitude and longitude of a point, as the database keeps them."""
    return (
        Decimal(f"{math.degrees(math.atan2(place.z, math.hypot(place.x, place.y))):.6f}"),
        Decimal(f"{math.degrees(math.atan2(place.y, place.x)):.6f}"),
    )


def stored(pool: Sequence[Candidate], offers: Sequence[Offer]) -> tuple[Actor, list[JobOffer]]:
    """The same people and offers in the database, and a facilitator who sees them all."""
    from levier.accounts.actor import Actor
    from levier.accounts.enums import Role
    from levier.accounts.models import Membership, User, Workspace
    from levier.clauses.models import Clause
    from levier.directory.models import Commune, Organisation
    from levier.people.models import EligibilityStatus, JobOffer, Person, Profile
    from levier.procurement.models import Contract, Lot

    space = Workspace.objects.create(name="Espace fictif")
    buyer, company = (
        Organisation.objects.create(workspace=space, kind=kind, name=f"{kind} (fictif)")
        for kind in ("buyer", "contractor")
    )
    user = User.objects.create(email="facilitation@exemple.test")
    member = Membership.objects.create(user=user, workspace=space, role=Role.FACILITATOR.value)
    places = dict.fromkeys(one.place for one in (*pool, *offers) if one.place is not None)
    towns = {place: Commune(insee=f"{at:05}", name=f"Commune {at}", postcode="99000", folded=f"commune {at}",
                            latitude=degrees(place)[0], longitude=degrees(place)[1])
             for at, place in enumerate(places)}  # fmt: skip
    Commune.objects.bulk_create(towns.values())
    people = Person.objects.bulk_create(
        Person(workspace=space, first_name=f"Prénom{at % 97}", last_name=f"NOM {at * 7919 % 1_000_003}",
               birth_date=date(1970, 1, 1) + timedelta(days=at % 12_000))
        for at in range(len(pool))
    )  # fmt: skip
    Profile.objects.bulk_create(
        Profile(
            person=person,
            occupations=[COMMON[at % len(COMMON)], *one.occupations][: len(one.occupations)] if at % 2 else list(one.occupations),
            certificates=[CERTIFICATES.get(code, code) for code in sorted(one.holds) if code != "permit_b"],
            available_from=one.available_from, weekly_hours=one.weekly_hours,
            commune=towns[one.place] if one.place else None, radius_km=one.radius_km,
            has_licence=one.licence, has_vehicle=one.vehicle, uses_transit=one.public_transport, updated_on=DAY,
        )
        for at, (person, one) in enumerate(zip(people, pool, strict=True))
    )  # fmt: skip
    EligibilityStatus.objects.bulk_create(
        (
            EligibilityStatus(
                person=person, criterion=CRITERIA.get(each.criterion, each.criterion), valid_from=each.valid_from,
                valid_until=each.valid_until, checked_on=DAY if each.proven else None,
            )
            for person, one in zip(people, pool, strict=True)
            for each in one.recognitions
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    contract = Contract.objects.create(workspace=space, buyer=buyer, title="Chantier fictif", nature="works")
    lot = Lot.objects.create(contract=contract, number="1", title="Lot unique")
    Clause.objects.create(lot=lot, lever="performance_condition")
    jobs = [
        JobOffer.objects.create(
            workspace=space, lot=lot, company=company, title=f"Poste {at}", state="published",
            rome=COMMON[at % len(COMMON)] if at % 2 else one.rome, starts_on=one.starts_on, ends_on=one.ends_on,
            weekly_hours=one.weekly_hours, odd_hours=one.odd_hours, commune=towns[one.place] if one.place else None,
            indispensable=[CERTIFICATES.get(each.code, each.code) for each in one.indispensable],
            wished=[CERTIFICATES.get(each.code, each.code) for each in one.wished if each not in one.indispensable],
        )
        for at, one in enumerate(offers)
    ]  # fmt: skip
    return Actor.member(member), jobs


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--offers", type=int, default=12, help="offers whose page is opened")
    options.add_argument("--checked", type=int, default=4, help="offers for which everybody is scored one by one")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="levier-bench-") as folder:
        os.environ.update(
            LEVIER_DATA_DIR=folder, LEVIER_DEBUG="1", LEVIER_SECRET_KEY="bench-" + "x" * 50, LEVIER_DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="levier.config.settings",
        )  # fmt: skip
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        from levier.domain.matching import match_one
        from levier.people.matching import candidate_of, offer_of, pool
        from levier.people.ranking import SHOWN, free_for, rank_people

        actor, jobs = stored(*world(chosen.people, chosen.offers, seed=1))

        times, pages = [], []
        for job in jobs:
            started = time.perf_counter()
            ranking = rank_people(actor=actor, job=job, people=free_for(actor=actor, job=job))
            times.append(time.perf_counter() - started)
            pages.append([(fit.person.pk, fit.match.score) for fit in ranking.fits])

        started = time.perf_counter()
        everybody = [(one.pk, candidate_of(one)) for one in pool(actor=actor).iterator(chunk_size=2000)]
        read = time.perf_counter() - started
        whole = []
        for job, page in zip(jobs[: chosen.checked], pages, strict=False):
            started = time.perf_counter()
            offer = offer_of(job)
            found = [(pk, match) for pk, one in everybody if (match := match_one(one, offer)).possible]
            found.sort(key=lambda pair: (-pair[1].score, pair[0]))
            whole.append(read + time.perf_counter() - started)
            assert page == [(pk, match.score) for pk, match in found[:SHOWN]], "the page and the whole pool disagree"
        connection.close()

    mean, peer = statistics.mean(times), statistics.mean(whole)
    print(f"ranking page, {chosen.people:,} people in SQLite, first {SHOWN} of each of {len(jobs)} offers")
    print(f"  page        {mean:8.2f} s   median {statistics.median(times):.2f}, longest {max(times):.2f}")
    print(f"  everybody   {peer:8.2f} s   mean of {len(whole)} offers   ratio {peer / mean:,.0f}")
    print(f"  same people, order and scores on the {len(whole)} offers scored one by one")


if __name__ == "__main__":
    main()
