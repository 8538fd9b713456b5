"""« Pas de mouton à cinq pattes » (booklet, workshop 3): what each condition of an offer costs in people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..eligibility import Answer
from .model import Candidate, Offer
from .points import closeness, distance_km, free_in_time, means_km, recognised
from .weights import Closeness

_Keeps = Callable[[Candidate], bool]
_NEAR_TRADES = (Closeness.SAME, Closeness.NEIGHBOUR, Closeness.DOMAIN)


@dataclass(frozen=True, slots=True)
class Removal:
    """One condition: how many people it removes alone, and how many would come back without it."""

    label: str
    removed: int
    #: People whom this condition alone keeps out of the final list.
    would_return: int
    #: The company chose it and may drop it; the others come from the job or from the clause.
    chosen: bool


@dataclass(frozen=True, slots=True)
class Realism:
    """The pool, what each condition removes from it, and who is left when all hold together."""

    pool: int
    left: int
    removals: tuple[Removal, ...]

    @property
    def costliest(self) -> Removal | None:
        """The chosen condition whose removal would bring most people back, if it brings any."""
        chosen = [removal for removal in self.removals if removal.chosen and removal.would_return]
        return max(chosen, key=lambda removal: removal.would_return, default=None)


def realism(candidates: Sequence[Candidate], offer: Offer, *, times: Sequence[int] = ()) -> Realism:
    """Count what each condition removes from the pool, alone and with all the others.

    ``times``, as long as ``candidates``, is how many people each stands for; one without it.

    What is unknown of a person (place, date, status) removes nobody: it is to be asked.
    """
    conditions: list[tuple[str, _Keeps, bool]] = [
        ("Métier proche de celui du poste", lambda one: _near_trade(one, offer), False),
        ("Éligible pour cette clause, ou à établir", lambda one: recognised(one, offer) is not Answer.NO, False),
        ("Disponible avant la fin du poste", lambda one: free_in_time(one, offer) is not Answer.NO, False),
        ("Trajet faisable avec ses moyens", lambda one: _reaches(one, offer), False),
        *((each.label, _holding(each.code), True) for each in offer.indispensable),
    ]
    alone = [0] * len(conditions)
    returning = [0] * len(conditions)
    left = 0
    counts = times or [1] * len(candidates)
    for one, count in zip(candidates, counts, strict=True):
        failed = [at for at, (_, keeps, _) in enumerate(conditions) if not keeps(one)]
        for at in failed:
            alone[at] += count
        if len(failed) == 1:
            returning[failed[0]] += count
        left += 0 if failed else count
    removals = tuple(
        Removal(label, alone[at], returning[at], chosen) for at, (label, _, chosen) in enumerate(conditions)
    )
    return Realism(sum(counts), left, removals)


def _near_trade(candidate: Candidate, offer: Offer) -> bool:
    return any(closeness(rome, offer.rome) in _NEAR_TRADES for rome in candidate.occupations)


def _reaches(candidate: Candidate, offer: Offer) -> bool:
    distance = distance_km(candidate, offer)
    return distance is None or distance <= means_km(candidate, odd_hours=offer.odd_hours)


def _holding(code: str) -> _Keeps:
    return lambda one: code in one.holds
