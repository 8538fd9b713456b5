"""Validated hours of each work contract, for the page of a person's path (``people.worked``)."""

from __future__ import annotations

from collections.abc import Collection

from levier.exact import hours_total
from levier.people.worked import Worked, hours_worked

from .models import LedgerEntry


@hours_worked
def hours_in_ledger(employments: Collection[int]) -> dict[int, Worked]:
    """One query: hours by work contract and buyer, corrections and transfers included."""
    rows = (
        LedgerEntry.objects.filter(employment__in=employments)
        .values_list("employment", "obligation__award__lot__contract__buyer__name")
        .annotate(total=hours_total("hours"))
        .order_by("employment", "obligation__award__lot__contract__buyer__name")
    )
    found: dict[int, Worked] = {}
    for employment, buyer, hours in rows:
        known = found.get(employment, Worked(hours * 0))
        buyers = (*known.buyers, buyer) if hours else known.buyers
        found[employment] = Worked(known.hours + hours, buyers)
    return found
