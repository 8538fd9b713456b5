"""A company is written to about the people proposed to it: one message a day for each offer, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import absolute, make_link
from levier.directory.selectors import link_contact
from levier.post.messages import drop_message, queue_message, rewrite_message
from levier.post.models import OutgoingMessage
from levier.post.schedule import in_office_hours
from levier.post.selectors import message_of

from .enums import CandidacyState
from .models import Candidacy, JobOffer
from .wording import profile_message, profile_message_again

#: How long the message of the day waits for others who are proposed.
GATHER = timedelta(minutes=15)
#: When that of the next working day leaves; it tells who was proposed once that of the day had left.
MORNING = time(8)
#: A company's link outlives the time to answer by this many days: its reminders carry others.
LINK_DAYS = 45


def hold_offers(pks: Iterable[int]) -> None:
    """Hold offers until the end of the transaction, as whoever proposes does: what tells of one is written by one at a time.

    Before its candidacies, and always in the same order: two who hold several do not wait for each other.
    """
    list(JobOffer.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk").values_list("pk"))


def company_page(job: JobOffer) -> str:
    """A personal link for the company, to answer on everybody proposed for the offer."""
    _, token = make_link(
        workspace=job.workspace,
        purpose=LinkPurpose.CANDIDACIES,
        days=job.workspace.candidacy_answer_days + LINK_DAYS,
        organisation_id=job.company_id,
        target=job,
    )
    return absolute(reverse("people:candidacies_link", args=[token]))


def tell_company(candidacy: Candidacy, *, today: date) -> bool:
    """Say a candidacy, whose offer the caller holds, in the message of the day, or of the next working day once it has left: the
    delay to answer runs from the day it is told.

    Returns:
        False when the company has no address to write to.
    """
    to = link_contact(candidacy.offer.company)
    day = today
    while to:
        candidacy.told_on = day
        message = message_of(_key(candidacy))
        if message is None:
            _write(candidacy, to, leaves=timezone.now() + GATHER if day == today else _morning(day))
            break
        if _count_again(candidacy, message, to, more=1):
            break
        day = _working_day_after(day)
        candidacy.due_on = day + timedelta(days=candidacy.offer.workspace.candidacy_answer_days)
    candidacy.save(update_fields=["told_on", "due_on"])
    return bool(to)


def is_untold(candidacy: Candidacy) -> bool:
    """The message that will tell the company of it has not left, and the company has not read it elsewhere."""
    if candidacy.told_on is None or candidacy.answered_on is not None:
        return False
    message = message_of(_key(candidacy))
    return message is not None and message.waits


def untell(candidacy: Candidacy) -> bool:
    """Take a candidacy just withdrawn, whose offer the caller holds, out of a message that has not left.

    Returns:
        False when the company may know of it.
    """
    return is_untold(candidacy) and take_out(candidacy)


def take_out(candidacy: Candidacy) -> bool:
    """Tell only of the others, or of nobody, in a message that has not left: this candidacy no longer waits for an answer.

    The caller holds the offer, and has written the state of the candidacy.

    Returns:
        False when the message has left, or there is none.
    """
    message, to = message_of(_key(candidacy)), link_contact(candidacy.offer.company)
    if message is None or not message.waits:
        return False
    if _together(candidacy).exists():
        return bool(to) and _count_again(candidacy, message, to)
    return drop_message(_key(candidacy))


def _key(candidacy: Candidacy) -> str:
    return f"proposals:{candidacy.offer_id}:{candidacy.told_on}"


def _working_day_after(day: date) -> date:
    day += timedelta(days=1)
    while not in_office_hours(_morning(day)):
        day += timedelta(days=1)
    return day


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))


def _together(candidacy: Candidacy) -> QuerySet[Candidacy]:
    """Those whom the same message tells, and on whom the company has still to answer."""
    told = Candidacy.objects.filter(offer_id=candidacy.offer_id, told_on=candidacy.told_on)
    return told.filter(state=CandidacyState.PROPOSED)


def _write(candidacy: Candidacy, to: str, *, leaves: datetime) -> None:
    job = candidacy.offer
    subject, body = profile_message(job, page=company_page(job), due_on=candidacy.due_on)
    queue_message(
        workspace_id=job.workspace_id, target=job, to=to, subject=subject, body=body,
        dedupe_key=_key(candidacy), leaves_at=leaves,
    )  # fmt: skip


def _count_again(candidacy: Candidacy, message: OutgoingMessage, to: str, *, more: int = 0) -> bool:
    """Say in a message that waits how many people it tells now; its link and its last day stay."""
    people = _together(candidacy).count() + more
    subject, body = profile_message_again(candidacy.offer, message.body, people=people)
    return rewrite_message(_key(candidacy), to=to, subject=subject, body=body)
