"""The fictional workspace of the demonstration. Nobody and nothing in it exists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from django.db import transaction

from levier.accounts.models import Membership, User, Workspace
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.vocabulary import Role

#: Told what is being made, how much is done and out of how much.
Progress: TypeAlias = Callable[[str, int, int], None]

_PEOPLE = (
    (Role.FACILITATOR, "Camille Aubrac", None),
    (Role.ADMIN, "Dominique Ferrand", None),
    (Role.COORDINATOR, "Sacha Lormel", None),
    (Role.BUYER, "Maxime Tellier", (OrganisationKind.BUYER, "Ville de Montclair (fictive)")),
    (Role.CONTRACTOR, "Alix Bertin", (OrganisationKind.CONTRACTOR, "Maçonnerie Bertin (fictive)")),
    (Role.STRUCTURE, "Lou Castel", (OrganisationKind.STRUCTURE, "Atelier du Pont (fictif)")),
    (Role.REFERRER, "Noa Vidal", (OrganisationKind.REFERRER, "Mission locale de Montclair (fictive)")),
)


@transaction.atomic
def load(*, today: date, progress: Progress | None = None) -> Workspace:
    """Create the demonstration workspace, with one person per role. Dates are relative to ``today``."""
    del today
    workspace = Workspace.objects.create(
        name="Clauses sociales de Montclair (espace fictif)", slug="montclair", territory="Montclair", is_demo=True
    )
    for done, (role, name, place) in enumerate(_PEOPLE, start=1):
        organisation = None
        if place is not None:
            kind, title = place
            organisation = Organisation.objects.create(workspace=workspace, kind=kind, name=title)
        user = User.objects.create_user(f"{role.value}@montclair.exemple.test", full_name=name)
        Membership.objects.create(user=user, workspace=workspace, role=role.value, organisation=organisation)
        if progress is not None:
            progress("Comptes", done, len(_PEOPLE))
    return workspace
