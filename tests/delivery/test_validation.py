"""Line by line: what counts on the days worked, who decides, what enters the ledger."""

from __future__ import annotations

import html
import re
import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from levier.delivery import checks
from levier.delivery.models import HoursLine, HoursStatement, LedgerEntry
from levier.delivery.selectors.ledger import hours_of, sums
from levier.delivery.selectors.obligations import obligations
from levier.delivery.selectors.progress import companies
from levier.delivery.selectors.review import review
from levier.delivery.services.ledger import (
    accept_clear_lines,
    accept_line,
    correct_entry,
    reconsider_line,
    refuse_line,
    return_statement,
    standing_on,
)
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import HourKind
from levier.people.models import EligibilityStatus
from levier.post.models import OutgoingMessage
from tests.cast import Cast, make_cast
from tests.delivery.hours_world import MARCH, NOW, TODAY, World, make_world
from tests.races import at_once


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def _sound() -> None:
    assert list(checks.violations()) == []


def _accept(world: World, line: HoursLine, hours: str, reason: str = "") -> LedgerEntry:
    return accept_line(actor=world.cast.facilitator, line=line, counted=Decimal(hours), reason=reason, now=NOW)


def test_an_accepted_line_enters_the_ledger_and_closes_the_statement(world: World) -> None:
    statement = world.sent("120.50")
    entry = _accept(world, statement.lines.get(), "120.5")
    statement.refresh_from_db()
    assert (entry.kind, entry.hours, entry.month) == ("validated", Decimal("120.50"), MARCH)
    assert statement.state == "closed"
    assert HoursLine.objects.get().counted == Decimal("120.50")
    _sound()


def test_a_status_that_ends_in_the_month_splits_it(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[0]).update(valid_until=date(2026, 3, 15))
    statement = world.sent("110")
    found = review(statement)[0]
    # Weekdays of March 2026: 10 up to the 15th, 12 after.
    assert (found.counted, found.limit) == (Decimal(50), Decimal(50))
    assert not found.clear
    with pytest.raises(RuleError, match="Au plus 50"):
        _accept(world, statement.lines.get(), "110")
    with pytest.raises(RuleError, match="Dites pourquoi"):
        _accept(world, statement.lines.get(), "50")
    _accept(world, statement.lines.get(), "50", "Éligible jusqu’au 15 mars.")
    _sound()


def test_a_company_never_reads_the_criterion(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[0]).update(valid_until=date(2026, 3, 15))
    statement = world.sent("110")
    found = review(statement)[0]
    assert "RSA" in found.reason
    assert found.company_reason == "Personne non éligible du 16 mars 2026 au 31 mars 2026."
    line = statement.lines.get()
    with pytest.raises(RuleError, match="critère"):
        refuse_line(actor=world.cast.facilitator, line=line, reason=found.reason, now=NOW)
    page = world.cast.client("facilitator").get(f"/heures/{statement.pk}/").content.decode()
    assert ">Personne non éligible du 16 mars" in page
    refuse_line(actor=world.cast.facilitator, line=line, reason=found.company_reason, now=NOW)
    shown = world.cast.client("contractor").get(f"/heures/{statement.pk}/").content.decode()
    assert "Personne non éligible" in shown
    assert "RSA" not in shown


def test_eligibility_is_read_on_the_day_worked_not_today(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[0]).update(valid_until=date(2026, 3, 31))
    assert review(world.sent("80"))[0].clear


def test_a_person_without_status_waits_for_one(cast: Cast) -> None:
    world = make_world(cast, eligible=False)
    statement = world.sent("80")
    found = review(statement)[0]
    assert (found.counted, found.confirmable) == (0, 0)
    assert "Aucun statut" in found.reason
    with pytest.raises(RuleError, match="Aucun statut"):
        _accept(world, statement.lines.get(), "80", "On la connaît bien.")


