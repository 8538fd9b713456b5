"""What the structures around a lot can do: who can answer, who cannot, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..errors import RuleError
from ..explanation import Certainty, Explanation, Severity, Source, Step, Warning  # noqa: A004
from ..quantities import ZERO, Euros, Hours, Rate, check_amount, format_euros, format_hours, format_number, format_rate
from ..trades import TRADES_BY_CODE
from ..vocabulary import Labelled, ReservedArticle, StructureKind

RULE_SOURCE = Source("Règle de décision du Marché de l’inclusion (code ouvert)", Certainty.VERIFIED)
FLOOR_SOURCE = Source("Plancher de 150 h de PACT Propreté (inserpropre.fr)", Certainty.VERIFIED, "réglable")
COMFORT_SOURCE = Source("Réglage de la structure facilitatrice, sans source nationale", Certainty.NOT_FOUND)

_KINDS_COUNTED = frozenset(
    {
        StructureKind.EI,
        StructureKind.ACI,
        StructureKind.AI,
        StructureKind.ETTI,
        StructureKind.EA,
        StructureKind.EATT,
        StructureKind.ESAT,
    }
)

#: Kinds each article names (domain.md §1.1). EITI and prison work are left out by caution, as Le Marché does.
ARTICLE_KINDS: dict[ReservedArticle, frozenset[StructureKind]] = {
    ReservedArticle.DISABILITY: frozenset({StructureKind.EA, StructureKind.ESAT}),
    ReservedArticle.IAE: frozenset({StructureKind.EI, StructureKind.ETTI, StructureKind.AI, StructureKind.ACI}),
}
ARTICLE_SOURCE = Source(
    "CCP, art. L2113-12 à L2113-14", Certainty.VERIFIED, "part minimale de 50 % de travailleurs concernés, R2113-7"
)


class Ability(Labelled):
    """Whether a structure can do hours on a lot."""

    CAN = "can", "Peut répondre"
    TO_ASK = "to_ask", "À interroger"
    CANNOT = "cannot", "Ne peut pas répondre"


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureOffer:
    """What a structure offers. ``None`` means unknown: it is asked, never guessed."""

    id: str
    name: str
    kind: StructureKind
    #: Codes of ``domain.trades``.
    trades: frozenset[str]
    distance_km: Decimal | None = None
    radius_km: Decimal | None = None
    capacity_hours_month: Hours | None = None
    recent_load_hours_month: Hours = ZERO
    annual_turnover: Euros | None = None

    def __post_init__(self) -> None:
        for name in (
            "distance_km",
            "radius_km",
            "capacity_hours_month",
            "recent_load_hours_month",
            "annual_turnover",
        ):
            value: Decimal | None = getattr(self, name)
            if value is not None and (not value.is_finite() or value < 0):
                raise RuleError(f"Donnée négative pour la structure « {self.name} ».", field=name)

    @property
    def hours_left(self) -> Hours | None:
        """Capacity left each month, never negative; ``None`` when the capacity is unknown."""
        if self.capacity_hours_month is None:
            return None
        return max(ZERO, self.capacity_hours_month - self.recent_load_hours_month)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotNeed:
    """What the lot asks for: trades, euros excl. VAT, months, hours of the clause when they are known."""

    trades: frozenset[str]
    amount: Euros
    months: int
    hours_wanted: Hours | None = None
    place_known: bool = True
    #: The contract must carry a social performance condition (L2112-2-1), when this is known.
    condition_due: bool | None = None

    def __post_init__(self) -> None:
        check_amount(self.amount, field="amount")
        if not 1 <= self.months <= 240:
            raise RuleError("La durée doit être comprise entre 1 et 240 mois.", field="months")
        if self.hours_wanted is not None and (not self.hours_wanted.is_finite() or self.hours_wanted < 0):
            raise RuleError("Le nombre d’heures ne peut pas être négatif.", field="hours_wanted")
        if not self.trades:
            raise RuleError("Indiquez au moins un métier pour ce lot.", field="trades")

    @property
    def hours_month(self) -> Decimal | None:
        return None if self.hours_wanted is None else self.hours_wanted / self.months


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyPolicy:
    """Thresholds of the lever choice; the defaults are those of Le Marché de l'inclusion (domain.md §3.4 [V])."""

    #: More able structures than this, with a low dependency: reserve the contract.
    reserve_above: int = 30
    reserved_lot_above: int = 10
    clause_above: int = 1
    dependency_limit: Rate = Decimal("0.30")
    kinds_counted: frozenset[StructureKind] = _KINDS_COUNTED
    source: Source = RULE_SOURCE
    #: Under this the clause is a few hours for nobody: warned, not blocked.
    minimum_hours: Hours = Decimal(150)
    minimum_hours_source: Source = FLOOR_SOURCE
    #: Capacity ÷ need from which a criterion is useful beside the condition.
    comfortable_coverage: Decimal = Decimal(2)
    comfortable_coverage_source: Source = COMFORT_SOURCE

    def __post_init__(self) -> None:
        if not self.reserve_above >= self.reserved_lot_above >= self.clause_above >= 0:
            raise RuleError("Les seuils doivent décroître : réserver le marché, réserver un lot, mettre une clause.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureAnswer:
    """One structure: can it, and why."""

    offer: StructureOffer
    ability: Ability
    reasons: tuple[str, ...]
    trades_matched: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationOption:
    """An article the lot could be reserved under, given who can answer."""

    article: ReservedArticle
    structures: int
    possible: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyCheck:
    """The whole supply around a lot, in an order that does not depend on the input's."""

    structures: tuple[StructureAnswer, ...]
    #: Able structures of the kinds the policy counts.
    counted: int
    able: int
    to_ask: int
    by_kind: tuple[tuple[StructureKind, int], ...]
    capacity_month: Hours
    need_month: Decimal | None
    #: capacity ÷ need; ``None`` without a need.
    coverage: Decimal | None
    mean_turnover: Euros | None
    #: Budget ÷ mean supplier turnover, in number; ``None`` when no turnover is known.
    dependency: Decimal | None
    uncovered_trades: tuple[str, ...]
    reservations: tuple[ReservationOption, ...]
    explanation: Explanation


def check_supply(need: LotNeed, offers: Iterable[StructureOffer], *, policy: SupplyPolicy | None = None) -> SupplyCheck:
    """Say of each structure whether it can answer, and of the whole whether it is enough.

    Raises:
        RuleError: when two structures carry the same id (it would be counted twice).
    """
    policy = policy or SupplyPolicy()
    offers = tuple(offers)
    repeated = [key for key, count in Counter(offer.id for offer in offers).items() if count > 1]
    if repeated:
        raise RuleError(f"La structure « {min(repeated)} » figure deux fois dans la liste.")
    answers = tuple(sorted((_answer(need, offer) for offer in offers), key=_order))
    able = [answer.offer for answer in answers if answer.ability is Ability.CAN]
    counted = [offer for offer in able if offer.kind in policy.kinds_counted]
    capacity = sum((offer.hours_left or ZERO for offer in able), ZERO)
    turnovers = sorted(offer.annual_turnover for offer in counted if offer.annual_turnover)
    mean = sum(turnovers, ZERO) / len(turnovers) if turnovers else None
    need_month = need.hours_month
    kinds = Counter(offer.kind for offer in able)
    covered = frozenset[str]().union(*(offer.trades for offer in able))
    check = SupplyCheck(
        structures=answers,
        counted=len(counted),
        able=len(able),
        to_ask=sum(answer.ability is Ability.TO_ASK for answer in answers),
        by_kind=tuple((kind, kinds[kind]) for kind in StructureKind if kinds[kind]),
        capacity_month=capacity,
        need_month=need_month,
        coverage=capacity / need_month if need_month else None,
        mean_turnover=mean,
        dependency=need.amount / mean if mean else None,
        uncovered_trades=tuple(sorted(need.trades - covered)),
        reservations=_reservations(able),
        explanation=Explanation(""),
    )
    return _explained(check, need, policy)


def _answer(need: LotNeed, offer: StructureOffer) -> StructureAnswer:
    matched = need.trades & offer.trades
    refused, asked, fine = [], [], []
    if not matched:
        refused.append("Aucun des métiers du lot.")
    else:
        fine.append(f"Métier : {', '.join(_trade_label(code) for code in sorted(matched))}.")
    if not need.place_known or offer.distance_km is None or offer.radius_km is None:
        asked.append("Distance ou rayon d’action inconnu : à interroger.")
    elif offer.distance_km > offer.radius_km:
        refused.append(
            f"À {format_number(offer.distance_km, places=0)} km, au-delà de son rayon d’action de "
            f"{format_number(offer.radius_km, places=0)} km."
        )
    else:
        fine.append(f"À {format_number(offer.distance_km, places=0)} km.")
    left = offer.hours_left
    if left is None:
        asked.append("Capacité inconnue.")
    elif left == 0:
        refused.append("Plus aucune capacité : sa charge récente occupe toutes ses heures.")
    else:
        fine.append(f"{format_hours(left)} disponibles par mois.")
    if refused:
        return StructureAnswer(offer=offer, ability=Ability.CANNOT, reasons=tuple(refused), trades_matched=matched)
    ability = Ability.TO_ASK if asked else Ability.CAN
    return StructureAnswer(offer=offer, ability=ability, reasons=(*fine, *asked), trades_matched=matched)


def _order(answer: StructureAnswer) -> tuple[int, Decimal, str]:
    distance = answer.offer.distance_km
    far = Decimal("Infinity") if distance is None else distance
    return list(Ability).index(answer.ability), far, answer.offer.id


def _trade_label(code: str) -> str:
    trade = TRADES_BY_CODE.get(code)
    return trade.label if trade else code


def _reservations(able: list[StructureOffer]) -> tuple[ReservationOption, ...]:
    counts = {article: sum(offer.kind in kinds for offer in able) for article, kinds in ARTICLE_KINDS.items()}
    options = [
        ReservationOption(
            article=article,
            structures=counts[article],
            possible=counts[article] > 0,
            reason=_reservation_reason(counts[article], article),
        )
        for article in ARTICLE_KINDS
    ]
    both = all(counts.values())
    total = sum(counts.values())
    options.append(
        ReservationOption(
            article=ReservedArticle.BOTH,
            structures=total,
            possible=both,
            reason=f"{total} structures des deux familles peuvent répondre : c’est la concurrence la plus ouverte."
            if both
            else "Il faut des structures capables dans les deux familles (handicap et insertion).",
        )
    )
    options.append(
        ReservationOption(
            article=ReservedArticle.ESS,
            structures=0,
            possible=False,
            reason="Limité à des services de santé, sociaux ou culturels listés ; les types de structures ne "
            "suffisent pas à le vérifier.",
        )
    )
    options.append(
        ReservationOption(
            article=ReservedArticle.PRISON,
            structures=0,
            possible=False,
            reason="Travail pénitentiaire écarté par prudence de cette vérification.",
        )
    )
    return tuple(options)


def _reservation_reason(count: int, article: ReservedArticle) -> str:
    kinds = ", ".join(kind.acronym for kind in StructureKind if kind in ARTICLE_KINDS[article])
    if not count:
        return f"Aucune structure capable parmi {kinds}."
    if count == 1:
        return f"Une seule structure capable parmi {kinds} : la concurrence serait de façade."
    return f"{count} structures capables parmi {kinds}."


def _explained(check: SupplyCheck, need: LotNeed, policy: SupplyPolicy) -> SupplyCheck:
    steps = [
        Step("Structures examinées", "", format_number(len(check.structures))),
        Step("Structures capables (métier, distance, capacité)", "", format_number(check.able)),
        Step(
            "Dont types comptés pour réserver",
            ", ".join(kind.acronym for kind in StructureKind if kind in policy.kinds_counted),
            format_number(check.counted),
            policy.source,
        ),
        Step(
            "Capacité disponible", "somme des heures libres par mois", f"{format_hours(check.capacity_month)} par mois"
        ),
    ]
    if check.need_month is not None and need.hours_wanted is not None:
        steps.append(
            Step(
                "Besoin",
                f"{format_hours(need.hours_wanted)} ÷ {need.months} mois",
                f"{format_hours(check.need_month)} par mois",
            )
        )
    if check.dependency is not None and check.mean_turnover is not None:
        steps.append(
            Step(
                "Dépendance au marché",
                f"{format_euros(need.amount)} ÷ {format_euros(check.mean_turnover)} (chiffre d’affaires moyen)",
                format_rate(check.dependency, places=0),
                policy.source,
            )
        )
    conclusion = (
        f"{check.able} structure{_s(check.able)} sur {len(check.structures)} "
        f"{'peuvent' if check.able > 1 else 'peut'} répondre, pour {format_hours(check.capacity_month)} par mois."
        if check.able
        else "Aucune structure connue ne peut répondre à ce lot en l’état."
    )
    explanation = Explanation(conclusion, tuple(steps), _warnings(check, need))
    values = {name: getattr(check, name) for name in SupplyCheck.__dataclass_fields__}
    return SupplyCheck(**{**values, "explanation": explanation})


def _s(count: int) -> str:
    return "s" if count > 1 else ""


def _warnings(check: SupplyCheck, need: LotNeed) -> tuple[Warning, ...]:
    found = []
    if not need.place_known:
        found.append(
            Warning("place-unknown", "Le lieu d’exécution est inconnu : les distances n’ont pas pu être vérifiées.")
        )
    if check.to_ask:
        found.append(
            Warning(
                "to-ask",
                f"{check.to_ask} structure{_s(check.to_ask)} à interroger : il manque leur capacité ou leur "
                "rayon d’action.",
                Severity.INFO,
            )
        )
    if check.uncovered_trades:
        labels = ", ".join(_trade_label(code) for code in check.uncovered_trades)
        found.append(Warning("trade-uncovered", f"Aucune structure capable pour : {labels}."))
    if check.coverage is not None and check.coverage < 1:
        share = check.coverage.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        found.append(
            Warning(
                "supply-thin",
                f"La capacité disponible ne couvre que {format_rate(share, places=0)} des heures prévues par mois : "
                "l’embauche directe devra faire le reste.",
            )
        )
    if check.mean_turnover is None and check.counted:
        found.append(
            Warning(
                "turnover-unknown",
                "Aucun chiffre d’affaires connu : la dépendance ne peut pas être calculée.",
                Severity.INFO,
            )
        )
    return tuple(found)
