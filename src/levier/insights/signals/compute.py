"""The five flags of each company, or of each contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.flags import (
    FlagResult,
    already_employed,
    recounted_people,
    short_against_territory,
    short_contracts,
    year_end_bunching,
)
from levier.procurement.models import Contract

from . import data
from .data import Declared, Work


@dataclass(frozen=True, slots=True)
class Signals:
    """The flags of one company or one contract, in the order of ``levier.domain.flags.FLAGS``."""

    key: int
    name: str
    people: int
    results: tuple[FlagResult, ...]

    @property
    def raised(self) -> tuple[FlagResult, ...]:
        return tuple(one for one in self.results if one.raised)


@dataclass(frozen=True, slots=True)
class _Record:
    works: list[Work]
    declared: list[Declared]
    year: int
    today: date
    territory_mean: Decimal | None


def _record(actor: Actor, year: int, today: date) -> _Record:
    works = data.works(actor.workspace_id)
    ended = data.ended_contracts(works, year=year, today=today)
    mean = Decimal(sum(one.days for one in ended)) / len(ended) if ended else None
    return _Record(works, data.declarations(actor.workspace_id, year), year, today, mean)


def _results(record: _Record, works: Sequence[Work], declared: Sequence[Declared]) -> tuple[FlagResult, ...]:
    ended = data.ended_contracts(works, year=record.year, today=record.today)
    return (
        short_contracts(ended),
        recounted_people(data.placements(works, year=record.year)),
        already_employed(data.direct_hires(works, year=record.year, everything=record.works)),
        year_end_bunching([one.line for one in declared], year=record.year),
        short_against_territory(ended, territory_mean_days=record.territory_mean or Decimal(1)),
    )


def _in_year(work: Work, year: int) -> bool:
    return work.first_month.year <= year <= work.last_month.year


def signals(*, actor: Actor, year: int, today: date, by_contract: bool = False) -> list[Signals]:
    """Flags of every company (or contract) with hours that year, those with most raised flags first.

    Three queries: the ledger, the statements, the names.
    """
    record = _record(actor, year, today)
    work_key: Callable[[Work], int] = (lambda one: one.contract) if by_contract else (lambda one: one.company)
    line_key: Callable[[Declared], int] = (lambda one: one.contract) if by_contract else (lambda one: one.company)
    works: dict[int, list[Work]] = {}
    declared: dict[int, list[Declared]] = {}
    for work in record.works:
        works.setdefault(work_key(work), []).append(work)
    for line in record.declared:
        declared.setdefault(line_key(line), []).append(line)
    keys = {key for key, own in works.items() if any(_in_year(one, year) for one in own)} | set(declared)
    names = _names(actor, keys, by_contract=by_contract)
    found = [
        Signals(
            key,
            names[key],
            len({one.person for one in works.get(key, []) if _in_year(one, year)}),
            _results(record, works.get(key, []), declared.get(key, [])),
        )
        for key in keys
        if key in names
    ]
    return sorted(found, key=lambda one: (-len(one.raised), one.name, one.key))


def signals_of(*, actor: Actor, organisation: Organisation, year: int, today: date) -> Signals:
    """Flags of one company."""
    record = _record(actor, year, today)
    own = [one for one in record.works if one.company == organisation.pk]
    lines = [one for one in record.declared if one.company == organisation.pk]
    people = len({one.person for one in own if _in_year(one, year)})
    return Signals(organisation.pk, organisation.name, people, _results(record, own, lines))


def _names(actor: Actor, keys: set[int], *, by_contract: bool) -> dict[int, str]:
    if by_contract:
        found = Contract.objects.filter(workspace=actor.workspace, pk__in=keys).order_by("pk")
        return dict(found.values_list("pk", "title"))
    return dict(
        Organisation.objects.filter(workspace=actor.workspace, pk__in=keys).order_by("pk").values_list("pk", "name")
    )
