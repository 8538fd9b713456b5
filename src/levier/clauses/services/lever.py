"""Choose the lever of a lot, and check what L2112-2-1 asks when no social condition is chosen."""

from __future__ import annotations

from datetime import date

from levier.accounts.actor import Actor
from levier.domain.applies import Purchase, SocialConditionException, check_exception, what_applies
from levier.domain.errors import RuleError
from levier.domain.vocabulary import Lever, ReservedArticle
from levier.journal import note, service
from levier.procurement.models import Lot

from .. import perms
from ..facts import MEETS_THE_DUTY, UNCERTAIN, purchase_of
from ..models import Clause
from .common import draft_of

_RESERVED = (Lever.RESERVED_CONTRACT, Lever.RESERVED_LOT)


@service("clauses.lever.choose", perms.EDIT)
def choose_lever(
    *,
    actor: Actor,
    lot: Lot,
    lever: Lever,
    today: date,
    reserved_article: ReservedArticle | None = None,
    exception: SocialConditionException | None = None,
    exception_reason: str = "",
) -> Clause:
    """Choose the lever of a lot (and the article of a reservation).

    Raises:
        RuleError: the lever is closed to this purchase; a reservation without its article; the duty of L2112-2-1
            binds, the lever is no social condition, and no exception with a written reason was given.
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    purchase = purchase_of(lot.contract, insertion_is_object=lever is Lever.INSERTION_SERVICES)
    _check_open(purchase, lever, reserved_article, today=today)
    code, reason = _exception(purchase, lever, exception, exception_reason, today=today)
    clause.lever = lever.value
    clause.reserved_article = reserved_article.value if reserved_article and lever in _RESERVED else ""
    clause.exception_code, clause.exception_reason = code, reason
    clause.save()
    note(clause, lever=clause.lever, article=clause.reserved_article, exception=code)
    return clause


def _check_open(purchase: Purchase, lever: Lever, article: ReservedArticle | None, *, today: date) -> None:
    if lever is Lever.NONE:
        return
    if lever in _RESERVED and article is None:
        raise RuleError(
            "Choisissez l’article de la réservation : l’avis doit le citer (R2113-7).", field="reserved_article"
        )
    answer = what_applies(purchase, on=today)
    checked = [answer.opening(lever)] if lever is not Lever.RESERVED_CONTRACT else []
    if lever in _RESERVED:
        checked.append(answer.opening(Lever.RESERVED_CONTRACT, article))
    for opening in checked:
        if opening.open is False:
            field = "reserved_article" if opening.reserved else "lever"
            raise RuleError(f"« {opening.title} » n’est pas ouvert à ce marché. {opening.why}", field=field)


def _exception(
    purchase: Purchase,
    lever: Lever,
    exception: SocialConditionException | None,
    reason: str,
    *,
    today: date,
) -> tuple[str, str]:
    """The exception to keep, or nothing when the lever is a social condition or the duty does not bind."""
    if lever in MEETS_THE_DUTY or lever in UNCERTAIN:
        return "", ""
    duty = what_applies(purchase, on=today).duty("social_condition")
    if not duty.binds and exception is None:
        return "", ""
    if exception is None:
        raise RuleError(
            f"Une condition sociale d’exécution est obligatoire ici (art. {duty.article}). {duty.why} Sans elle, "
            "choisissez l’exception invoquée et écrivez son motif.",
            field="exception",
        )
    try:
        tidy = check_exception(purchase, exception, reason)
    except RuleError as error:
        field = "exception_reason" if error.field == "reason" else "exception"
        raise RuleError(error.message, field=field) from error
    return exception.value, tidy
