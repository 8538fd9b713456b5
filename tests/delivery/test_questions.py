"""Questions asked of the company before it sends, and of the facilitator before they validate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest

from levier.delivery.models import ClosingReport, HoursLine, HoursStatement, Obligation
from levier.delivery.selectors.review import review
from levier.directory.models import Organisation
from levier.people.models import EligibilityStatus
from levier.procurement.models import Award, AwardMember, Contract, Lot
from tests.cast import Cast

from .hours_world import MARCH, NOW, World, make_world


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def _elsewhere(world: World, hours: str, *, declarant: Organisation | None = None) -> HoursLine:
    """The first person on another site the same month."""
    clause = world.obligation.clause
    contract = Contract.objects.create(
        workspace=world.cast.workspace, buyer=world.cast.buyer, title="Halle des Marronniers", nature="works"
    )
    clause.pk, clause.lot = None, Lot.objects.create(contract=contract, number="1", title="Lot")
    clause.save()
    award = Award.objects.create(
        lot=clause.lot, notified_on=date(2025, 12, 15), starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
    )
    AwardMember.objects.create(award=award, organisation=world.cast.contractor)
    obligation = Obligation.objects.create(
        workspace=world.cast.workspace, clause=clause, award=award, contractor=world.cast.contractor,
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
    )  # fmt: skip
    statement = HoursStatement.objects.create(
        obligation=obligation, declarant=declarant or world.cast.contractor, month=MARCH, due_on=date(2026, 4, 10),
        state="submitted",
    )  # fmt: skip
    return HoursLine.objects.create(statement=statement, employment=world.jobs[0], hours=Decimal(hours))


def _send(world: World, statement: HoursStatement, hours: str) -> str:
    """What the company reads after asking to send; empty when it left at once."""
    HoursLine.objects.get_or_create(statement=statement, employment=world.jobs[0], kind="work", defaults={"hours": 0})
    answer = world.cast.client("contractor").post(
        f"/heures/{statement.pk}/saisir/",
        {"action": "submit", "version": statement.version, f"h-{world.jobs[0].pk}-work": hours},
    )
    return unescape(answer.content.decode()) if answer.status_code == 422 else ""


def test_hours_that_ask_nothing_leave_at_once(world: World) -> None:
    assert _send(world, world.statement(), "100") == ""


def test_the_company_is_asked_about_the_same_hours_on_another_site(world: World) -> None:
    _elsewhere(world, "100")
    page = _send(world, world.statement(), "100")
    assert "sont aussi déclarées pour « Halle des Marronniers »".replace(" ", "") in _bare(page)


def test_the_company_is_asked_about_two_sites_that_pass_the_maximum_together(world: World) -> None:
    _elsewhere(world, "120")
    assert "dont 120 h pour « Halle des Marronniers »".replace(" ", "") in _bare(_send(world, world.statement(), "110"))


def test_a_company_learns_nothing_of_what_another_one_declares(world: World) -> None:
    _elsewhere(world, "100", declarant=world.cast.structure)
    statement = world.statement()
    assert _send(world, statement, "100") == ""
    assert "Halle des Marronniers" in " ".join(review(statement)[0].questions)


def test_the_company_is_told_when_an_eligibility_ended_and_not_which(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[0]).update(valid_until=date(2026, 3, 15))
    page = _send(world, world.statement(), "100")
    assert "son éligibilité a pris fin le 15 mars 2026".replace(" ", "") in _bare(page)
    assert "RSA" not in page


def test_an_eligibility_renewed_asks_nothing(world: World) -> None:
    status = EligibilityStatus.objects.get(person=world.people[0])
    EligibilityStatus.objects.filter(pk=status.pk).update(valid_until=date(2026, 3, 15))
    status.pk, status.valid_from = None, date(2026, 3, 16)
    status.save()
    assert _send(world, world.statement(), "100") == ""


def test_both_are_told_that_a_balance_already_covers_the_month(world: World) -> None:
    ClosingReport.objects.create(obligation=world.obligation, as_of=datetime(2026, 3, 31, 16, tzinfo=UTC), figures={})
    statement, said = world.statement(), "Le bilan arrêté au 31 mars 2026 couvre déjà mars 2026".replace(" ", "")
    assert said in _bare(_send(world, statement, "100"))
    HoursStatement.objects.update(state="submitted", submitted_at=NOW)
    assert said in _page(world, statement)


def test_the_facilitator_sees_a_total_unlike_the_months_before(world: World) -> None:
    world.sent("100", month=date(2026, 2, 1))
    assert "neressemblepasauxmoisprécédents" in _page(world, world.sent("20"))


def test_the_facilitator_does_not_accept_at_once_a_line_declared_twice_over(world: World) -> None:
    _elsewhere(world, "100")
    lines = review(world.sent("100", "50"))
    assert [one.clear for one in lines] == [False, True]


def _page(world: World, statement: HoursStatement) -> str:
    return _bare(unescape(world.cast.client("facilitator").get(f"/heures/{statement.pk}/").content.decode()))


def _bare(text: str) -> str:
    """Without any space: which one a page uses is not the question here."""
    return "".join(text.split())
