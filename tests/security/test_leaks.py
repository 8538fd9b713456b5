"""What is known of a person stays with those who need it: pages, files, messages, journal, logs, addresses."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from levier.delivery.models import HoursStatement
from levier.delivery.services.ledger import refuse_line
from levier.delivery.services.reminders import remind_statement
from levier.domain.eligibility import by_code
from levier.domain.vocabulary import ContractKind, Modality
from levier.journal.models import JournalEntry
from levier.people.models import Person
from levier.people.services.profile import create_person
from levier.people.services.record import create_employment, record_status
from levier.people.values import PersonFacts
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.security.addresses import ADDRESSES
from tests.security.matrix import MATRIX, PUBLIC
from tests.security.scenario import FIRST_NAME, LAST_NAME, build
from tests.security.world import World

#: Of the scenario's person: the names, the birth date in the ways we write one, the criterion.
NAMES = (FIRST_NAME, LAST_NAME)
BIRTH = ("1990-05-04", "04/05/1990", "4 mai 1990")
CRITERION = by_code("rsa").label
#: Pages that describe the criteria themselves, of nobody.
_SPEAK_OF_CRITERIA = {
    "styleguide",
    "clauses:terms",
    "clauses:text",
    "clauses:lot",
    "clauses:montage",
    "clauses:text_docx",
}
_TEAM = {"facilitator", "admin"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.make()
        transaction.set_rollback(True)


def text_of(response: HttpResponse) -> str:
    """What a person would read in an answer, whatever the file."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if content[:4] == b"%PDF":
        try:
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        except Exception as error:  # noqa: BLE001 - the scenario's certificate is not a real file
            return f"unreadable: {error}"
    if "openxmlformats" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return "\n".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))
    return content.decode(errors="replace")


def _pages(world: World, client: Client) -> list[tuple[str, str]]:
    """Everything one reader can open, read once for all the tests."""
    if id(client) not in world.read:
        world.read[id(client)] = [
            (name, text_of(client.get(address.path(world.values))))
            for name, address in ADDRESSES.items()
            if not name.startswith(("account_", "mfa_"))
        ]
    return world.read[id(client)]


def _leaks(text: str, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word.lower() in text.lower()]


@pytest.mark.parametrize("who", ["buyer", "structure", "coordinator", "stranger"])
def test_no_page_names_a_person_to_whom_they_are_nobody(world: World, who: str) -> None:
    for name, text in _pages(world, world.clients[who]):
        assert (name, _leaks(text, NAMES + BIRTH)) == (name, [])


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "coordinator", "stranger"])
def test_no_page_says_why_a_person_is_eligible(world: World, who: str) -> None:
    for name, text in _pages(world, world.clients[who]):
        if name not in _SPEAK_OF_CRITERIA:
            assert (name, _leaks(text, (CRITERION,))) == (name, [])


def test_the_company_knows_its_own_employee_and_no_birth_date(world: World) -> None:
    pages = dict(_pages(world, world.clients["contractor"]))
    assert LAST_NAME in pages["people:people"]
    for name, text in pages.items():
        if name not in ("delivery:fill_statement", "delivery:statement"):
            assert (name, _leaks(text, BIRTH)) == (name, [])


def test_another_company_does_not_know_them(world: World) -> None:
    for client in world.rivals.values():
        for name, text in _pages(world, client):
            assert (name, _leaks(text, NAMES + BIRTH)) == (name, [])


def test_public_pages_name_nobody(world: World) -> None:
    for name, address in ADDRESSES.items():
        if MATRIX[name] == PUBLIC:
            assert _leaks(text_of(Client().get(address.path(world.values))), (*NAMES, *BIRTH, CRITERION)) == []


def test_the_team_does_see_them(world: World) -> None:
    """The control: the words looked for above are really in the pages of those who may."""
    pages = dict(_pages(world, world.clients["facilitator"]))
    assert LAST_NAME in pages["people:person"]
    assert BIRTH[2] in pages["people:person"] or BIRTH[1] in pages["people:person"]
    assert CRITERION in pages["people:person"]
    assert LAST_NAME in pages["people:export"]


