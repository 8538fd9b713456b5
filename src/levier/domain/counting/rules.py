"""Which hours count: the day, the modality, the work contract, the kind of hour, then the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..dates import format_date
from ..eligibility import (
    CRITERIA,
    DEFAULT_DURATIONS,
    Answer,
    ClauseTerms,
    Criterion,
    DurationRule,
    EligibilityAnswer,
    Status,
    is_eligible,
    status_end,
)
from ..errors import RuleError
from ..explanation import Explanation, Source, Step, Warning  # noqa: A004 - the word of the field
from ..months import add_months, next_day
from ..quantities import ZERO, Hours, format_hours
from ..vocabulary import ContractKind, HourKind
from . import terms as sources
from .periods import WorkedHours, split
from .terms import CountingTerms, Refusal


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the hours: ``counted + refused + pending`` is always what was declared."""

    worked: WorkedHours
    counted: Hours
    refused: Hours
    pending: Hours
    code: Refusal | None
    reason: str
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class _Verdict:
    code: Refusal | None
    reason: str
    source: Source


def count(worked: WorkedHours, terms: CountingTerms, eligibility: EligibilityAnswer) -> Counted:
    """Say whether these hours count, under one answer that holds for the whole period.

    Raises:
        RuleError: a date of the contract or the end of the eligibility falls inside the period: cut it first
            (``split_at``), or use ``count_period`` which does it.
    """
    for cut in contract_cuts(worked, terms):
        if worked.first_day < cut <= worked.last_day:
            raise RuleError(
                f"Une règle change le {format_date(cut)}, au milieu de la période : séparez les heures avant et après.",
                field="hours",
            )
    verdict = _refused_by_contract(worked, terms)
    if verdict is None:
        if eligibility.answer is Answer.YES and eligibility.until is not None and eligibility.until < worked.last_day:
            raise RuleError(
                f"L’éligibilité s’arrête le {format_date(eligibility.until)}, au milieu de la période : séparez les "
                "heures avant et après.",
                field="hours",
            )
        verdict = _by_eligibility(worked, eligibility)
    return _counted(worked, verdict)


def count_period(
    worked: WorkedHours,
    terms: CountingTerms,
    statuses: Sequence[Status],
    clause: ClauseTerms,
    *,
    contract_end: date | None = None,
    entered_on: date | None = None,
    rules: Sequence[DurationRule] = DEFAULT_DURATIONS,
    criteria: Sequence[Criterion] = CRITERIA,
) -> tuple[Counted, ...]:
    """Count a period by its parts, cut wherever a status, the clause or the contract changes.

    Parts cut inside the period are marked ``estimated``: ask the company for the true split.
    """
    cuts = [*contract_cuts(worked, terms), *_clause_cuts(clause)]
    for status in statuses:
        cuts += _status_cuts(status, worked, contract_end=contract_end, entered_on=entered_on, rules=rules)
    return tuple(
        count(
            part,
            terms,
            is_eligible(
                statuses,
                clause,
                on=part.first_day,
                contract_kind=part.contract_kind,
                contract_end=contract_end,
                entered_on=entered_on,
                rules=rules,
                criteria=criteria,
            ),
        )
        for part in split(worked, cuts)
    )


def contract_cuts(worked: WorkedHours, terms: CountingTerms) -> tuple[date, ...]:
    """First days of a new regime by the contract itself: its start, its end, the hiring, the end of the CDI cap."""
    cuts = []
    if terms.starts_on is not None:
        cuts.append(terms.starts_on)
    if terms.ends_on is not None:
        cuts.append(next_day(terms.ends_on))
    if worked.hired_on is not None:
        cuts.append(worked.hired_on)
    last = _cdi_last_day(worked, terms)
    if last is not None:
        cuts.append(next_day(last))
    return tuple(cuts)


def _clause_cuts(clause: ClauseTerms) -> list[date]:
    cuts = [clause.started_on] if clause.started_on is not None else []
    return [*cuts, next_day(clause.ended_on)] if clause.ended_on is not None else cuts


def _status_cuts(
    status: Status,
    worked: WorkedHours,
    *,
    contract_end: date | None,
    entered_on: date | None,
    rules: Sequence[DurationRule],
) -> list[date]:
    """Days on which a status begins or ceases to hold."""
    end = status.valid_until
    if end is None:
        end = status_end(
            criterion=status.criterion,
            contract_kind=worked.contract_kind,
            start=max(status.valid_from, entered_on or status.valid_from),
            contract_end=contract_end,
            rules=rules,
        ).until
    return [status.valid_from] if end is None else [status.valid_from, next_day(end)]


def _cdi_last_day(worked: WorkedHours, terms: CountingTerms) -> date | None:
    if worked.contract_kind is not ContractKind.CDI or terms.cdi_years_cap is None or worked.hired_on is None:
        return None
    return add_months(worked.hired_on, 12 * terms.cdi_years_cap) - timedelta(days=1)


