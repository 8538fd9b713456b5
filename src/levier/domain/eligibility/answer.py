"""Is this person eligible for this clause on the day worked? Yes, no, or what is missing to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ..dates import format_date
from ..errors import RuleError
from ..explanation import Certainty, Explanation, Source, Step, Warning  # noqa: A004 - the word of the field
from ..months import add_months
from ..vocabulary import ContractKind, Labelled
from .criteria import COMMON_CODES, CRITERIA, Criterion, by_code
from .durations import DEFAULT_DURATIONS, DurationRule, StatusEnd, status_end

_ON_THE_DAY = Source("Règle de Levier : l’éligibilité se lit au jour travaillé", Certainty.STATED)
_BEFORE_START = Source("Contrôle de l’éligibilité avant l’embauche", Certainty.RECALLED)


class Answer(Labelled):
    """The three answers; ``unknown`` always comes with what is missing."""

    YES = "yes", "Éligible"
    NO = "no", "Non éligible"
    UNKNOWN = "unknown", "À établir"


@dataclass(frozen=True, slots=True)
class Status:
    """A dated status of a person: which criterion, from when, on which proof, checked or not."""

    criterion: str
    valid_from: date
    valid_until: date | None = None
    proof_kind: str = ""
    proof_on: date | None = None
    checked: bool = False

    def __post_init__(self) -> None:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise RuleError("Le statut finit avant d’avoir commencé.", field="valid_until")


@dataclass(frozen=True, slots=True)
class ClauseTerms:
    """What the clause says of its publics. No criterion named: the common list of the CCAG."""

    criteria: frozenset[str] = field(default_factory=frozenset)
    started_on: date | None = None
    ended_on: date | None = None

    @property
    def accepted(self) -> frozenset[str]:
        return self.criteria or COMMON_CODES


@dataclass(frozen=True, slots=True)
class EligibilityAnswer:
    """The answer, its reasons, the criterion used and the last day it holds (None: no end known)."""

    answer: Answer
    reasons: tuple[str, ...]
    criterion: Criterion | None
    until: date | None
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one status is worth on the day."""

    answer: Answer
    reason: str
    criterion: Criterion
    end: StatusEnd
    #: Dated proof later than the entry, and the like: said, never blocking.
    warnings: tuple[Warning, ...] = ()


def is_eligible(
    statuses: Sequence[Status],
    clause: ClauseTerms,
    *,
    on: date,
    contract_kind: ContractKind | None = None,
    contract_end: date | None = None,
    entered_on: date | None = None,
    rules: Sequence[DurationRule] = DEFAULT_DURATIONS,
    criteria: Sequence[Criterion] = CRITERIA,
) -> EligibilityAnswer:
    """Say whether hours worked on day ``on`` may count for the clause.

    Any one accepted status suffices; when several hold, the one that lasts longest is used. ``entered_on`` is the day
    of the first claused hour: durations run from it and proofs must be fresh on it; without it, the first day of the
    status is used. An eligibility that would end by a rule still « à vérifier » gives *unknown*, not *no*.

    Raises:
        RuleError: a status or the clause names a criterion absent from ``criteria``.
    """
    for code in clause.criteria:
        by_code(code, criteria)
    outside = _outside_clause(clause, on)
    if outside:
        return _answer(Answer.NO, (outside,), on=on)
    if not statuses:
        missing = "Aucun statut n’est enregistré pour cette personne : recueillez une preuve d’éligibilité."
        return _answer(Answer.UNKNOWN, (missing,), on=on)
    findings = [
        _examine(
            status,
            clause,
            by_code(status.criterion, criteria),
            on=on,
            entered_on=entered_on,
            contract_kind=contract_kind,
            contract_end=contract_end,
            rules=rules,
        )
        for status in statuses
    ]
    for wanted in (Answer.YES, Answer.UNKNOWN, Answer.NO):
        found = [finding for finding in findings if finding.answer is wanted]
        if found:
            return _conclude(wanted, found, on=on)
    raise AssertionError("unreachable: every finding carries one of the three answers")


def _outside_clause(clause: ClauseTerms, on: date) -> str:
    if clause.started_on is not None and on < clause.started_on:
        return f"La clause ne court qu’à partir du {format_date(clause.started_on)}."
    if clause.ended_on is not None and on > clause.ended_on:
        return f"La clause a pris fin le {format_date(clause.ended_on)}."
    return ""


def _examine(
    status: Status,
    clause: ClauseTerms,
    criterion: Criterion,
    *,
    on: date,
    entered_on: date | None,
    contract_kind: ContractKind | None,
    contract_end: date | None,
    rules: Sequence[DurationRule],
) -> _Finding:
    name = criterion.public_label
    entry = max(status.valid_from, entered_on) if entered_on else status.valid_from
    end = _end_of(status, entry, contract_kind, contract_end, rules)
    if status.criterion not in clause.accepted:
        return _Finding(Answer.NO, f"« {name} » ne fait pas partie des publics de cette clause.", criterion, end)
    if on < status.valid_from:
        return _Finding(
            Answer.NO, f"« {name} » ne vaut qu’à partir du {format_date(status.valid_from)}.", criterion, end
        )
    if end.until is not None and on > end.until:
        return _expired(name, criterion, end)
    missing = _missing(status, criterion, entry)
    if missing:
        return _Finding(Answer.UNKNOWN, f"« {name} » : {missing}", criterion, end)
    return _Finding(Answer.YES, _holds(name, end), criterion, end, _remarks(status, entry, end))


