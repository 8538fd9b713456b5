"""« Grands chantiers » and operations: what groups contracts, scoped to the actor; the tree they make."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.domain.vocabulary import Role

from ..models import Operation, Programme


class Tree:
    """Programmes inside one another; a loop in the data does not loop here."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self._by_key = {one.pk: one for one in programmes}
        self._inside: dict[int | None, list[int]] = {}
        for one in self._by_key.values():
            self._inside.setdefault(one.parent_id, []).append(one.pk)

    def below(self, root: int) -> set[int]:
        """The programme and all its descendants."""
        found, waiting = {root}, [root]
        while waiting:
            children = [one for one in self._inside.get(waiting.pop(), ()) if one not in found]
            found.update(children)
            waiting.extend(children)
        return found

    def above(self, programme: Programme) -> list[Programme]:
        """Its parent, its parent's parent…"""
        found: list[Programme] = []
        seen = {programme.pk}
        current = self._by_key.get(programme.parent_id or 0)
        while current is not None and current.pk not in seen:
            seen.add(current.pk)
            found.append(current)
            current = self._by_key.get(current.parent_id or 0)
        return found


def tree(*, actor: Actor) -> Tree:
    """The tree of the whole workspace. One query."""
    return Tree(Programme.objects.filter(workspace=actor.workspace).order_by("name", "pk"))


def programmes(*, actor: Actor) -> QuerySet[Programme]:
    """All of the workspace; for a buyer, those that hold one of its operations, at whatever depth."""
    found = Programme.objects.filter(workspace=actor.workspace)
    if actor.role is Role.BUYER:
        found = found.filter(pk__in=_holding(actor))
    elif not actor.sees_whole_workspace:
        return found.none()
    return found.select_related("parent").prefetch_related("targets").order_by("parent__name", "name", "pk")


def _holding(actor: Actor) -> set[int]:
    everything = tree(actor=actor)
    own = list(Programme.objects.filter(pk__in=operations(actor=actor).order_by().values("programme")))
    return {one.pk for programme in own for one in (programme, *everything.above(programme))}


def operations(*, actor: Actor) -> QuerySet[Operation]:
    """Operations of the workspace; for a buyer, its own."""
    found = Operation.objects.filter(workspace=actor.workspace)
    if actor.role is Role.BUYER:
        found = found.filter(buyer_id=actor.organisation_id)
    elif not actor.sees_whole_workspace:
        return found.none()
    return found.select_related("buyer", "programme").order_by("name", "pk")
