"""Whose hours a sheet holds: known, new, or two of one name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from levier.delivery.models import HoursLine, HoursStatement
from levier.journal.models import JournalEntry
from levier.people.models import Employment, Person
from tests.delivery.hours_sheets.page import HEAD, Page, hours, xlsx
from tests.delivery.hours_world import World


def test_an_unknown_person_is_asked_for_the_minimum_then_added(
    world: World, statement: HoursStatement, page: Page
) -> None:
    read = page.send(xlsx(HEAD, ["Nouvelle", "Ada", 20], ["Nouvelle", "Ada", 5]))
    assert "Ada Nouvelle n’est pas sur votre liste" in read
    assert read.count("n’est pas sur votre liste") == 1
    assert "Ligne 2" in read
    head = [*HEAD, "Date de naissance", "Type de contrat", "Date d’entrée", "Emploi"]
    read = page.send(xlsx(head, ["Nouvelle", "Ada", 20, "03/02/2000", "CDDI", date(2026, 3, 9), "Peintre"]))
    assert "Nouvelle personne : Ada Nouvelle" in read
    assert not Person.objects.filter(last_name="Nouvelle").exists()
    page.take()
    job = Employment.objects.get(person__last_name="Nouvelle")
    assert (job.contract_kind, job.starts_on, job.occupation) == ("cddi", date(2026, 3, 9), "Peintre")
    assert hours(statement)["Nouvelle", "work"] == Decimal(20)
    assert "Ada" not in str(JournalEntry.objects.latest("sequence").payload)


def test_two_people_of_one_name_need_their_birth_date(world: World, statement: HoursStatement, page: Page) -> None:
    twin = Person.objects.create(
        workspace=world.cast.workspace, first_name="Prénom0", last_name="Nom00", birth_date=date(1980, 1, 1)
    )
    Employment.objects.create(
        person=twin,
        employer=world.cast.contractor,
        contract_kind="cdd",
        modality="direct_hire",
        starts_on=date(2026, 2, 1),
    )
    assert "deux personnes s’appellent" in page.send(xlsx(HEAD, ["Nom00", "Prénom0", 10]))
    page.send(xlsx([*HEAD, "Né(e) le"], ["Nom00", "Prénom0", 10, "01/01/1980"]))
    page.take()
    assert statement.lines.get().employment.person == twin


def test_two_contracts_in_one_month_each_have_the_hours_of_their_days(
    world: World, statement: HoursStatement, page: Page
) -> None:
    fixed = world.jobs[0]
    Employment.objects.filter(pk=fixed.pk).update(ends_on=date(2026, 3, 13))
    lasting = Employment.objects.create(
        person=world.people[0],
        employer=world.cast.contractor,
        contract_kind="cdi",
        modality="direct_hire",
        starts_on=date(2026, 3, 16),
    )
    days = [["Nom00", "Prénom0", date(2026, 3, day), 7] for day in (12, 13, 16)]
    page.send(xlsx(["Nom", "Prénom", "Jour", "Heures"], *days))
    page.take()
    assert {line.employment: line.hours for line in statement.lines.all()} == {fixed: 14, lasting: 7}


def test_a_contract_renewed_within_the_month_is_a_new_one(world: World, statement: HoursStatement, page: Page) -> None:
    Employment.objects.filter(pk=world.jobs[0].pk).update(ends_on=date(2026, 3, 13))
    head = [*HEAD, "Type de contrat", "Date d’entrée"]
    page.send(xlsx(head, ["Nom00", "Prénom0", 77, "CDI", date(2026, 3, 16)]))
    page.take()
    job = statement.lines.get().employment
    assert (job.person, job.contract_kind, job.starts_on) == (world.people[0], "cdi", date(2026, 3, 16))


def test_hours_after_the_end_of_a_contract_are_refused(world: World, statement: HoursStatement, page: Page) -> None:
    Employment.objects.filter(pk=world.jobs[0].pk).update(ends_on=date(2026, 2, 15))
    read = page.send(xlsx(HEAD, ["Nom00", "Prénom0", 10]))
    assert "a pris fin le 15 février 2026" in read
    assert not statement.lines.exists()


def test_validated_hours_do_not_change_by_a_sheet(world: World, page: Page, statement: HoursStatement) -> None:
    HoursStatement.objects.filter(pk=statement.pk).update(state="returned")
    HoursLine.objects.create(
        statement=statement,
        employment=world.jobs[0],
        kind="work",
        hours=Decimal(8),
        counted=Decimal(8),
        state="accepted",
    )
    assert "déjà 8 h validées" in page.send(xlsx(HEAD, ["Nom00", "Prénom0", 10]))
    assert "La feuille est lisible" in page.send(xlsx(HEAD, ["Nom00", "Prénom0", 8]))
    page.take()
    assert statement.lines.get().state == "accepted"


def test_a_day_too_long_is_questioned(page: Page) -> None:
    head = ["Nom", "Prénom", "Jour", "Heures"]
    read = page.send(xlsx(head, *(["Nom00", "Prénom0", date(2026, 3, 2), 7] for _ in range(2))))
    assert "14 h le 2 mars 2026, plus que 10 h par jour" in read
