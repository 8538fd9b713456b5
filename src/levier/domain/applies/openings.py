"""Which levers are open: condition, criterion, reservation and its article, insertion services."""

from __future__ import annotations

from datetime import date

from ..explanation import Certainty, Source
from ..vocabulary import Lever
from .model import Opening
from .purchase import Purchase
from .reserved import reserved_contracts

_V, _R, _NF = Certainty.VERIFIED, Certainty.RECALLED, Certainty.NOT_FOUND

COMPETENCE = "la compétence de l’acheteur en matière d’insertion"

_LINKED = "La condition est liée à l’objet du contrat ou à son exécution."
_ANNOUNCED = "Elle figure dans les documents de la consultation : public visé, heures dues, contact, contrôle."
_NOT_LOCAL = "Elle n’avantage pas les candidats du territoire."


def performance_condition(purchase: Purchase) -> Opening:
    """The clause proper: always open when linked to the object (L2112-2 [V], L3114-2 [V], L2312-1-1 [V])."""
    ordinary = "L2312-1-1" if purchase.is_defence else "L2112-2"
    article = "L3114-2" if purchase.is_concession else ordinary
    return Opening(
        lever=Lever.PERFORMANCE_CONDITION,
        title=Lever.PERFORMANCE_CONDITION.label,
        open=True,
        conditions=(_LINKED, _ANNOUNCED, _NOT_LOCAL),
        why="Une condition sociale d’exécution est possible quel que soit le montant.",
        article=article,
        source=Source(f"CCP, art. {article}", _V),
    )


def award_criterion(purchase: Purchase) -> Opening:
    """Insertion performance scored among the criteria (L2152-7, R2152-7 [V]; linkage: CE 25 March 2013 [V]/[R])."""
    article, certainty = "L2152-7 et R2152-7", _V
    is_open: bool | None = True
    why = (
        "La performance en matière d’insertion peut être notée si le marché peut être exécuté au moins en partie ainsi."
    )
    if purchase.is_concession:
        article, certainty, is_open = "L3124-5", _R, None
        why = "Les critères d’une concession suivent d’autres articles, à vérifier avant de noter l’insertion."
    elif purchase.is_defence:
        certainty, is_open = _NF, None
        why = "Le régime propre à la défense ou à la sécurité n’a pas été vérifié sur ce point."
    return Opening(
        lever=Lever.AWARD_CRITERION,
        title=Lever.AWARD_CRITERION.label,
        open=is_open,
        conditions=(
            "Le critère est lié à l’objet du marché ou à ses conditions d’exécution.",
            "Sa pondération et sa méthode de notation sont annoncées ; aucune préférence locale.",
        ),
        why=why,
        article=article,
        source=Source(
            f"CCP, art. {article}",
            certainty,
            "Conseil d’État, 25 mars 2013 (nom de l’arrêt, département de l’Isère, à vérifier).",
        ),
    )


def condition_and_criterion(condition: Opening, criterion: Opening) -> Opening:
    """Both together: open as its two halves are."""
    return Opening(
        lever=Lever.CONDITION_AND_CRITERION,
        title=Lever.CONDITION_AND_CRITERION.label,
        open=criterion.open if condition.open else condition.open,
        conditions=tuple(dict.fromkeys((*condition.conditions, *criterion.conditions))),
        why=criterion.why,
        article=f"{condition.article} ; {criterion.article}",
        source=criterion.source,
        missing=tuple(dict.fromkeys((*condition.missing, *criterion.missing))),
    )


def reserved_lot(purchase: Purchase, contracts: tuple[Opening, ...]) -> Opening:
    """Reserve some lots only (L2113-10 [R] for the number, idea [V])."""
    states = {line.open for line in contracts}
    is_open: bool | None = True if True in states else None if None in states else False
    why = "L’acheteur choisit les lots : l’un d’eux peut être réservé, les autres porter une clause ou aucune."
    if purchase.is_concession:
        is_open, why = False, "L’allotissement est une règle des marchés, pas des concessions."
    elif is_open is None:
        why = "À vérifier comme pour le marché réservé, dont le lot réservé suit les articles."
    return Opening(
        lever=Lever.RESERVED_LOT,
        title=Lever.RESERVED_LOT.label,
        open=is_open,
        conditions=(
            "Le marché est alloti, et le lot réservé correspond à ce que les structures savent faire.",
            "L’avis et les documents de la consultation citent l’article de la réservation (R2113-7).",
        ),
        why=why,
        article="L2113-10",
        source=Source(
            "CCP, art. L2113-10", _R, "L’idée du lot réservé est vérifiée, le numéro d’article reste à vérifier."
        ),
    )


def _insertion_answer(purchase: Purchase) -> tuple[bool | None, str, tuple[str, ...]]:
    if not purchase.insertion_is_object:
        return False, "L’insertion n’est pas l’objet de cet achat.", ()
    if purchase.is_concession:
        return False, "Cette procédure vaut pour les marchés, pas pour les concessions.", ()
    if purchase.is_defence:
        return None, "Le régime propre à la défense ou à la sécurité n’a pas été vérifié sur ce point.", ()
    match purchase.buyer_has_insertion_competence:
        case None:
            return None, f"Il manque une information : {COMPETENCE}.", (COMPETENCE,)
        case False:
            return False, "L’acheteur n’a pas de compétence en matière d’insertion.", ()
        case _:
            return True, "L’insertion est l’objet du marché et l’acheteur en a la compétence.", ()


def insertion_services(purchase: Purchase) -> Opening:
    """Insertion as the object: adapted procedure whatever the amount (R2123-1, R2123-7 [V])."""
    is_open, why, missing = _insertion_answer(purchase)
    return Opening(
        lever=Lever.INSERTION_SERVICES,
        title=Lever.INSERTION_SERVICES.label,
        open=is_open,
        conditions=(
            "L’appui et l’accompagnement des personnes sont l’objet du marché ; les travaux n’en sont que le support.",
            "L’acheteur a compétence en matière d’insertion.",
            "Procédure adaptée quel que soit le montant, avec mise en concurrence.",
        ),
        why=why,
        article="R2123-1 et R2123-7",
        source=Source("CCP, art. R2123-1 et R2123-7", _V),
        missing=missing,
    )


def all_openings(purchase: Purchase, *, on: date) -> tuple[Opening, ...]:
    """Every lever looked at, one line per article for the reserved contracts."""
    condition, criterion = performance_condition(purchase), award_criterion(purchase)
    contracts = reserved_contracts(purchase, on=on)
    return (
        condition,
        criterion,
        condition_and_criterion(condition, criterion),
        *contracts,
        reserved_lot(purchase, contracts),
        insertion_services(purchase),
    )
