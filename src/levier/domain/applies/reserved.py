"""Reserved contracts: one line per article, for contracts (L2113-12 s.) and concessions (L3113-1 s.)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..dates import format_date
from ..explanation import Certainty, Source
from ..parameters import ESS_MAXIMUM_MONTHS, PRISON_RESERVATION_FROM, RESERVED_MINIMUM_SHARE
from ..quantities import format_rate
from ..vocabulary import Lever, PurchaseNature, ReservedArticle
from .model import Opening
from .purchase import Purchase

_V, _R, _NF = Certainty.VERIFIED, Certainty.RECALLED, Certainty.NOT_FOUND

ESS_LIST = "l’appartenance du service à la liste des services de santé, sociaux ou culturels"
DURATION = "la durée du marché"

_SHARE = format_rate(RESERVED_MINIMUM_SHARE.values[-1].value)
_ESS_MONTHS = int(ESS_MAXIMUM_MONTHS.values[-1].value)
NOTICE = "L’avis, ou à défaut les documents de la consultation, cite l’article de la réservation (R2113-7)."


@dataclass(frozen=True, slots=True)
class ReservedRule:
    """One reservation: who may answer, under which conditions, and its twin for concessions."""

    article: ReservedArticle
    title: str
    conditions: tuple[str, ...]
    source: Source
    concession_article: str | None
    concession_source: Source


RESERVED_RULES: dict[ReservedArticle, ReservedRule] = {
    rule.article: rule
    for rule in (
        ReservedRule(
            ReservedArticle.DISABILITY,
            "Réserver aux entreprises adaptées, aux ESAT et aux structures équivalentes",
            (
                (
                    f"La structure emploie au moins {_SHARE} de travailleurs handicapés qui ne peuvent exercer "
                    "une activité professionnelle dans des conditions normales."
                ),
                NOTICE,
            ),
            Source("CCP, art. L2113-12 et R2113-7", _V),
            "L3113-1",
            Source("CCP, art. L3113-1", _R),
        ),
        ReservedRule(
            ReservedArticle.IAE,
            "Réserver aux structures d’insertion par l’activité économique (EI, ETTI, AI, ACI) et équivalentes",
            (f"La structure emploie au moins {_SHARE} de travailleurs défavorisés.", NOTICE),
            Source("CCP, art. L2113-13 et R2113-7", _V),
            "L3113-2",
            Source("CCP, art. L3113-2", _R),
        ),
        ReservedRule(
            ReservedArticle.PRISON,
            "Réserver aux opérateurs qui emploient des personnes détenues",
            (f"L’opérateur emploie au moins {_SHARE} de personnes détenues (décret n° 2022-1683).", NOTICE),
            Source("CCP, art. L2113-13-1", _V),
            "L3113-2-1",
            Source("CCP, art. L3113-2-1", _V),
        ),
        ReservedRule(
            ReservedArticle.BOTH,
            "Réserver à la fois au handicap (EA, ESAT) et à l’insertion (IAE)",
            (
                f"Chaque structure respecte la part minimale de {_SHARE} propre à sa famille.",
                "Les deux articles L2113-12 et L2113-13 sont ouverts ensemble (loi ASAP).",
                NOTICE,
            ),
            Source("CCP, art. L2113-14", _V),
            None,
            Source("CCP, art. L3113-3", _NF, "Rédaction en vigueur non trouvée."),
        ),
        ReservedRule(
            ReservedArticle.ESS,
            "Réserver aux entreprises de l’économie sociale et solidaire",
            (
                (
                    "Le marché porte exclusivement sur des services de santé, sociaux ou culturels de la liste annexée "
                    "au code."
                ),
                "La structure poursuit une mission de service public liée à ces services.",
                f"Le marché dure au plus {_ESS_MONTHS} mois (à vérifier).",
                (
                    f"Le titulaire n’a pas eu un tel marché du même acheteur dans les {_ESS_MONTHS} mois précédents "
                    "(à vérifier)."
                ),
                NOTICE,
            ),
            Source(
                "CCP, art. L2113-15 et L2113-16",
                _R,
                "Le champ est vérifié ; les deux limites de trois ans restent à vérifier.",
            ),
            None,
            Source("CCP, troisième partie", _NF, "Aucune réservation équivalente trouvée pour les concessions."),
        ),
    )
}

_Answer = tuple[bool | None, str, tuple[str, ...]]


def _ess_answer(purchase: Purchase) -> _Answer:
    if purchase.nature is not PurchaseNature.SERVICES:
        return False, "Cette réservation ne vaut que pour des services.", ()
    if purchase.ess_list_service is False:
        return False, "Le service n’est pas sur la liste des services de santé, sociaux ou culturels.", ()
    if purchase.duration_months is not None and purchase.duration_months > _ESS_MONTHS:
        why = f"Le marché dure {purchase.duration_months} mois, au-delà de {_ESS_MONTHS} mois (limite à vérifier)."
        return False, why, ()
    missing = []
    if purchase.ess_list_service is None:
        missing.append(ESS_LIST)
    if purchase.duration_months is None:
        missing.append(DURATION)
    if missing:
        return None, f"Il manque : {' ; '.join(missing)}.", tuple(missing)
    return True, f"Service de la liste, pour {purchase.duration_months} mois au plus.", ()


def _prison_answer(launch: date) -> _Answer:
    start = PRISON_RESERVATION_FROM.on
    if launch < start:
        return False, f"Cette réservation n’existe que depuis le {format_date(start)}.", ()
    return True, "La réservation est possible quel que soit le montant.", ()


def _answer(rule: ReservedRule, purchase: Purchase, *, launch: date) -> _Answer:
    if purchase.is_defence:
        return None, "Le régime propre à la défense ou à la sécurité n’a pas été vérifié sur ce point.", ()
    if purchase.is_concession and rule.concession_article is None:
        return None, "La règle pour les concessions n’a pas été trouvée : à vérifier avant de réserver.", ()
    if rule.article is ReservedArticle.ESS:
        return _ess_answer(purchase)
    if rule.article is ReservedArticle.PRISON:
        return _prison_answer(launch)
    return True, "La réservation est possible quel que soit le montant, si des structures peuvent répondre.", ()


def _opening(rule: ReservedRule, purchase: Purchase, *, launch: date) -> Opening:
    is_open, why, missing = _answer(rule, purchase, launch=launch)
    concession = purchase.is_concession
    source = rule.concession_source if concession else rule.source
    article = rule.article.value
    if concession:
        article = rule.concession_article or source.reference.removeprefix("CCP, art. ").removeprefix("CCP, ")
    # The notice must name the article; R2113-7 is a rule of contracts, its twin for concessions was not looked up.
    notice = "L’avis cite l’article de la réservation (règle propre aux concessions à vérifier)."
    conditions = tuple(notice if concession and one == NOTICE else one for one in rule.conditions)
    return Opening(
        lever=Lever.RESERVED_CONTRACT,
        reserved=rule.article,
        title=rule.title,
        open=is_open,
        conditions=conditions,
        why=why,
        article=article,
        source=source,
        missing=missing,
    )


def reserved_contracts(purchase: Purchase, *, on: date) -> tuple[Opening, ...]:
    """One line per article, in the order of the code."""
    launch = purchase.consultation_on or on
    return tuple(_opening(rule, purchase, launch=launch) for rule in RESERVED_RULES.values())