def _refused_by_contract(worked: WorkedHours, terms: CountingTerms) -> _Verdict | None:
    for check in (_by_dates, _by_modality, _by_kind_of_hour):
        verdict = check(worked, terms)
        if verdict is not None:
            return verdict
    return None


def _by_dates(worked: WorkedHours, terms: CountingTerms) -> _Verdict | None:
    if terms.starts_on is not None and worked.first_day < terms.starts_on:
        reason = f"Ces heures précèdent le début du marché ({format_date(terms.starts_on)})."
        return _Verdict(Refusal.BEFORE_START, reason, sources.CONTRACT)
    if terms.ends_on is not None and worked.last_day > terms.ends_on:
        reason = f"Ces heures suivent la fin du marché ({format_date(terms.ends_on)})."
        return _Verdict(Refusal.AFTER_END, reason, sources.CONTRACT)
    if worked.hired_on is not None and worked.first_day < worked.hired_on:
        reason = f"Ces heures précèdent l’embauche ({format_date(worked.hired_on)}) : vérifiez les dates."
        return _Verdict(Refusal.BEFORE_HIRING, reason, sources.CONTRACT)
    last = _cdi_last_day(worked, terms)
    if last is not None and worked.last_day > last:
        reason = f"Le marché compte les heures d’un CDI jusqu’au {format_date(last)} au plus."
        return _Verdict(Refusal.CDI_CAP, reason, sources.CDI_CAP)
    return None


def _by_modality(worked: WorkedHours, terms: CountingTerms) -> _Verdict | None:
    if terms.modalities and worked.modality not in terms.modalities:
        reason = f"Le marché ne prévoit pas la modalité « {worked.modality.label} »."
        return _Verdict(Refusal.MODALITY, reason, sources.CONTRACT)
    if terms.contract_kinds and worked.contract_kind not in terms.contract_kinds:
        reason = f"Le marché ne prévoit pas le contrat de travail « {worked.contract_kind.label} »."
        return _Verdict(Refusal.CONTRACT_KIND, reason, sources.CONTRACT)
    return None


def _by_kind_of_hour(worked: WorkedHours, terms: CountingTerms) -> _Verdict | None:
    internship = worked.contract_kind is ContractKind.INTERNSHIP
    if (internship or worked.kind is HourKind.PMSMP) and not terms.pmsmp_counts:
        return _Verdict(Refusal.PMSMP, "Le marché ne compte ni les immersions ni les stages.", sources.PMSMP)
    if worked.kind is HourKind.LEAVE and not terms.leave_counts:
        return _Verdict(Refusal.LEAVE, "Le marché ne compte ni les congés ni les absences.", sources.LEAVE)
    if worked.kind is not HourKind.TRAINING:
        return None
    if worked.contract_kind.work_study:
        if terms.training_counts_for_work_study:
            return None
        return _Verdict(Refusal.TRAINING, "Le marché écarte la formation en alternance.", sources.CONTRACT)
    if terms.training_counts_otherwise:
        return None
    return _Verdict(Refusal.TRAINING, "Le marché ne compte la formation qu’en alternance.", sources.TRAINING)


def _by_eligibility(worked: WorkedHours, eligibility: EligibilityAnswer) -> _Verdict:
    if eligibility.answer is Answer.UNKNOWN:
        return _Verdict(Refusal.PENDING, " ".join(eligibility.reasons), sources.ELIGIBILITY)
    if eligibility.answer is Answer.NO:
        return _Verdict(Refusal.NOT_ELIGIBLE, " ".join(eligibility.reasons), sources.ELIGIBILITY)
    if worked.kind is HourKind.TRAINING and worked.contract_kind.work_study:
        return _Verdict(None, "La formation d’un contrat en alternance compte.", sources.WORK_STUDY)
    if worked.kind is HourKind.WORK:
        return _Verdict(None, "Heures travaillées par une personne éligible, dans une modalité admise.", sources.WORK)
    return _Verdict(None, f"Le marché compte ces heures (« {worked.kind.label} »).", sources.CONTRACT)


def _counted(worked: WorkedHours, verdict: _Verdict) -> Counted:
    hours = worked.hours
    pending = hours if verdict.code is Refusal.PENDING else ZERO
    refused = hours if verdict.code not in (None, Refusal.PENDING) else ZERO
    kept = hours - pending - refused
    outcome = (
        "comptées" if verdict.code is None else "en attente" if verdict.code is Refusal.PENDING else "non comptées"
    )
    dates = f"du {format_date(worked.first_day)} au {format_date(worked.last_day)}"
    warnings: tuple[Warning, ...] = ()
    if worked.estimated:
        warnings = (
            Warning("estimated_split", "Répartition estimée par jours ouvrés : demandez le détail à l’entreprise."),
        )
    explanation = Explanation(
        f"{format_hours(hours)} {outcome}, {dates} : {verdict.reason[:1].lower()}{verdict.reason[1:]}",
        (Step(f"Heures {dates}", verdict.reason, f"{format_hours(kept)} comptées", verdict.source),),
        warnings,
    )
    return Counted(worked, kept, refused, pending, verdict.code, verdict.reason, explanation)
