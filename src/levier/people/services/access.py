"""The person's own access to their record."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import absolute, make_link
from levier.domain.errors import NotAllowed, RuleError
from levier.domain.phones import normalise_phone
from levier.journal.services import note, service
from levier.post.addresses import is_dead
from levier.post.enums import Channel
from levier.post.messages import queue_message, queue_sms

from .. import perms
from ..access import own_person
from ..contact import changed_ways, tell_of_change
from ..ending import end_candidacy
from ..enums import OPEN
from ..held import Table, everything_held
from ..models import Candidacy, Person, Profile
from ..screening import screen
from ..spellings import remember
from ..telling import hold_offers
from ..values import Reach
from ..wording import access_message, access_text

#: Days a personal link to one's own record stays open.
LINK_DAYS = 30


@service("people.access.send", perms.SEND_ACCESS)
def send_access(*, actor: Actor, person: Person, today: date, by: Channel = Channel.EMAIL) -> None:
    """Send a person the link to their own record; from that day they are known to be informed.

    Raises:
        RuleError: no address to write to, one that no longer answers, or no mobile telephone.
    """
    if by is Channel.EMAIL:
        _check_address(actor, person)
    elif not settings.SMS_LEAVES:
        raise RuleError("Cette installation n’envoie pas de SMS.")
    elif not person.phone:
        raise RuleError("Notez d’abord le téléphone de la personne.", field="phone")
    _, token = make_link(workspace=actor.workspace, purpose=LinkPurpose.PERSON, days=LINK_DAYS, target=person)
    page = absolute(reverse("people:own_file", args=[token]))
    subject, body = access_message(actor.workspace, page=page, days=LINK_DAYS)
    if by is Channel.EMAIL:
        queue_message(workspace_id=actor.workspace_id, target=person, to=person.email, subject=subject, body=body)
    else:
        text = access_text(actor.workspace, page=page, days=LINK_DAYS)
        queue_sms(workspace_id=actor.workspace_id, target=person, to=person.phone, subject=subject, body=text)
    Person.objects.filter(pk=person.pk, informed_on=None).update(informed_on=today)
    note(person, by=by.value)


def _check_address(actor: Actor, person: Person) -> None:
    if not person.email:
        raise RuleError("Notez d’abord l’adresse électronique de la personne.", field="email")
    if is_dead(workspace_id=actor.workspace_id, address=person.email):
        raise RuleError("L’adresse de la personne ne répond plus : donnez-en une autre.", field="email")


@service("people.access.correct", perms.OWN_FILE)
def correct_own_contact(*, actor: Actor, person: Person, reach: Reach, today: date) -> Person:
    """A person corrects how to reach them; of a new e-mail address or telephone, the old address and the referrer hear.

    Raises:
        NotAllowed: another's record.
        RuleError: what is never stored, or not a telephone number.
    """
    _only_own(actor, person)
    before = Person.objects.select_for_update(of=("self",)).select_related("workspace", "referrer").get(pk=person.pk)
    if reach.phone.strip():
        normalise_phone(reach.phone, field="phone")
    person.postcode, person.city = screen(reach.postcode, field="postcode"), screen(reach.city, field="city")
    person.phone, person.email = screen(reach.phone, field="phone"), reach.email.strip()
    person.save(update_fields=["postcode", "city", "phone", "email"])
    remember(person, before)
    ways = changed_ways(before, reach)
    told = tell_of_change(before, ways, today=today) if ways else 0
    note(person, changed=ways, messages=told)
    return person


@service("people.access.download", perms.OWN_FILE)
def download_own_data(*, actor: Actor, person: Person) -> list[Table]:
    """Everything held of a person, for themselves; protected criteria are opened, and the journal says when.

    Raises ``NotAllowed`` (another's record).
    """
    _only_own(actor, person)
    note(person)
    return everything_held(person)


@service("people.access.withdraw", perms.OWN_FILE)
def withdraw(*, actor: Actor, person: Person, today: date) -> None:
    """A person leaves the pool: no profile, candidacies under way are withdrawn and told; what was worked stays.

    Raises ``NotAllowed`` (another's record).
    """
    _only_own(actor, person)
    Profile.objects.filter(person=person).delete()
    waiting = Candidacy.objects.filter(person=person, state__in=OPEN).select_related(
        "offer__company", "offer__workspace"
    )
    hold_offers(waiting.values_list("offer_id", flat=True))
    for candidacy in waiting.select_for_update(of=("self",)):
        end_candidacy(candidacy, today=today)
    note(person)


def _only_own(actor: Actor, person: Person) -> None:
    if own_person(actor).pk != person.pk:
        raise NotAllowed("Ce lien n’ouvre que votre propre dossier.")
