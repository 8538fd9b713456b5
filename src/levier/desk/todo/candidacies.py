"""What waits around candidates: answers a company owes, interviews whose outcome nobody said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.domain.dates import format_date
from levier.domain.french import of
from levier.domain.vocabulary import Role
from levier.people.candidacies import candidacies
from levier.people.enums import CandidacyState, OfferState
from levier.people.models import Candidacy, JobOffer

from .. import addresses
from .item import TodoItem, about, provider, urgency_of

_COMPANIES = (Role.CONTRACTOR, Role.STRUCTURE)


def _by_offer(actor: Actor, only: int | None, **conditions: object) -> Iterator[tuple[JobOffer, list[Candidacy]]]:
    """Candidacies of open offers, together for each offer; one query."""
    found = candidacies(actor=actor).filter(offer__state=OfferState.PUBLISHED, **conditions)
    if only is not None:
        found = found.filter(offer__lot__contract=only)
    offers: dict[int, list[Candidacy]] = {}
    for one in found.order_by("due_on", "pk"):
        offers.setdefault(one.offer_id, []).append(one)
    for waiting in offers.values():
        yield waiting[0].offer, waiting


def _people(count: int) -> str:
    return f"{count} personnes" if count > 1 else "une personne"


@provider("candidacy", "Réponses sur des candidats", (*TEAM, *_COMPANIES))
def answers(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """A company sees every answer it owes; the team, those that are late."""
    owed = actor.role in _COMPANIES
    late = {} if owed else {"due_on__lt": today}
    for job, waiting in _by_offer(actor, only, state=CandidacyState.PROPOSED, **late):
        due = waiting[0].due_on
        yield TodoItem(
            kind="candidacy",
            title=f"Répondre au sujet {of(_people(len(waiting)))}" if owed else f"{job.company} n’a pas répondu",
            why=_why(job, waiting, owed=owed),
            since=min(one.proposed_on for one in waiting),
            due=due,
            urgency=urgency_of(due, today),
            url=addresses.offer(job.pk),
            button="Répondre" if owed else "Voir l’offre",
            **about(job.lot.contract),
        )


def _why(job: JobOffer, waiting: list[Candidacy], *, owed: bool) -> str:
    if owed:
        return f"Pour votre offre « {job.title} »."
    told = [one.escalated_on for one in waiting if one.escalated_on]
    reminded = [one.reminded_on for one in waiting if one.reminded_on]
    parts = [f"{_people(len(waiting)).capitalize()} pour « {job.title} »"]
    if reminded:
        parts.append(f"dernier rappel le {format_date(max(reminded))}")
    if told:
        parts.append("l’acheteur est prévenu")
    return f"{' ; '.join(parts)}."


@provider("interview", "Suites d’un entretien", (*TEAM, *_COMPANIES))
def interviews(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Interviews of days gone by: hired, or not?"""
    for job, waiting in _by_offer(actor, only, state=CandidacyState.INTERVIEW, interview_on__lt=today):
        met = min(one.interview_on for one in waiting if one.interview_on)
        many = len(waiting) > 1
        yield TodoItem(
            kind="interview",
            title=f"Dire la suite de {len(waiting)} entretiens" if many else "Dire la suite d’un entretien",
            why=f"{job.company} a rencontré {_people(len(waiting))} pour « {job.title} ».",
            since=met,
            due=None,
            urgency=urgency_of(None, today),
            url=addresses.offer(job.pk),
            button="Dire la suite",
            **about(job.lot.contract),
        )
