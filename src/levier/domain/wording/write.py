"""Put the parts together, lever by lever, and refuse what cannot be written yet."""

from __future__ import annotations

from ..criterion import Graded, Proportional, Scheme, SubCriterion
from ..errors import RuleError
from ..explanation import Certainty, Severity, Source, Warning  # noqa: A004 - the word of the field
from ..quantities import format_number, format_rate
from ..vocabulary import Lever, ReservedArticle
from . import sections
from .ccag import ccag_clause
from .facts import WordingFacts
from .text import Part, Section, Wording, section

CCAP = "Cahier des clauses administratives particulières"
RULES = "Règlement de la consultation"
NOTICE = "Avis de marché"

_CONDITION = (Lever.PERFORMANCE_CONDITION, Lever.CONDITION_AND_CRITERION)
_CRITERION = (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION)
_RESERVED = (Lever.RESERVED_CONTRACT, Lever.RESERVED_LOT)
_RESERVED_TO_BOTH = (
    "aux entreprises adaptées, aux ESAT et aux structures équivalentes, ainsi qu’aux structures d’insertion par "
    "l’activité économique et équivalentes"
)


def missing_items(facts: WordingFacts) -> tuple[str, ...]:
    """What must be filled in before any text is written, in French, each ready for a list."""
    lever = facts.lever
    if lever is None:
        return ("le levier : il n’est pas encore choisi",)
    if lever is Lever.NONE:
        return ("un levier : ce lot n’en porte aucun, il n’y a pas de clause à rédiger",)
    found = []
    if lever in (*_CONDITION, Lever.INSERTION_SERVICES):
        if not facts.scope.strip():
            found.append("le périmètre de l’action")
        if not (facts.publics or facts.common_publics):
            found.append("les publics éligibles")
    if lever in _CONDITION and facts.hours is None:
        found.append("les heures d’insertion")
    if facts.facilitator is not None and not (facts.facilitator.email or facts.facilitator.phone):
        found.append("les coordonnées du facilitateur")
    if lever in _CRITERION and facts.scheme is None:
        found.append("le barème du critère d’attribution")
    if lever in _RESERVED and facts.reserved is None:
        found.append("l’article de la réservation")
    return tuple(found)


def write(facts: WordingFacts) -> Wording:
    """The text of the clause.

    Raises:
        RuleError: one of the mandatory items is missing (scope, contact if any, publics, hours; scheme; article).
    """
    missing = missing_items(facts)
    if missing:
        raise RuleError(f"La rédaction n’est pas possible, il manque : {' ; '.join(missing)}.")
    lever = facts.lever
    parts: list[Part] = []
    if lever in _RESERVED:
        parts += _reserved(facts)
    if lever in _CRITERION:
        parts.append(Part(RULES, (_criterion(facts),)))
    if lever in _CONDITION:
        parts.append(Part(CCAP, _condition(facts)))
    if lever is Lever.INSERTION_SERVICES:
        parts += _insertion_services(facts)
    return Wording(tuple(parts), _remarks(facts))


def _condition(facts: WordingFacts) -> tuple[Section, ...]:
    found = (
        sections.purpose(facts),
        sections.hours(facts),
        sections.publics(facts),
        sections.modalities(facts),
        sections.counting(facts),
        sections.facilitator(facts),
        sections.control(facts),
        sections.penalties(facts),
    )
    return tuple(one for one in found if one is not None)


def _reserved(facts: WordingFacts) -> list[Part]:
    assert facts.reserved is not None  # noqa: S101 - ``missing_items`` refused before
    opening = facts.applicable.opening(Lever.RESERVED_CONTRACT, facts.reserved)
    what = (
        f"Le {sections.lot_name(facts)} est réservé"
        if facts.lot
        else "Le présent accord-cadre est réservé"
        if facts.is_framework
        else "Le présent marché est réservé"
    )
    basis = f"en application de l’article {opening.article} du code de la commande publique"
    title = _RESERVED_TO_BOTH if facts.reserved is ReservedArticle.BOTH else opening.title.removeprefix("Réserver ")
    who = tuple(
        condition for condition in opening.conditions if "R2113-7" not in condition and "L’avis" not in condition
    )
    announced = section("Participation réservée", f"{what} {title}, {basis}.")
    rules = section(
        "Participation réservée",
        f"{what} {title}, {basis}.",
        "Seuls peuvent y répondre les opérateurs qui remplissent les conditions suivantes :",
        tuple(who),
        "Le candidat joint à sa candidature le document qui atteste qu’il remplit ces conditions.",
    )
    parts = [Part(NOTICE, (announced,)), Part(RULES, (rules,))]
    follow = [
        one
        for one in (
            sections.hours(facts) if facts.hours is not None else None,
            sections.facilitator(facts),
            sections.penalties(facts) if facts.hours is not None else None,
        )
        if one is not None
    ]
    if facts.scope.strip():
        follow.insert(0, section("Objet social de la réservation", sections.sentence(facts.scope)))
    return [*parts, Part(CCAP, tuple(follow))] if follow else parts


