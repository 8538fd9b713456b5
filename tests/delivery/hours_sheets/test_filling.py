"""A month filled from a sheet: what is read, what is written, what stays."""

from __future__ import annotations

import io
from datetime import date, time, timedelta
from decimal import Decimal

import openpyxl
import pytest

from levier.delivery import tasks
from levier.delivery.models import HoursLine, HoursSheet, HoursStatement
from levier.people.models import Employment, Person
from levier.people.services.erasure import erase_person
from tests.delivery.hours_sheets.page import HEAD, Page, hours, seen, xlsx
from tests.delivery.hours_world import NOW, World


def test_a_payroll_export_fills_the_draft_and_sends_nothing(
    world: World, statement: HoursStatement, page: Page
) -> None:
    data = xlsx(HEAD, ["NOM00", "Prénom0", 151.67], ["nom01", "prenom1", "35,5"])
    read = page.send(data)
    assert "La feuille est lisible" in read
    assert "187,17 h" in read
    assert not statement.lines.exists()
    after = page.take()
    assert "2 lignes reprises" in after
    assert 'value="151,67"' in after
    statement.refresh_from_db()
    assert statement.state == "draft"
    assert hours(statement) == {("Nom00", "work"): Decimal("151.67"), ("Nom01", "work"): Decimal("35.50")}
    assert not HoursSheet.objects.exists()


def test_our_own_template_comes_back_as_it_left(world: World, statement: HoursStatement, page: Page) -> None:
    answer = page.client.get(f"{page.path}modele.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    assert sheet is not None
    names = [cell.value for cell in sheet["A"]]
    assert names == ["Nom", "Nom00", "Nom01", "Nom02"]
    assert "1990" not in "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)  # no birth date leaves
    sheet["F2"], sheet["G3"] = 12, 7
    buffer = io.BytesIO()
    book.save(buffer)
    read = page.send(buffer.getvalue())
    assert "1 ligne sans aucune heure" in read
    page.take()
    assert hours(statement) == {("Nom00", "work"): Decimal(12), ("Nom01", "training"): Decimal(7)}


def test_daily_lines_are_summed_and_other_months_left_out(world: World, statement: HoursStatement, page: Page) -> None:
    rows = [["Nom00", "Prénom0", date(2026, 3, day), time(7, 30)] for day in (2, 3, 4)]
    rows += [["Nom00", "Prénom0", date(2026, 2, 27), 7], ["Nom00", "Prénom0", "01/04/2026", 7]]
    read = page.send(xlsx(["Nom", "Prénom", "Date", "Heures"], *rows, ["TOTAL", None, None, 36.5]))
    assert "2 lignes d’un autre mois (février 2026, avril 2026)" in read
    assert "1 ligne de total (n° 7)" in read
    page.take()
    assert hours(statement) == {("Nom00", "work"): Decimal("22.50")}


def test_what_cannot_be_read_of_another_month_keeps_nothing_out(statement: HoursStatement, page: Page) -> None:
    rows = [
        ["Nom00", "Prénom0", "mars 2026", 12],
        ["Nom00", "Prénom0", "février 2026", "beaucoup"],
        [None, None, "janvier 2026", 7],
        *(["Nom01", "Prénom1", "avril 2026", -2] for _ in range(5)),
    ]
    read = page.send(xlsx(["Nom", "Prénom", "Mois", "Heures"], *rows))
    assert "À corriger avant d’envoyer février 2026 : Ligne 3, colonne « Heures » : « beaucoup » n’est pas" in read
    assert read.count("jamais négatives") == 3
    assert "Et 2 de plus." in read
    page.take()
    assert hours(statement) == {("Nom00", "work"): Decimal(12)}


def test_an_hour_that_cannot_be_read_in_a_month_that_cannot_either_is_refused(page: Page) -> None:
    rows = [["Nom00", "Prénom0", "mars 2026", 12], ["Nom01", "Prénom1", "toujours", "beaucoup"]]
    read = page.send(xlsx(["Nom", "Prénom", "Mois", "Heures"], *rows))
    assert "La feuille contient 2 erreurs" in read


def test_a_line_of_total_made_of_formulas_is_left_out(statement: HoursStatement, page: Page) -> None:
    read = page.send(xlsx(HEAD, ["Nom00", "Prénom0", 12], ["Nom01", "Prénom1", 8], ["Sous-total", None, "=SUM(C2:C3)"]))
    assert "1 ligne de total (n° 4), non reprise." in read
    page.take()
    assert sum(hours(statement).values()) == 20


@pytest.mark.parametrize("name", ["Sommer", "Totaro", "Cumulus"])
def test_somebody_whose_name_looks_like_a_total_is_somebody(
    world: World, statement: HoursStatement, page: Page, name: str
) -> None:
    Person.objects.filter(pk=world.people[0].pk).update(last_name=name)
    assert "total (" not in page.send(xlsx(HEAD, [name.upper(), "Prénom0", 12]))
    page.take()
    assert hours(statement) == {(name, "work"): Decimal(12)}


def test_a_duration_longer_than_a_day_is_read(statement: HoursStatement, page: Page) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEAD)
    book.active.append(["Nom00", "Prénom0", timedelta(hours=151, minutes=40)])
    book.active["C2"].number_format = "[h]:mm"
    buffer = io.BytesIO()
    book.save(buffer)
    page.send(buffer.getvalue())
    page.take()
    assert hours(statement)["Nom00", "work"] == Decimal("151.67")


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_a_csv_is_read_whatever_its_encoding(
    statement: HoursStatement, page: Page, encoding: str, separator: str
) -> None:
    lines = [HEAD, ["Nom00", "Prénom0", "12.5"]]
    data = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)
    assert "La feuille est lisible" in page.send(data, "pointage.csv")
    page.take()
    assert hours(statement)["Nom00", "work"] == Decimal("12.50")


