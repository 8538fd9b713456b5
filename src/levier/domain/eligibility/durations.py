"""How long an eligibility lasts: a dated rule table, never a constant (domain.md §4).

The figures commonly quoted (24 months from the first claused hour, work-study for the length of the contract) are
recalled, not verified: they are defaults shown « à vérifier », and an hour is never refused on them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import RuleError
from ..explanation import Certainty, Source
from ..months import add_months
from ..vocabulary import ContractKind


@dataclass(frozen=True, slots=True)
class DurationRule:
    """Length of an eligibility for a criterion and a kind of work contract (None: any).

    ``months`` is counted from the entry; ``until_contract_end`` stops with the work contract. With both, the earlier
    of the two wins; with neither, this rule sets no end.
    """

    criterion: str | None
    contract_kind: ContractKind | None
    months: int | None
    until_contract_end: bool
    source: Source

    def __post_init__(self) -> None:
        if self.months is not None and self.months <= 0:
            raise RuleError("La durée d’éligibilité doit être d’au moins un mois.", field="months")

    @property
    def sentence(self) -> str:
        """« 24 mois à compter de l’entrée »."""
        parts = []
        if self.until_contract_end:
            parts.append("jusqu’à la fin du contrat de travail")
        if self.months is not None:
            parts.append(f"{self.months} mois à compter de l’entrée")
        return ", au plus ".join(parts) if parts else "sans terme fixé par cette règle"


@dataclass(frozen=True, slots=True)
class StatusEnd:
    """Last day of an eligibility (None: no end known) and the rule that sets it (None: the status itself)."""

    until: date | None
    rule: DurationRule | None


_QUOTED = Source("Durée couramment citée par les facilitateurs", Certainty.RECALLED)
_PASS_IAE = Source(
    "Durée d’un PASS IAE (730 jours)",
    Certainty.RECALLED,
    "La durée du PASS est vérifiée (les-emplois), son application à la clause ne l’est pas : saisissez la date de fin "
    "du PASS, prolongations et suspensions comprises.",
)

DEFAULT_DURATIONS: tuple[DurationRule, ...] = (
    DurationRule(None, None, 24, False, _QUOTED),
    DurationRule(None, ContractKind.APPRENTICESHIP, None, True, _QUOTED),
    DurationRule(None, ContractKind.PROFESSIONALISATION, None, True, _QUOTED),
    DurationRule(
        None,
        ContractKind.CDI,
        None,
        True,
        Source("Durée plus longue en CDI", Certainty.RECALLED, "Le plafond en années est celui du marché."),
    ),
    DurationRule("iae", None, 24, False, _PASS_IAE),
)


def pick_rule(
    *, criterion: str, contract_kind: ContractKind | None, rules: Sequence[DurationRule]
) -> DurationRule | None:
    """The most specific rule that fits: criterion and kind, then criterion, then kind, then the general one."""

    def rank(rule: DurationRule) -> int:
        return (2 if rule.criterion is not None else 0) + (1 if rule.contract_kind is not None else 0)

    fitting = [
        rule
        for rule in rules
        if rule.criterion in (None, criterion) and (rule.contract_kind is None or rule.contract_kind is contract_kind)
    ]
    return max(fitting, key=rank, default=None)


def status_end(
    *,
    criterion: str,
    contract_kind: ContractKind | None,
    start: date,
    contract_end: date | None,
    rules: Sequence[DurationRule] = DEFAULT_DURATIONS,
) -> StatusEnd:
    """Last day of an eligibility that starts on ``start`` (24 months from 15 January 2025: 14 January 2027).

    ``contract_end`` is the last day of the *work* contract; None when it has none or it is not known.
    """
    rule = pick_rule(criterion=criterion, contract_kind=contract_kind, rules=rules)
    if rule is None:
        return StatusEnd(None, None)
    ends = []
    if rule.months is not None:
        ends.append(add_months(start, rule.months) - timedelta(days=1))
    if rule.until_contract_end and contract_end is not None:
        ends.append(contract_end)
    return StatusEnd(min(ends, default=None), rule)
