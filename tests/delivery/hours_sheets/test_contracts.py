"""A sheet of hours for several contracts."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from levier.clauses.models import Clause
from levier.delivery.models import HoursStatement, Obligation
from levier.domain.vocabulary import Lever
from levier.journal.models import JournalEntry
from levier.procurement.models import Award, AwardMember, Lot
from tests.delivery.hours_sheets.page import HEAD, Page, hours, xlsx
from tests.delivery.hours_world import MARCH, World


@pytest.fixture
def second(world: World) -> HoursStatement:
    """Another lot of the same company, asked for the same month."""
    lot = Lot.objects.create(contract=world.contract, number="2", title="Peinture")
    clause = Clause.objects.create(lot=lot, lever=Lever.PERFORMANCE_CONDITION.value, hours=Decimal(200))
    award = Award.objects.create(
        lot=lot, notified_on=date(2025, 12, 15), starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
    )
    AwardMember.objects.create(award=award, organisation=world.cast.contractor)
    obligation = Obligation.objects.create(
        workspace=world.cast.workspace, clause=clause, award=award, contractor=world.cast.contractor,
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
    )  # fmt: skip
    return HoursStatement.objects.create(
        obligation=obligation, declarant=world.cast.contractor, month=MARCH, due_on=date(2026, 4, 10)
    )


def test_one_sheet_fills_several_statements(
    world: World, statement: HoursStatement, second: HoursStatement, page: Page
) -> None:
    title = world.contract.title
    rows = [
        ["Nom00", "Prénom0", 10, title, "1"],
        ["Nom00", "Prénom0", 20, title, "Lot 2"],
        ["Nom01", "Prénom1", 5, "Mairie", 1],
    ]
    read = page.send(xlsx([*HEAD, "Chantier", "Lot"], *rows))
    assert "30 h sur 2 relevés" in read
    assert "1 ligne n’est pas reprise, aucun de vos relevés ouverts ne s’appelle ainsi : « Mairie »" in read
    page.take()
    assert hours(statement) == {("Nom00", "work"): Decimal(10)}
    assert hours(second) == {("Nom00", "work"): Decimal(20)}
    assert JournalEntry.objects.latest("sequence").payload["facts"]["statements"] == sorted([statement.pk, second.pk])


def test_a_contract_that_may_be_two_statements_is_asked_for(
    world: World, statement: HoursStatement, second: HoursStatement, page: Page
) -> None:
    read = page.send(xlsx([*HEAD, "Chantier"], ["Nom00", "Prénom0", 10, world.contract.title]))
    assert "ajoutez les colonnes « Marché » et « Lot »" in read


def test_without_a_contract_everything_goes_to_the_statement_it_was_sent_from(
    statement: HoursStatement, second: HoursStatement, page: Page
) -> None:
    assert "toutes ses lignes vont à" in page.send(xlsx(HEAD, ["Nom00", "Prénom0", 10]))
    page.take()
    assert hours(statement)
    assert not hours(second)


def test_the_template_lists_every_open_statement(second: HoursStatement, page: Page) -> None:
    book = openpyxl.load_workbook(io.BytesIO(page.client.get(f"{page.path}modele.xlsx").content))
    assert book.active is not None
    assert {cell.value for cell in book.active["E"][1:]} == {"1", "2"}
