"""Two sources that agree on the same hours: proposed together, accepted in one click, counted once."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from levier.delivery.models import HoursLine, HoursSheet, HoursStatement, LedgerEntry
from levier.delivery.selectors.review import review
from levier.delivery.selectors.sources import agreeing
from levier.delivery.services.ledger import accept_clear_lines, accept_line
from levier.people.models import Employment
from tests.cast import Cast
from tests.delivery.hours_sheets.page import HEAD, seen, xlsx
from tests.delivery.hours_world import MARCH, NOW, World, make_world
from tests.races import at_once


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


@pytest.fixture
def both(world: World) -> tuple[HoursStatement, HoursStatement]:
    """The company and the temporary work agency declare the same person, employed by the agency."""
    Employment.objects.filter(pk=world.jobs[0].pk).update(employer=world.cast.structure, modality="etti")
    agency = HoursStatement.objects.create(
        obligation=world.obligation,
        declarant=world.cast.structure,
        month=MARCH,
        state="submitted",
        due_on=date(2026, 4, 10),
    )
    HoursLine.objects.create(statement=agency, employment=world.jobs[0], kind="work", hours=Decimal(80))
    return world.sent("80", "30"), agency


def accept(world: World, statement: HoursStatement) -> int:
    statement.refresh_from_db()
    return accept_clear_lines(actor=world.cast.facilitator, statement=statement, version=statement.version, now=NOW)


def test_two_declarations_that_agree_are_accepted_in_one_click_and_count_once(
    world: World, both: tuple[HoursStatement, HoursStatement]
) -> None:
    company, agency = both
    first, second = review(company)
    assert first.agreed
    assert first.clear
    assert second.clear
    assert not second.agreed
    page = seen(world.cast.client("facilitator").get(f"/heures/{company.pk}/").content)
    assert page.count("sa ligne sera écartée") == 1
    assert f"{world.cast.structure.name} déclare les mêmes heures" in page
    assert accept(world, company) == 2
    agency.refresh_from_db()
    twin = agency.lines.get()
    assert (twin.state, agency.state) == ("refused", "closed")
    assert "déjà comptées" in twin.reason
    assert sum(LedgerEntry.objects.values_list("hours", flat=True)) == Decimal(110)


def test_hours_accepted_alone_set_aside_the_same_hours_of_the_other(
    world: World, both: tuple[HoursStatement, HoursStatement]
) -> None:
    company, agency = both
    line = company.lines.get(employment=world.jobs[0])
    accept_line(actor=world.cast.facilitator, line=line, counted=Decimal(60), reason="Feuille de pointage.", now=NOW)
    agency.refresh_from_db()
    assert (agency.lines.get().state, agency.state) == ("refused", "closed")
    assert LedgerEntry.objects.get().hours == Decimal(60)


def test_the_same_hours_declared_twice_set_aside_one_line_each(
    world: World, both: tuple[HoursStatement, HoursStatement]
) -> None:
    company, agency = both
    job = world.jobs[0]
    again = Employment.objects.create(
        person=job.person,
        employer=job.employer,
        contract_kind=job.contract_kind,
        modality=job.modality,
        starts_on=job.starts_on,
    )
    for statement in both:
        HoursLine.objects.create(statement=statement, employment=again, kind="work", hours=Decimal(80))
    found = agreeing(company, list(company.lines.select_related("employment").order_by("pk")))
    assert [len(sources) for sources in found.values()] == [1, 1]
    assert len({source.line.pk for (source,) in found.values() if source.line}) == 2
    line = company.lines.get(employment=job)
    accept_line(actor=world.cast.facilitator, line=line, counted=Decimal(60), reason="Feuille de pointage.", now=NOW)
    assert sorted(agency.lines.values_list("state", flat=True)) == ["pending", "refused"]


def test_two_declarations_that_differ_are_asked_about_on_both_sides(
    world: World, both: tuple[HoursStatement, HoursStatement]
) -> None:
    company, agency = both
    agency.lines.update(hours=Decimal(70))
    assert not review(company)[0].clear
    assert "déclare aussi 70" in review(company)[0].questions[0].replace("\u00a0", " ")
    assert accept(world, company) == 1
    assert agency.lines.get().state == "pending"


def test_a_declaration_not_sent_yet_is_no_second_source(
    world: World, both: tuple[HoursStatement, HoursStatement]
) -> None:
    company, agency = both
    HoursStatement.objects.filter(pk=agency.pk).update(state="draft")
    assert not review(company)[0].agreed


def test_another_employer_is_no_second_source(world: World, both: tuple[HoursStatement, HoursStatement]) -> None:
    company, agency = both
    own = Employment.objects.create(
        person=world.people[0], employer=world.cast.contractor, contract_kind="cdd", modality="direct_hire",
        starts_on=date(2026, 2, 1),
    )  # fmt: skip
    agency.lines.update(employment=own)
    assert not review(company)[0].agreed
    assert not review(company)[0].clear


def test_the_other_statement_opened_afterwards_has_nothing_left_to_decide(
    world: World, both: tuple[HoursStatement, HoursStatement]
) -> None:
    company, agency = both
    accept(world, agency)
    assert company.lines.filter(state="refused").count() == 1
    assert accept(world, company) == 1
    assert sum(LedgerEntry.objects.values_list("hours", flat=True)) == Decimal(110)


# ------------------------------------------------------------------------------------------- a sheet as second source


def test_a_sheet_says_where_two_sources_agree_and_where_they_do_not(world: World) -> None:
    statement = world.sent("80", "30")
    client = world.cast.client("facilitator")
    data = xlsx(HEAD, ["NOM00", "Prénom0", 80], ["Nom01", "Prénom1", 32], ["Inconnue", "Ada", 5])
    path = f"/heures/{statement.pk}/comparer/"
    answer = client.post(path, {"file": SimpleUploadedFile("paie.xlsx", data)})
    assert answer.status_code == 302
    page = seen(client.get(f"/heures/{statement.pk}/").content)
    assert "1 ligne concorde avec la feuille. 1 ligne de la feuille n’est pas au relevé." in page
    assert "Mêmes heures dans la feuille comparée" in page
    assert "La feuille comparée dit 32 h" in page
    first, second = review(statement)
    assert first.agreed
    assert not second.clear
    assert not HoursSheet.objects.exists()
    assert accept(world, statement) == 1


def test_somebody_declared_whom_the_sheet_does_not_name_is_said(world: World) -> None:
    statement = world.sent("80", "30")
    HoursLine.objects.create(statement=statement, employment=world.jobs[0], kind="training", hours=Decimal(7))
    client = world.cast.client("facilitator")
    data = xlsx(HEAD, ["NOM00", "Prénom0", 80])
    client.post(f"/heures/{statement.pk}/comparer/", {"file": SimpleUploadedFile("paie.xlsx", data)})
    page = seen(client.get(f"/heures/{statement.pk}/").content)
    assert "1 ligne du relevé n’y est pas : vérifiez ces heures" in page


@pytest.mark.parametrize(
    ("data", "sentence"), [(b"", "vide"), (b"%PDF-1.7", "un PDF"), (xlsx(["a", "b"], [1, 2]), "Nom")]
)
def test_a_sheet_that_cannot_be_read_decides_nothing(world: World, data: bytes, sentence: str) -> None:
    statement = world.sent("80")
    answer = world.cast.client("facilitator").post(
        f"/heures/{statement.pk}/comparer/", {"file": SimpleUploadedFile("paie.xlsx", data)}
    )
    assert answer.status_code == 422
    assert sentence in seen(answer.content)
    assert statement.lines.get().compared_hours is None


def test_a_statement_decided_is_compared_no_more(world: World) -> None:
    statement = world.sent("80")
    HoursStatement.objects.filter(pk=statement.pk).update(state="closed")
    answer = world.cast.client("facilitator").post(
        f"/heures/{statement.pk}/comparer/",
        {"file": SimpleUploadedFile("a.xlsx", xlsx(HEAD, ["Nom00", "Prénom0", 80]))},
    )
    assert answer.status_code == 422
    assert "n’attend plus de décision" in seen(answer.content)


# ------------------------------------------------------------------------------- two people, each on one of the statements


@pytest.mark.django_db(transaction=True)
def test_two_people_who_accept_both_statements_at_once_count_the_hours_once(
    world: World, both: tuple[HoursStatement, HoursStatement]
) -> None:
    together, naively, chosen = threading.Barrier(2), iter(both), iter(both)

    def naive() -> None:
        """The control: without the service, both see two sources agree, and both accept their own."""
        found = next(one for one in review(next(naively)) if one.agreed)
        together.wait(timeout=10)
        HoursLine.objects.filter(pk=found.line.pk).update(state="accepted")

    assert at_once(naive) == ["won", "won"]
    lines = HoursLine.objects.filter(employment=world.jobs[0])
    assert set(lines.values_list("state", flat=True)) == {"accepted"}
    lines.update(state="pending")
    assert set(at_once(lambda: accept(world, next(chosen)))) <= {"won", "conflict"}
    assert [one.hours for one in LedgerEntry.objects.filter(employment=world.jobs[0])] == [Decimal(80)]
    assert sorted(lines.values_list("state", flat=True)) == ["accepted", "refused"]
