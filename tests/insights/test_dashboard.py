"""The figures: what they count, what they hide outside the workspace, what the pages and exports show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from levier.delivery.enums import EntryKind, StatementState
from levier.delivery.models import HoursLine, LedgerEntry, Obligation
from levier.directory.models import Organisation
from levier.domain.masking import HIDDEN, Cell, masked, small
from levier.domain.quantities import ZERO
from levier.domain.statistics import ReportType
from levier.domain.steps import Step
from levier.domain.vocabulary import Modality
from levier.insights.dashboard import Dashboard, Scope, dashboard
from levier.insights.period import period_of
from levier.people.enums import Sex
from levier.people.models import EligibilityStatus
from tests.cast import Cast
from tests.desk import world

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
YEAR = period_of("2026", first=MAY, today=world.TODAY)


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    return world.obligation(cast, world.contract(cast, "Halle", Step.MISE_EN_OEUVRE, place="Sérigny"), cast.contractor)


def _board(cast: Cast, **values: object) -> Dashboard:
    external = bool(values.pop("external", False))
    scope = Scope(cast.workspace.pk, **{"period": YEAR, **values})  # type: ignore[arg-type]
    return dashboard(workspace=cast.workspace, scope=scope, external=external)


def _people(cast: Cast, owed: Obligation, count: int, **values: object) -> None:
    for rank in range(count):
        job = world.employment(world.person(cast, f"Numéro{rank}", **values), cast.contractor)
        world.hours(owed, job, MAY, "100")


def test_the_figures_of_a_year(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 4)
    who = world.person(cast, "Homme", sex=Sex.MAN, in_qpv=None)
    job = world.employment(who, cast.structure, modality=Modality.SUBCONTRACT_EI.value)
    world.hours(owed, job, JUNE, "50")
    second = world.employment(who, cast.contractor, starts_on=date(2026, 7, 1))
    world.hours(owed, second, date(2026, 7, 1), "50")
    found = {code: figure.value for code, figure in _board(cast).figures.items()}
    assert found == {
        "due": Decimal(1000),
        "declared": Decimal(500),
        "validated": Decimal(500),
        "fte": Decimal("0.3"),
        "people": Decimal(5),
        "jobs": Decimal(6),
        "contracts": Decimal(1),
        "hours_per_person": Decimal(100),
        "hours_per_job": Decimal("83.33"),
        "women": Decimal("0.8"),
        "qpv": Decimal(1),
        "levers": Decimal(1),
    }


def test_the_sums_of_breakdowns_and_months_are_the_total(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 3)
    job = world.employment(world.person(cast, "Autre"), cast.structure, modality=Modality.LABOUR_SUPPLY_AI.value)
    world.hours(owed, job, JUNE, "33.33")
    board = _board(cast)
    total = board.figures["validated"].value
    assert total == Decimal("333.33")
    for breakdown in board.breakdowns[:2]:
        assert sum((cell.hours or ZERO for cell in breakdown.cells), ZERO) == total
    assert sum((month.validated for month in board.months.values()), ZERO) == total


def test_a_correction_to_zero_removes_the_person(cast: Cast, owed: Obligation) -> None:
    job = world.employment(world.person(cast, "Corrigée"), cast.contractor)
    entry = world.hours(owed, job, MAY, "10")
    LedgerEntry.objects.create(
        workspace=cast.workspace, obligation=owed, employment=job, month=MAY, kind=EntryKind.CORRECTION,
        hours=Decimal(-10), corrects=entry, reason="Erreur de mois", recorded_at=world.NOW,
    )  # fmt: skip
    figures = _board(cast).figures
    assert (figures["people"].value, figures["validated"].value, figures["hours_per_person"].shown) == (0, 0, "—")


def test_a_year_is_not_a_cumulation(cast: Cast, owed: Obligation) -> None:
    job = world.employment(world.person(cast, "Ancienne"), cast.contractor, starts_on=date(2025, 1, 1))
    world.hours(owed, job, date(2025, 11, 1), "70")
    world.hours(owed, job, MAY, "30")
    everything = period_of("cumul", first=date(2025, 11, 1), today=world.TODAY)
    assert _board(cast).figures["validated"].value == 30
    assert _board(cast, period=everything).figures["validated"].value == 100
    assert (YEAR.report_type, everything.report_type) == (ReportType.ANNUAL, ReportType.CUMULATIVE)
    assert "cumulé depuis le début" in everything.label


def test_a_draft_or_refused_line_is_not_declared(cast: Cast, owed: Obligation) -> None:
    job = world.employment(world.person(cast, "Brouillon"), cast.contractor)
    draft = world.statement(owed, JUNE, StatementState.DRAFT)
    HoursLine.objects.create(statement=draft, employment=job, hours=Decimal(12))
    sent = world.statement(owed, MAY, StatementState.SUBMITTED)
    HoursLine.objects.create(statement=sent, employment=job, hours=Decimal(20), state="refused", reason="Doublon")
    assert _board(cast).figures["declared"].value == 0


def test_filters_by_buyer_and_place(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 2)
    other = Organisation.objects.create(workspace=cast.workspace, kind="buyer", name="Autre acheteur (fictif)")
    assert _board(cast, buyer_id=other.pk).figures["validated"].value == 0
    assert _board(cast, buyer_id=cast.buyer.pk, place="Sérigny").figures["validated"].value == 200
    assert _board(cast, place="Ailleurs").figures["due"].value == 0


def test_a_person_may_hold_two_criteria_and_the_note_says_so(cast: Cast, owed: Obligation) -> None:
    who = world.person(cast, "Double")
    world.hours(owed, world.employment(who, cast.contractor), MAY, "10")
    for criterion in ("rsa", "long_term_jobseeker"):
        EligibilityStatus.objects.create(person=who, criterion=criterion, valid_from=date(2026, 1, 1))
    publics = _board(cast).breakdowns[2]
    assert len(publics.cells) == 2
    assert "plusieurs critères" in publics.note


def test_under_five_people_nothing_leaves_the_workspace(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 4)
    inside, outside = _board(cast), _board(cast, external=True)
    assert inside.figures["people"].value == 4
    for code in ("people", "jobs", "validated", "declared", "fte", "hours_per_person", "women", "qpv"):
        if code in ("women", "qpv"):
            continue
        assert outside.figures[code].shown == HIDDEN, code
    assert all(cell.masked for breakdown in outside.breakdowns for cell in breakdown.cells)
    assert outside.months == {}


def test_from_five_people_figures_may_leave(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 5)
    outside = _board(cast, external=True)
    assert outside.figures["people"].value == 5
    assert not outside.breakdowns[0].cells[0].masked


def test_a_share_with_a_small_side_is_hidden_outside(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 6)
    world.hours(owed, world.employment(world.person(cast, "Seul", sex=Sex.MAN), cast.contractor), MAY, "10")
    assert _board(cast, external=True).figures["women"].shown == HIDDEN
    assert _board(cast).figures["women"].value is not None


@given(st.lists(st.integers(0, 40), max_size=8))
def test_no_small_cell_is_left_and_none_can_be_found_by_difference(counts: list[int]) -> None:
    cells = [Cell(str(rank), Decimal(count * 10), count) for rank, count in enumerate(counts)]
    shown = masked(cells)
    assert not any(cell.people is not None and small(cell.people) for cell in shown)
    hidden = [cell for cell in shown if cell.masked]
    if len(hidden) == 1:
        assert all(cell.people in (0, None) for cell in shown)


def test_the_dashboard_makes_the_same_number_of_queries_whatever_the_rows(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 1)
    with CaptureQueriesContext(connection) as one:
        _board(cast)
    _people(cast, owed, 0)
    for rank in range(30):
        job = world.employment(world.person(cast, f"Plus{rank}"), cast.contractor)
        world.hours(owed, job, JUNE, "10")
    with CaptureQueriesContext(connection) as many:
        _board(cast)
    assert len(many) == len(one)


def test_who_reads_the_figures(cast: Cast) -> None:
    for who in ("facilitator", "admin", "coordinator"):
        assert cast.client(who).get("/indicateurs/").status_code == 200
        assert cast.client(who).get("/indicateurs/?periode=cumul").status_code == 200
    for who in ("buyer", "contractor", "structure", "referrer"):
        for path in ("/indicateurs/", "/indicateurs/export/", "/indicateurs/signaux/", "/indicateurs/signaux/export/"):
            assert cast.client(who).get(path).status_code == 403, (who, path)


def test_a_stranger_reads_only_zeros(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 6)
    content = cast.client("stranger").get("/indicateurs/?periode=2026").content.decode()
    assert "Halle" not in content
    scope = Scope(cast.other_workspace.pk, YEAR)
    assert dashboard(workspace=cast.other_workspace, scope=scope).figures["validated"].value == 0


def test_nonsense_in_the_address_reads_the_current_year(cast: Cast) -> None:
    client = cast.client("facilitator")
    for query in ("periode=zzzz", "periode=9999", "acheteur=abc", "lieu=%00", "periode=٢٠٢٦"):
        assert client.get(f"/indicateurs/?{query}").status_code == 200


def test_exports_say_their_period_and_audience_and_mask_by_default(cast: Cast, owed: Obligation) -> None:
    _people(cast, owed, 4)
    client = cast.client("facilitator")
    text = client.get("/indicateurs/export/?format=csv&periode=2026").content.decode("utf-8-sig")
    assert "externe (moins de 5 personnes masqué)" in text
    assert HIDDEN in text
    count = LedgerEntry.objects.filter(workspace=cast.workspace).count()
    assert f", {count}\u00a0lignes d’heures validées ou corrigées" in text
    inside = client.get("/indicateurs/export/?format=xlsx&diffusion=interne")
    sheet = load_workbook(BytesIO(inside.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:3] == ["Rubrique", "Indicateur", "Valeur"]
    assert {row[7].value for row in sheet.iter_rows(min_row=2)} == {"sur l’année"}


def test_validated_hours_have_the_same_colour_in_the_gauge_and_in_the_chart(cast: Cast) -> None:
    page = cast.client("facilitator").get("/indicateurs/").content.decode()
    chart = page.partition("Heures par ")[2]
    assert 0 < chart.find("Validées") < chart.find("Déclarées")
