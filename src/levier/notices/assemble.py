"""What every reader does last: roll lots up into the notice, add warnings on what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from .model import Deadline, Kind, Lot, Notice, Place
from .values import PARIS, distinct


def moment(value: Deadline) -> datetime:
    """A comparable instant; a plain day counts until its end."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59, 59), tzinfo=PARIS)


def finish(notice: Notice) -> Notice:
    """Fill the notice's own fields from its lots where it has none, and say what is missing."""
    lots = notice.lots
    deadlines = [lot.deadline for lot in lots if lot.deadline is not None]
    durations = [lot.duration_months for lot in lots if lot.duration_months is not None]
    notice = replace(
        notice,
        nature=notice.nature or next((lot.nature for lot in lots if lot.nature), None),
        cpv_main=notice.cpv_main or next((lot.cpv for lot in lots if lot.cpv), ""),
        places=_merged(notice.places or tuple(place for lot in lots for place in lot.places)),
        deadline=notice.deadline or (min(deadlines, key=moment) if deadlines else None),
        duration_months=notice.duration_months or (max(durations) if durations else None),
        is_framework=notice.is_framework or any(lot.is_framework for lot in lots),
        title=notice.title or next((lot.title for lot in lots if lot.title), ""),
    )
    return replace(notice, warnings=distinct([*notice.warnings, *_missing(notice)]))


def _merged(places: tuple[Place, ...]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for place in places if place != Place()))


def _missing(notice: Notice) -> list[str]:
    found = []
    if not any(buyer.name for buyer in notice.buyers):
        found.append("L’acheteur n’est pas nommé dans l’avis.")
    if not notice.title:
        found.append("L’avis n’a pas d’objet.")
    if not notice.lots:
        found.append("L’avis ne décrit aucun lot.")
    if notice.kind is Kind.COMPETITION and notice.deadline is None:
        found.append("L’avis ne donne pas de date limite de réponse.")
    if isinstance(notice.deadline, date) and notice.deadline.year >= 2035:
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
