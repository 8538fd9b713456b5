"""From what is stored of a person to what the rules read, and back to what each role may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.domain.dates import format_date
from levier.domain.eligibility import (
    Answer,
    ClauseTerms,
    Criterion,
    EligibilityAnswer,
    Status,
    by_code,
    is_eligible,
)
from levier.domain.vocabulary import Role

from .models import EligibilityStatus, Person
from .special import LABEL, Secret, is_protected, opened


def as_rule(status: EligibilityStatus) -> Status:
    """The stored status as the rules read it; checked means somebody of the team saw the proof.

    A protected criterion is opened, since a clause may name it; the rules never say which one it was.
    """
    secret = opened(status) if is_protected(status) else Secret(status.criterion, status.proof_kind)
    return Status(
        secret.criterion,
        status.valid_from,
        status.valid_until,
        secret.proof_kind,
        status.proof_on,
        status.checked_on is not None,
    )


def statuses_of(person: Person) -> tuple[Status, ...]:
    """Every status of a person (one query, or none when prefetched)."""
    return tuple(as_rule(status) for status in person.statuses.all())


def answer_on(person: Person, *, on: date, terms: ClauseTerms | None = None) -> EligibilityAnswer:
    """Eligibility on one day; without ``terms``, for the common list plus every criterion the person holds."""
    statuses = statuses_of(person)
    wide = terms or ClauseTerms(criteria=ClauseTerms().accepted | {status.criterion for status in statuses})
    return is_eligible(statuses, wide, on=on)


def status_sentence(status: EligibilityStatus, *, on: date) -> str:
    """What is missing, or that the status holds: one sentence."""
    rule = as_rule(status)
    return is_eligible((rule,), ClauseTerms(criteria=frozenset({rule.criterion})), on=on).reasons[0]


def lacks_proof(status: EligibilityStatus) -> bool:
    """No proof that holds on its first day was seen: none, one without the date it needs, or one too old."""
    rule = as_rule(status)
    terms = ClauseTerms(criteria=frozenset({rule.criterion}))
    return is_eligible((rule,), terms, on=status.valid_from).answer is Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be shown of a person's eligibility to one reader: a word, a sentence, a date."""

    answer: Answer
    label: str
    detail: str
    until: date | None

    @property
    def tone(self) -> str:
        return {Answer.YES: "success", Answer.NO: "danger", Answer.UNKNOWN: "warning"}[self.answer]


def standing(person: Person, *, actor: Actor, on: date) -> Standing:
    """Eligibility of a person today. Companies and structures only learn until when."""
    found = answer_on(person, on=on)
    until = f"éligible jusqu’au {format_date(found.until)}" if found.until else "éligible"
    label = until if found.answer is Answer.YES else found.answer.label.lower()
    detail = " ".join(found.reasons) if may_know_criterion(actor) else ""
    return Standing(found.answer, label, detail, found.until)


def may_know_criterion(actor: Actor) -> bool:
    """The team, and the referrer who sent the person."""
    return actor.role in (*TEAM, Role.REFERRER)


def criterion_label(status: EligibilityStatus) -> str:
    """The criterion, or that it is protected: that one is read through its own page."""
    return LABEL if is_protected(status) else by_code(status.criterion).label


def proof_label(status: EligibilityStatus) -> str:
    """The proof seen: its kind unless it would name a protected criterion, and its day."""
    if is_protected(status):
        dated = f"Datée du {format_date(status.proof_on)}" if status.proof_on else "Présentée"
        return dated if status.checked_on else ""
    proof = by_code(status.criterion).proof(status.proof_kind)
    if proof is None:
        return ""
    return f"{proof.label}, du {format_date(status.proof_on)}" if status.proof_on else proof.label


def proof_choices(criterion: Criterion) -> list[tuple[str, str]]:
    """Proofs a criterion accepts, with the age each may have."""
    found = []
    for proof in criterion.proofs:
        age = f" (moins de {proof.freshness_months} mois)" if proof.freshness_months else ""
        found.append((proof.kind, f"{proof.label}{age}"))
    return sorted(found, key=lambda pair: pair[1])