def test_a_length_to_check_is_confirmed_in_writing(world: World) -> None:
    # 24 months by a rule « à vérifier » are over; the status itself has no end.
    EligibilityStatus.objects.filter(person=world.people[0]).update(
        valid_from=date(2024, 1, 5), valid_until=None, proof_on=date(2024, 1, 2)
    )
    world.jobs[0].starts_on = date(2024, 1, 5)
    world.jobs[0].save()
    world.sent("10", month=date(2024, 1, 1))
    statement = world.sent("80")
    found = review(statement)[0]
    assert (found.counted, found.confirmable) == (0, Decimal(80))
    with pytest.raises(RuleError, match="Confirmez par écrit"):
        _accept(world, statement.lines.get(), "80")
    _accept(world, statement.lines.get(), "80", "Durée de 36 mois décidée en comité de pilotage.")
    _sound()


def test_leave_does_not_count_unless_the_contract_says_so(world: World) -> None:
    statement = world.sent("14", kind=HourKind.LEAVE)
    assert review(statement)[0].counted == 0
    clause = world.obligation.clause
    clause.leave_counts = True
    clause.save()
    statement.obligation.refresh_from_db()
    statement.obligation.clause.refresh_from_db()
    assert review(statement)[0].counted == 14


@pytest.mark.parametrize(
    ("counted", "sentence"), [("0", "refusez la ligne"), ("121", "n’a déclaré que"), ("1.234", "décimales")]
)
def test_never_more_than_declared_nor_nothing(world: World, counted: str, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        _accept(world, world.sent("120").lines.get(), counted, "motif")
    assert not LedgerEntry.objects.exists()


def test_a_refusal_is_explained_and_can_be_taken_back(world: World) -> None:
    statement = world.sent("10")
    line = statement.lines.get()
    with pytest.raises(RuleError, match="Dites pourquoi"):
        refuse_line(actor=world.cast.facilitator, line=line, reason=" ", now=NOW)
    refuse_line(actor=world.cast.facilitator, line=line, reason="Hors du chantier.", now=NOW)
    statement.refresh_from_db()
    assert statement.state == "closed"
    reconsider_line(actor=world.cast.facilitator, line=line)
    statement.refresh_from_db()
    assert statement.state == "submitted"
    _accept(world, line, "10")
    with pytest.raises(Conflict):
        reconsider_line(actor=world.cast.facilitator, line=line)
    _sound()


def test_all_lines_without_a_question_at_once(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[1]).delete()
    statement = world.sent("10", "20")
    assert accept_clear_lines(actor=world.cast.facilitator, statement=statement, version=0, now=NOW) == 1
    assert LedgerEntry.objects.get().hours == 10
    statement.refresh_from_db()
    assert statement.state == "submitted"
    _sound()


def test_the_same_person_declared_otherwise_raises_a_question(world: World) -> None:
    statement = world.sent("10")
    second = type(statement).objects.create(
        obligation=world.obligation, declarant=world.cast.structure, month=MARCH, state="submitted", due_on=TODAY
    )
    HoursLine.objects.create(statement=second, employment=world.jobs[0], hours=Decimal(12))
    assert "Relais Chantier" in " ".join(review(statement)[0].questions)


def test_a_statement_given_back_shows_its_lines_and_what_is_wrong_to_the_team(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[1]).delete()
    statement = world.sent("10", "20")
    return_statement(actor=world.cast.facilitator, statement=statement, reason="Précisez.", now=NOW)
    page = world.cast.client("facilitator").get(f"/heures/{statement.pk}/").content.decode()
    assert "À corriger par l’entreprise (2)" in page
    assert "Nom00" in page
    assert "Aucun statut" in page
    assert "Retenir ces heures" not in page


def test_the_company_reads_beside_its_hours_why_they_were_refused(world: World) -> None:
    statement = world.sent("10", "20")
    line = statement.lines.order_by("pk")[0]
    refuse_line(actor=world.cast.facilitator, line=line, reason="Contrat fini le 2 mars.", now=NOW)
    return_statement(actor=world.cast.facilitator, statement=statement, reason="Précisez.", now=NOW)
    page = world.cast.client("contractor").get(f"/heures/{statement.pk}/").content.decode()
    assert page.count("Contrat fini le 2 mars.") == 1
    assert f'aria-describedby="h-{world.jobs[0].pk}-work_refused"' in page


def test_the_draft_of_a_company_is_not_shown_as_declared(world: World) -> None:
    statement = world.statement(state="draft")
    HoursLine.objects.create(statement=statement, employment=world.jobs[0], hours=Decimal(10))
    page = world.cast.client("facilitator").get(f"/heures/{statement.pk}/").content.decode()
    assert "Rien n’est encore déclaré" in page
    assert "10,00" not in page


def test_a_statement_given_back_late_leaves_seven_days_to_complete_it(world: World) -> None:
    statement = world.sent("10")
    return_statement(actor=world.cast.facilitator, statement=statement, reason="Précisez.", now=NOW.replace(day=20))
    statement.refresh_from_db()
    assert statement.due_on == date(2026, 4, 27)


def test_a_statement_given_back_keeps_what_was_accepted(world: World) -> None:
    statement = world.sent("10", "20")
    line = statement.lines.order_by("pk")[0]
    _accept(world, line, "10")
    return_statement(actor=world.cast.facilitator, statement=statement, reason="Précisez la fin de mars.", now=NOW)
    statement.refresh_from_db()
    assert (statement.state, statement.version) == ("returned", 1)
    assert "Précisez la fin de mars." in OutgoingMessage.objects.get().body
    with pytest.raises(Conflict):
        _accept(world, statement.lines.order_by("pk")[1], "20")
    client = world.cast.client("contractor")
    page = client.get(f"/heures/{statement.pk}/").content.decode()
    assert "Précisez la fin de mars." in page
    assert "readonly" in page
    data = {
        "version": 1,
        "action": "submit",
        f"h-{world.jobs[0].pk}-work": "999",
        f"h-{world.jobs[1].pk}-work": "18",
    }
    assert client.post(f"/heures/{statement.pk}/", data).status_code == 303
    assert [line.hours for line in statement.lines.order_by("pk")] == [10, 18]
    _sound()


# ------------------------------------------------------------------------------------------------------ correction


def test_a_correction_is_a_new_entry(world: World) -> None:
    entry = _accept(world, world.sent("100").lines.get(), "100")
    fix = correct_entry(
        actor=world.cast.facilitator,
        entry=entry,
        standing=Decimal(100),
        wanted=Decimal("92.5"),
        reason="Une semaine comptée deux fois.",
        now=NOW + timedelta(days=1),
    )
    assert (fix.kind, fix.hours, fix.corrects) == ("correction", Decimal("-7.5"), entry)
    assert standing_on(entry) == Decimal("92.5")
    assert sums([world.obligation.pk]).total == Decimal("92.5")
    assert sums([world.obligation.pk], as_of=NOW).total == 100
    _sound()


def test_sums_are_exact_where_the_database_adds_in_binary(world: World) -> None:
    # 98.02 - 90.09 is 7.9299999… in binary; found by the state machine.
    entry = _accept(world, world.sent("98.02").lines.get(), "98.02")
    correct_entry(
        actor=world.cast.facilitator,
        entry=entry,
        standing=Decimal("98.02"),
        wanted=Decimal("7.93"),
        reason="Relu.",
        now=NOW,
    )
    row = obligations(actor=world.cast.facilitator).get()
    assert standing_on(entry) == sums([world.obligation.pk]).total == row.validated == Decimal("7.93")
    _sound()


@pytest.mark.parametrize(
    ("standing", "wanted", "reason", "error"),
    [
        ("100", "-1", "motif", RuleError),
        ("100", "100.5", "motif", RuleError),
        ("100", "100", "motif", RuleError),
        ("100", "50", " ", RuleError),
        ("90", "50", "motif", Conflict),
    ],
)
def test_an_impossible_correction_is_refused(
    world: World, standing: str, wanted: str, reason: str, error: type[Exception]
) -> None:
    entry = _accept(world, world.sent("100").lines.get(), "100")
    with pytest.raises(error):
        correct_entry(
            actor=world.cast.facilitator,
            entry=entry,
            standing=Decimal(standing),
            wanted=Decimal(wanted),
            reason=reason,
            now=NOW,
        )
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("change", ["update", "delete"])
def test_an_entry_cannot_be_rewritten(world: World, change: str) -> None:
    entry = _accept(world, world.sent("100").lines.get(), "100")
    found = LedgerEntry.objects.filter(pk=entry.pk)
    act = {"update": lambda: found.update(hours=1), "delete": lambda: found._raw_delete("default")}[change]
    with pytest.raises(DatabaseError), transaction.atomic():
        act()
    assert LedgerEntry.objects.get().hours == 100


# ------------------------------------------------------------------------------------------------------------ races


def test_a_stale_decision_loses(world: World) -> None:
    statement = world.sent("10")
    first, second = statement.lines.get(), statement.lines.get()
    _accept(world, first, "10")
    with pytest.raises(Conflict, match="par un collègue"):
        _accept(world, second, "10")
    assert LedgerEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_facilitators_one_wins() -> None:
    world = make_world(make_cast())
    line = world.sent("10").lines.get()
    together = threading.Barrier(2)

    def naive() -> None:
        """The control: without the service, both see a line to decide, and both decide."""
        seen = HoursLine.objects.get(pk=line.pk)
        assert seen.state == "pending"
        together.wait(timeout=10)
        seen.state = "accepted"
        seen.save()

    assert at_once(naive) == ["won", "won"]
    HoursLine.objects.filter(pk=line.pk).update(state="pending")
    assert at_once(lambda: _accept(world, HoursLine.objects.get(pk=line.pk), "10")) == ["conflict", "won"]
    assert LedgerEntry.objects.count() == 1
    _sound()


# -------------------------------------------------------------------------------------------------- rights and pages


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer", "coordinator"])
def test_only_the_team_decides(world: World, who: str) -> None:
    statement = world.sent("10")
    line, actor = statement.lines.get(), world.cast.actor(who)
    with pytest.raises(NotAllowed):
        accept_line(actor=actor, line=line, counted=Decimal(10), now=NOW)
    with pytest.raises(NotAllowed):
        refuse_line(actor=actor, line=line, reason="non", now=NOW)
    with pytest.raises(NotAllowed):
        accept_clear_lines(actor=actor, statement=statement, version=0, now=NOW)


def test_a_stranger_decides_nothing(world: World) -> None:
    statement = world.sent("10")
    line = statement.lines.get()
    with pytest.raises(Conflict):
        accept_line(actor=world.cast.stranger, line=line, counted=Decimal(10), now=NOW)
    client = world.cast.client("stranger")
    assert client.post(f"/heures/lignes/{line.pk}/", {"counted": "10"}).status_code == 404
    assert client.post(f"/heures/{statement.pk}/valider/", {"version": "0"}).status_code == 404


def test_the_page_decides_line_by_line(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[1]).delete()
    statement = world.sent("10", "20")
    client = world.cast.client("facilitator")
    page = client.get(f"/heures/{statement.pk}/").content.decode()
    assert "Valider 1\u00a0ligne sans question" in page
    assert "éligibilité à établir" in page
    waiting = statement.lines.get(employment=world.jobs[1])
    refused = client.post(f"/heures/lignes/{waiting.pk}/", {"counted": "20", "reason": "", "decision": "accept"})
    assert refused.status_code == 422
    assert client.post(f"/heures/{statement.pk}/valider/", {"version": "0"}).status_code == 302
    done = client.post(f"/heures/lignes/{waiting.pk}/", {"reason": "Aucune preuve.", "decision": "refuse"})
    assert done.status_code == 302
    entry = LedgerEntry.objects.get()
    address = f"/heures/ecritures/{entry.pk}/corriger/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"standing": "10", "wanted": "8", "reason": "Erreur."}).status_code == 302
    assert client.post(address, {"standing": "10", "wanted": "7", "reason": "Erreur."}).status_code == 422
    assert "corrigées" in client.get(f"/heures/{statement.pk}/").content.decode()


def test_a_line_decided_apart_leaves_the_button_that_takes_the_others(world: World) -> None:
    statement = world.sent("10", "20")
    apart = statement.lines.get(employment=world.jobs[1])
    client = world.cast.client("facilitator")

    def read(where: str) -> str:
        return client.get(f"/heures/{statement.pk}/{where}").content.decode().replace("\u00a0", " ")

    assert "Valider 2 lignes sans question (30 h)" in read("")
    page = read(f"?ligne={apart.pk}")
    assert "Valider 1 ligne sans question (10 h)" in page
    assert f'name="apart" value="{apart.pk}"' in page
    client.post(f"/heures/{statement.pk}/valider/", {"version": "0", "apart": [str(apart.pk), "x", "9" * 5000]})
    assert [entry.line_id for entry in LedgerEntry.objects.all()] == [statement.lines.exclude(pk=apart.pk).get().pk]
    apart.refresh_from_db()
    assert apart.state == "pending"
    assert "sans question (" not in read(f"?ligne={apart.pk}")
    assert "Valider 1 ligne sans question (20 h)" in read("")


def test_the_validation_page_makes_as_many_queries_with_1_and_20_lines(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    world = make_world(cast, people=20)
    client = cast.client("facilitator")
    one, many = world.sent("10"), world.sent(*["10"] * 20, month=date(2026, 2, 1))
    client.get(f"/heures/{one.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/heures/{one.pk}/")
    with django_assert_num_queries(len(few)):
        client.get(f"/heures/{many.pk}/")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("facilitator", 200),
        ("admin", 200),
        ("coordinator", 200),
        ("buyer", 200),
        ("contractor", 200),
        ("referrer", 403),
        ("structure", 404),
        ("stranger", 404),
    ],
)
def test_who_follows_a_contract(world: World, who: str, status: int) -> None:
    _accept(world, world.sent("10", "20").lines.order_by("pk")[0], "10")
    response = world.cast.client(who).get(f"/marches/{world.contract.pk}/mise-en-oeuvre/")
    assert response.status_code == status
    if status == 200:
        page = response.content.decode()
        assert ("Nom00" in page) == (who in ("facilitator", "admin", "contractor"))
        assert "600" in page
        assert ("Moins de 5" in page) == (who == "buyer")


