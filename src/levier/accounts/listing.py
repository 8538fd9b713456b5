"""The lists of this room: members, journal, roles held; and the sheets that go with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from levier.domain.vocabulary import Role
from levier.journal.models import JournalEntry
from levier.ui.lists import ListPage, Sort, choice_filter, date_filter, text_filter

from . import perms, selectors
from .actor import Actor, ActorKind
from .models import Membership
from .web import Request
from .wording import action_label, target_label

_WITHOUT_MEMBER = {ActorKind.SYSTEM.value: "Levier (automatique)", ActorKind.LINK.value: "Lien personnel"}
_MEMBER_SORTS = (
    Sort("nom", ("user__full_name", "pk")),
    Sort("role", ("role", "user__full_name", "pk")),
    Sort("organisation", ("organisation__name", "user__full_name", "pk")),
)
MEMBER_HEADINGS = ("Nom", "Adresse électronique", "Rôle", "Organisation", "Actif", "Depuis le")
JOURNAL_HEADINGS = ("N°", "Date", "Qui", "Rôle", "Action", "Objet", "Motif", "Code de l’action", "Faits")


def tabs(request: Request) -> list[dict[str, object]]:
    """Pages of the workspace the actor may open."""
    pages = (
        ("Membres", "accounts:members", perms.MANAGE_MEMBERS),
        ("Règles", "accounts:workspace", perms.MANAGE_WORKSPACE),
        ("Messages", "accounts:letters", perms.MANAGE_WORKSPACE),
        ("Journal", "accounts:journal", perms.READ_JOURNAL),
    )
    return [
        {"label": label, "url": reverse(name), "current": reverse(name) == request.path}
        for label, name, permission in pages
        if request.actor.may(permission)
    ]


def members(request: Request) -> ListPage[Membership]:
    """Everyone with a role in the workspace."""
    filters = (
        text_filter("q", "Nom, adresse ou organisation", *(f"{one}__icontains" for one in _SEARCHED)),
        choice_filter("role", "Rôle", "role", Role.choices()),
        choice_filter("etat", "État", "is_active", (("True", "Actif"), ("False", "Retiré"))),
    )
    found = selectors.members(actor=request.actor)
    return ListPage(request, found, filters=filters, sorts=_MEMBER_SORTS)


_SEARCHED = ("user__full_name", "user__email", "organisation__name")


def member_rows(found: Iterable[Membership]) -> Iterator[tuple[object, ...]]:
    for one in found:
        organisation = one.organisation.name if one.organisation else None
        since = timezone.localdate(one.created_at)
        yield one.user.full_name, one.user.email, Role(one.role).label, organisation, one.is_active, since


@dataclass(frozen=True)
class JournalLine:
    """One line of the journal in French."""

    entry: JournalEntry

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def who(self) -> str:
        if self.entry.user is not None:
            return str(self.entry.user)
        return _WITHOUT_MEMBER.get(self.entry.role, "—")

    @property
    def role(self) -> str:
        known = {role.value: role.label for role in Role}
        return known.get(self.entry.role, "")

    @property
    def action(self) -> str:
        return action_label(self.entry.action)

    @property
    def target(self) -> str:
        return target_label(self.entry.target_type, self.entry.target_id)

    @property
    def said(self) -> str:
        """What the service wanted read beside the object (its fact « said »): « proposé par Clauses du Bocage »."""
        return str((self.entry.payload or {}).get("facts", {}).get("said", ""))

    @property
    def facts(self) -> str:
        """Facts kept with the line, as data; « effacés » once erasure cleared them."""
        if self.entry.payload is None:
            return "effacés"
        return json.dumps(self.entry.payload.get("facts", {}), ensure_ascii=False)


def journal(request: Request) -> ListPage[JournalEntry]:
    """Everything done in the workspace, newest first."""
    entries = JournalEntry.objects.filter(workspace=request.actor.workspace)
    actions = sorted(entries.order_by().values_list("action", flat=True).distinct(), key=action_label)
    filters = (
        choice_filter("action", "Action", "action", [(one, action_label(one)) for one in actions], any_label="Toutes"),
        text_filter("qui", "Qui", "user__full_name__icontains"),
        date_filter("du", "Du", "at__date__gte"),
        date_filter("au", "Au", "at__date__lte"),
    )
    return ListPage(
        request,
        entries.select_related("user"),
        filters=filters,
        sorts=(Sort("ordre", ("sequence",)),),
        default_sort="-ordre",
    )


def journal_rows(found: Iterable[JournalEntry]) -> Iterator[tuple[object, ...]]:
    for entry in found:
        line = JournalLine(entry)
        yield (
            entry.sequence,
            line.at,
            line.who,
            line.role,
            line.action,
            line.target,
            entry.reason,
            entry.action,
            line.facts,
        )


@dataclass(frozen=True)
class Held:
    """One role a person may work under."""

    membership: Membership
    role: Role
    current: bool


def held(membership: Membership, actor: Actor | None) -> Held:
    current = bool(
        actor
        and actor.workspace_id == membership.workspace_id
        and actor.role == membership.role
        and actor.organisation_id == membership.organisation_id
    )
    return Held(membership, Role(membership.role), current)
