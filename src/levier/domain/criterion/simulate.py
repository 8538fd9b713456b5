"""Ranking simulated with and without the insertion criterion, and what to watch in its wording and weight."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..errors import RuleError
from ..explanation import Certainty, Explanation, Severity, Source, Step, Warning  # noqa: A004
from ..quantities import format_number, format_rate
from .scheme import (
    POINTS,
    Bid,
    Graded,
    Proportional,
    Scheme,
    Score,
    SubCriterion,
    Threshold,
    lowest_price,
    points,
    score,
)

LINK_SOURCE = Source("CCP, art. L2152-7", Certainty.VERIFIED, "critère lié à l’objet du marché ou à son exécution")
CASE_LAW_SOURCE = Source(
    "CE, 25 mars 2013, Département de l’Isère",
    Certainty.RECALLED,
    "critère admis si le marché peut être exécuté au moins en partie par du personnel en insertion",
)

#: « locaux » after « de, des, les, aux » means premises (« nettoyage de locaux »), not a preference.
_LOCAL = re.compile(
    r"\b(local|locale|(?<!de )(?<!des )(?<!les )(?<!aux )locaux|locales|localement|localite|"
    r"departement|departemental|departementale|departementaux|"
    r"commune|communes|communal|communale|communaux|region|regional|regionale|regionaux|territoire|territorial|"
    r"territoriale|territoriaux|proximite|riverain|riverains|implante|implantee|implantation|siege)\b"
)
_COMPANY_WIDE = re.compile(
    r"\b(politique|rse|label|certification|effectif total|entreprise en general|charte interne)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A bid in a ranking; equal points share a rank."""

    rank: int
    name: str
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The same bids with the criterion, and without it (the other weights then rescaled to 100)."""

    with_insertion: tuple[Place, ...]
    without_insertion: tuple[Place, ...]
    scores: tuple[Score, ...]
    changes_winner: bool
    changes_ranking: bool
    #: Best insertion can do: extra price it makes up for, other marks equal; ``None`` when there is no limit.
    price_premium: Fraction | None
    explanation: Explanation

    @property
    def warnings(self) -> tuple[Warning, ...]:
        return self.explanation.warnings


def simulate(scheme: Scheme, bids: Iterable[Bid]) -> Ranking:
    """Rank invented bids with and without the insertion criterion. The order of the bids does not matter.

    Raises:
        RuleError: without bids, with two bids of the same name, or a value for an unknown sub-criterion.
    """
    bids = sorted(bids, key=lambda bid: bid.name)
    if len({bid.name for bid in bids}) != len(bids):
        raise RuleError("Deux offres portent le même nom.", field="bids")
    lowest = lowest_price(bids)
    scores = tuple(score(scheme, bid, lowest=lowest) for bid in bids)
    rest = 1 - Fraction(scheme.insertion_weight)
    full = _ranked([(one.bid.name, one.total_exact) for one in scores])
    bare = _ranked([(one.bid.name, one.rest_exact / rest if rest else Fraction(0)) for one in scores])
    premium = _premium(scheme)
    changes_winner = _winners(full) != _winners(bare)
    changes_ranking = {(place.name, place.rank) for place in full} != {(place.name, place.rank) for place in bare}
    warnings = (
        *wording_warnings(scheme.subcriteria),
        *_weight_warnings(scheme, scores, changes_ranking=changes_ranking, premium=premium),
    )
    return Ranking(
        with_insertion=full,
        without_insertion=bare,
        scores=scores,
        changes_winner=changes_winner,
        changes_ranking=changes_ranking,
        price_premium=premium,
        explanation=Explanation(_conclusion(full, bare, changed=changes_winner), _steps(full, bare), warnings),
    )


def _ranked(totals: list[tuple[str, Fraction]]) -> tuple[Place, ...]:
    ordered = sorted(totals, key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        Place(rank=1 + sum(other > total for _, other in totals), name=name, points=points(total))
        for name, total in ordered
    )


def _winners(places: tuple[Place, ...]) -> frozenset[str]:
    return frozenset(place.name for place in places if place.rank == 1)


def _premium(scheme: Scheme) -> Fraction | None:
    """w_i ÷ (w_p − w_i): the price excess a perfect insertion note makes up for against a null one."""
    insertion, price = Fraction(scheme.insertion_weight), Fraction(scheme.price_weight)
    return insertion / (price - insertion) if price > insertion else None


def _conclusion(full: tuple[Place, ...], bare: tuple[Place, ...], *, changed: bool) -> str:
    first, other = " et ".join(sorted(_winners(full))), " et ".join(sorted(_winners(bare)))
    if changed:
        return f"Avec le critère d’insertion, « {first} » arrive en tête ; sans lui, ce serait « {other} »."
    return f"« {first} » arrive en tête avec comme sans le critère d’insertion."


def _steps(full: tuple[Place, ...], bare: tuple[Place, ...]) -> tuple[Step, ...]:
    before = {place.name: place for place in bare}
    return tuple(
        Step(
            f"« {place.name} »",
            f"sans le critère : rang {before[place.name].rank}, {format_number(before[place.name].points)} points",
            f"rang {place.rank}, {format_number(place.points)} points",
        )
        for place in full
    )


def wording_warnings(subcriteria: Iterable[SubCriterion]) -> tuple[Warning, ...]:
    """Local preference and lack of link with the contract, read in the labels; a reminder when nothing is seen."""
    found: list[Warning] = []
    for sub in subcriteria:
        plain = _plain(sub.label)
        local = _LOCAL.search(plain)
        if local:
            found.append(
                Warning(
                    "local-preference",
                    f"« {sub.label} » : le mot « {local[0]} » fait penser à une préférence locale, contraire "
                    "à l’égalité entre "
                    "candidats. Visez les publics ou les heures, pas le lieu d’établissement.",
                    Severity.DANGER,
                )
            )
        if sub.linked_to_contract is False or _COMPANY_WIDE.search(plain):
            found.append(
                Warning(
                    "not-linked",
                    f"« {sub.label} » semble porter sur l’entreprise en général : le critère doit être lié à "
                    "l’objet du marché "
                    "ou à son exécution.",
                    Severity.DANGER if sub.linked_to_contract is False else Severity.WARNING,
                    LINK_SOURCE,
                )
            )
        elif sub.linked_to_contract is None:
            found.append(
                Warning(
                    "link-unchecked",
                    f"« {sub.label} » : vérifiez le lien avec l’objet du marché ou ses conditions d’exécution.",
                    Severity.INFO,
                    LINK_SOURCE,
                )
            )
    found.append(
        Warning(
            "feasible",
            "Un critère d’insertion suppose que le marché puisse être exécuté au moins en partie par du personnel en "
            "insertion.",
            Severity.INFO,
            CASE_LAW_SOURCE,
        )
    )
    return tuple(found)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _weight_warnings(
    scheme: Scheme, scores: tuple[Score, ...], *, changes_ranking: bool, premium: Fraction | None
) -> tuple[Warning, ...]:
    if changes_ranking:
        return ()
    found = []
    best = Fraction(POINTS) * Fraction(scheme.insertion_weight)
    rests = sorted((one.rest_exact for one in scores), reverse=True)
    gaps = [high - low for high, low in itertools.pairwise(rests)]
    if not scheme.insertion_weight:
        found.append(Warning("weight-null", "Le critère d’insertion pèse 0 % : il ne change rien.", Severity.DANGER))
    elif gaps and min(gaps) > best:
        found.append(
            Warning(
                "weight-cannot-change",
                f"Poids trop faible : le critère donne au plus {format_number(points(best))} points et le "
                "plus petit écart "
                f"entre deux offres est de {format_number(points(min(gaps)))} points. Aucune réponse, même "
                "parfaite, ne "
                "changerait ce classement.",
            )
        )
    elif gaps:
        found.append(
            Warning(
                "weight-changes-nothing-here",
                "Sur ces offres, le critère ne change pas le classement ; il le pourrait avec d’autres réponses.",
                Severity.INFO,
            )
        )
    if premium is not None and scheme.insertion_weight:
        share = Decimal(premium.numerator) / Decimal(premium.denominator)
        found.append(
            Warning(
                "weight-bound",
                f"À valeur égale par ailleurs, une offre parfaite en insertion compense au mieux un prix supérieur de "
                f"{format_rate(share, places=1)} à celui d’une offre sans insertion.",
                Severity.INFO,
            )
        )
    return tuple(found)


#: Invented, to show how a criterion is scored: no rule, and nothing is filled in from it.
EXAMPLE_SCHEME = Scheme(
    insertion_weight=Decimal("0.15"),
    price_weight=Decimal("0.50"),
    other_weight=Decimal("0.35"),
    subcriteria=(
        SubCriterion(
            code="hours",
            label="Heures d’insertion sur le marché",
            weight=Decimal("0.6"),
            formula=Proportional(Decimal(800)),
            linked_to_contract=True,
        ),
        SubCriterion(
            code="months",
            label="Durée des contrats proposés (mois)",
            weight=Decimal("0.2"),
            formula=Graded(((Decimal(3), Decimal("0.5")), (Decimal(6), Decimal(1)))),
            linked_to_contract=True,
        ),
        SubCriterion(
            code="training",
            label="Heures de formation liées au marché",
            weight=Decimal("0.2"),
            formula=Threshold(Decimal(70)),
            linked_to_contract=True,
        ),
    ),
)
_EXAMPLE_BIDS = (
    Bid(
        name="Offre A",
        price=Decimal(100_000),
        values={"hours": Decimal(200), "months": Decimal(3)},
        other=Decimal("0.8"),
    ),
    Bid(
        name="Offre B",
        price=Decimal(106_000),
        values={"hours": Decimal(800), "months": Decimal(6), "training": Decimal(105)},
        other=Decimal("0.8"),
    ),
)


def page() -> tuple[str, str]:
    """Slug and Markdown of the criterion rules."""
    scheme = EXAMPLE_SCHEME
    ranking = simulate(scheme, _EXAMPLE_BIDS)
    lines = [
        "# Noter un critère d’insertion",
        "",
        (
            f"Le critère doit être lié à l’objet du marché ou à son exécution. Source : {LINK_SOURCE}. Voir aussi "
            f"{CASE_LAW_SOURCE} : {CASE_LAW_SOURCE.note}."
        ),
        "",
        "## Formules d’un sous-critère",
        "",
        "- Proportionnelle avec plafond : min(valeur ; plafond) ÷ plafond.",
        "- Échelle graduée : la note du palier le plus haut atteint.",
        "- Seuil : tous les points à partir du minimum, aucun en dessous.",
        "",
        "Note du prix : prix le plus bas ÷ prix de l’offre. Total sur 100 points.",
        "",
        "Prix supérieur compensé au mieux = poids de l’insertion ÷ (poids du prix − poids de l’insertion).",
        "",
        "## Exemple (offres inventées)",
        "",
        (
            f"Insertion {format_rate(scheme.insertion_weight)}, prix {format_rate(scheme.price_weight)}, "
            "autres critères "
            f"{format_rate(scheme.other_weight)}."
        ),
        "",
    ]
    for one in ranking.scores:
        lines += [f"### {one.bid.name}", ""]
        lines += [f"- {step.label} : {step.formula} → **{step.result}**" for step in one.explanation.steps]
        lines += ["", one.explanation.conclusion, ""]
    lines += [ranking.explanation.conclusion, ""]
    return "critere-d-attribution", "\n".join(lines)
