"""Flags computed from the record, the question put to a company, its reply, and who reads what."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.delivery.models import Obligation
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.flags import FLAGS
from levier.domain.steps import Step
from levier.domain.vocabulary import Modality
from levier.insights.models import FlagReply
from levier.insights.services import answer, ask_reply
from levier.insights.signals import signals, signals_of, slug
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.desk import world

MAY = date(2026, 5, 1)


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    return world.obligation(cast, world.contract(cast, "Halle", Step.MISE_EN_OEUVRE), cast.contractor)


def _short(cast: Cast, owed: Obligation, count: int = 5) -> None:
    """People whose contract lasts a week and ten hours."""
    for rank in range(count):
        job = world.employment(
            world.person(cast, f"Bref{rank}"), cast.contractor, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 8)
        )
        world.hours(owed, job, MAY, "10")


def _raised(cast: Cast, year: int = 2026) -> set[str]:
    found = signals_of(actor=cast.facilitator, organisation=cast.contractor, year=year, today=world.TODAY)
    return {one.flag.code for one in found.raised}


def test_short_contracts_are_flagged(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    assert _raised(cast) == {"short_contracts"}
    assert _raised(cast, 2025) == set()


def test_a_person_who_follows_on_to_another_obligation_is_flagged(cast: Cast, owed: Obligation) -> None:
    second = world.obligation(cast, world.contract(cast, "Préau", Step.MISE_EN_OEUVRE), cast.contractor)
    who = world.person(cast, "Enchaînée")
    world.hours(owed, world.employment(who, cast.contractor, ends_on=date(2026, 6, 30)), MAY, "140")
    world.hours(second, world.employment(who, cast.contractor, starts_on=date(2026, 7, 1)), date(2026, 7, 1), "140")
    assert "recounted_people" in _raised(cast)


def test_a_direct_hire_made_before_the_clause_is_flagged_a_structure_s_is_not(cast: Cast, owed: Obligation) -> None:
    before = {"starts_on": date(2025, 1, 1)}
    job = world.employment(
        world.person(cast, "Salariée"), cast.structure, modality=Modality.SUBCONTRACT_EI.value, **before
    )
    world.hours(owed, job, MAY, "100")
    assert "already_employed" not in _raised(cast)
    world.hours(owed, world.employment(world.person(cast, "Ancienne"), cast.contractor, **before), MAY, "100")
    assert "already_employed" in _raised(cast)


def test_an_employer_who_says_so_is_enough(cast: Cast, owed: Obligation) -> None:
    job = world.employment(world.person(cast, "Déjà"), cast.contractor, employed_before=True)
    world.hours(owed, job, MAY, "100")
    assert "already_employed" in _raised(cast)


def test_hours_declared_in_december_are_flagged(cast: Cast, owed: Obligation) -> None:
    job = world.employment(world.person(cast, "Tardive"), cast.contractor)
    world.hours(owed, job, MAY, "100", sent_on=date(2026, 12, 20))
    assert "year_end_bunching" in _raised(cast)


def test_contracts_much_shorter_than_the_territory_s_are_flagged(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed, 1)
    other = Organisation.objects.create(workspace=cast.workspace, kind="contractor", name="Longue (fictive)")
    elsewhere = world.obligation(cast, world.contract(cast, "Pont", Step.MISE_EN_OEUVRE), other)
    job = world.employment(world.person(cast, "Longue"), other, starts_on=date(2026, 1, 5), ends_on=date(2026, 9, 30))
    world.hours(elsewhere, job, MAY, "140")
    assert "short_against_territory" in _raised(cast)
    found = signals(actor=cast.facilitator, year=2026, today=world.TODAY)
    assert [one.name for one in found] == [cast.contractor.name, "Longue (fictive)"]


def test_flags_by_contract(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    found = signals(actor=cast.facilitator, year=2026, today=world.TODAY, by_contract=True)
    assert [(one.name, len(one.raised)) for one in found] == [("Halle", 1)]


def test_a_stranger_finds_no_company(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    assert signals(actor=cast.stranger, year=2026, today=world.TODAY) == []
    path = f"/indicateurs/signaux/entreprises/{cast.contractor.pk}/"
    assert cast.client("stranger").get(path).status_code == 404


def test_the_same_number_of_queries_whatever_the_companies(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed, 1)
    with CaptureQueriesContext(connection) as one:
        signals(actor=cast.facilitator, year=2026, today=world.TODAY)
    for rank in range(30):
        firm = Organisation.objects.create(workspace=cast.workspace, kind="contractor", name=f"Firme {rank} (fictive)")
        due = world.obligation(cast, world.contract(cast, f"Chantier {rank}", Step.MISE_EN_OEUVRE), firm)
        world.hours(due, world.employment(world.person(cast, f"P{rank}"), firm), MAY, "10")
    with CaptureQueriesContext(connection) as many:
        assert len(signals(actor=cast.facilitator, year=2026, today=world.TODAY)) == 31
    assert len(many) == len(one)


def _ask(cast: Cast) -> FlagReply:
    return ask_reply(
        actor=cast.facilitator, organisation=cast.contractor, flag="short_contracts", year=2026, today=world.TODAY
    )


def test_the_company_is_asked_once_by_a_message_without_figure_nor_person(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    reply = _ask(cast)
    message = OutgoingMessage.objects.get()
    assert message.to == "contact@exemple.test"
    assert f"/indicateurs/questions/{reply.pk}/" in message.body
    assert "%" not in message.body
    assert "Bref" not in message.body
    assert JournalEntry.objects.filter(action="insights.reply.ask").count() == 1
    with pytest.raises(Conflict):
        _ask(cast)
    assert OutgoingMessage.objects.count() == 1


def test_a_flag_that_is_not_raised_is_not_asked_about(cast: Cast, owed: Obligation) -> None:
    with pytest.raises(RuleError):
        _ask(cast)


def test_a_company_without_address_cannot_be_asked(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    cast.contractor.email = ""
    cast.contractor.save()
    with pytest.raises(RuleError, match="annuaire"):
        _ask(cast)


@pytest.mark.parametrize("who", ["coordinator", "buyer", "contractor", "referrer"])
def test_only_the_team_asks(cast: Cast, owed: Obligation, who: str) -> None:
    _short(cast, owed)
    with pytest.raises(NotAllowed):
        ask_reply(
            actor=cast.actor(who), organisation=cast.contractor, flag="short_contracts", year=2026, today=world.TODAY
        )


def test_the_company_answers_and_the_team_reads_it(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    reply = _ask(cast)
    page = cast.client("contractor").get(f"/indicateurs/questions/{reply.pk}/")
    assert "5 contrats sous" in page.content.decode()
    sent = cast.client("contractor").post(f"/indicateurs/questions/{reply.pk}/", {"text": "Missions de renfort."})
    assert sent.status_code == 302
    reply.refresh_from_db()
    assert reply.answered_on is not None
    team = cast.client("facilitator").get(f"/indicateurs/signaux/entreprises/{cast.contractor.pk}/?annee=2026")
    assert "Missions de renfort." in team.content.decode()


def test_under_five_people_the_company_is_not_shown_the_figure(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed, 3)
    reply = _ask(cast)
    content = cast.client("contractor").get(f"/indicateurs/questions/{reply.pk}/").content.decode()
    assert "3 contrats sous" not in content
    assert "Moins de cinq personnes" in content


def test_an_empty_or_endless_reply_is_refused(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    reply = _ask(cast)
    for text in ("   ", "x" * 4001):
        assert cast.client("contractor").post(f"/indicateurs/questions/{reply.pk}/", {"text": text}).status_code == 422
        with pytest.raises(RuleError):
            answer(actor=cast.actor("contractor"), reply=reply, text=text, today=world.TODAY)


def test_another_company_never_reads_the_question(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    reply = _ask(cast)
    assert cast.client("structure").get(f"/indicateurs/questions/{reply.pk}/").status_code == 404
    assert "Beaucoup de contrats" not in cast.client("structure").get("/indicateurs/questions/").content.decode()
    for who in ("buyer", "referrer", "facilitator"):
        assert cast.client(who).get(f"/indicateurs/questions/{reply.pk}/").status_code == 403


def test_each_flag_has_its_page(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    client = cast.client("facilitator")
    for flag in FLAGS:
        content = client.get(f"/indicateurs/signaux/{slug(flag.code)}/").content.decode()
        assert "Limites" in content
        assert "à vérifier" in content
    assert client.get("/indicateurs/signaux/rien/").status_code == 404
    with time_machine.travel(world.NOW):
        listing = client.get("/indicateurs/signaux/?leves=1").content.decode()
    assert cast.contractor.name in listing
    assert client.get("/indicateurs/signaux/?par=marche&annee=2026").status_code == 200
    for kind in ("csv", "xlsx"):
        assert client.get(f"/indicateurs/signaux/export/?format={kind}&annee=2026").status_code == 200


def test_the_button_asks(cast: Cast, owed: Obligation) -> None:
    _short(cast, owed)
    path = f"/indicateurs/signaux/entreprises/{cast.contractor.pk}/short-contracts/demander/"
    client = cast.client("facilitator")
    assert client.get(path).status_code == 405
    with time_machine.travel(world.NOW):
        assert client.post(path, {"annee": "2026"}).status_code == 302
        assert client.post(path, {"annee": "2026"}).status_code == 409
    assert FlagReply.objects.count() == 1
    assert cast.client("coordinator").post(path, {"annee": "2026"}).status_code == 403