def test_the_figures_of_an_obligation(world: World) -> None:
    _accept(world, world.sent("100", "20").lines.order_by("pk")[0], "100")
    row = hours_of(obligations(actor=world.cast.facilitator), today=date(2026, 4, 3))[0]
    assert (row.due, row.progress.validated, row.progress.declared) == (600, 100, 120)
    assert row.forecast.expected_at_end > 100


def _to_eligibility(world: World, statement: HoursStatement, button: str) -> str:
    """The address of a button of the page of a statement."""
    page = world.cast.client("facilitator").get(f"/heures/{statement.pk}/").text
    found = re.search(rf'<a[^>]*href="([^"]*)"[^>]*>(?:\s|<[^>]*>)*{button}', page)
    assert found, button
    return html.unescape(found.group(1))


def test_eligibility_asked_from_a_line_starts_with_the_work_contract(cast: Cast) -> None:
    world = make_world(cast, eligible=False)
    address = _to_eligibility(world, world.sent("80"), "Enregistrer son éligibilité")
    client = cast.client("facilitator")
    page = client.post(address, {"critere": "rsa"}).text
    assert re.search(r'name="valid_from"[^>]*value="2026-01-05"|value="2026-01-05"[^>]*name="valid_from"', page)
    for named in ("0", "x", "9" * 30, str(10**17)):
        other = client.post(f"/personnes/{world.people[0].pk}/statut/?contrat={named}", {"critere": "rsa"})
        assert other.status_code == 200
        assert 'value="2026-01-05"' not in other.text


