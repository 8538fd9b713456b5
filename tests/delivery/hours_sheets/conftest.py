"""A company asked for its month, and the page where it sends a sheet."""

from __future__ import annotations

import pytest

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.delivery.models import HoursStatement
from tests.cast import Cast
from tests.delivery.hours_sheets.page import Page
from tests.delivery.hours_world import World, make_world


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast, people=3)


@pytest.fixture
def statement(world: World) -> HoursStatement:
    return world.statement()


@pytest.fixture
def page(world: World, statement: HoursStatement) -> Page:
    _, token = make_link(
        workspace=world.cast.workspace, purpose=LinkPurpose.STATEMENT, days=7,
        organisation_id=world.cast.contractor.pk, target=statement,
    )  # fmt: skip
    return Page(f"/releves/{token}/{statement.pk}/feuille/")
