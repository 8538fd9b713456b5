"""Say that two records are the same person, or are not."""

from __future__ import annotations

from levier.accounts.actor import Actor
from levier.domain.errors import Conflict
from levier.journal.services import note, service

from .. import perms
from ..merging import merge_into
from ..models import DistinctPeople, Person


@service("people.person.merge", perms.MERGE_PEOPLE)
def merge_people(*, actor: Actor, kept: Person, merged: Person) -> Person:
    """Make one record of two: ``kept`` receives every status, work contract and step of ``merged``.

    Hours already counted do not move: they point to work contracts, which keep their number.

    Raises:
        Conflict: one of both was merged or erased meanwhile.
    """
    pair = Person.objects.select_for_update().filter(
        workspace=actor.workspace, erased_on=None, pk__in=(kept.pk, merged.pk)
    )
    found = {one.pk: one for one in pair.order_by("pk")}
    if len(found) != 2:
        raise Conflict("L’une des deux fiches a été rapprochée ou effacée entre-temps : rouvrez la liste.")
    kept, merged = found[kept.pk], found[merged.pk]
    jobs = merged.employments.count()
    note(kept, merged=merged.pk, employments=jobs)
    merge_into(kept, merged)
    return kept


@service("people.person.tell_apart", perms.MERGE_PEOPLE)
def tell_apart(*, actor: Actor, one: Person, other: Person) -> DistinctPeople:
    """« Ce n’est pas elle »: both records stay, and the question is not asked again."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    pair, _ = DistinctPeople.objects.get_or_create(one=first, other=second)
    note(first, other=second.pk)
    return pair
