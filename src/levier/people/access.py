"""What a person may read of themselves on their own page; ``held`` tells everything, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from levier.accounts.actor import Actor
from levier.domain.dates import format_date
from levier.domain.errors import NotAllowed
from levier.domain.french import of
from levier.domain.quantities import ZERO, format_hours, format_number

from .candidacies import TONES, candidacies
from .eligibility import criterion_label, proof_label
from .enums import OPEN, CandidacyState, HandOverState, RefusalReason
from .models import Candidacy, EligibilityStatus, Employment, HandOver, PathwayStep, Person
from .worked import NOTHING, Worked, worked_under

#: Where the personal link points, so that it opens nobody else.
_TARGET = Person._meta.label_lower
_GONE = "Ce dossier n’existe plus."

Line = tuple[str, str]


def own_person(actor: Actor) -> Person:
    """The person a personal link was made for.

    Raises:
        NotAllowed: the link is for something else, or the person was erased.
    """
    link = actor.link
    found = None
    if link is not None and link.target_type == _TARGET:
        found = Person.objects.filter(workspace=actor.workspace, pk=link.target_id or 0, erased_on=None).first()
    if found is None:
        raise NotAllowed(_GONE)
    return found


def identity_lines(person: Person) -> list[tuple[str, str | None]]:
    """Who the person is, term by term, in words that fit anybody."""
    lives = None if person.in_qpv is None else "Oui" if person.in_qpv else "Non"
    lines: list[tuple[str, str | None]] = [
        ("Nom", person.last_name),
        ("Prénom", person.first_name),
        ("Naissance", format_date(person.birth_date)),
        ("Sexe", person.get_sex_display()),
        ("Niveau à l’entrée", person.get_education_display()),
        ("Quartier prioritaire", lives),
        ("Prescripteur", person.referrer.name if person.referrer else None),
        ("Information sur vos données", _on(person.informed_on)),
    ]
    later = (("Suivi confirmé", person.kept_on), ("Effacement annoncé", person.notice_on))
    return lines + [(term, _on(day)) for term, day in later if day]


def _on(day: date | None) -> str | None:
    return f"Le {format_date(day)}" if day else None


def status_lines(person: Person) -> list[Line]:
    """The person's own statuses; a protected criterion is written in the download only, not on a screen others may see."""
    return [(criterion_label(one), _status(one)) for one in person.statuses.order_by("valid_from", "pk")]


def _status(one: EligibilityStatus) -> str:
    proof = proof_label(one)
    seen = f"Justificatif : {proof}." if proof else ""
    checked = f"Vérifié le {format_date(one.checked_on)}." if one.checked_on else "Justificatif à vérifier."
    return _sentences(f"{_dates(one.valid_from, one.valid_until)}.", seen, checked)


def step_lines(person: Person) -> list[Line]:
    """What prepared them for work."""
    steps = person.steps.select_related("organiser").order_by("starts_on", "pk")
    return [(one.get_kind_display(), _step(one)) for one in steps]


def _step(one: PathwayStep) -> str:
    by = f"Avec {one.organiser.name}." if one.organiser else ""
    when = _dates(one.starts_on, one.ends_on) if one.ends_on else f"Le {format_date(one.starts_on)}"
    then = f"Suite convenue : {one.next_step.rstrip('.')}." if one.next_step else ""
    return _sentences(f"{when}.", by, f"{one.get_outcome_display()}.", then)


def job_lines(person: Person) -> list[Line]:
    """Work contracts, with the hours validated under each and what followed."""
    found = person.employments.select_related("employer").prefetch_related("exits").filter(is_double=False)
    jobs = list(found.order_by("starts_on", "pk"))
    worked = worked_under([job.pk for job in jobs])
    return [
        (f"{job.get_contract_kind_display()} chez {job.employer.name}", _job(job, worked.get(job.pk, NOTHING)))
        for job in jobs
    ]


def _job(job: Employment, worked: Worked) -> str:
    weekly = f"{format_number(job.weekly_hours)} h par semaine."
    buyers = f" pour {', '.join(worked.buyers)}" if worked.buyers else ""
    counted = f"{format_hours(worked.hours or ZERO)} validées{buyers}."
    exits = [
        f"{one.months} mois après : {one.get_outcome_display()} (le {format_date(one.observed_on)})."
        for one in sorted(job.exits.all(), key=lambda one: one.months)
    ]
    post = f"{job.occupation}." if job.occupation else ""
    return _sentences(post, f"{_dates(job.starts_on, job.ends_on)}.", weekly, counted, *exits)


