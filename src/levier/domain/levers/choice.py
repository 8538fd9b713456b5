"""Which lever to use on a lot, each with its reasons, and the risk of an unsuccessful tender said plainly."""

from __future__ import annotations

from dataclasses import dataclass

from ..explanation import Certainty, Explanation, Severity, Source, Step, Warning  # noqa: A004
from ..quantities import format_hours, format_number, format_rate
from ..vocabulary import Labelled, Lever, ReservedArticle
from .supply import ARTICLE_SOURCE, LotNeed, ReservationOption, SupplyCheck, SupplyPolicy

AVE_SOURCE = Source("Livret du colloque de Péronne, 3 juin 2025, chiffres d’Alliance Villes Emploi", Certainty.STATED)
CRITERION_SOURCE = Source("CCP, art. L2152-7", Certainty.VERIFIED)
DUTY_SOURCE = Source("CCP, art. L2112-2-1", Certainty.VERIFIED)


class Risk(Labelled):
    """Risk of an unsuccessful tender, or of hours that nobody can do."""

    LOW = "low", "Faible"
    MEDIUM = "medium", "Moyen"
    HIGH = "high", "Fort"


#: From the most ambitious to the most cautious.
_LADDER = (
    Lever.RESERVED_CONTRACT,
    Lever.RESERVED_LOT,
    Lever.CONDITION_AND_CRITERION,
    Lever.PERFORMANCE_CONDITION,
    Lever.AWARD_CRITERION,
    Lever.NONE,
)
_RESERVED = (Lever.RESERVED_CONTRACT, Lever.RESERVED_LOT)
_WITH_CONDITION = (Lever.CONDITION_AND_CRITERION, Lever.PERFORMANCE_CONDITION)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverOption:
    """One lever, with what speaks for and against it on this lot."""

    lever: Lever
    recommended: bool
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    risk: Risk
    risk_sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverChoice:
    """Options ranked: the recommended one, the more cautious ones, then the more ambitious ones."""

    options: tuple[LeverOption, ...]
    recommended: Lever
    #: Article to reserve under, when reserving is possible at all.
    article: ReservedArticle | None
    explanation: Explanation


def choose_lever(need: LotNeed, check: SupplyCheck, *, policy: SupplyPolicy | None = None) -> LeverChoice:
    """Rank the levers by the policy's rule.

    More than 30 able structures and a dependency under 30 %: reserve the contract; more than 30 otherwise, or more
    than 10: reserve a lot; more than 1: a clause; else none. Reserving also needs an article the able kinds fit.
    Source: Le Marché de l'inclusion, domain.md §3.4 [V].
    """
    policy = policy or SupplyPolicy()
    article = _best_article(check.reservations)
    best, why = _by_rule(check, policy, article)
    start = _LADDER.index(best)
    ranked = (*_LADDER[start:], *reversed(_LADDER[:start]))
    options = tuple(_option(lever, best, need, check, policy, article) for lever in ranked)
    steps = (
        Step("Structures comptées", "", format_number(check.counted), policy.source),
        Step(
            "Structures pouvant fonder une réservation",
            article.article.label if article else "aucun article ne convient",
            format_number(_fit(article)),
            ARTICLE_SOURCE,
        ),
        Step(
            "Dépendance au marché",
            f"seuil : {format_rate(policy.dependency_limit, places=0)}",
            "inconnue" if check.dependency is None else format_rate(check.dependency, places=0),
            policy.source,
        ),
        Step("Règle appliquée", why, best.label, policy.source),
    )
    first = options[0]
    conclusion = f"Levier conseillé : {best.label[:1].lower()}{best.label[1:]}. {first.risk_sentence}"
    explanation = Explanation(conclusion, steps, (*_warnings(best, need, policy), *check.explanation.warnings))
    return LeverChoice(
        options=options, recommended=best, article=article.article if article else None, explanation=explanation
    )


def _structures(count: int) -> str:
    return "structure" if count < 2 else "structures"


def _best_article(options: tuple[ReservationOption, ...]) -> ReservationOption | None:
    possible = [option for option in options if option.possible]
    return max(possible, key=lambda option: option.structures, default=None)


def _fit(article: ReservationOption | None) -> int:
    """Able structures that an article names: a kind counted by the policy may fit none."""
    return article.structures if article else 0


