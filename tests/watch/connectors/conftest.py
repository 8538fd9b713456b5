"""The fake sources, and a clock that never waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from levier.watch.connectors.http import Web
from levier.watch.connectors.limits import Clock, Limits

from .fake_sources import FakeSources


@dataclass
class Waits:
    """Time goes by only when somebody sleeps."""

    slept: list[float] = field(default_factory=list)
    time: float = 1000.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def clock(self) -> Clock:
        return Clock(sleep=self.sleep, now=lambda: self.time, chance=lambda: 1.0)


@pytest.fixture
def sources() -> Iterator[FakeSources]:
    with FakeSources() as server:
        yield server


@pytest.fixture
def waits() -> Waits:
    return Waits()


MakeWeb = Callable[..., Web]


@pytest.fixture
def web(sources: FakeSources, waits: Waits) -> Iterator[MakeWeb]:
    """A way out to the fake sources; limits may be changed."""
    made: list[Web] = []

    def make(*, clock: Clock | None = None, **changes: object) -> Web:
        limits = Limits(**{"hosts": frozenset({sources.host}), "clear": True, "pause": 0.0, **changes})  # type: ignore[arg-type]
        made.append(Web(limits, agent="Levier (essais)", clock=clock or waits.clock()))
        return made[-1]

    yield make
    for one in made:
        one.__exit__()
