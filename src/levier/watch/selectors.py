"""Reads. Notices and contracts are the same for every workspace; what a workspace wrote about them is its own."""

from __future__ import annotations

from django.db.models import QuerySet

from levier.accounts.actor import Actor

from . import perms
from .models import AwardedContractRow, Dossier, FindingCorrection, StoredNotice


def notices(*, actor: Actor, every_format: bool = False) -> QuerySet[StoredNotice]:
    """Every notice, once a publication unless ``every_format``, without its compressed content."""
    if not actor.may(perms.READ_NOTICES):
        return StoredNotice.objects.none()
    found = StoredNotice.objects.defer("content")
    return found if every_format else found.filter(is_shown=True)


def awarded_contracts(*, actor: Actor) -> QuerySet[AwardedContractRow]:
    """Every contract published as awarded, without its compressed content."""
    if not actor.may(perms.READ_CONTRACTS):
        return AwardedContractRow.objects.none()
    return AwardedContractRow.objects.defer("content")


def of_dossier(dossier: Dossier, *, actor: Actor) -> QuerySet[StoredNotice]:
    """The life of one procedure, oldest notice first."""
    if not actor.may(perms.READ_NOTICES):
        return StoredNotice.objects.none()
    return StoredNotice.objects.filter(dossier=dossier).defer("content").order_by("published_on", "pk")


def corrections(*, actor: Actor) -> QuerySet[FindingCorrection]:
    """What readers of the workspace corrected."""
    if not actor.may(perms.READ_CORRECTIONS):
        return FindingCorrection.objects.none()
    return FindingCorrection.objects.filter(workspace_id=actor.workspace_id).select_related("notice", "by")
