"""A person changed how to reach them, by their own link: the old address hears of it, and so does whoever follows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.crypto import salted_hmac

from levier.accounts.links import absolute
from levier.directory.selectors import link_contact
from levier.domain.errors import RuleError
from levier.domain.phones import normalise_phone
from levier.post.addresses import is_dead
from levier.post.messages import queue_message
from levier.post.models import OutgoingMessage

from .models import Person
from .values import Reach
from .wording import changed_message, changed_notice

#: Addresses of one record told in a day that they were replaced.
ADDRESSES_A_DAY = 4


def changed_ways(person: Person, reach: Reach) -> list[str]:
    """Which of « email » and « phone » differ, however they are written."""
    found = []
    if person.email.lower() != reach.email.strip().lower():
        found.append("email")
    if _number(person.phone) != _number(reach.phone):
        found.append("phone")
    return found


def _number(text: str) -> str:
    try:
        return normalise_phone(text) if text.strip() else ""
    except RuleError:  # one recorded before numbers were checked
        return text.strip()


def _mark(address: str) -> str:
    """Tells addresses apart in a key that outlives them, without holding them."""
    return salted_hmac(__name__, address.lower()).hexdigest()[:16]


def tell_of_change(person: Person, ways: Sequence[str], *, today: date) -> int:
    """Write to the address known until now, and to the referrer, else the team; returns how many messages.

    Each address known until now hears the same news once a day, and the team once: a stolen link cannot be used to flood an
    address, nor to replace one unseen, nor to write to many (``ADDRESSES_A_DAY``). ``person`` is as before the change.
    """
    written = 0
    workspace = person.workspace
    key, news = f"contact:{person.pk}:{today}", "+".join(ways)
    told = OutgoingMessage.objects.filter(dedupe_key__startswith=f"{key}:person:").values("to").distinct()
    answers = bool(person.email) and not is_dead(workspace_id=workspace.pk, address=person.email)
    if answers and told.exclude(to__iexact=person.email).count() < ADDRESSES_A_DAY:
        subject, body = changed_notice(workspace, ways, on=today)
        sent = queue_message(
            workspace_id=workspace.pk,
            target=person,
            to=person.email,
            subject=subject,
            body=body,
            dedupe_key=f"{key}:person:{news}:{_mark(person.email)}",
        )
        written += sent is not None
    team = link_contact(person.referrer) if person.referrer else ""
    if address := team or workspace.contact_email:
        page = absolute(reverse("people:person", args=[person.pk]))
        subject, body = changed_message(workspace, ways, page=page)
        sent = queue_message(
            workspace_id=workspace.pk,
            target=person,
            to=address,
            subject=subject,
            body=body,
            dedupe_key=f"{key}:team:{news}",
        )
        written += sent is not None
    return written
