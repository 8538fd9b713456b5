"""A contract under way, and the link its company received."""

from __future__ import annotations

import pytest

from levier.delivery.services.statements import request_statements
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.delivery.hours_world import MARCH, NOW, World, make_world
from tests.delivery.statements.page import path_of


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


@pytest.fixture
def link(world: World) -> str:
    request_statements(actor=world.cast.facilitator, month=MARCH, now=NOW)
    return path_of(OutgoingMessage.objects.get())