def _by_rule(check: SupplyCheck, policy: SupplyPolicy, article: ReservationOption | None) -> tuple[Lever, str]:
    count = check.counted
    fit = _fit(article)
    independent = check.dependency is not None and check.dependency < policy.dependency_limit
    if fit > policy.reserve_above and independent:
        return Lever.RESERVED_CONTRACT, f"plus de {policy.reserve_above} structures et une dépendance faible"
    if fit > policy.reserved_lot_above:
        return Lever.RESERVED_LOT, f"plus de {policy.reserved_lot_above} structures"
    if count > policy.clause_above:
        if check.coverage is not None and check.coverage >= policy.comfortable_coverage:
            return Lever.CONDITION_AND_CRITERION, (
                f"plus de {policy.clause_above} structure et une capacité d’au moins "
                f"{format_number(policy.comfortable_coverage)} fois le besoin"
            )
        return Lever.PERFORMANCE_CONDITION, f"plus de {policy.clause_above} structure"
    if count + check.to_ask > policy.clause_above:
        return Lever.PERFORMANCE_CONDITION, (
            f"à confirmer : {check.to_ask} {_structures(check.to_ask)} du métier à interroger avant de conclure"
        )
    return Lever.NONE, f"au plus {policy.clause_above} structure capable"


def _option(
    lever: Lever,
    best: Lever,
    need: LotNeed,
    check: SupplyCheck,
    policy: SupplyPolicy,
    article: ReservationOption | None,
) -> LeverOption:
    if lever in _RESERVED:
        pros, cons = _reserved_reasons(lever, check, policy, article)
        risk, sentence = _reserved_risk(check, policy, article)
    else:
        pros, cons = _open_reasons(lever, need, check, policy)
        risk, sentence = _open_risk(lever, check)
    return LeverOption(
        lever=lever,
        recommended=lever is best,
        reasons_for=tuple(pros),
        reasons_against=tuple(cons),
        risk=risk,
        risk_sentence=sentence,
    )


def _reserved_reasons(
    lever: Lever, check: SupplyCheck, policy: SupplyPolicy, article: ReservationOption | None
) -> tuple[list[str], list[str]]:
    pros, cons = [], []
    if article is None:
        cons.append("Aucun article ne permet de réserver : pas de structure capable des types concernés.")
    else:
        pros.append(f"Réservation possible par l’article {article.article.value} : {article.reason}")
    wanted = policy.reserve_above if lever is Lever.RESERVED_CONTRACT else policy.reserved_lot_above
    (pros if _fit(article) > wanted else cons).append(_compared(_fit(article), wanted))
    if check.dependency is None:
        cons.append("La dépendance des structures à ce marché n’est pas connue.")
    else:
        low = check.dependency < policy.dependency_limit
        text = f"Le marché pèse {format_rate(check.dependency, places=0)} du chiffre d’affaires moyen des structures."
        (pros if low else cons).append(text)
    if check.uncovered_trades:
        cons.append("Une partie des métiers du lot n’a pas de structure capable.")
    if lever is Lever.RESERVED_LOT:
        pros.append("Les autres lots restent ouverts à toutes les entreprises.")
    return pros, cons


def _able_and_counted(check: SupplyCheck) -> str:
    """The number of the supply check, and how many of them the choice of the lever counts when it is fewer."""
    if check.counted == check.able:
        return f"{check.able} structures peuvent répondre."
    aside = check.able - check.counted
    return (
        f"{check.able} structures peuvent répondre ; le choix du levier en compte {check.counted}, "
        f"car {aside} {'sont' if aside > 1 else 'est'} d’un type qu’il ne compte pas."
    )


def _compared(fit: int, wanted: int) -> str:
    """« 0 structure peut répondre ; il en faudrait plus de 10. »"""
    can = f"{fit} structures peuvent répondre" if fit > 1 else f"{fit} structure peut répondre"
    return f"{can}, plus que le seuil de {wanted}." if fit > wanted else f"{can} ; il en faudrait plus de {wanted}."


