"""What other rooms add to the page of an organisation (its contracts, its hours): they register, this room renders.

A panel receives the actor and an organisation the actor sees; it returns safe HTML, or an empty string for nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from levier.accounts.actor import Actor

from .models import Organisation

Panel = Callable[[Actor, Organisation], str]

_panels: list[Panel] = []


def register(panel: Panel) -> Panel:
    """Add a panel, once; called from ``AppConfig.ready`` of the room that owns the objects."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def rendered(*, actor: Actor, organisation: Organisation) -> list[str]:
    """The panels that have something to show, in the order they were registered."""
    return [html for panel in _panels if (html := panel(actor, organisation))]
