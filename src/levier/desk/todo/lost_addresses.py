"""What no longer reaches anybody: addresses whose messages come back, shown where they are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import MANAGE_MEMBERS, TEAM
from levier.accounts.selectors import members
from levier.directory.models import Contact, Organisation
from levier.domain.dates import format_date
from levier.domain.vocabulary import Role
from levier.people.selectors import people
from levier.post.models import DeadAddress
from levier.post.selectors import dead_addresses

from .. import addresses
from ..wording import of
from .item import TodoItem, Urgency, provider


@provider("address", "Adresses qui ne répondent plus", (*TEAM, Role.REFERRER), on_contract=False)
def lost(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Five queries at most, one while every address answers."""
    dead = {one.address: one for one in dead_addresses(workspace_id=actor.workspace_id)}
    if not dead:
        return
    for person in _using(people(actor=actor), "email", dead):
        yield _item(str(person), dead[person.email.lower()], addresses.person(person.pk))
    if actor.role is Role.REFERRER:
        return
    for organisation in _using(Organisation.objects.filter(workspace=actor.workspace, is_active=True), "email", dead):
        yield _item(organisation.name, dead[organisation.email.lower()], addresses.organisation(organisation.pk))
    known = Contact.objects.filter(organisation__workspace=actor.workspace, organisation__is_active=True)
    for contact in _using(known.select_related("organisation"), "email", dead):
        who = f"{contact.name} ({contact.organisation.name})"
        yield _item(who, dead[contact.email.lower()], addresses.organisation(contact.organisation_id))
    if actor.may(MANAGE_MEMBERS):
        for member in _using(members(actor=actor).filter(is_active=True), "user__email", dead):
            yield _item(str(member.user), dead[member.user.email.lower()], addresses.MEMBERS)


M = TypeVar("M", bound=Model)


def _using(found: QuerySet[M], column: str, dead: dict[str, DeadAddress]) -> list[M]:
    return list(found.annotate(mailbox=Lower(column)).filter(mailbox__in=list(dead)).order_by("pk"))


def _item(who: str, dead: DeadAddress, url: str) -> TodoItem:
    since = timezone.localdate(dead.since)
    return TodoItem(
        kind="address",
        title=f"L’adresse {of(who)} ne répond plus : en donner une autre",
        why=f"Un message est revenu le {format_date(since)}. Plus rien n’y part : ni lien, ni relance.",
        since=since,
        urgency=Urgency.SOON,
        url=url,
        button="Corriger",
    )
