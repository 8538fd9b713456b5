"""Keep the award scheme of a lot."""

from __future__ import annotations

from levier.accounts.actor import Actor
from levier.domain.criterion import Scheme
from levier.domain.errors import RuleError
from levier.domain.vocabulary import Lever
from levier.journal import note, service
from levier.procurement.models import Lot

from .. import perms
from ..models import Clause
from ..stored import scheme_data
from .common import draft_of

_WITH_CRITERION = (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION)


@service("clauses.criterion.save", perms.EDIT)
def save_scheme(*, actor: Actor, lot: Lot, scheme: Scheme) -> Clause:
    """Write the weights, sub-criteria and formulas of the insertion criterion.

    Raises:
        RuleError: the lever of the lot is not a criterion, or the criterion weighs nothing.
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    if clause.lever not in _WITH_CRITERION:
        raise RuleError("Choisissez d’abord un levier avec critère d’attribution pour ce lot.")
    if not scheme.insertion_weight:
        raise RuleError("Le critère d’insertion doit peser plus de 0 %.", field="insertion_weight")
    clause.criterion_weight = scheme.insertion_weight
    clause.criterion_scheme = scheme_data(scheme)
    clause.save()
    note(clause, weight=str(scheme.insertion_weight), subcriteria=len(scheme.subcriteria))
    return clause
