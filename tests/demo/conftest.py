"""The demonstration, loaded once for the tests of this folder and undone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from levier.accounts.actor import Actor
from levier.accounts.models import Membership, Workspace
from levier.demo.loader import load
from levier.demo.organisations import PEOPLE
from levier.demo.story import TELLING

#: An ordinary Monday after the social condition became mandatory (21 August 2026).
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Loaded:
    workspace: Workspace
    today: date
    steps: list[tuple[str, int, int]]

    def actor(self, key: str) -> Actor:
        name = next(name for code, _, name, _ in PEOPLE if code == key)
        return Actor.member(Membership.objects.get(workspace=self.workspace, user__full_name=name))


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """Loaded in a transaction that is rolled back: append-only tables cannot be emptied otherwise."""
    with django_db_blocker.unblock(), transaction.atomic():
        steps: list[tuple[str, int, int]] = []
        workspace = load(today=TODAY, progress=lambda *step: steps.append(step))
        assert any(label == TELLING for label, _, _ in steps)
        yield Loaded(workspace, TODAY, steps)
        transaction.set_rollback(True)
