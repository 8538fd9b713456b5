"""The head of the page, without links the reader may not follow."""

from __future__ import annotations

from typing import Any

from django.urls import Resolver404, resolve

from levier.accounts.actor import Actor
from levier.accounts.perms import Permission
from levier.procurement import selectors as procurement
from levier.procurement.models import Contract


def may_open(actor: Actor, path: str) -> bool:
    """Whether the view at that address says this actor may open it (``requires`` leaves its permission there)."""
    try:
        view = resolve(path.split("?")[0]).func
    except Resolver404:
        return False
    permission: Permission | None = getattr(view, "permission", None)
    return permission is not None and actor.may(permission)


def header_for(*, actor: Actor, contract: Contract) -> dict[str, Any]:
    """``procurement.contract_header`` with the steps this actor may not open left as plain text."""
    header = procurement.contract_header(contract=contract)
    header["steps"] = [
        {**step, "url": step["url"] if step["url"] and may_open(actor, step["url"]) else None}
        for step in header["steps"]
    ]
    return header
