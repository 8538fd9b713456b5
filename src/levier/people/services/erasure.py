"""Erase a person: when they ask for it, or once nobody has followed them for long, after a notice."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..erasure.apply import erase_person_data
from ..erasure.retention import NOTICE
from ..models import Person
from ..wording import retention_message


@service("people.person.erase", perms.ERASE_PERSON)
def erase_person(*, actor: Actor, person: Person, today: date) -> None:
    """Leave of a person what the figures count, and nothing that says who they were. It cannot be undone.

    Raises:
        Conflict: they are erased already.
        RuleError: something must be finished first, and the message says what.
    """
    note(person)
    erase_person_data(person, today=today)


@service("people.person.warn", perms.WARN_OF_ERASURE)
def warn_of_erasure(*, actor: Actor, person: Person, today: date) -> int:
    """Tell the person and their referrer, else the team, that the erasure comes; returns how many messages."""
    Person.objects.filter(pk=person.pk).update(notice_on=today)
    team = link_contact(person.referrer) if person.referrer else ""
    page = absolute(reverse("people:person", args=[person.pk]))
    readers = {"person": (person.email, ""), "team": (team or actor.workspace.contact_email, page)}
    written = 0
    for reader, (address, link) in readers.items():
        if not address:
            continue
        subject, body = retention_message(actor.workspace, on=today + NOTICE, page=link)
        key = f"retention:{person.pk}:{today}:{reader}"
        sent = queue_message(
            workspace_id=actor.workspace_id, target=person, to=address, subject=subject, body=body, dedupe_key=key
        )
        written += sent is not None
    note(person, messages=written)
    return written


@service("people.person.follow", perms.EDIT_PROFILE)
def keep_person(*, actor: Actor, person: Person, today: date) -> None:
    """Say that the person is still followed: the retention clock starts again.

    Raises:
        Conflict: they were erased meanwhile.
    """
    kept = Person.objects.filter(pk=person.pk, erased_on=None).update(kept_on=today, notice_on=None)
    if not kept:
        raise Conflict("Cette personne a été effacée entre-temps.")
    note(person)
