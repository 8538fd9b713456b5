"""What every reader does last: roll lots up into the notice, add warnings on what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import NamedTuple

from .model import Deadline, Kind, Lot, Nature, Notice, Party, Place
from .values import PARIS, distinct

_NOWHERE = Place()


def moment(value: Deadline) -> datetime:
    """A comparable instant; a plain day counts until its end."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59, 59), tzinfo=PARIS)


class Whole(NamedTuple):
    """What the lots say of the notice."""

    nature: Nature | None
    cpv: str
    places: tuple[Place, ...]
    deadline: Deadline | None
    duration_months: int | None
    is_framework: bool
    title: str


def rolled_up(lots: tuple[Lot, ...]) -> Whole:
    """The notice's own fields, from its lots: the first, the earliest or the longest of theirs."""
    deadlines = [lot.deadline for lot in lots if lot.deadline is not None]
    durations = [lot.duration_months for lot in lots if lot.duration_months is not None]
    return Whole(
        nature=next((lot.nature for lot in lots if lot.nature), None),
        cpv=next((lot.cpv for lot in lots if lot.cpv), ""),
        places=merged(tuple([place for lot in lots for place in lot.places])),
        deadline=min(deadlines, key=moment) if deadlines else None,
        duration_months=max(durations) if durations else None,
        is_framework=any(lot.is_framework for lot in lots),
        title=next((lot.title for lot in lots if lot.title), ""),
    )


def finish(notice: Notice) -> Notice:
    """Fill the notice's own fields from its lots where it has none, and say what is missing."""
    whole = rolled_up(notice.lots)
    title, deadline = notice.title or whole.title, notice.deadline or whole.deadline
    absent = missing(buyers=notice.buyers, title=title, lots=notice.lots, kind=notice.kind, deadline=deadline)
    return replace(
        notice,
        nature=notice.nature or whole.nature,
        cpv_main=notice.cpv_main or whole.cpv,
        places=merged(notice.places) if notice.places else whole.places,
        deadline=deadline,
        duration_months=notice.duration_months or whole.duration_months,
        is_framework=notice.is_framework or whole.is_framework,
        title=title,
        warnings=distinct([*notice.warnings, *absent]),
    )


def merged(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Each place once; those that say nothing are left out."""
    found = dict.fromkeys(places)
    found.pop(_NOWHERE, None)
    return tuple(found)


def missing(
    *, buyers: tuple[Party, ...], title: str, lots: tuple[Lot, ...], kind: Kind, deadline: Deadline | None
) -> list[str]:
    """French sentences on what a notice should give and does not."""
    found = []
    if not any(buyer.name for buyer in buyers):
        found.append("L’acheteur n’est pas nommé dans l’avis.")
    if not title:
        found.append("L’avis n’a pas d’objet.")
    if not lots:
        found.append("L’avis ne décrit aucun lot.")
    if kind is Kind.COMPETITION and deadline is None:
        found.append("L’avis ne donne pas de date limite de réponse.")
    if deadline is not None and deadline.year >= 2035:
        found.append("La date limite est très lointaine : c’est sans doute un système ouvert en continu.")
    return found


def single_lot(notice: Notice) -> Notice:
    """Give a notice without lots its only lot."""
    if notice.lots:
        return notice
    lot = Lot(
        id="1",
        title=notice.title,
        description=notice.description,
        cpv=notice.cpv_main,
        cpv_additional=notice.cpv_additional,
        amount=notice.estimated_amount,
        currency=notice.currency,
        nature=notice.nature,
        places=notice.places,
        duration_months=notice.duration_months,
        is_framework=notice.is_framework,
        deadline=notice.deadline,
    )
    return replace(notice, lots=(lot,))
