"""Who could answer a need: the structures of the directory that do the trade, and which communes they go to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.directory.places import place_for
from levier.directory.selectors import distance_to, structures
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import StructureKind
from levier.ui import formats
from levier.ui.charts import Chart, Series, bar_chart

#: Communes read at once: beyond, a list is nobody's need.
MAX_COMMUNES = 30


@dataclass(frozen=True, slots=True)
class Able:
    """A structure that does the trade, and the communes of the need within its radius."""

    organisation: Organisation
    kind: str
    covers: tuple[str, ...]
    #: False when nobody said where it is: it may go there all the same.
    is_placed: bool


@dataclass(frozen=True, slots=True)
class Covered:
    """One commune of the need; ``able`` is ``None`` when the place is not known."""

    name: str
    able: int | None
    nearest: str
    nearest_km: Decimal | None


@dataclass(frozen=True, slots=True)
class Sourcing:
    """The answer: structures, those that cover most first, and communes in the order given."""

    structures: tuple[Able, ...]
    communes: tuple[Covered, ...]
    chart: Chart | None


def who_could_answer(*, actor: Actor, trade: str, communes: list[str]) -> Sourcing:
    """Structures of the directory for one trade (a code of ``levier.domain.trades``) around the communes named."""
    names = communes[:MAX_COMMUNES]
    places = [(name, place_for(name=name)) for name in names]
    doing = [one for one in structures(actor=actor).select_related("structure") if trade in one.structure.trades]
    reach: dict[int, list[str]] = {one.pk: [] for one in doing}
    lines = []
    for name, place in places:
        if place is None:
            lines.append(Covered(name, None, "", None))
            continue
        away = [(distance_to(one, latitude=place.latitude, longitude=place.longitude), one) for one in doing]
        known = sorted((km, one.name, one.pk, one) for km, one in away if km is not None)
        near = [one for km, _, _, one in known if km <= one.structure.radius_km]
        for one in near:
            reach[one.pk].append(name)
        first = known[0] if known else None
        lines.append(Covered(name, len(near), first[1] if first else "", first[0] if first else None))
    found = [
        Able(one, StructureKind(one.structure.structure_kind).label, tuple(reach[one.pk]), one.latitude is not None)
        for one in doing
    ]
    found.sort(key=lambda one: (-len(one.covers), one.organisation.name))
    return Sourcing(tuple(found), tuple(lines), _chart(trade, lines))


def _chart(trade: str, lines: list[Covered]) -> Chart | None:
    placed = [one for one in lines if one.able is not None]
    if not any(one.able for one in placed):
        return None
    bare = sum(not one.able for one in placed)
    said = "Chaque commune est couverte." if not bare else f"Communes sans structure à portée : {bare}."
    return bar_chart(
        title=f"Structures à portée, {TRADES_BY_CODE[trade].label.lower()}",
        description=said,
        categories=[one.name for one in placed],
        series=[Series("Structures", [Decimal(one.able or 0) for one in placed])],
        category_name="Commune",
        show=formats.number,
    )