def test_no_address_holds_a_name(world: World) -> None:
    for name, address in ADDRESSES.items():
        path = address.path(world.values)
        assert (name, _leaks(path, NAMES)) == (name, [])
    for who in ("facilitator", "contractor", "referrer"):
        for name, text in _pages(world, world.clients[who]):
            for part in text.split('href="')[1:]:
                assert (name, _leaks(part.split('"', 1)[0], NAMES)) == (name, [])


def test_a_search_for_the_name_finds_nobody_outside(world: World) -> None:
    for who in ("buyer", "structure", "coordinator", "stranger"):
        found = world.clients[who].get("/recherche/", {"q": LAST_NAME}).content.decode()
        assert "/personnes/" not in found.replace('href="/personnes/"', "")
        assert FIRST_NAME not in found


# ----------------------------------------------------------------------------------------- what leaves and what stays


def _life_of_a_person(cast: Cast) -> Person:
    """A person written through the services, from arrival to a refused line."""
    facts = PersonFacts(
        first_name="Hippolyte", last_name="Vertsombre", birth_date=date(1984, 7, 9), phone="06 00 00 00 00",
        email="hippolyte@exemple.test", city="Sérigny",
    )  # fmt: skip
    person = create_person(actor=cast.facilitator, facts=facts, today=date(2025, 3, 1))
    record_status(
        actor=cast.facilitator, person=person, criterion="rsa", valid_from=date(2025, 1, 5), today=date(2025, 3, 1),
        proof_kind="benefit_certificate", proof_on=date(2025, 1, 2), checked=True,
    )  # fmt: skip
    create_employment(
        actor=cast.facilitator, person=person, employer=cast.contractor, contract_kind=ContractKind.CDD,
        modality=Modality.DIRECT_HIRE, starts_on=date(2025, 2, 3),
    )  # fmt: skip
    return person


_SECRETS = ("Hippolyte", "Vertsombre", "1984-07-09", "9 juillet 1984", "06 00 00", "hippolyte@", "rsa", CRITERION)


def test_neither_journal_nor_messages_nor_logs_hold_a_personal_datum(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    build(cast)
    person = _life_of_a_person(cast)
    statement = HoursStatement.objects.get()
    line = statement.lines.get(state="pending")
    refuse_line(actor=cast.facilitator, line=line, reason="Aucune preuve reçue.", now=timezone.now())
    HoursStatement.objects.update(state="returned")
    statement.refresh_from_db()
    remind_statement(actor=cast.facilitator, statement=statement, now=timezone.now())
    client = cast.client("facilitator")
    client.get(f"/personnes/{person.pk}/")
    client.get("/personnes/", {"q": "Vertsombre"})
    client.get("/personnes/999999/")
    secrets = _SECRETS + NAMES
    entries = list(JournalEntry.objects.values_list("action", "target_type", "target_id", "reason", "payload"))
    assert len(entries) >= 5
    for entry in entries:
        assert _leaks(json.dumps(entry, ensure_ascii=False, default=str), secrets) == [], entry[0]
    assert OutgoingMessage.objects.count() >= 2
    for message in OutgoingMessage.objects.all():
        assert _leaks(f"{message.subject}\n{message.body}\n{message.calendar}", secrets) == [], message.subject
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("levier", "django.request"))
    )
    assert _leaks(logged, secrets) == []


def test_the_journal_page_names_no_person(cast: Cast) -> None:
    build(cast)
    _life_of_a_person(cast)
    page = cast.client("facilitator").get("/espace/journal/").content.decode()
    assert _leaks(page, ("Hippolyte", "Vertsombre", *NAMES)) == []
    exported = text_of(cast.client("facilitator").get("/espace/journal/export/"))
    assert _leaks(exported, ("Hippolyte", "Vertsombre", *NAMES)) == []


def test_under_five_people_no_figure_of_people_leaves_the_workspace(world: World) -> None:
    """One person stands behind every figure of the scenario: outside, nobody may read « 1 personne »."""
    for name, text in _pages(world, world.clients["buyer"]):
        flat = text.replace("\u00a0", " ").replace("\u202f", " ")
        assert (name, _leaks(flat, ("1 personne", "1 salarié", "1 contrat de travail"))) == (name, [])
