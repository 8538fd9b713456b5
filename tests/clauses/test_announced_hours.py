"""Hours a published notice says of a lot are proposed where its hours are written, with the words that say them."""

from __future__ import annotations

from decimal import Decimal

from levier.clauses.facts import announced_hours
from levier.journal.models import JournalEntry
from levier.procurement.models import Contract, Lot
from tests.clauses.conftest import Setup

QUOTE = "Le lot comporte une clause sociale d’insertion de 350 heures"


def announce(setup: Setup, *said: tuple[str, str]) -> None:
    social = [
        {"kind": "clause sociale d’exécution", "quote": quote, "rubric": "Conditions d’exécution", "lot": lot}
        for quote, lot in said
    ]
    Contract.objects.filter(pk=setup.contract.pk).update(notice={"social": social}, notice_id="24-12345")


def test_the_hours_of_the_notice_are_proposed_with_its_words_and_named_in_the_journal(setup: Setup) -> None:
    announce(setup, (QUOTE, "1"))
    client = setup.cast.client("facilitator")
    page = " ".join(client.get(setup.url("calibrage")).text.split())
    assert "L’avis annonce 350 h d’insertion" in page
    assert QUOTE in page
    proposed = client.get(setup.url("heures"), {"avis": "1"}).text
    assert 'value="350"' in proposed
    assert QUOTE in " ".join(proposed.split())
    assert client.post(setup.url("heures"), {"basis": "fixed", "hours": "350"}).status_code == 302
    assert setup.clause().hours == 350
    assert JournalEntry.objects.latest("sequence").payload["facts"]["source"]["notice"] == "24-12345"
    assert "L’avis annonce" not in client.get(setup.url("calibrage")).text


def test_other_hours_than_those_of_the_notice_name_no_notice(setup: Setup) -> None:
    announce(setup, (QUOTE, "1"))
    client = setup.cast.client("facilitator")
    client.post(setup.url("heures"), {"basis": "fixed", "hours": "400"})
    assert JournalEntry.objects.latest("sequence").payload["facts"]["source"] == {}


def test_a_lot_is_the_same_with_or_without_its_zero(setup: Setup) -> None:
    announce(setup, (QUOTE, "1"))
    Lot.objects.update(number="01")
    found = announced_hours(setup.fresh_lot())
    assert found is not None
    assert found.hours == 350


def test_what_is_said_of_another_lot_or_unclear_is_not_proposed(setup: Setup) -> None:
    announce(setup, (QUOTE, "2"))
    assert announced_hours(setup.fresh_lot()) is None
    announce(setup, (QUOTE, ""))
    found = announced_hours(setup.fresh_lot())
    assert found is not None
    assert found.hours == Decimal(350)
    Lot.objects.create(contract=setup.contract, number="2", title="Sols")
    assert announced_hours(setup.fresh_lot()) is None, "of two lots, nobody knows which"
    announce(setup, (QUOTE, "1"), ("Clause d’insertion : 400 heures", "1"))
    assert announced_hours(setup.fresh_lot()) is None
