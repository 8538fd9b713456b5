"""Grands chantiers: nested targets, what is reached, who sees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from levier.directory.models import Organisation
from levier.domain.masking import HIDDEN
from levier.domain.steps import Step
from levier.insights.programmes import programme_page, programme_rows
from levier.people.enums import Sex
from levier.procurement.enums import TargetKind
from levier.procurement.models import Operation, Programme, ProgrammeTarget
from levier.procurement.selectors import programmes
from tests.cast import Cast
from tests.desk import world

MAY = date(2026, 5, 1)


@pytest.fixture
def nested(cast: Cast) -> tuple[Programme, Programme]:
    """A programme in another; one contract with 3 women and 5 men."""
    great = Programme.objects.create(workspace=cast.workspace, name="Ligne nouvelle (fictive)", charter="Charte 2026")
    part = Programme.objects.create(workspace=cast.workspace, name="Gare (fictive)", parent=great)
    for kind, share in (
        (TargetKind.HOURS_SHARE, "0.05"),
        (TargetKind.WOMEN_SHARE, "0.30"),
        (TargetKind.SME_SHARE, "0.2"),
    ):
        ProgrammeTarget.objects.create(programme=great, kind=kind, share=Decimal(share), source="Charte 2026, art. 3")
    ProgrammeTarget.objects.create(programme=part, kind=TargetKind.WOMEN_SHARE, share=Decimal("0.40"), source="Annexe")
    operation = Operation.objects.create(workspace=cast.workspace, buyer=cast.buyer, programme=part, name="Gare")
    owed = world.obligation(
        cast, world.contract(cast, "Quais", Step.MISE_EN_OEUVRE, operation=operation), cast.structure
    )
    for rank in range(8):
        who = world.person(cast, f"P{rank}", sex=Sex.WOMAN if rank < 3 else Sex.MAN)
        world.hours(owed, world.employment(who, cast.structure), MAY, "50")
    return great, part


def test_what_is_below_counts_above(cast: Cast, nested: tuple[Programme, Programme]) -> None:
    great, _ = nested
    page = programme_page(actor=cast.facilitator, programme=great, today=world.TODAY)
    assert (page.due, page.validated, len(page.contracts)) == (Decimal(1000), Decimal(400), 1)
    values = {one.target.kind: (one.value, one.met) for one in page.reached}
    assert values[TargetKind.WOMEN_SHARE] == (Decimal("0.375"), True)
    assert values[TargetKind.SME_SHARE] == (Decimal(1), True)
    assert values[TargetKind.HOURS_SHARE] == (None, None)


def test_the_list_counts_what_is_below_each_contract_once(cast: Cast, nested: tuple[Programme, Programme]) -> None:
    great, part = nested
    leaf = Programme.objects.create(workspace=cast.workspace, name="Quai 2 (fictif)", parent=part)
    operation = Operation.objects.create(workspace=cast.workspace, buyer=cast.buyer, programme=leaf, name="Quai")
    world.contract(cast, "Quai 2", Step.MONTAGE, operation=operation)
    rows = {row.programme: row.contracts for row in programme_rows(actor=cast.facilitator)}
    assert rows == {great: 2, part: 2, leaf: 1}
    for one, count in rows.items():
        page = programme_page(actor=cast.facilitator, programme=one, today=world.TODAY)
        assert len(page.contracts) == count


def test_a_buyer_counts_its_own_contracts(cast: Cast, nested: tuple[Programme, Programme]) -> None:
    other = Organisation.objects.create(workspace=cast.workspace, kind="buyer", name="Autre (fictif)")
    operation = Operation.objects.create(workspace=cast.workspace, buyer=other, programme=nested[1], name="Parvis")
    world.contract(cast, "Parvis", Step.MONTAGE, operation=operation, buyer=other)
    assert [row.contracts for row in programme_rows(actor=cast.facilitator)] == [2, 2]
    assert [row.contracts for row in programme_rows(actor=cast.actor("buyer"))] == [1, 1]


def test_a_buyer_is_told_of_no_part_it_may_not_open(cast: Cast, nested: tuple[Programme, Programme]) -> None:
    great, part = nested
    hidden = Programme.objects.create(workspace=cast.workspace, name="Tunnel (fictif)", parent=great)
    client = cast.client("buyer")
    assert client.get(f"/grands-chantiers/{hidden.pk}/").status_code == 404
    page = client.get(f"/grands-chantiers/{great.pk}/").text
    assert part.name in page
    assert hidden.name not in page
    assert hidden.name in cast.client("facilitator").get(f"/grands-chantiers/{great.pk}/").text


def test_a_part_inherits_the_targets_it_does_not_set(cast: Cast, nested: tuple[Programme, Programme]) -> None:
    _, part = nested
    page = programme_page(actor=cast.facilitator, programme=part, today=world.TODAY)
    found = {one.target.kind: (one.target.share, one.inherited_from) for one in page.reached}
    assert found[TargetKind.WOMEN_SHARE] == (Decimal("0.4"), "")
    assert found[TargetKind.HOURS_SHARE] == (Decimal("0.05"), "Ligne nouvelle (fictive)")


def test_a_buyer_does_not_read_a_share_with_fewer_than_five_people(
    cast: Cast, nested: tuple[Programme, Programme]
) -> None:
    page = programme_page(actor=cast.actor("buyer"), programme=nested[1], today=world.TODAY)
    women = next(one for one in page.reached if one.target.kind == TargetKind.WOMEN_SHARE)
    assert (women.value, women.shown) == (None, HIDDEN)


def test_a_loop_in_the_data_does_not_loop(cast: Cast, nested: tuple[Programme, Programme]) -> None:
    great, part = nested
    great.parent = part
    great.save()
    page = programme_page(actor=cast.facilitator, programme=great, today=world.TODAY)
    assert len(page.contracts) == 1


def test_who_opens_it(cast: Cast, nested: tuple[Programme, Programme]) -> None:
    great, part = nested
    for who in ("facilitator", "admin", "coordinator", "buyer"):
        assert cast.client(who).get("/grands-chantiers/").status_code == 200
        assert cast.client(who).get(f"/grands-chantiers/{part.pk}/").status_code == 200
    for who in ("contractor", "structure", "referrer"):
        assert cast.client(who).get(f"/grands-chantiers/{part.pk}/").status_code == 403
    assert cast.client("stranger").get(f"/grands-chantiers/{great.pk}/").status_code == 404
    other = Organisation.objects.create(workspace=cast.workspace, kind="buyer", name="Autre (fictif)")
    cast.members["buyer"].organisation = other
    cast.members["buyer"].save()
    assert list(programmes(actor=cast.actor("buyer"))) == []
