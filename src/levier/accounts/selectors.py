"""Who is acting, and who is in the workspace."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from .actor import Actor
from .models import Membership, User

SESSION_KEY = "membership"


def memberships_of(user: User) -> QuerySet[Membership]:
    """Live roles of a user, facilitator first."""
    return (
        Membership.objects.filter(user=user, is_active=True)
        .select_related("workspace", "organisation", "user")
        .order_by("workspace__name", "pk")
    )


def current_actor(request: HttpRequest) -> Actor | None:
    """The actor of this request: the chosen membership, else the first one."""
    if not request.user.is_authenticated:
        return None
    memberships = memberships_of(request.user)
    chosen = request.session.get(SESSION_KEY)
    membership = (memberships.filter(pk=chosen).first() if chosen else None) or memberships.first()
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
