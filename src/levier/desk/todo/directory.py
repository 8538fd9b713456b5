"""What waits in the directory: a structure's own capacity grows old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from levier.accounts.actor import Actor
from levier.directory.models import StructureProfile
from levier.domain.vocabulary import Role

from .. import addresses
from .item import TodoItem, Urgency, provider

#: A capacity older than this no longer helps a supply check; our choice.
CAPACITY_AGE = timedelta(days=180)


@provider("capacity", "Capacité à mettre à jour", (Role.STRUCTURE,), on_contract=False)
def capacity(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    found = StructureProfile.objects.filter(
        Q(updated_on=None) | Q(updated_on__lt=today - CAPACITY_AGE),
        organisation_id=actor.organisation_id or 0,
        organisation__workspace=actor.workspace,
    )
    for profile in found:
        yield TodoItem(
            kind="capacity",
            title="Mettre à jour votre capacité",
            why="Les facilitateurs s’en servent pour réserver des lots et pour proposer vos services aux entreprises.",
            since=profile.updated_on,
            due=None,
            urgency=Urgency.SOON if profile.updated_on is None else Urgency.CALM,
            url=addresses.capacity(profile.pk),
            button="Mettre à jour",
        )
