"""Of the people who went through a step, how many went on to what (booklet: « 100 passées par le sas, 85 % vers une suite »)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..explanation import Explanation, Step
from ..quantities import Rate, format_rate


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody's time in a step; ``ended`` is its first day when it lasted one."""

    person: int
    started: date
    ended: date


@dataclass(frozen=True, slots=True)
class Event:
    """Something that began for a person: a work contract or another step."""

    on: date
    label: str
    work: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """People counted once each, by the first thing that followed."""

    passed: int
    #: (what followed, people), the most frequent first.
    followed: tuple[tuple[str, int], ...]
    nothing: int
    #: Nothing yet, and the days given are not over.
    waiting: int
    explanation: Explanation

    @property
    def with_sequel(self) -> int:
        return sum(people for _, people in self.followed)

    @property
    def rate(self) -> Rate | None:
        """Share with a sequel among those whose days are over or who already have one; ``None`` without anybody."""
        return _rate(self.with_sequel, self.passed - self.waiting)


def _rate(part: int, whole: int) -> Rate | None:
    return Decimal(part) / Decimal(whole) if whole else None


def sequel(passage: Passage, events: Sequence[Event], *, within_days: int) -> Event | None:
    """The first thing that followed, a work contract before a step of the same day.

    A contract signed during the step counts; another step counts from the last day of this one.
    """
    last = passage.ended + timedelta(days=within_days)
    after = [
        one for one in events if one.on <= last and (one.on > passage.started if one.work else one.on >= passage.ended)
    ]
    return min(after, key=lambda one: (one.on, not one.work, one.label), default=None)


def cohort(
    passages: Sequence[Passage], events: Mapping[int, Sequence[Event]], *, within_days: int, today: date
) -> Cohort:
    """Count people by what followed their last passage.

    Args:
        passages: any number for a person; the one that ended last counts.
        events: by person, without the passages themselves.
        within_days: days after the end of the passage in which something must begin.
    """
    last: dict[int, Passage] = {}
    for one in sorted(passages, key=lambda passage: (passage.ended, passage.started)):
        last[one.person] = one
    found: Counter[str] = Counter()
    nothing = waiting = 0
    for one in last.values():
        what = sequel(one, events.get(one.person, ()), within_days=within_days)
        if what is not None:
            found[what.label] += 1
        elif one.ended + timedelta(days=within_days) >= today:
            waiting += 1
        else:
            nothing += 1
    ranked = tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
    return Cohort(len(last), ranked, nothing, waiting, _explained(len(last), found.total(), waiting, within_days))


def _people(count: int) -> str:
    return f"{count} personne{'s' if count > 1 else ''}"


def _explained(passed: int, followed: int, waiting: int, within_days: int) -> Explanation:
    rate = _rate(followed, passed - waiting)
    conclusion = (
        f"{_people(followed)} sur {passed - waiting} {'ont' if followed > 1 else 'a'} eu une suite en {within_days} jours, "
        f"soit {format_rate(rate)}."
        if rate is not None
        else "Personne n’est encore assez loin de la fin de l’étape pour qu’une suite se mesure."
    )
    if waiting:
        conclusion += f" À part : {_people(waiting)} sans suite dont le délai de {within_days} jours court encore, sur {passed} en tout."
    return Explanation(
        conclusion,
        (
            Step("Personnes dont l’étape a fini dans la période, chacune comptée une fois", result=str(passed)),
            Step(
                "Première chose commencée ensuite : contrat de travail, même signé pendant l’étape, ou autre étape",
                formula=f"au plus tard {within_days} jours après la fin",
                result=str(followed),
            ),
            Step("Sans suite, mais dont le délai court encore : laissées de côté", result=str(waiting)),
            Step(
                "Part avec une suite",
                formula=f"{followed} ÷ ({passed} − {waiting})",
                result=format_rate(rate) if rate is not None else "non calculée",
            ),
        ),
    )
