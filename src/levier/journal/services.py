"""Write the journal: the ``service`` decorator every write of the application goes through.

A service is one intent: it checks its permission, runs in one transaction and leaves exactly one journal line.
Services do not call services; work they share is a plain function that both call.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from levier.domain.errors import NotAllowed

from .models import JournalEntry, JournalHead
from .tenancy import workspace_id_of

P = ParamSpec("P")
T = TypeVar("T")


class Permission(Protocol):
    """What a room's ``perms.py`` declares; only the code and the sentence are needed here."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...


class Actor(Protocol):
    """Whoever acts: a signed-in member, a personal link, or the system on a schedule."""

    @property
    def workspace_id(self) -> int: ...

    @property
    def user_id(self) -> int | None: ...

    @property
    def role_code(self) -> str: ...

    @property
    def organisation_id(self) -> int | None: ...

    def may(self, permission: Any) -> bool: ...


class JournalDiscipline(RuntimeError):
    """A service broke the rule « exactly one line »: a defect of ours, never shown as a user's mistake."""


@dataclass
class _Call:
    action: str
    actor: Actor
    target_type: str = ""
    target_id: str = ""
    reason: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    added: dict[str, Any] = field(default_factory=dict)
    noted: int = 0


_current: ContextVar[_Call | None] = ContextVar("levier_service_call", default=None)


def note(target: models.Model, *, reason: str = "", **payload: Any) -> None:
    """Say what the running service did, on which object, and the facts worth keeping (no personal datum).

    An object about to be deleted is noted before it goes.

    Raises:
        NotAllowed: the object belongs to another workspace. Whatever the caller forgot to scope is undone here.
    """
    call = _current.get()
    if call is None:
        raise JournalDiscipline("note() is only meaningful inside a service")
    if target.pk is None:
        raise JournalDiscipline(f"{call.action}: the object noted is not saved, or is deleted already")
    if workspace_id_of(target) not in (None, call.actor.workspace_id):
        raise NotAllowed("Cet objet n’est pas dans votre espace de travail.")
    call.target_type, call.target_id = target._meta.label_lower, str(target.pk)
    call.reason, call.payload = reason, payload
    call.noted += 1


def add_facts(**facts: Any) -> None:
    """Facts a hook adds to the line of the service it runs in: it writes in that transaction, not a line of its own.

    A hook may run several times in one service: lists follow each other, other values replace.
    """
    call = _current.get()
    if call is None:
        return
    for name, value in facts.items():
        call.added[name] = [*call.added.get(name, []), *value] if isinstance(value, list) else value


def service(action: str, permission: Permission) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function a service: ``actor`` (keyword) must hold ``permission``; one transaction; one journal line.

    Raises:
        NotAllowed: when the actor's role does not hold the permission.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            actor: Any = kwargs["actor"]
            if not actor.may(permission):
                raise NotAllowed(f"Votre rôle ne permet pas cette action : {permission.label.lower()}.")
            if _current.get() is not None:
                raise JournalDiscipline(f"{action}: a service must not call another service")
            call = _Call(action, actor)
            token = _current.set(call)
            try:
                with transaction.atomic():
                    result = function(*args, **kwargs)
                    if call.noted != 1:
                        raise JournalDiscipline(f"{action}: {call.noted} journal notes instead of one")
                    _append(actor, call)
                return result
            finally:
                _current.reset(token)

        run.action = action  # type: ignore[attr-defined]
        run.permission = permission  # type: ignore[attr-defined]
        return run

    return decorate


def _append(actor: Actor, call: _Call) -> JournalEntry:
    head, _ = JournalHead.objects.select_for_update().get_or_create(workspace_id=actor.workspace_id)
    payload = json.loads(json.dumps({**call.payload, **call.added}, cls=DjangoJSONEncoder, ensure_ascii=False))
    entry = JournalEntry(
        workspace_id=actor.workspace_id,
        sequence=head.sequence + 1,
        at=timezone.now(),
        user_id=actor.user_id,
        role=actor.role_code,
        organisation_id=actor.organisation_id,
        action=call.action,
        target_type=call.target_type,
        target_id=call.target_id,
        reason=call.reason,
        payload={"facts": payload, "salt": secrets.token_hex(8)},
        previous_hash=head.hash,
    )
    entry.payload_digest = digest(entry.payload, entry.reason)
    entry.hash = link(entry)
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


def forget(*, workspace_id: int, target_type: str, target_ids: Iterable[str]) -> None:
    """Clear the payloads of the lines about erased objects; the lines stay, and their digests in the chain."""
    JournalEntry.objects.filter(
        workspace_id=workspace_id, target_type=target_type, target_id__in=list(target_ids)
    ).update(payload=None)


def forget_names(*, workspace_id: int, names: re.Pattern[str], mask: str) -> None:
    """Take names out of the reasons of a workspace; such a line loses its payload too, whose salt would let it be guessed."""
    told = JournalEntry.objects.filter(workspace_id=workspace_id).exclude(reason="")
    for pk, reason in told.values_list("pk", "reason").iterator():
        if (masked := names.sub(mask, reason)) != reason:
            JournalEntry.objects.filter(pk=pk).update(payload=None, reason=masked)


def digest(payload: object, reason: str) -> str:
    """Digest of a payload and a reason; the salt makes what was erased impossible to guess back."""
    return hashlib.sha256(json.dumps([payload, reason], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def link(entry: JournalEntry) -> str:
    """Hash of one entry, previous hash included."""
    parts = [
        entry.workspace_id,
        entry.sequence,
        entry.at.isoformat(),
        entry.user_id,
        entry.role,
        entry.organisation_id,
        entry.action,
        entry.target_type,
        entry.target_id,
        entry.payload_digest,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
