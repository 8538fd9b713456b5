"""Somebody proposed for an offer, and what is sent about it."""

from __future__ import annotations

from datetime import timedelta

from levier.domain.vocabulary import ContractKind, Modality
from levier.people.models import Candidacy, JobOffer
from levier.people.services.candidacies import propose
from levier.people.writing import WorkContract
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.e2e.kit import link_in

from .offers_world import STARTS, TODAY, make_candidate, make_offer

CDD = WorkContract(contract_kind=ContractKind.CDD, modality=Modality.DIRECT_HIRE, starts_on=STARTS)
#: A Friday; the delay of the house rules is fifteen days.
LAST_DAY = TODAY + timedelta(days=15)


def proposed(cast: Cast, name: str = "Exemple", *, job: JobOffer | None = None, who: str = "referrer") -> Candidacy:
    return propose(
        actor=cast.actor(who),
        job=job or make_offer(cast),
        person=make_candidate(cast, name),
        agreed=True,
        today=TODAY,
    )


def company_link(cast: Cast, job: JobOffer) -> str:
    """The page of the last personal link sent to the company."""
    sent = OutgoingMessage.objects.filter(
        target_type="people.joboffer", target_id=str(job.pk), body__contains="/candidats/"
    )
    return link_in(sent.latest("pk"), "candidats")


def messages_leave() -> None:
    """As if the worker had sent everything that waits."""
    OutgoingMessage.objects.filter(state=MessageState.QUEUED).update(state=MessageState.SENT)
