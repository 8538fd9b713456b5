"""What time alone did: old messages left, one of them came back."""

from __future__ import annotations

from django.db.models import F

from levier.directory.enums import OrganisationKind
from levier.directory.models import Contact, Organisation
from levier.post.bounces.apply import apply
from levier.post.bounces.dsn import Bounce
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage
from levier.post.references import reference_of

from .clock import moment
from .story import Story


def messages_left(story: Story) -> None:
    """Every message of the story left on its day: the worker of the demonstration has nothing old to send."""
    OutgoingMessage.objects.filter(workspace__is_demo=True, state=MessageState.QUEUED).update(
        state=MessageState.SENT, attempts=1, sent_at=F("queued_at"), claimed_at=F("queued_at")
    )


def one_address_lost(story: Story) -> None:
    """The oldest message to a company without an account came back this week: nobody reads that address any more."""
    companies = Organisation.objects.filter(
        workspace=story.workspace, kind=OrganisationKind.CONTRACTOR, memberships=None
    )
    boxes = Contact.objects.filter(organisation__in=companies).exclude(email="").values("email")
    message = OutgoingMessage.objects.filter(workspace=story.workspace, to__in=boxes).order_by("pk").first()
    if message is not None:
        returned = Bounce(reference_of(message), "5.1.1", address_is_wrong=True)
        apply([returned], now=moment(story.last_day, 11))
