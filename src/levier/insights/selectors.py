"""Read the questions asked to companies and their replies."""

from __future__ import annotations

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.directory.models import Organisation

from .models import FlagReply


def replies(*, actor: Actor) -> QuerySet[FlagReply]:
    """All of the workspace for the team and the coordinator; a company's own for the others."""
    found = FlagReply.objects.filter(workspace=actor.workspace).select_related("organisation", "asked_by", "author")
    if actor.sees_whole_workspace:
        return found.order_by("-year", "organisation__name", "flag", "pk")
    return found.filter(organisation_id=actor.organisation_id or 0).order_by("-year", "flag", "pk")


def companies(*, actor: Actor) -> QuerySet[Organisation]:
    """Organisations that hold an obligation: those a flag can be about."""
    if not actor.sees_whole_workspace:
        return Organisation.objects.none()
    return Organisation.objects.filter(workspace=actor.workspace, obligations__isnull=False).distinct()
