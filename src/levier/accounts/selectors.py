"""Who is acting, and who is in the workspace."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from .actor import Actor
from .models import Membership, User

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
