"""What must be true before a contract moves: the table of steps says it in French, each room checks its part.

A room further down the line registers its own check from its ``AppConfig.ready``:

    @guard(Step.MONTAGE, Step.LANCEMENT)
    def levers_are_chosen(contract: Contract) -> None: …  # raises RuleError
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeAlias

from levier.domain.errors import RuleError
from levier.domain.steps import Step

from .enums import ReviewDecision
from .models import Award, Contract, Review

Check: TypeAlias = Callable[[Contract], None]

_CHECKS: dict[tuple[Step, Step], list[Check]] = defaultdict(list)


def guard(origin: Step, target: Step) -> Callable[[Check], Check]:
    """Run a check before this move."""

    def register(check: Check) -> Check:
        if check not in _CHECKS[origin, target]:
            _CHECKS[origin, target].append(check)
        return check

    return register


def check_guards(contract: Contract, target: Step) -> None:
    """Run every check of the move from the contract's step to ``target``.

    Raises:
        RuleError: the first thing that is missing, said with what to do.
    """
    for check in _CHECKS[Step(contract.step), target]:
        check(contract)


@guard(Step.PROGRAMMATION, Step.MONTAGE)
def review_is_answered(contract: Contract) -> None:
    """The buyer has had an answer before the file is set up."""
    review = Review.objects.filter(contract=contract).first()
    if review is not None and review.decision == ReviewDecision.PENDING:
        raise RuleError("Répondez d’abord à l’acheteur : un levier est-il proposé sur ce marché ?")
    if review is not None and review.decision == ReviewDecision.NO_CLAUSE:
        raise RuleError(
            "La réponse à l’acheteur est « Pas de levier ». Modifiez-la si la situation a changé, ou abandonnez le dossier."
        )


@guard(Step.LANCEMENT, Step.SUIVI)
def somebody_won(contract: Contract) -> None:
    """At least one holder is known."""
    if not Award.objects.filter(lot__contract=contract, members__role="holder").exists():
        raise RuleError("Enregistrez d’abord au moins un titulaire.")


@guard(Step.MONTAGE, Step.PROGRAMMATION)
def nothing_is_awarded(contract: Contract) -> None:
    """A published and awarded contract does not go back to the programme."""
    if Award.objects.filter(lot__contract=contract).exists():
        raise RuleError("Un lot est déjà attribué : ce marché ne peut pas revenir à la programmation.")
