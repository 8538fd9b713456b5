"""What clauses add to the pages of procurement (``levier.procurement.extensions``)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from levier.accounts.actor import Actor
from levier.domain.vocabulary import Lever
from levier.procurement.extensions import LotHours, contract_filter, hours_written
from levier.procurement.models import Contract, Lot
from levier.ui.lists import Filter

from .enums import ClauseState
from .readiness import hours_sentence
from .selectors import clauses

_TO_CHOOSE = "a-choisir"


@contract_filter
def by_lever(actor: Actor) -> Filter:
    """Contracts with a lot of this lever, among the clauses the actor may see; the team finds what is to choose too."""
    choices = [*Lever.choices(), *([(_TO_CHOOSE, "À choisir")] if actor.sees_whole_workspace else [])]

    def narrow(found: QuerySet[Contract], value: str) -> QuerySet[Contract]:
        if value == _TO_CHOOSE:
            unchosen = Lot.objects.filter(Q(clause=None) | Q(clause__lever=""), contract=OuterRef("pk"))
            return found.filter(Exists(unchosen))
        seen = clauses(actor=actor).order_by().filter(lot__contract=OuterRef("pk"), lever=value)
        return found.filter(Exists(seen))

    return Filter("levier", "Levier", "choice", narrow, choices)


@hours_written
def hours_of_lots(actor: Actor, contract: Contract) -> list[LotHours]:
    """One sentence for each lot whose hours are written, unless the lever was given up or refused. One query."""
    found = clauses(actor=actor).filter(lot__contract=contract).prefetch_related(None)
    found = found.exclude(lever=Lever.NONE).exclude(state=ClauseState.REFUSED)
    return [LotHours(one.lot, sentence) for one in found if (sentence := hours_sentence(one))]
