"""What a structure prepared: its own, nobody else's."""

from __future__ import annotations

from django.db.models import QuerySet

from levier.accounts.actor import Actor

from ..models import BidReference, BidSheet


def references(*, actor: Actor) -> QuerySet[BidReference]:
    """Work the structure already did, the latest first."""
    found = BidReference.objects.filter(organisation__workspace=actor.workspace, organisation=actor.organisation_id)
    return found.select_related("organisation")


def sheets(*, actor: Actor) -> QuerySet[BidSheet]:
    """Go / no-go sheets of the structure."""
    found = BidSheet.objects.filter(organisation__workspace=actor.workspace, organisation=actor.organisation_id)
    return found.select_related("notice", "decided_by").defer("notice__content")
