"""From when somebody is free, as a company reads it: work contracts count, and nothing is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from levier.domain.dates import format_date

from .models import Employment, Person, Profile

TO_AGREE = "date à convenir avec la personne"


def contracts_from(people: Iterable[Person], *, today: date) -> dict[int, list[Employment]]:
    """Work contracts of each person that have not ended, by their first day; one query."""
    found: dict[int, list[Employment]] = {}
    still = Q(ends_on=None) | Q(ends_on__gte=today)
    for one in Employment.objects.filter(still, person__in=list(people)).order_by("starts_on", "pk"):
        found.setdefault(one.person_id, []).append(one)
    return found


def availability(profile: Profile, contracts: Iterable[Employment], *, today: date) -> str:
    """The first day the person says, or the one after the contracts under way then; empty when nothing is known.

    The person may leave a contract sooner, or work beside it: that is theirs to say.
    """
    asked = max(profile.available_from or today, today)
    free = asked
    for one in sorted(contracts, key=lambda one: one.starts_on):
        if one.starts_on > free or (one.ends_on is not None and one.ends_on < free):
            continue
        if one.ends_on is None:
            return TO_AGREE
        free = one.ends_on + timedelta(days=1)
    if free > asked:
        return f"à partir du {format_date(free)} ; plus tôt, à convenir avec la personne"
    if profile.available_from is None:
        return ""
    return f"à partir du {format_date(profile.available_from)}" if profile.available_from > today else "dès maintenant"