def _reserved_risk(check: SupplyCheck, policy: SupplyPolicy, article: ReservationOption | None) -> tuple[Risk, str]:
    count = _fit(article)
    if count <= policy.clause_above:
        known = (
            "aucune structure" if not count else f"{count} structure seulement" if count == 1 else f"{count} structures"
        )
        return Risk.HIGH, f"Risque fort de consultation infructueuse : {known} pour répondre à une réservation."
    aggravated = bool(check.uncovered_trades) or (
        check.dependency is not None and check.dependency >= policy.dependency_limit
    )
    if count <= policy.reserved_lot_above:
        if aggravated:
            return Risk.HIGH, (
                f"Risque fort de consultation infructueuse : {count} structures, et le marché est trop gros "
                "pour elles ou "
                "dépasse leurs métiers."
            )
        return Risk.MEDIUM, f"Risque moyen de consultation infructueuse : {count} structures peuvent répondre."
    if aggravated or check.dependency is None:
        return Risk.MEDIUM, (
            f"Risque moyen de consultation infructueuse : {count} structures, mais leur taille ou leurs "
            "métiers ne sont pas "
            "tous vérifiés ou suffisants."
        )
    return Risk.LOW, f"Risque faible de consultation infructueuse : {count} structures peuvent répondre."


def _open_reasons(lever: Lever, need: LotNeed, check: SupplyCheck, policy: SupplyPolicy) -> tuple[list[str], list[str]]:
    pros, cons = [], []
    if lever in _WITH_CONDITION:
        pros.append("Les heures sont dues par le titulaire, qui choisit comment les faire.")
        if need.condition_due:
            pros.append("Une condition d’exécution sociale est due sur ce marché : la clause y répond.")
        if need.hours_wanted is not None and need.hours_wanted < policy.minimum_hours:
            cons.append(
                f"{format_hours(need.hours_wanted)} seulement, sous le minimum de {format_hours(policy.minimum_hours)}."
            )
        if check.counted <= policy.clause_above:
            cons.append("Presque aucune structure en face : les heures reposeraient sur l’embauche directe.")
    if lever in (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION):
        pros.append(
            "Avec un critère, les structures d’insertion réalisent 48,6 % des heures, contre 34,5 % avec une simple "
            f"condition d’exécution (source : {AVE_SOURCE})."
        )
        cons.append("Le critère doit être lié à l’objet du marché et son poids assez fort pour compter.")
        if check.coverage is not None and check.coverage < policy.comfortable_coverage:
            cons.append("Peu de capacité en plus du besoin : les offres ne se distingueraient guère.")
    if lever is Lever.AWARD_CRITERION:
        cons.append("Seul, le critère ne garantit aucun minimum d’heures.")
    if lever is Lever.NONE:
        if check.to_ask:
            cons.append(
                f"{check.to_ask} {_structures(check.to_ask)} du métier restent à interroger (distance ou capacité)."
            )
        elif check.counted <= policy.clause_above:
            pros.append("L’offre connue est trop mince : mieux vaut ne pas promettre d’heures que personne ne fera.")
        else:
            cons.append(_able_and_counted(check))
    if lever in (Lever.NONE, Lever.AWARD_CRITERION) and need.condition_due:
        cons.append("Une condition d’exécution sociale est due sur ce marché, sauf exception motivée.")
    return pros, cons


def _open_risk(lever: Lever, check: SupplyCheck) -> tuple[Risk, str]:
    if lever in (Lever.NONE, Lever.AWARD_CRITERION):
        return Risk.LOW, "Risque faible : toute entreprise peut répondre sans s’engager sur un minimum d’heures."
    if not check.able and check.to_ask:
        return Risk.MEDIUM, (
            f"Risque à confirmer : {check.to_ask} {_structures(check.to_ask)} du métier, mais leur distance ou leur "
            "capacité n’est pas connue. Complétez le lieu du marché ou l’annuaire, ou interrogez-les."
        )
    if not check.able:
        return Risk.HIGH, (
            "Risque fort : aucune structure connue pour aider les entreprises à faire les heures, certaines "
            "renonceront ou "
            "ne les feront pas."
        )
    if check.coverage is None or check.coverage < 1:
        return Risk.MEDIUM, (
            "Risque moyen : les entreprises peuvent répondre, mais une partie des heures dépendra de leurs "
            "propres embauches."
        )
    return Risk.LOW, "Risque faible : la capacité des structures couvre les heures prévues."


