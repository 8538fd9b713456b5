"""Columns of a sheet of hours: guessed, said once, remembered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from levier.delivery.models import HoursStatement, SheetColumns
from levier.journal.models import JournalEntry
from tests.delivery.hours_sheets.page import Page, hours, seen, xlsx
from tests.delivery.hours_world import World


def test_unknown_columns_are_mapped_once_then_remembered(world: World, statement: HoursStatement, page: Page) -> None:
    data = xlsx(["Matricule", "Salarié", "Qté P1"], ["00012", "NOM00 Prénom0", 21], ["00013", "Prénom1 NOM01", 14])
    read = page.send(data)
    assert "Dites quelle colonne contient « Heures de travail »" in read
    again = seen(
        page.client.post(page.path, {"read": "1", "columns": "1", "full_name": "Salarié", "work": "Qté P1"}).content
    )
    assert "La feuille est lisible" in again
    page.take(full_name="Salarié", work="Qté P1")
    assert hours(statement) == {("Nom00", "work"): Decimal(21), ("Nom01", "work"): Decimal(14)}
    assert SheetColumns.objects.get().columns == {"full_name": "Salarié", "work": "Qté P1"}
    next_month = world.statement(month=date(2026, 4, 1))
    client = world.cast.client("contractor")
    later = Page(f"/heures/{next_month.pk}/feuille/", client)
    assert "retenues" in seen(client.get(later.path).content)
    assert "La feuille est lisible" in later.send(data)


def test_columns_said_are_remembered_even_when_a_line_is_wrong(
    world: World, statement: HoursStatement, page: Page
) -> None:
    head = ["Matricule", "Salarié", "Qté P1"]
    page.send(xlsx(head, ["00012", "NOM00 Prénom0", "beaucoup"]))
    answer = page.client.post(page.path, {"read": "1", "columns": "1", "full_name": "Salarié", "work": "Qté P1"})
    assert "« beaucoup » n’est pas un nombre d’heures" in seen(answer.content)
    assert "La feuille est lisible" in page.send(xlsx(head, ["00012", "NOM00 Prénom0", 21]))
    names = [
        one.payload["facts"]["fields"] for one in JournalEntry.objects.filter(action="delivery.sheet.name_columns")
    ]
    assert names == [["full_name", "work"]]


def test_the_same_headers_are_read_as_they_were_said_without_a_guess(
    world: World, statement: HoursStatement, page: Page
) -> None:
    head = ["Nom", "Prénom", "Heures", "Absence"]
    said = {"last_name": "Nom", "first_name": "Prénom", "work": "Heures"}
    page.send(xlsx(head, ["Nom00", "Prénom0", 21, 3]))
    page.take(**said)
    assert hours(statement) == {("Nom00", "work"): Decimal(21)}
    page.send(xlsx(head, ["Nom00", "Prénom0", 14, 9]))
    page.take()
    assert hours(statement) == {("Nom00", "work"): Decimal(14)}
    page.send(xlsx([*head, "Poste"], ["Nom00", "Prénom0", 14, 9, ""]))
    page.take()
    assert hours(statement)["Nom00", "leave"] == 9


def test_columns_that_cannot_be_read_are_not_remembered(page: Page) -> None:
    page.send(xlsx(["Matricule", "Salarié", "Qté P1"], ["00012", "NOM00 Prénom0", 21]))
    page.client.post(page.path, {"read": "1", "columns": "1", "full_name": "Salarié"})
    assert not SheetColumns.objects.exists()


def test_only_what_must_be_said_is_asked_first_and_the_rest_is_folded(page: Page) -> None:
    read = page.send(xlsx(["Matricule", "Nom", "Prénom", "Qté P1"], ["00012", "Nom00", "Prénom0", 21]))
    first, known, others = read.split('id="id_work"')[0], read.split("colonnes reconnues")[0], read
    assert 'name="work"' in known
    assert not any(f'name="{one}"' in known for one in ("last_name", "month", "leave"))
    assert "<select" not in first.replace('<select name="work"', "")
    assert "2 colonnes reconnues" in others
    assert all(f'name="{one}"' in others for one in ("last_name", "month", "leave", "birth_date"))


def test_a_column_wrong_on_most_lines_is_asked_again(page: Page) -> None:
    wrong = xlsx(["Nom", "Prénom", "Heures"], *(["Nom00", "Prénom0", f"code {n}"] for n in range(3)))
    assert 'name="work"' in page.send(wrong).split("colonnes reconnues")[0]
    slip = xlsx(["Nom", "Prénom", "Heures"], *(["Nom00", "Prénom0", 1] for _ in range(3)), ["Nom00", "Prénom0", "x"])
    assert 'name="work"' not in page.send(slip).split("colonnes reconnues")[0]


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#VALEUR!", "Err:502"])
def test_a_formula_error_is_no_example_of_a_column(page: Page, error: str) -> None:
    lines = [
        ["Salarié", "Qté P1", "Net", "Vide"],
        ["NOM00 Prénom0", error, error, None],
        ["NOM01 Prénom1", 7, error, None],
    ]
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in line) for line in lines)
    for read in (page.send(xlsx(*lines)), page.send(text.encode(), "paie.csv")):
        assert "Qté P1 (ex. : 7)" in read
        assert "Net (aucune valeur lisible)" in read
        assert "Vide (vide)" in read
        assert f"ex. : {error}" not in read


def test_a_sheet_whose_hours_are_in_a_column_nobody_chose_asks_for_it_first(page: Page) -> None:
    lines = [["Nom00", "Prénom0", 21, 0], ["Nom01", "Prénom1", 14, 0]]
    read = page.send(xlsx(["Nom", "Prénom", "Nb h. trav.", "Dont formation"], *lines))
    assert "Aucune colonne n’est choisie pour « Heures de travail » : dites laquelle les contient." in read
    assert 'name="work"' in read.split("colonnes reconnues")[0]


def test_a_column_taken_for_the_contract_that_drops_every_line_says_how_to_leave_it_out(page: Page) -> None:
    read = page.send(xlsx(["Nom", "Prénom", "Heures", "Chantier"], ["Nom00", "Prénom0", 21, "Équipe du lundi"]))
    assert "Si la colonne « Chantier » ne dit pas le marché, mettez « Marché » sur « Pas dans cette feuille »." in read
    assert 'name="contract"' in read.split("colonnes reconnues")[0]


@pytest.mark.parametrize(
    ("header", "cell", "counted"),
    [
        ("Durée (min)", 420, "7.00"),
        ("Durée (mn)", "425 mn", "7.08"),
        ("Temps en minutes", "7:30", "7.50"),
        ("Minutes", "90,5", "1.51"),
        ("Durée (centièmes)", "7,25", "7.25"),
        ("Heures et minutes", "7h15", "7.25"),
        ("Heures (centièmes)", 7.25, "7.25"),
    ],
)
def test_the_header_says_whether_numbers_are_minutes(
    statement: HoursStatement, page: Page, header: str, cell: object, counted: str
) -> None:
    read = page.send(xlsx(["Nom", "Prénom", header], ["Nom00", "Prénom0", cell]))
    told = f"La colonne « {header} » est en minutes : 60 sont comptées 1 h."
    assert (told in read) is ("centièmes" not in header and "Heures" not in header)
    page.take(last_name="Nom", first_name="Prénom", work=header)
    assert hours(statement) == {("Nom00", "work"): Decimal(counted)}
