"""What every view of the application starts with: an actor who holds a permission."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeAlias

from django.http import HttpRequest as DjangoRequest
from django.http import HttpResponse
from django.shortcuts import redirect

from .actor import Actor
from .perms import Permission

View: TypeAlias = Callable[..., HttpResponse]


class Request(DjangoRequest):
    """A request with its actor (set by the middleware)."""

    actor: Actor
    htmx: Any


def requires(permission: Permission) -> Callable[[View], View]:
    """The view is for signed-in members who hold ``permission``; others get the « non permise » page."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.actor:
                return redirect("accounts:no_workspace")
            request.actor.require(permission)
            return view(request, *args, **kwargs)

        run.permission = permission  # type: ignore[attr-defined]
        return run

    return decorate
