"""Whole runs: from a command, or from the worker's turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from levier import __version__

from ..storage.load import check_index
from .ask import Ask, Step
from .configured import Configuration
from .cursors import is_due
from .http import Web
from .visit import Visit, visit

#: What one turn of the worker gives to the sources: messages wait meanwhile.
TURN_SECONDS = 120


def run(
    names: Sequence[str],
    *,
    since: date | None = None,
    again: bool = False,
    tell: Callable[[Step], object] = lambda _step: None,
) -> list[Visit]:
    """Visit sources one after the other; one that fails keeps none of the others from being read."""
    ask = Ask(today=timezone.localdate(), since=since, again=again, tell=tell)
    return _visits(names, ask, now=timezone.now())


def run_due(*, now: datetime) -> list[Visit]:
    """Visit the sources named by the installation that are due, for two minutes or so: the next turn takes up from there."""
    configuration: Configuration = settings.WATCH
    names = [name for name in configuration.periodic if is_due(name, now=now)]
    if not names:
        return []
    ends = time.monotonic() + TURN_SECONDS
    ask = Ask(today=timezone.localtime(now).date(), stopping=lambda: time.monotonic() > ends)
    return _visits(names, ask, now=now)


def _visits(names: Sequence[str], ask: Ask, *, now: datetime) -> list[Visit]:
    configuration: Configuration = settings.WATCH
    check_index()
    folder = Path(settings.DATA_DIR) / "watch"
    agent = f"Levier/{__version__} (public procurement watch)"
    with Web(configuration.limits, agent=agent, proxy=configuration.proxy) as web:
        return [visit(name, ask, web=web, configuration=configuration, folder=folder, now=now) for name in names]
