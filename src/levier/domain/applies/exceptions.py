"""The closed list of reasons for leaving the mandatory social condition out (L2112-2-1, II; L3114-2-1, II)."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import RuleError
from ..explanation import Certainty, Source
from ..parameters import SHORT_WORKS_MONTHS
from ..vocabulary import Labelled, PurchaseNature
from .purchase import Purchase

#: A reason shorter than this explains nothing; our own floor, not a rule of law.
MIN_REASON_CHARACTERS = 20
MIN_REASON_WORDS = 4


class SocialConditionException(Labelled):
    """Why a buyer may leave the social condition out (domain.md §1.2; list closed [V], wording [R])."""

    IMMEDIATE_SOLUTION = "immediate_solution", "Le besoin est couvert par une solution immédiatement disponible"
    NO_LINK = "no_link", "Aucun lien suffisant avec l’objet du contrat"
    COMPETITION_OR_DIFFICULTY = (
        "competition_or_difficulty",
        "Concurrence restreinte, ou exécution rendue techniquement ou économiquement difficile",
    )
    SHORT_WORKS = "short_works", "Marché de travaux d’une durée inférieure à six mois"


CONTRACT_EXCEPTIONS_SOURCE = Source("CCP, art. L2112-2-1, II", Certainty.RECALLED)
CONCESSION_EXCEPTIONS_SOURCE = Source(
    "CCP, art. L3114-2-1, II",
    Certainty.RECALLED,
    "Le texte lu ne retient que le lien insuffisant et la concurrence ou la difficulté d’exécution.",
)

_FOR_CONCESSIONS = (SocialConditionException.NO_LINK, SocialConditionException.COMPETITION_OR_DIFFICULTY)


@dataclass(frozen=True, slots=True)
class ExceptionCheck:
    """Whether a purchase may invoke an exception; ``None`` when a fact is missing. ``why`` is a French sentence."""

    exception: SocialConditionException
    possible: bool | None
    why: str
    source: Source


def _short_works(purchase: Purchase) -> tuple[bool | None, str]:
    limit = int(SHORT_WORKS_MONTHS.values[-1].value)
    if purchase.nature is not PurchaseNature.WORKS:
        return False, "Cette exception ne vaut que pour les marchés de travaux."
    if purchase.duration_months is None:
        return None, "Il manque la durée du marché pour savoir si cette exception est possible."
    if purchase.duration_months < limit:
        return True, f"Le marché de travaux dure {purchase.duration_months} mois, moins de {limit} mois."
    return False, f"Le marché dure {purchase.duration_months} mois : l’exception ne vaut qu’en dessous de {limit} mois."


def exception_check(purchase: Purchase, exception: SocialConditionException) -> ExceptionCheck:
    """Whether this purchase may invoke this exception, and why."""
    source = CONCESSION_EXCEPTIONS_SOURCE if purchase.is_concession else CONTRACT_EXCEPTIONS_SOURCE
    if purchase.is_concession and exception not in _FOR_CONCESSIONS:
        why = "Cette exception vaut pour les marchés, pas pour les concessions."
        return ExceptionCheck(exception, possible=False, why=why, source=source)
    if exception is SocialConditionException.SHORT_WORKS:
        possible, why = _short_works(purchase)
        return ExceptionCheck(exception, possible=possible, why=why, source=source)
    why = "L’acheteur peut l’invoquer s’il en écrit le motif."
    return ExceptionCheck(exception, possible=True, why=why, source=source)


def possible_exceptions(purchase: Purchase) -> tuple[SocialConditionException, ...]:
    """The exceptions not ruled out by what is known of the purchase."""
    return tuple(one for one in SocialConditionException if exception_check(purchase, one).possible is not False)


def check_exception(purchase: Purchase, exception: SocialConditionException, reason: str) -> str:
    """Return the written reason, tidied, if the purchase may invoke this exception.

    Raises:
        RuleError: when the exception cannot apply, a fact is missing, or the reason is blank or too short.
    """
    check = exception_check(purchase, exception)
    if check.possible is None:
        raise RuleError(f"{check.why} Complétez-la, puis recommencez.", field="duration_months")
    if not check.possible:
        raise RuleError(f"L’exception « {exception.label} » ne peut pas être retenue. {check.why}", field="exception")
    tidy = " ".join(reason.split())
    if not tidy:
        raise RuleError(
            "Écrivez le motif : sans motif écrit, la condition sociale reste obligatoire.",
            field="reason",
        )
    if len(tidy) < MIN_REASON_CHARACTERS or len(tidy.split()) < MIN_REASON_WORDS:
        raise RuleError(
            "Le motif est trop court. Dites en une phrase ce qui, dans ce marché, justifie l’exception.",
            field="reason",
        )
    return tidy
