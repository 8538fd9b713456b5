"""An address that only takes a form, opened as a page: which page its button is on."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeAlias

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from .actor import Actor

_View: TypeAlias = Callable[..., Any]


def page_of(request: HttpRequest) -> str:
    """The address itself when it can be read, else the nearest one above it that this reader may open, else « »."""
    parts = request.path.rstrip("/").split("/")
    for length in range(len(parts), 1, -1):
        path = "/".join(parts[:length]) + "/"
        try:
            view = resolve(path).func
        except Resolver404:
            continue
        if is_read(view) and _may_open(request, view):
            return path
    return ""


def is_read(view: _View) -> bool:
    """Whether a view answers GET, by what Django's own decorators or a view class say of it."""
    known = getattr(view, "view_class", None)
    if known is not None:
        return hasattr(known, "get")
    inner: _View | None = view
    while inner is not None:
        if inspect.isfunction(inner):
            methods = inspect.getclosurevars(inner).nonlocals.get("request_method_list")
            if methods is not None:
                return "GET" in methods
        inner = getattr(inner, "__wrapped__", None)
    return True


def _may_open(request: HttpRequest, view: _View) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    permission = getattr(view, "permission", None)
    if permission is not None:
        return actor.may(permission) if actor else False
    return not getattr(view, "login_required", True) or request.user.is_authenticated
