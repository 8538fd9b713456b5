"""Who is acting, and who is in the workspace."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from levier.post.models import DeadAddress
from levier.post.selectors import dead_addresses as all_dead

from . import perms
from .actor import Actor
from .models import AccessLink, LetterText, Membership, User

SESSION_KEY = "membership"


def memberships_of(user: User) -> QuerySet[Membership]:
    """Live roles of a user, by workspace (few rows: one query serves the choice and the « change role » link)."""
    return (
        Membership.objects.filter(user=user, is_active=True)
        .select_related("workspace", "organisation", "user")
        .order_by("workspace__name", "pk")
    )


def current_actor(request: HttpRequest) -> Actor | None:
    """The actor of this request: the chosen membership, else the first one. Notes how many roles are held."""
    if not request.user.is_authenticated:
        return None
    held = list(memberships_of(request.user))
    request.roles_held = len(held)  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY)
    membership = next((one for one in held if one.pk == chosen), held[0] if held else None)
    return Actor.member(membership) if membership else None


def members(*, actor: Actor) -> QuerySet[Membership]:
    """Everyone who has a role in the actor's workspace."""
    return (
        Membership.objects.filter(workspace=actor.workspace)
        .select_related("user", "organisation")
        .order_by("-is_active", "user__full_name", "pk")
    )


def facilitators(*, actor: Actor) -> QuerySet[User]:
    """People who may be named as facilitator of a clause."""
    return (
        User.objects.filter(
            memberships__workspace=actor.workspace,
            memberships__role__in=["facilitator", "admin"],
            memberships__is_active=True,
            is_active=True,
        )
        .distinct()
        .order_by("full_name", "pk")
    )


def own_letters(*, actor: Actor) -> dict[str, LetterText]:
    """Messages the actor's workspace has put in its own words, by code."""
    return {one.code: one for one in LetterText.objects.filter(workspace=actor.workspace)}


def live_links(*, actor: Actor) -> QuerySet[AccessLink]:
    """Personal links sent to organisations that still open something, latest first; for those who send them."""
    if not actor.may(perms.SEND_LINK):
        return AccessLink.objects.none()
    return (
        AccessLink.objects.filter(workspace=actor.workspace, organisation__isnull=False)
        .filter(revoked_at=None, expires_at__gt=timezone.now())
        .select_related("organisation")
        .defer("token_hash")
        .order_by("-created_at", "-pk")
    )


def with_targets(links: Iterable[AccessLink]) -> list[tuple[AccessLink, str]]:
    """Each link with what it opens, as its model says it. One query for each kind of object."""
    found = list(links)
    wanted: dict[str, set[int]] = {}
    for link in found:
        if link.target_type and link.target_id is not None:
            wanted.setdefault(link.target_type, set()).add(link.target_id)
    names = {
        (kind, pk): str(one)
        for kind, pks in wanted.items()
        for pk, one in apps.get_model(kind)._default_manager.in_bulk(pks).items()
    }
    return [(link, names.get((link.target_type, link.target_id or 0), "")) for link in found]


def dead_addresses(*, actor: Actor) -> QuerySet[DeadAddress]:
    """Addresses of the workspace that no longer answer; for those who may restore them."""
    found = all_dead(workspace_id=actor.workspace_id)
    return found if actor.may(perms.RESTORE_ADDRESS) else found.none()


def dead_by_address(*, actor: Actor, addresses: Iterable[str]) -> dict[str, DeadAddress]:
    """Those of these addresses that no longer answer, by address in small letters. One query."""
    wanted = {one.lower() for one in addresses} - {""}
    found = all_dead(workspace_id=actor.workspace_id).filter(address__in=wanted)
    return {one.address: one for one in found}