def _warnings(best: Lever, need: LotNeed, policy: SupplyPolicy) -> tuple[Warning, ...]:
    found = []
    if best is Lever.NONE and need.condition_due:
        found.append(
            Warning(
                "condition-due",
                "Une condition d’exécution sociale ou relative à l’emploi reste due, sauf exception motivée ; "
                "elle peut "
                "prendre une autre forme qu’une clause d’insertion.",
                source=DUTY_SOURCE,
            )
        )
    if best in _RESERVED:
        found.append(
            Warning(
                "cite-article",
                "L’avis ou les documents de la consultation doivent citer l’article de la réservation (R2113-7).",
                Severity.INFO,
                ARTICLE_SOURCE,
            )
        )
    if best is not Lever.NONE and need.hours_wanted is not None and need.hours_wanted < policy.minimum_hours:
        found.append(
            Warning(
                "under-minimum",
                f"{format_hours(need.hours_wanted)} : moins que le minimum de {format_hours(policy.minimum_hours)}.",
                source=policy.minimum_hours_source,
            )
        )
    if best in (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION):
        found.append(
            Warning(
                "criterion-link",
                "Le critère doit être lié à l’objet du marché ou à ses conditions d’exécution.",
                Severity.INFO,
                CRITERION_SOURCE,
            )
        )
    return tuple(found)


def page() -> tuple[str, str]:
    """Slug and Markdown of the lever rules."""
    policy = SupplyPolicy()
    limit = format_rate(policy.dependency_limit, places=0)
    counted = ", ".join(sorted(kind.acronym for kind in policy.kinds_counted))
    lines = [
        "# Choisir le levier",
        "",
        f"Seuils réglables par structure facilitatrice. Source des valeurs d’office : {policy.source}.",
        "",
        "| Structures capables | Dépendance | Levier |",
        "|---|---|---|",
        f"| plus de {policy.reserve_above} | moins de {limit} | {Lever.RESERVED_CONTRACT.label} |",
        f"| plus de {policy.reserve_above} | {limit} ou plus, ou inconnue | {Lever.RESERVED_LOT.label} |",
        f"| plus de {policy.reserved_lot_above} | – | {Lever.RESERVED_LOT.label} |",
        f"| plus de {policy.clause_above} | – | {Lever.PERFORMANCE_CONDITION.label} |",
        f"| {policy.clause_above} au plus, mais d’autres du métier à interroger | – | {Lever.PERFORMANCE_CONDITION.label}, à confirmer |",
        f"| sinon | – | {Lever.NONE.label} |",
        "",
        "Dépendance = budget du marché ÷ chiffre d’affaires moyen des structures capables.",
        "",
        (
            f"Types comptés : {counted}. Les EITI et le travail pénitentiaire sont écartés par prudence ; les "
            "GEIQ et les régies peuvent faire des heures, mais ne sont pas comptés. L’EATT est comptée ; son "
            "rattachement à l’article L2113-12 reste à vérifier, elle n’y est donc pas retenue."
        ),
        "",
        (
            "Un critère s’ajoute à la condition quand la capacité atteint "
            f"{format_number(policy.comfortable_coverage)} fois le "
            f"besoin ({policy.comfortable_coverage_source})."
        ),
        "",
        "Réserver suppose un article que les structures capables remplissent : "
        + ", ".join(
            article.label for article in (ReservedArticle.DISABILITY, ReservedArticle.IAE, ReservedArticle.BOTH)
        )
        + f". Source : {ARTICLE_SOURCE}.",
        "",
        (
            "Avec un critère, les structures réalisent 48,6 % des heures, contre 34,5 % avec une condition. "
            f"Source : {AVE_SOURCE}."
        ),
        "",
        "## Risque de consultation infructueuse",
        "",
        (
            f"- {Risk.HIGH.label} : au plus {policy.clause_above} structure pour répondre à une "
            "réservation ; ou aucune "
            "structure capable face à une condition d’exécution."
        ),
        (
            f"- {Risk.MEDIUM.label} : de {policy.clause_above + 1} à {policy.reserved_lot_above} structures "
            "pour une réservation ; "
            "ou capacité inférieure au besoin pour une condition."
        ),
        (
            f"- {Risk.LOW.label} : plus de {policy.reserved_lot_above} structures, métiers couverts et dépendance "
            f"sous {limit}."
        ),
        "",
    ]
    return "choix-du-levier", "\n".join(lines)
