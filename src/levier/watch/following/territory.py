"""Where a workspace works: the départements of its active buyers, and the one its territory names."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from levier.accounts.models import Workspace
from levier.directory.departments import Department, department_for
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation


@dataclass(frozen=True, slots=True)
class Territory:
    """Départements, by code, and SIREN of the buyers of the directory. Empty: nothing is known of the place."""

    departments: tuple[Department, ...]
    sirens: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.departments or self.sirens)

    def notices(self) -> Q:
        """Notices performed there, or published by a buyer of the directory; all of them when nothing is known."""
        if not self.is_known:
            return Q()
        found = Q(buyer_siren__in=self.sirens) if self.sirens else Q(pk__in=[])
        for one in self.departments:
            found |= in_department(one.code)
        return found

    def contracts(self) -> Q:
        """The same for awarded contracts, which name one département."""
        if not self.is_known:
            return Q()
        return Q(department__in=[one.code for one in self.departments]) | Q(buyer_siren__in=self.sirens)


def in_department(code: str) -> Q:
    """Notices whose row of départements holds this one."""
    return (
        Q(departments=code)
        | Q(departments__startswith=f"{code},")
        | Q(departments__endswith=f",{code}")
        | Q(departments__contains=f",{code},")
    )


def territory_of(workspace: Workspace) -> Territory:
    """One query, whatever the size of the directory."""
    buyers = Organisation.objects.filter(workspace=workspace, kind=OrganisationKind.BUYER, is_active=True)
    rows = list(buyers.order_by().values_list("postcode", "siret").distinct())
    places = [department_for(postcode=postcode) for postcode, _ in rows if postcode]
    places.append(department_for(name=workspace.territory))
    found = {place.code: place for place in places if place is not None}
    return Territory(
        departments=tuple(found[code] for code in sorted(found)),
        sirens=tuple(sorted({siret[:9] for _, siret in rows if siret})),
    )