def _end_of(
    status: Status,
    entry: date,
    contract_kind: ContractKind | None,
    contract_end: date | None,
    rules: Sequence[DurationRule],
) -> StatusEnd:
    if status.valid_until is not None:
        return StatusEnd(status.valid_until, None)
    return status_end(
        criterion=status.criterion, contract_kind=contract_kind, start=entry, contract_end=contract_end, rules=rules
    )


def _expired(name: str, criterion: Criterion, end: StatusEnd) -> _Finding:
    assert end.until is not None  # noqa: S101 - only called for an end that is passed
    ended = f"« {name} » a cessé de valoir le {format_date(end.until)}"
    if end.rule is not None and end.rule.source.certainty.to_check:
        reason = f"{ended} selon une durée à vérifier ({end.rule.sentence}) : confirmez la durée que vous appliquez."
        return _Finding(Answer.UNKNOWN, reason, criterion, end)
    return _Finding(Answer.NO, f"{ended}.", criterion, end)


def _missing(status: Status, criterion: Criterion, entry: date) -> str:
    """What prevents a « yes », or the empty string."""
    if criterion.special_category:
        return _missing_unnamed(status, criterion, entry)
    if not status.proof_kind:
        expected = " ou ".join(proof.label for proof in criterion.proofs)
        return f"il manque la preuve ({expected})."
    proof = criterion.proof(status.proof_kind)
    if proof is None:
        return "la pièce enregistrée n’est pas de celles que vous acceptez pour ce public."
    if not status.checked:
        return f"la pièce « {proof.label} » reste à contrôler."
    if proof.freshness_months is None:
        return ""
    if status.proof_on is None:
        return f"il manque la date de la pièce « {proof.label} » (moins de {proof.freshness_months} mois à l’entrée)."
    if entry >= add_months(status.proof_on, proof.freshness_months):
        return (
            f"la pièce « {proof.label} » du {format_date(status.proof_on)} avait {proof.freshness_months} mois ou plus "
            f"le {format_date(entry)} : demandez une pièce plus récente."
        )
    return ""


def _missing_unnamed(status: Status, criterion: Criterion, entry: date) -> str:
    """The same for a protected criterion: its proofs and their ages would name it."""
    proof = criterion.proof(status.proof_kind)
    if proof is None:
        return "il manque une preuve que vous acceptez pour ce public."
    if not status.checked:
        return "la pièce reste à contrôler."
    if proof.freshness_months is None:
        return ""
    if status.proof_on is None:
        return "il manque la date de la pièce."
    if entry >= add_months(status.proof_on, proof.freshness_months):
        return "la pièce était trop ancienne à l’entrée : demandez une pièce plus récente."
    return ""


def _holds(name: str, end: StatusEnd) -> str:
    until = f" jusqu’au {format_date(end.until)}" if end.until is not None else ""
    return f"« {name} », preuve contrôlée : valable{until}."


def _remarks(status: Status, entry: date, end: StatusEnd) -> tuple[Warning, ...]:
    remarks = []
    if status.proof_on is not None and status.proof_on > entry:
        remarks.append(
            Warning("late_proof", "La preuve est postérieure à l’entrée de la personne.", source=_BEFORE_START)
        )
    if end.rule is not None and end.rule.source.certainty.to_check:
        remarks.append(Warning("duration_to_check", f"Durée à vérifier : {end.rule.sentence}.", source=end.rule.source))
    return tuple(remarks)


def _conclude(answer: Answer, found: list[_Finding], *, on: date) -> EligibilityAnswer:
    best = max(found, key=lambda finding: finding.end.until or date.max)
    if answer is not Answer.YES:
        reasons = tuple(dict.fromkeys(finding.reason for finding in found))
        criterion = best.criterion if answer is Answer.UNKNOWN else None
        return _answer(answer, reasons, on=on, criterion=criterion)
    return _answer(
        answer, (best.reason,), on=on, criterion=best.criterion, until=best.end.until, warnings=best.warnings
    )


def _answer(
    answer: Answer,
    reasons: tuple[str, ...],
    *,
    on: date,
    criterion: Criterion | None = None,
    until: date | None = None,
    warnings: tuple[Warning, ...] = (),
) -> EligibilityAnswer:
    verdict = {
        Answer.YES: "la personne est éligible",
        Answer.NO: "la personne n’est pas éligible",
        Answer.UNKNOWN: "l’éligibilité reste à établir",
    }[answer]
    explanation = Explanation(
        f"Le {format_date(on)}, {verdict} : {reasons[0][:1].lower()}{reasons[0][1:]}",
        (
            Step("Jour travaillé", result=format_date(on), source=_ON_THE_DAY),
            *(
                Step("Statut examiné", reason, answer.label, criterion.source if criterion else None)
                for reason in reasons
            ),
        ),
        warnings,
    )
    return EligibilityAnswer(answer, reasons, criterion, until, explanation)