@dataclass(frozen=True, slots=True)
class OwnCandidacy:
    """A candidacy as its person reads it."""

    candidacy: Candidacy
    tag: str
    tone: str
    sentence: str
    may_withdraw: bool


_TAGS = {
    CandidacyState.PROPOSED: "En attente de réponse",
    CandidacyState.INTERVIEW: "Entretien prévu",
    CandidacyState.HIRED: "Réponse : oui",
    CandidacyState.REFUSED: "Réponse : non",
    CandidacyState.WITHDRAWN: "Retirée",
}
#: Reasons that speak of « la personne », said to that person.
_REASONS = {
    RefusalReason.NO_SHOW: "l’entreprise dit ne pas vous avoir vu venir au rendez-vous",
    RefusalReason.DECLINED: "l’entreprise dit que ce poste ne vous convenait pas",
}


def own_candidacies(actor: Actor, *, today: date) -> list[OwnCandidacy]:
    """Those of the person behind the link, the latest first."""
    return [
        OwnCandidacy(
            one,
            _TAGS[CandidacyState(one.state)],
            TONES[CandidacyState(one.state)],
            _candidacy(one, today=today),
            one.state in OPEN,
        )
        for one in candidacies(actor=actor).order_by("-proposed_on", "-pk")
    ]


def _candidacy(one: Candidacy, *, today: date) -> str:
    since = f"Votre profil a été proposé le {format_date(one.proposed_on)}."
    if one.state == CandidacyState.PROPOSED:
        due = format_date(one.due_on)
        asked = (
            f"La réponse était attendue le {due}." if one.due_on < today else f"Réponse attendue le {due} au plus tard."
        )
        return f"{since} {asked}"
    if one.state == CandidacyState.INTERVIEW and one.interview_on:
        where = f", {one.meeting}" if one.meeting else ""
        verb = "Vous aviez rendez-vous" if one.interview_on < today else "Vous avez rendez-vous"
        return f"{verb} le {format_date(one.interview_on)}{where}."
    end = format_date(one.ended_on or one.proposed_on)
    if one.state == CandidacyState.HIRED:
        return f"{since} L’entreprise a dit oui le {end}."
    if one.state == CandidacyState.WITHDRAWN:
        return f"{since} Candidature retirée le {end}."
    reason = RefusalReason(one.reason) if one.reason else None
    why = f" : {_REASONS.get(reason) or _lower(reason.label)}" if reason else ""
    more = f"« {one.comment} »" if one.comment else ""
    return _sentences(f"{since} L’entreprise a dit non le {end}{why}.", more)


def handover_lines(person: Person) -> list[Line]:
    """Who handed the person's follow-up to whom, the latest first."""
    found = (person.handovers.all() | person.received_by.all()).distinct().order_by("-sent_on", "-pk")
    return [(f"{_upper(of(one.sender_name))} à {one.receiver_name}", _handover(one)) for one in found]


def _handover(one: HandOver) -> str:
    answer = f" le {format_date(one.answered_on)}" if one.answered_on else ""
    end = f" le {format_date(one.ended_on)}" if one.ended_on else ""
    what = {
        HandOverState.PROPOSED: "La réponse est attendue.",
        HandOverState.ACCEPTED: f"Accepté{answer}.",
        HandOverState.REFUSED: f"Refusé{answer} : {one.sender_name} continue de vous suivre.",
        HandOverState.WITHDRAWN: f"Retiré{end} avant toute réponse.",
        HandOverState.ENDED: f"Accepté{answer}, puis repris{end}.",
    }[HandOverState(one.state)]
    told = f"On vous l’avait dit le {format_date(one.informed_on)}, {_lower(one.get_informed_how_display())}."
    return _sentences(f"Suivi proposé le {format_date(one.sent_on)}.", what, told)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _dates(first: date, last: date | None) -> str:
    return f"Du {format_date(first)} au {format_date(last)}" if last else f"Depuis le {format_date(first)}"


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
