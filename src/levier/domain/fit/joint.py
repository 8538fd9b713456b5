"""A joint bid: the competences a lot needs, those a structure has, and the smallest teams of neighbours that complete it.

Bounded on purpose: the ``NEIGHBOURS`` nearest useful structures, ``PARTNERS`` beside the structure, ``TEAMS`` shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from ..errors import RuleError
from ..explanation import Explanation, Severity, Step, Warning  # noqa: A004 - the word of the field
from ..quantities import ZERO, Hours, format_hours, format_number
from ..trades import TRADES, TRADES_BY_CODE, trades_for_cpv
from .points import claimed_trades

#: Nearest useful neighbours looked at: with three partners, 11 480 teams at most.
NEIGHBOURS = 40
#: A team of more than four companies is rarely written in three weeks: a choice of Levier's.
PARTNERS = 3
#: Teams of the smallest size that are shown, best first.
TEAMS = 5


@dataclass(frozen=True, slots=True)
class Need:
    """One competence of a lot: any of its trades answers for it."""

    #: CPV code it was read from.
    cpv: str
    #: Codes of ``domain.trades``, in the order of the table.
    trades: tuple[str, ...]
    is_main: bool

    @property
    def label(self) -> str:
        return " ou ".join(TRADES_BY_CODE[code].label for code in self.trades)

    def met_by(self, trades: Iterable[str]) -> bool:
        return not set(self.trades).isdisjoint(trades)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A structure of the directory that could join."""

    id: int
    name: str
    trades: frozenset[str]
    distance_km: Decimal | None = None
    #: What it says it can take on, all contracts together: its load is its own business.
    capacity_hours_month: Hours | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """A neighbour in a team and the missing competences it brings."""

    neighbour: Neighbour
    brings: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Neighbours who together complete the structure; ``why`` is one sentence."""

    partners: tuple[Partner, ...]
    why: str


@dataclass(frozen=True, slots=True)
class JointPlan:
    """What a lot needs, what the structure has, who completes it."""

    needs: tuple[Need, ...]
    held: tuple[Need, ...]
    missing: tuple[Need, ...]
    #: Missing competences that no neighbour has.
    nobody: tuple[Need, ...]
    #: Of the same, smallest, size; empty when nothing is missing or nobody helps.
    teams: tuple[Team, ...]
    #: Same trades, to make up the hours that are missing; nearest first.
    reinforcements: tuple[Neighbour, ...]
    explanation: Explanation

    @property
    def alone(self) -> bool:
        """The structure has every competence that was read."""
        return bool(self.needs) and not self.missing


def needs_of(cpv: str, additional: Sequence[str] = ()) -> tuple[Need, ...]:
    """The competences a lot's CPV codes point to, the main one first, each set of trades once.

    A precise code gives the trade of its longest prefix. A general one (« 45000000 ») gives one need that any of its
    trades answers: nothing says which are wanted. A code of no known trade gives nothing.
    """
    found: dict[frozenset[str], Need] = {}
    for at, code in enumerate((cpv, *additional)):
        trades = _trades(code)
        if trades:
            found.setdefault(frozenset(trades), Need(code.strip(), trades, is_main=at == 0))
    return tuple(found.values())


def _trades(code: str) -> tuple[str, ...]:
    if claimed := claimed_trades(code):
        return (claimed[0].code,)
    wanted = {trade.code for trade in trades_for_cpv(code)}
    return tuple(trade.code for trade in TRADES if trade.code in wanted)


def joint_plan(
    *,
    needs: Sequence[Need],
    own: frozenset[str],
    neighbours: Iterable[Neighbour],
    hours_missing: Hours | None = None,
) -> JointPlan:
    """The smallest teams that complete a structure; the same whatever the order of ``neighbours``.

    Args:
        own: trades of the structure.
        hours_missing: hours a month it lacks for this lot; ``None`` when the need or the capacity is unknown.

    Raises:
        RuleError: the same neighbour twice.
    """
    around = sorted(neighbours, key=_nearest)
    if len({one.id for one in around}) < len(around):
        raise RuleError("La même structure figure deux fois parmi les voisines.")
    held = tuple(need for need in needs if need.met_by(own))
    missing = tuple(need for need in needs if not need.met_by(own))
    useful = [one for one in around if any(need.met_by(one.trades) for need in missing)][:NEIGHBOURS]
    nobody = tuple(need for need in missing if not any(need.met_by(one.trades) for one in useful))
    wanted = tuple(need for need in missing if need not in nobody)
    teams = _smallest(wanted, useful)
    reinforcements = _reinforcements(held, around, hours_missing)
    explanation = _explanation(tuple(needs), held, missing, nobody, teams, len(around), hours_missing)
    return JointPlan(tuple(needs), held, missing, nobody, teams, reinforcements, explanation)


def _nearest(one: Neighbour) -> tuple[bool, Decimal, str, int]:
    return one.distance_km is None, one.distance_km or ZERO, one.name, one.id


def _smallest(wanted: tuple[Need, ...], useful: list[Neighbour]) -> tuple[Team, ...]:
    if not wanted:
        return ()
    masks = [sum(1 << at for at, need in enumerate(wanted) if need.met_by(one.trades)) for one in useful]
    full = (1 << len(wanted)) - 1
    for size in range(1, PARTNERS + 1):
        found = [team for team in combinations(range(len(useful)), size) if _together(masks, team) == full]
        if found:
            best = sorted(found, key=lambda team: _order([useful[at] for at in team]))[:TEAMS]
            return tuple(_team(wanted, [useful[at] for at in team]) for team in best)
    return ()


def _together(masks: list[int], team: tuple[int, ...]) -> int:
    covered = 0
    for at in team:
        covered |= masks[at]
    return covered


def _order(team: list[Neighbour]) -> tuple[int, Decimal, Decimal, tuple[str, ...], tuple[int, ...]]:
    """Known distances first, then the shortest in all, then the largest capacity, then names."""
    unknown = sum(one.distance_km is None for one in team)
    away = sum((one.distance_km or ZERO for one in team), ZERO)
    capacity = sum((one.capacity_hours_month or ZERO for one in team), ZERO)
    return unknown, away, -capacity, tuple(one.name for one in team), tuple(one.id for one in team)


def _team(wanted: tuple[Need, ...], members: list[Neighbour]) -> Team:
    partners = tuple(Partner(one, tuple(need for need in wanted if need.met_by(one.trades))) for one in members)
    said = [f"{one.neighbour.name} apporte {_listed(one.brings)}{_away(one.neighbour)}" for one in partners]
    return Team(partners, f"{' ; '.join(said)}.")


def _listed(needs: Sequence[Need]) -> str:
    return ", ".join(f"« {need.label} »" for need in needs)


def _away(one: Neighbour) -> str:
    if one.distance_km is None:
        return " (distance inconnue)"
    return f" (à {format_number(one.distance_km, places=0)} km)"


def _reinforcements(
    held: tuple[Need, ...], around: list[Neighbour], hours_missing: Hours | None
) -> tuple[Neighbour, ...]:
    """The nearest who do the same and told a capacity, until what is missing is made up."""
    if not hours_missing or hours_missing <= 0:
        return ()
    chosen: list[Neighbour] = []
    left = hours_missing
    for one in around:
        if left <= 0 or len(chosen) == PARTNERS:
            break
        if one.capacity_hours_month and any(need.met_by(one.trades) for need in held):
            chosen.append(one)
            left -= one.capacity_hours_month
    return tuple(chosen)


def _explanation(
    needs: tuple[Need, ...],
    held: tuple[Need, ...],
    missing: tuple[Need, ...],
    nobody: tuple[Need, ...],
    teams: tuple[Team, ...],
    around: int,
    hours_missing: Hours | None,
) -> Explanation:
    steps = [
        Step("Compétences lues dans les codes CPV du lot", _listed(needs), format_number(len(needs))),
        Step("Vous les avez", _listed(held), format_number(len(held))),
        Step("Il manque", _listed(missing), format_number(len(missing))),
        Step("Structures de l’annuaire regardées", "les plus proches d’abord", format_number(around)),
    ]
    if hours_missing:
        steps.append(
            Step("Heures qui vous manquent", "besoin estimé − heures libres", f"{format_hours(hours_missing)} par mois")
        )
    warnings = [
        Warning("nobody", f"Personne dans l’annuaire pour {_listed([need])} : cherchez au-delà.", Severity.WARNING)
        for need in nobody
    ]
    if missing and not teams and len(nobody) < len(missing):
        message = f"Il faudrait plus de {PARTNERS} partenaires pour tout réunir : demandez si le lot peut se diviser."
        warnings.append(Warning("too-many", message))
    return Explanation(_conclusion(needs, missing, teams), tuple(steps), tuple(warnings))


def _conclusion(needs: tuple[Need, ...], missing: tuple[Need, ...], teams: tuple[Team, ...]) -> str:
    if not needs:
        return "Les codes CPV du lot ne renvoient à aucun métier connu : lisez son objet avant de chercher des partenaires."
    if not missing:
        return "Vous avez toutes les compétences lues dans ce lot."
    if not teams:
        return f"Il vous manque {_listed(missing)}, et aucune équipe de l’annuaire ne le complète."
    size = len(teams[0].partners)
    who = "un partenaire suffit" if size == 1 else f"{size} partenaires suffisent"
    return f"Il vous manque {_listed(missing)} : {who} pour {'le' if len(missing) == 1 else 'les'} réunir."