def _criterion(facts: WordingFacts) -> Section:
    scheme = facts.scheme
    assert scheme is not None  # noqa: S101 - ``missing_items`` refused before
    opening = facts.applicable.opening(Lever.AWARD_CRITERION)
    basis = (
        "" if opening.source.certainty.to_check else f" (articles {opening.article} du code de la commande publique)"
    )
    return section(
        "Critère relatif à la performance en matière d’insertion",
        (
            f"La performance en matière d’insertion professionnelle des publics éloignés de l’emploi, dans l’exécution "
            f"des prestations, est notée pour {format_rate(scheme.insertion_weight)} de la note globale{basis}. Elle "
            "est appréciée au seul regard de ce que le candidat s’engage à réaliser pour l’exécution de ce marché."
        ),
        _weights(scheme),
        "Ce critère se décompose ainsi :" if len(scheme.subcriteria) > 1 else "Il est noté ainsi :",
        tuple(_sub(one) for one in scheme.subcriteria),
        "Les engagements pris dans l’offre retenue deviennent contractuels.",
    )


def _weights(scheme: Scheme) -> str:
    other = f" et {format_rate(scheme.other_weight)} pour les autres critères" if scheme.other_weight else ""
    return f"Le reste de la note se répartit en {format_rate(scheme.price_weight)} pour le prix{other}."


def _sub(one: SubCriterion) -> str:
    label = f"{one.label} ({format_rate(one.weight)} du critère)"
    formula = one.formula
    if isinstance(formula, Proportional):
        return (
            f"{label} : note proportionnelle à la valeur proposée, la note maximale étant atteinte à "
            f"{format_number(formula.cap)}."
        )
    if isinstance(formula, Graded):
        steps = ", ".join(
            f"{format_rate(share)} de la note à partir de {format_number(start)}" for start, share in formula.grades
        )
        return f"{label} : {steps} ; aucun point en dessous du premier palier."
    return f"{label} : tous les points à partir de {format_number(formula.minimum)}, aucun en dessous."


def _insertion_services(facts: WordingFacts) -> list[Part]:
    opening = facts.applicable.opening(Lever.INSERTION_SERVICES)
    rules = section(
        "Procédure",
        (
            f"L’acheteur, {facts.buyer}, passe {sections.target(facts).replace('au présent', 'le présent', 1)} selon une procédure "
            f"adaptée, en application des articles {opening.article} du code de la commande publique : la prestation "
            "achetée est une action d’insertion sociale et professionnelle."
        ),
    )
    found = (
        section(
            "Objet du marché",
            (
                "Le titulaire assure l’appui et l’accompagnement à l’emploi de personnes rencontrant des difficultés "
                "sociales et professionnelles particulières. Les travaux ou services confiés aux participants sont "
                "le support de cette action."
            ),
            f"Périmètre de l’action : {sections.sentence(facts.scope)}",
        ),
        sections.hours(facts) if facts.hours is not None else None,
        sections.publics(facts),
        section(
            "Accompagnement",
            (
                "Chaque participant est accueilli, accompagné et suivi jusqu’à la fin de son parcours. Le titulaire "
                "rend compte des étapes de parcours et des sorties, sans information médicale ni numéro de sécurité "
                "sociale."
            ),
        ),
        sections.facilitator(facts),
        sections.penalties(facts),
    )
    return [Part(RULES, (rules,)), Part(CCAP, tuple(one for one in found if one is not None))]


def _remarks(facts: WordingFacts) -> tuple[Warning, ...]:
    """What to check before publishing; shown beside the text, never in it."""
    found: list[Warning] = []
    clause = ccag_clause(facts.ccag)
    if facts.lever in _CONDITION:
        if clause is None:
            message = "Le marché ne renvoie à aucun CCAG connu : la clause doit se suffire à elle-même, relisez-la entièrement."
            found.append(Warning("no-ccag", message, Severity.INFO))
        elif not clause.certain:
            message = (
                "Le numéro d’article de ce CCAG n’est pas certain : le texte ne le cite pas. Vérifiez-le, puis "
                "complétez."
            )
            found.append(Warning("ccag-article", message, Severity.WARNING, clause.source))
        if not facts.penalties.any:
            message = (
                "Aucune pénalité n’est prévue : l’acheteur n’aura pas de moyen propre de faire respecter la clause."
            )
            found.append(Warning("no-penalty", message, Severity.INFO))
        found += _undecided(facts)
    if facts.lever in _RESERVED and facts.reserved is not None:
        opening = facts.applicable.opening(Lever.RESERVED_CONTRACT, facts.reserved)
        if opening.source.certainty.to_check:
            message = "L’article de la réservation ou ses conditions restent à vérifier avant publication."
            found.append(Warning("reserved-article", message, Severity.WARNING, opening.source))
    if facts.lever in _CRITERION:
        opening = facts.applicable.opening(Lever.AWARD_CRITERION)
        if opening.source.certainty.to_check:
            found.append(Warning("criterion-article", opening.why, Severity.WARNING, opening.source))
    return tuple(found)


def _undecided(facts: WordingFacts) -> list[Warning]:
    terms = facts.penalties
    if not terms.any or (terms.ccag_cap is not None and terms.ccag_exemption is not None):
        return []
    message = (
        "Le texte ne dit pas si le plafond et l’exonération des pénalités de retard du CCAG s’étendent à ces pénalités : "
        "à décider avec l’acheteur."
    )
    source = Source("CCAG 2021, pénalités de retard", Certainty.RECALLED)
    return [Warning("penalty-ccag", message, Severity.WARNING, source)]
