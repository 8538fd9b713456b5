"""Periodic jobs: each room registers its own in ``tasks.py``, and one worker among several runs each occurrence.

    @every("delivery.remind_late_statements", minutes=60)
    def remind_late_statements(*, now: datetime) -> None: …

A job may be cut short (kill, power) and is then run again at its next turn: it writes through services, and its
messages carry a ``dedupe_key``, so that running twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db.models import Q
from django.utils.module_loading import autodiscover_modules
from holidays import country_holidays

from .models import ScheduledRun
from .traces import describe

logger = logging.getLogger(__name__)


class Run(Protocol):
    """What a periodic job looks like: ``now`` is the aware time of its turn."""

    def __call__(self, *, now: datetime) -> object: ...


F = TypeVar("F", bound=Run)
_OFFICE_HOURS = range(8, 18)
_SATURDAY = 5
_HOLIDAYS = country_holidays("FR")


@dataclass(frozen=True)
class Job:
    name: str
    interval: timedelta
    run: Run


#: Every periodic job, by name.
REGISTRY: dict[str, Job] = {}


def every(name: str, *, minutes: int) -> Callable[[F], F]:
    """Register a job run every ``minutes``, once among all workers. Each name exists once."""
    if minutes < 1:
        raise ValueError("a periodic job runs every minute at most")

    def register(run: F) -> F:
        if name in REGISTRY:
            raise ValueError(f"periodic job registered twice: {name}")
        REGISTRY[name] = Job(name, timedelta(minutes=minutes), run)
        return run

    return register


def in_office_hours(moment: datetime) -> bool:
    """Whether a person may be written to at this local time: Monday to Friday, from 8 to 18, no public holiday.

    Holidays: the eleven of article L3133-1 of the Code du travail, the same for every territory; local ones are working days here.
    """
    return moment.weekday() < _SATURDAY and moment.hour in _OFFICE_HOURS and moment.date() not in _HOLIDAYS


def discover() -> None:
    """Import every room's ``tasks.py``."""
    autodiscover_modules("tasks")


def claim(job: Job, *, now: datetime) -> bool:
    """Take this turn of a job: true for exactly one worker."""
    ScheduledRun.objects.get_or_create(name=job.name)
    due = Q(last_run_at=None) | Q(last_run_at__lte=now - job.interval)
    return ScheduledRun.objects.filter(due, name=job.name).update(last_run_at=now) == 1


def tick(*, now: datetime, stopping: Callable[[], bool] = lambda: False) -> list[str]:
    """Run every job whose turn has come; returns their names. A job that fails spoils no other."""
    last_runs = dict(ScheduledRun.objects.values_list("name", "last_run_at"))
    ran = []
    for job in REGISTRY.values():
        last = last_runs.get(job.name)
        if stopping() or (last is not None and last > now - job.interval) or not claim(job, now=now):
            continue
        ran.append(job.name)
        try:
            job.run(now=now)
        except Exception as error:  # noqa: BLE001 - whatever a job raises, the others must run
            logger.error("periodic job %s failed: %s", job.name, describe(error))  # noqa: TRY400 - no message in logs
    return ran
