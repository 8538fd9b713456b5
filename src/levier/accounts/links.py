"""Personal links: make, check, revoke. The token is shown once; only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from levier.domain.errors import NotAllowed

from .enums import LinkPurpose
from .models import AccessLink, User, Workspace

EXPIRED = (
    "Ce lien n’est plus valable : son adresse est incomplète, sa date est passée, ou un lien plus récent l’a remplacé. "
    "Ouvrez celui du dernier message reçu, en entier ; sinon, demandez-en un nouveau à votre facilitateur ou à votre conseiller."
)


class DeadLink(NotAllowed):
    """A personal link that opens nothing (any more)."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(
    *,
    workspace: Workspace,
    purpose: LinkPurpose,
    days: int,
    organisation_id: int | None = None,
    user: User | None = None,
    target: models.Model | None = None,
) -> tuple[AccessLink, str]:
    """Create a link valid ``days`` days; returns it with its token, which is not kept anywhere."""
    token = secrets.token_urlsafe(32)
    link = AccessLink.objects.create(
        workspace=workspace,
        purpose=purpose,
        token_hash=_hash(token),
        organisation_id=organisation_id,
        user=user,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=target.pk if target is not None else None,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return link, token


def open_link(token: str, purpose: LinkPurpose) -> AccessLink:
    """The live link behind a token.

    Raises:
        DeadLink: unknown, expired, revoked, or made for something else (one sentence for all four).
    """
    now = timezone.now()
    link = (
        AccessLink.objects.select_related("workspace", "organisation", "user")
        .filter(token_hash=_hash(token), purpose=purpose)
        .filter(Q(revoked_at=None), expires_at__gt=now)
        .first()
    )
    if link is None:
        raise DeadLink(EXPIRED)
    AccessLink.objects.filter(pk=link.pk).update(last_used_at=now)
    return link


def absolute(path: str) -> str:
    """Full address of a path, as written in messages."""
    return f"{settings.BASE_URL}{path}"
