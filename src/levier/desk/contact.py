"""The body that answers a person, a company or a buyer, and is answerable for the data."""

from __future__ import annotations

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace


def who_answers(actor: Actor | None) -> Workspace | None:
    """The actor's workspace; for a visitor, the only one served here.

    Several workspaces do not learn of each other: a visitor is then sent back to the message they received.
    """
    if actor:
        return actor.workspace
    found = list(Workspace.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