def test_a_status_that_only_lacks_its_proof_is_checked_from_the_line(world: World) -> None:
    EligibilityStatus.objects.filter(person=world.people[0]).update(proof_kind="", proof_on=None, checked_on=None)
    statement = world.sent("80")
    address = _to_eligibility(world, statement, "Vérifier son éligibilité")
    proof = {"proof_kind": "benefit_certificate", "proof_on": "2026-01-02"}
    response = world.cast.client("facilitator").post(address, proof)
    assert response["Location"].startswith(f"/heures/{statement.pk}/")
    assert review(statement)[0].counted == 80


@pytest.mark.parametrize("since", [date(2026, 3, 16), date(2026, 4, 6)])
def test_a_status_that_misses_the_month_is_corrected_from_the_line(world: World, since: date) -> None:
    EligibilityStatus.objects.filter(person=world.people[0]).update(valid_from=since)
    statement = world.sent("80")
    address = _to_eligibility(world, statement, "Corriger l’éligibilité")
    client = world.cast.client("facilitator")
    data = {
        "critere": "rsa", "valid_from": "2026-01-05", "proof_kind": "benefit_certificate", "proof_on": "2026-01-02",
        "checked": "on",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    assert review(statement)[0].counted == 80


def test_hours_of_people_employed_by_another_are_in_the_total_of_the_company_without_their_names(world: World) -> None:
    for line, hours in zip(world.sent("100", "50").lines.order_by("pk"), ("100", "50"), strict=True):
        _accept(world, line, hours)
    job = world.jobs[1]
    job.employer = world.cast.structure
    job.save()
    address = f"/marches/{world.contract.pk}/mise-en-oeuvre/"
    page = world.cast.client("contractor").get(address).text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Nom01" not in page
    expected = f"150 h validées en tout, dont 50 h par {world.cast.structure.name}, dont vous ne voyez pas les salariés nommément."
    assert expected in page
    assert "nommément" not in world.cast.client("facilitator").get(address).text


def test_a_draft_raises_no_question_before_it_is_sent(world: World) -> None:
    for month in (12, 11, 10):
        world.sent("10", month=date(2025, month, 1))
    statement = world.sent("100", month=date(2026, 1, 1))
    client = world.cast.client("facilitator")
    told = "ne ressemble pas aux mois précédents"
    assert told in client.get(f"/heures/{statement.pk}/").text
    HoursStatement.objects.filter(pk=statement.pk).update(state="draft", submitted_at=None)
    page = client.get(f"/heures/{statement.pk}/").text
    assert "Rien n’est encore déclaré" in page
    assert told not in page


def test_what_was_declared_stays_declared_when_it_is_refused(world: World) -> None:
    first, second = world.sent("100", "50").lines.order_by("pk")
    _accept(world, first, "100")
    refuse_line(actor=world.cast.facilitator, line=second, reason="Hors du marché.", now=NOW)
    (company,) = companies(actor=world.cast.facilitator, contract=world.contract, today=NOW.date())
    assert (company.declared, company.hours.progress.validated) == (150, 100)
    (march,) = [row for row in company.chart.rows if row[0] == "03/2026"]
    assert [one.replace("\u00a0", " ").replace("\u202f", " ") for one in march[1:]] == ["100 h", "150 h"]


def test_the_follow_up_leads_to_the_statements_then_to_the_balance(world: World) -> None:
    address = f"/marches/{world.contract.pk}/mise-en-oeuvre/"
    client = world.cast.client("facilitator")
    page = client.get(address).text
    assert "Demander les relevés" in page
    assert "mois-" not in page
    assert "Arrêter le bilan" not in page
    statement = world.sent("80")
    world.obligation.revisions.update(hours_due=Decimal(80))
    _accept(world, statement.lines.get(), "80")
    page = client.get(address).text
    assert "mois-" in page
    assert f"/fin/obligations/{world.obligation.pk}/bilan/" in page
    assert "Arrêter le bilan" not in world.cast.client("buyer").get(address).text
