"""Candidacies: who sees which, what a company may read of a person, where each one stands and what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.enums import LinkPurpose
from levier.accounts.perms import TEAM
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.answers import Waiting, is_late
from levier.domain.certificates import certificate_labels
from levier.domain.dates import format_date
from levier.domain.french import of
from levier.domain.quantities import format_hours
from levier.domain.vocabulary import Role

from . import perms
from .availability import availability, contracts_from
from .enums import ACTIVE, NEXT_STATES, OPEN, CandidacyState, OfferState
from .models import Candidacy, Employment, JobOffer, Person, Profile
from .occupations import occupation_labels

_COMPANIES = (Role.CONTRACTOR, Role.STRUCTURE)
TONES = {
    CandidacyState.PROPOSED: "info",
    CandidacyState.INTERVIEW: "accent",
    CandidacyState.HIRED: "success",
    CandidacyState.REFUSED: "neutral",
    CandidacyState.WITHDRAWN: "neutral",
}


def candidacies(*, actor: Actor) -> QuerySet[Candidacy]:
    """Candidacies the actor may know: a referrer's own people; a company's, once proposed to it and not withdrawn.

    A personal link opens those of its offer, or the person's own.
    """
    found = Candidacy.objects.filter(offer__workspace=actor.workspace, person__erased_on=None).select_related(
        "person__profile", "person__referrer", "offer__company", "offer__workspace", "offer__lot__contract"
    )
    if actor.kind is ActorKind.LINK:
        return _behind_link(found, actor)
    if actor.role in TEAM or actor.kind is ActorKind.SYSTEM:
        return found
    if actor.role is Role.REFERRER and actor.organisation_id:
        return found.filter(person__referrer_id=actor.organisation_id)
    if actor.role in _COMPANIES and actor.organisation_id:
        return found.filter(offer__company_id=actor.organisation_id).exclude(state=CandidacyState.WITHDRAWN)
    return found.none()


def _behind_link(found: QuerySet[Candidacy], actor: Actor) -> QuerySet[Candidacy]:
    link = actor.link
    if link is None or link.target_id is None:
        return found.none()
    if link.purpose == LinkPurpose.PERSON and link.target_type == Person._meta.label_lower:
        return found.filter(person_id=link.target_id)
    job = offer_behind(actor)
    if job is None:
        return found.none()
    return found.filter(offer=job).exclude(state=CandidacyState.WITHDRAWN)


def offer_behind(actor: Actor) -> JobOffer | None:
    """The offer a company's personal link was made for; ``None`` when it is for something or somebody else."""
    link = actor.link
    if link is None or link.purpose != LinkPurpose.CANDIDACIES or link.target_type != JobOffer._meta.label_lower:
        return None
    return (
        JobOffer.objects.filter(workspace=actor.workspace, pk=link.target_id or 0, company_id=link.organisation_id)
        .exclude(state=OfferState.DRAFT)
        .select_related("company", "workspace", "lot__contract__buyer", "commune")
        .first()
    )


def waiting_for(candidacy: Candidacy) -> Waiting:
    """The candidacy as the rule of reminders reads it."""
    return Waiting(
        due_on=candidacy.due_on,
        reminders=candidacy.reminders,
        reminded_on=candidacy.reminded_on,
        escalated_on=candidacy.escalated_on,
    )


def late(*, workspace_id: int, today: date) -> QuerySet[Candidacy]:
    """Candidacies on which a company should have answered, for offers still open and not filled; by company, the
    oldest first."""
    hired = Count("candidacies", filter=Q(candidacies__state=CandidacyState.HIRED))
    filled = JobOffer.objects.filter(workspace_id=workspace_id).annotate(hired=hired).filter(hired__gte=F("seats"))
    return (
        Candidacy.objects.filter(
            offer__workspace_id=workspace_id,
            offer__state=OfferState.PUBLISHED,
            state=CandidacyState.PROPOSED,
            due_on__lt=today,
        )
        .exclude(offer__in=filled)
        .select_related("offer__company", "offer__workspace", "offer__lot__contract__buyer")
        .order_by("offer__company_id", "due_on", "pk")
    )


