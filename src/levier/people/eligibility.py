"""From what is stored of a person to what the rules read, and back to what each role may read."""

from __future__ import annotations

from collections.abc import Iterable
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


def as_rule(status: EligibilityStatus) -> Status:
    """The stored status as the rules read it; checked means somebody of the team saw the proof."""
    return Status(
        status.criterion,
        status.valid_from,
        status.valid_until,
        status.proof_kind,
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
    terms = ClauseTerms(criteria=frozenset({status.criterion}))
    return is_eligible((as_rule(status),), terms, on=on).reasons[0]


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


def criterion_label(status: EligibilityStatus, *, actor: Actor, recognised_by: str = "") -> str:
    """The criterion in full for those who check it; « reconnue éligible par … » where the reason is protected."""
    criterion: Criterion = by_code(status.criterion)
    if actor.role in TEAM or not criterion.special_category:
        return criterion.label
    return f"Personne reconnue éligible par {recognised_by or 'une structure'}"


def proof_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Proofs the given criteria accept, each once."""
    seen: dict[str, str] = {}
    for code in codes:
        for proof in by_code(code).proofs:
            age = f" (moins de {proof.freshness_months} mois)" if proof.freshness_months else ""
            seen.setdefault(proof.kind, f"{proof.label}{age}")
    return sorted(seen.items(), key=lambda pair: pair[1])
