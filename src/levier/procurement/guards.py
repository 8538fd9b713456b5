"""What must be true before a contract moves: the table of steps says it in French, each room checks its part.

A room further down the line registers its own check from its ``AppConfig.ready``:

    @guard(Step.MONTAGE, Step.LANCEMENT)
    def levers_are_chosen(contract: Contract) -> None: …  # raises RuleError

Where several things may be unfinished at once, it lists them all instead; those that may be left ask for a written reason:

    @inventory(Step.MISE_EN_OEUVRE, Step.FIN)
    def what_is_not_done(contract: Contract) -> Iterator[LooseEnd]: …
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from levier.domain.errors import RuleError
from levier.domain.steps import Step

from .enums import ReviewDecision
from .models import Award, Contract, Review

Check: TypeAlias = Callable[[Contract], None]


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """One thing not done, in a French sentence; ``may_be_left`` when a written reason is enough to go on."""

    sentence: str
    may_be_left: bool


Inventory: TypeAlias = Callable[[Contract], Iterable[LooseEnd]]

_CHECKS: dict[tuple[Step, Step], list[Check]] = defaultdict(list)
_INVENTORIES: dict[tuple[Step, Step], list[Inventory]] = defaultdict(list)


def guard(origin: Step, target: Step) -> Callable[[Check], Check]:
    """Run a check before this move."""

    def register(check: Check) -> Check:
        if check not in _CHECKS[origin, target]:
            _CHECKS[origin, target].append(check)
        return check

    return register


def inventory(origin: Step, target: Step) -> Callable[[Inventory], Inventory]:
    """List what is not done before this move."""

    def register(listed: Inventory) -> Inventory:
        if listed not in _INVENTORIES[origin, target]:
            _INVENTORIES[origin, target].append(listed)
        return listed

    return register


def loose_ends(contract: Contract, target: Step) -> list[LooseEnd]:
    """Everything not done before the move from the contract's step to ``target``."""
    return [end for listed in _INVENTORIES[Step(contract.step), target] for end in listed(contract)]


def check_guards(contract: Contract, target: Step, *, reason: str = "") -> None:
    """Run every check of the move from the contract's step to ``target``.

    Raises:
        RuleError: the first check that fails, or all that cannot be left, said with what to do; or something may be
            left and ``reason`` does not say why (``field="reason"``).
    """
    for check in _CHECKS[Step(contract.step), target]:
        check(contract)
    ends = loose_ends(contract, target)
    if held := [one.sentence for one in ends if not one.may_be_left]:
        raise RuleError(" ".join(held))
    if ends and not reason.strip():
        left = " ".join(one.sentence for one in ends)
        raise RuleError(
            f"Écrivez pourquoi ceci reste ouvert : ce motif reste dans l’historique. {left}", field="reason"
        )


def is_ready(contract: Contract, target: Step) -> bool:
    """Whether nothing is missing before this move."""
    try:
        check_guards(contract, target)
    except RuleError:
        return False
    return True


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