def test_what_was_typed_for_others_and_for_other_kinds_stays(
    world: World, statement: HoursStatement, page: Page
) -> None:
    HoursLine.objects.create(statement=statement, employment=world.jobs[2], kind="work", hours=Decimal(9))
    HoursLine.objects.create(statement=statement, employment=world.jobs[0], kind="training", hours=Decimal(4))
    HoursLine.objects.create(statement=statement, employment=world.jobs[0], kind="work", hours=Decimal(1))
    page.send(xlsx(HEAD, ["Nom00", "Prénom0", 10]))
    page.take()
    assert hours(statement) == {
        ("Nom02", "work"): Decimal(9), ("Nom00", "training"): Decimal(4), ("Nom00", "work"): Decimal(10),
    }  # fmt: skip


def test_only_the_file_that_was_seen_is_taken(statement: HoursStatement, page: Page) -> None:
    page.send(xlsx(HEAD, ["Nom00", "Prénom0", 10]))
    colleague = Page(page.path)
    colleague.send(xlsx(HEAD, ["Nom00", "Prénom0", 99]))
    read = page.take()
    assert "Un autre fichier a été envoyé entre-temps" in read
    assert "99 h" in read
    assert not statement.lines.exists()
    colleague.take()
    assert hours(statement) == {("Nom00", "work"): Decimal(99)}


def test_the_same_sheet_taken_twice_changes_nothing(statement: HoursStatement, page: Page) -> None:
    data = xlsx(HEAD, ["Nom00", "Prénom0", 10])
    for _ in range(2):
        page.send(data)
        page.take()
    assert hours(statement) == {("Nom00", "work"): Decimal(10)}


def test_a_file_is_forgotten_on_demand_after_two_days_and_when_somebody_is_erased(
    world: World, statement: HoursStatement, page: Page
) -> None:
    data = xlsx(HEAD, ["Nom00", "Prénom0", 3])
    page.send(data)
    assert HoursSheet.objects.exists()
    page.client.post(page.path, {"discard": "1"})
    assert not HoursSheet.objects.exists()
    page.send(data)
    HoursSheet.objects.update(expires_at=NOW - timedelta(days=400))
    assert "Lire la feuille" in seen(page.client.get(page.path).content)
    tasks.forget_sheets(now=NOW)
    assert not HoursSheet.objects.exists()
    page.send(data)
    Employment.objects.update(ends_on=date(2026, 3, 31))
    erase_person(actor=world.cast.facilitator, person=world.people[2], today=NOW.date())
    assert not HoursSheet.objects.exists()


def test_a_statement_already_sent_takes_no_sheet(world: World, statement: HoursStatement, page: Page) -> None:
    page.send(xlsx(HEAD, ["Nom00", "Prénom0", 3]))
    HoursStatement.objects.filter(pk=statement.pk).update(state="submitted", submitted_at=NOW)
    assert page.client.get(page.path).status_code == 302
    assert page.client.post(page.path, {"confirm": "1"}).status_code == 302
    assert not statement.lines.exists()


def test_another_organisation_finds_no_sheet(world: World, statement: HoursStatement) -> None:
    for who in ("structure", "stranger"):
        client = world.cast.client(who)
        assert client.get(f"/heures/{statement.pk}/feuille/").status_code == 404
        assert client.get(f"/heures/{statement.pk}/feuille/modele.xlsx").status_code == 404
