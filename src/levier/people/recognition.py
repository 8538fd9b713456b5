"""One eligibility, many clauses: what each clause under way answers of one person, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from levier.accounts.actor import Actor
from levier.clauses.enums import ClauseState
from levier.clauses.models import Clause
from levier.domain.eligibility import Answer, ClauseTerms, EligibilityAnswer, is_eligible
from levier.domain.vocabulary import Lever
from levier.procurement.enums import ContractState
from levier.procurement.models import Award
from levier.ui.formats import plural

from .eligibility import may_know_criterion, statuses_of
from .models import Person

_FEW = 3
_WORDS = {
    Answer.YES: ("Reconnue", "success"),
    Answer.UNKNOWN: ("À établir", "warning"),
    Answer.NO: ("Non reconnue", "danger"),
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """Clauses that answer the same, for the same reason, today."""

    answer: Answer
    reason: str
    clauses: tuple[Clause, ...]

    @property
    def label(self) -> str:
        return _WORDS[self.answer][0]

    @property
    def count(self) -> str:
        return plural(len(self.clauses), "clause")

    @property
    def few(self) -> bool:
        """So few that they are listed at once."""
        return len(self.clauses) <= _FEW

    @property
    def tone(self) -> str:
        return _WORDS[self.answer][1]


def clauses_under_way(*, actor: Actor, on: date) -> QuerySet[Clause]:
    """Clauses whose hours people may work or will: agreed or awarded, of contracts that are alive and not yet over."""
    awards = Award.objects.filter(lot=OuterRef("lot"))
    return (
        Clause.objects.filter(lot__contract__workspace=actor.workspace, lot__contract__state=ContractState.ACTIVE)
        .exclude(lever__in=["", Lever.NONE.value])
        .filter(Q(state=ClauseState.AGREED) | Exists(awards))
        .filter(~Exists(awards) | Exists(awards.filter(ends_on__gte=on)))
        .select_related("lot__contract__buyer")
        .order_by("lot__contract__title", "lot__number", "pk")
    )


def recognition(person: Person, *, actor: Actor, on: date) -> list[Recognised]:
    """What the clauses answer, the recognised first; nothing for those who may not know why a person is eligible."""
    if not may_know_criterion(actor):
        return []
    statuses = statuses_of(person)
    asked: dict[frozenset[str], EligibilityAnswer] = {}
    found: dict[tuple[Answer, str], list[Clause]] = {}
    for clause in clauses_under_way(actor=actor, on=on):
        publics = frozenset(clause.publics)
        if publics not in asked:
            asked[publics] = is_eligible(statuses, ClauseTerms(criteria=publics), on=on)
        said = asked[publics]
        found.setdefault((said.answer, " ".join(said.reasons)), []).append(clause)
    order = list(_WORDS)
    groups = [Recognised(answer, reason, tuple(clauses)) for (answer, reason), clauses in found.items()]
    return sorted(groups, key=lambda one: (order.index(one.answer), -len(one.clauses), one.reason))
