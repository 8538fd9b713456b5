"""Time in work and gaps of a person, from dated spells (work contracts, steps of preparation)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ..explanation import Explanation, Step

#: A gap shorter than this is a change of contract, not a gap; our choice.
SHORTEST_GAP = 31
#: Days of a month of work, when days are said in months; our choice.
DAYS_IN_MONTH = 30


@dataclass(frozen=True, slots=True)
class Spell:
    """First and last day, both included; ``ends`` is ``None`` while it lasts or its end is not known."""

    starts: date
    ends: date | None


def covered(spells: Iterable[Spell], *, today: date) -> list[Spell]:
    """The days up to today that at least one spell covers, as spells that neither meet nor touch."""
    joined: list[tuple[date, date]] = []
    for one in sorted(spells, key=lambda spell: spell.starts):
        last = min(one.ends or today, today)
        if last < one.starts:
            continue
        if joined and one.starts <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((one.starts, last))
    return [Spell(first, last) for first, last in joined]


def gaps(spells: Iterable[Spell], *, today: date) -> list[Spell]:
    """Times of at least ``SHORTEST_GAP`` days without any spell, after the first one and up to today."""
    one_day = timedelta(days=1)
    found = covered(spells, today=today)
    nexts = [spell.starts for spell in found[1:]] + [today + one_day]
    between = [(one.ends + one_day, after - one_day) for one, after in zip(found, nexts, strict=False) if one.ends]
    return [Spell(first, last) for first, last in between if (last - first).days + 1 >= SHORTEST_GAP]


@dataclass(frozen=True, slots=True)
class TimeInWork:
    """Days under contract, each counted once, and the same said in months, to the nearest."""

    days: int
    explanation: Explanation

    @property
    def months(self) -> int:
        return _in_months(self.days)


def _in_months(days: int) -> int:
    """Half a month counts for one."""
    return (days + DAYS_IN_MONTH // 2) // DAYS_IN_MONTH


def time_in_work(contracts: Iterable[Spell], *, today: date) -> TimeInWork:
    """Days covered by at least one work contract, up to today."""
    contracts = list(contracts)
    days = sum((one.ends - one.starts).days + 1 for one in covered(contracts, today=today) if one.ends)
    months = _in_months(days)
    explanation = Explanation(
        f"{days} jours sous contrat, soit {months} mois de {DAYS_IN_MONTH} jours, arrondi au plus proche.",
        (
            Step("Contrats de travail enregistrés", result=str(len(contracts))),
            Step(
                "Jours couverts par au moins un contrat, chacun compté une fois, jusqu’à aujourd’hui", result=str(days)
            ),
            Step("En mois, arrondi au plus proche", formula=f"{days} ÷ {DAYS_IN_MONTH}", result=str(months)),
        ),
    )
    return TimeInWork(days, explanation)
