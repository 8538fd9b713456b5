"""A person is no longer a candidate: the company that waited for them is told. Shared by the services of this room."""

from __future__ import annotations

from datetime import date

from levier.directory.selectors import link_contact
from levier.post.messages import queue_message

from .enums import CandidacyState
from .models import Candidacy
from .telling import company_page, untell
from .wording import withdrawal_message


def end_candidacy(candidacy: Candidacy, *, today: date) -> bool:
    """Withdraw a candidacy under way, held by the caller with its offer; says whether the company is written to.

    A company that was not told of it yet is not told at all.
    """
    candidacy.state, candidacy.ended_on = CandidacyState.WITHDRAWN, today
    candidacy.save(update_fields=["state", "ended_on"])
    job = candidacy.offer
    to = link_contact(job.company)
    if untell(candidacy) or not to:
        return False
    subject, body = withdrawal_message(job, page=company_page(job))
    queue_message(workspace_id=job.workspace_id, target=job, to=to, subject=subject, body=body)
    return True