def is_reachable(company: Organisation) -> bool:
    """There is an address to remind it at, and it answers."""
    return bool(link_contact(company))


def follower_address(person: Person, job: JobOffer) -> str:
    """That of the referrer of a person, else of the facilitator of the contract; empty when there is none."""
    referrer, facilitator = person.referrer, job.lot.contract.facilitator
    return (link_contact(referrer) if referrer else "") or (facilitator.email if facilitator else "")


def short_name(person: Person) -> str:
    """How a company knows somebody who is proposed to it: « Camille E. »."""
    return f"{person.first_name} {person.last_name[:1].upper()}."


def company_lines(profile: Profile, labels: dict[str, str], *, free: str) -> list[tuple[str, str]]:
    """All that a company reads of a candidate: skills and availability, never a status nor a barrier.

    ``labels`` are those of the ROME codes; ``free`` is their ``availability``.
    """
    held = [*(["Permis B"] if profile.has_licence else []), *certificate_labels(profile.certificates)]
    return [
        ("Métiers", ", ".join(labels.get(code, code) for code in profile.occupations)),
        ("Certificats et permis", ", ".join(held)),
        ("Disponible", free),
        ("Temps souhaité", f"{format_hours(profile.weekly_hours)} par semaine" if profile.weekly_hours else ""),
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One candidacy as a page shows it to one reader."""

    candidacy: Candidacy
    #: In full for those who know the person.
    name: str
    known: bool
    tag: str
    tone: str
    late: bool
    sentence: str
    #: What a company reads, as long as it has to.
    lines: list[tuple[str, str]]
    may_answer: bool
    may_withdraw: bool


def rows(found: Iterable[Candidacy], *, actor: Actor, today: date) -> list[Row]:
    """Candidacies ready to read, those that wait first; two queries whatever their number."""
    listed = sorted(found, key=lambda one: one.state not in OPEN)
    profiles = [profile for one in listed if (profile := _profile(one)) is not None]
    labels = occupation_labels(code for profile in profiles for code in profile.occupations)
    contracts = contracts_from({one.person for one in listed}, today=today)
    known = actor.role in (*TEAM, Role.REFERRER)
    answers, withdraws = actor.may(perms.ANSWER_CANDIDACY), actor.may(perms.WITHDRAW_CANDIDACY)
    # the reader is the company itself, signed in or by its link
    asked = answers and not actor.sees_whole_workspace
    shown = []
    for one in listed:
        profile, is_open = _profile(one), one.state in OPEN
        behind = _is_late(one, today)
        shown.append(
            Row(
                one,
                str(one.person) if known else short_name(one.person),
                known,
                "Sans réponse" if behind else one.get_state_display(),
                "warning" if behind else TONES[CandidacyState(one.state)],
                behind,
                sentence(one, today=today, to_company=asked),
                company_lines(profile, labels, free=_free(one, profile, contracts, today))
                if profile and one.state in ACTIVE
                else [],
                is_open and answers,
                is_open and withdraws,
            )
        )
    return shown


def _free(candidacy: Candidacy, profile: Profile, contracts: dict[int, list[Employment]], today: date) -> str:
    """Their availability, until they are hired; a company knows the contracts it signed itself."""
    if candidacy.state == CandidacyState.HIRED:
        return ""
    elsewhere = [one for one in contracts.get(profile.pk, ()) if one.employer_id != candidacy.offer.company_id]
    return availability(profile, elsewhere, today=today)


def _profile(candidacy: Candidacy) -> Profile | None:
    return getattr(candidacy.person, "profile", None)


def _is_late(candidacy: Candidacy, today: date) -> bool:
    return candidacy.waits and is_late(waiting_for(candidacy), today=today)


def sentence(candidacy: Candidacy, *, today: date, to_company: bool = False) -> str:
    """Where the candidacy stands, in one sentence read beside its state."""
    if candidacy.state == CandidacyState.PROPOSED:
        return _own_answer(candidacy, today) if to_company else _waiting_sentence(candidacy, today)
    if candidacy.state == CandidacyState.INTERVIEW and candidacy.interview_on:
        where = f", {candidacy.meeting}" if candidacy.meeting else ""
        past = candidacy.interview_on < today
        return f"Entretien le {format_date(candidacy.interview_on)}{where}{'. La suite reste à dire.' if past else '.'}"
    on = format_date(candidacy.ended_on or candidacy.proposed_on)
    why = f" : {_lower(candidacy.get_reason_display())}" if candidacy.reason else ""
    more = f" ({candidacy.comment})" if candidacy.comment else ""
    return f"Le {on}{why}{more}."


def _own_answer(candidacy: Candidacy, today: date) -> str:
    since = "depuis le" if _is_late(candidacy, today) else "au plus tard le"
    return f"Votre réponse est attendue {since} {format_date(candidacy.due_on)}."


def _waiting_sentence(candidacy: Candidacy, today: date) -> str:
    due = format_date(candidacy.due_on)
    if not _is_late(candidacy, today):
        return f"Réponse de l’entreprise attendue le {due} au plus tard."
    parts = [f"Réponse attendue depuis le {due}"]
    if candidacy.reminded_on:
        count = "un rappel" if candidacy.reminders == 1 else f"{candidacy.reminders} rappels"
        parts.append(f"{count}, le dernier le {format_date(candidacy.reminded_on)}")
    if candidacy.escalated_on:
        parts.append(f"acheteur prévenu le {format_date(candidacy.escalated_on)}")
    return f"{' ; '.join(parts)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact of a candidacy. It never names the person."""

    when: date
    title: str
    body: str = ""
    tone: str = "accent"
    done: bool = True


def facts(candidacy: Candidacy, *, today: date) -> list[Fact]:
    """What happened, the latest first, without the person's name: the page that may know it adds it."""
    company, title = candidacy.offer.company.name, candidacy.offer.title
    found = [Fact(candidacy.proposed_on, f"Proposée à {company}", title)]
    if candidacy.reminded_on:
        rank = "Premier rappel" if candidacy.reminders == 1 else f"Rappel n° {candidacy.reminders}"
        found.append(Fact(candidacy.reminded_on, f"{rank} à {company}", title, "warning"))
    if candidacy.escalated_on:
        found.append(Fact(candidacy.escalated_on, f"Acheteur prévenu du silence {of(company)}", title, "warning"))
    if candidacy.interview_on:
        done = candidacy.interview_on <= today
        body = f"{title}, {candidacy.meeting}" if candidacy.meeting else title
        found.append(Fact(candidacy.interview_on, f"Entretien chez {company}", body, done=done))
    if candidacy.ended_on:
        why = f"{title} : {_lower(candidacy.get_reason_display())}" if candidacy.reason else title
        ending = {
            CandidacyState.HIRED: f"Embauchée par {company}",
            CandidacyState.REFUSED: f"Non retenue par {company}",
            CandidacyState.WITHDRAWN: f"Candidature retirée chez {company}",
        }[CandidacyState(candidacy.state)]
        found.append(Fact(candidacy.ended_on, ending, why, TONES[CandidacyState(candidacy.state)]))
    return found[::-1]  # lists sorted by day keep this order within one day


def history(found: Collection[Candidacy], *, actor: Actor, today: date) -> list[dict[str, object]]:
    """The facts of several candidacies, the latest first, as the timeline shows them."""
    known = actor.role in (*TEAM, Role.REFERRER)
    items = [
        {
            "when": fact.when,
            "title": fact.title,
            "who": str(one.person) if known else short_name(one.person),
            "tone": fact.tone,
            "done": fact.done,
        }
        for one in found
        for fact in facts(one, today=today)
    ]
    return sorted(items, key=lambda item: str(item["when"]), reverse=True)


def may_become(candidacy: Candidacy, state: CandidacyState) -> bool:
    """The table of allowed moves."""
    return state in NEXT_STATES.get(CandidacyState(candidacy.state), ())
