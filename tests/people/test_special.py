"""Protected criteria: sealed at rest, read by few, each reading noted, the key changed while the service runs."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

import levier
from levier import sealing
from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.cli.data_keys import data_key, rotate_keys
from levier.domain.eligibility import CRITERIA, PROTECTED, Answer, ClauseTerms, by_code
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.models import JournalEntry
from levier.people.checks import violations
from levier.people.eligibility import answer_on, as_rule
from levier.people.models import EligibilityStatus, Person, SpecialFact
from levier.people.services import record as services
from levier.people.services.special import read_special, rotate
from levier.people.services.twins import merge_people
from levier.people.special import opened, under_another_key
from tests.cast import Cast, make_cast
from tests.desk import world
from tests.people import statuses
from tests.races import at_once

TODAY = date(2026, 4, 3)
SINCE = date(2026, 1, 5)
HIDDEN = [one for one in CRITERIA if one.special_category]


@pytest.fixture
def who(cast: Cast) -> Person:
    return world.person(cast, "Protégée", referrer=cast.referrer, email="protegee@exemple.test")


def _record(cast: Cast, person: Person, criterion: str = "disabled_worker", **fields: Any) -> EligibilityStatus:
    proof = by_code(criterion).proofs[0].kind
    given_fields = {"proof_kind": proof, "proof_on": date(2026, 1, 2), "checked": True, "valid_from": SINCE} | fields
    return services.record_status(
        actor=cast.facilitator, person=person, criterion=criterion, today=TODAY, **given_fields
    )


def _in_clear() -> str:
    """Every row of the tables of this room, as the disk has them."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("people_", "journal_", "post_")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


# --------------------------------------------------------------------------------------------------------- at rest


@pytest.mark.parametrize("criterion", [one.code for one in HIDDEN])
def test_the_database_says_neither_the_criterion_nor_its_proof(cast: Cast, who: Person, criterion: str) -> None:
    _record(cast, who, criterion)
    stored = _in_clear()
    words = [criterion, *(proof.kind for proof in by_code(criterion).proofs)]
    assert [word for word in words if word != PROTECTED and word in stored] == []
    assert EligibilityStatus.objects.get().criterion == PROTECTED


def test_nothing_tells_one_protected_criterion_from_another(cast: Cast) -> None:
    for rank, criterion in enumerate(HIDDEN):
        _record(cast, world.person(cast, f"Personne{rank}"), criterion.code)
    assert len({len(fact.sealed) for fact in SpecialFact.objects.all()}) == 1
    hidden = EligibilityStatus.objects.values_list("criterion", "proof_kind", "proof_on", "valid_from", "valid_until")
    assert len(set(hidden)) == 1


@pytest.mark.parametrize("row", [{"criterion": "aah"}, {"criterion": PROTECTED, "proof_kind": "structure_certificate"}])
def test_the_database_itself_refuses_a_health_criterion_in_clear(who: Person, row: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EligibilityStatus.objects.create(person=who, valid_from=SINCE, **row)


@given(st.text(max_size=400).filter(lambda text: not text.endswith(" ")))
def test_what_is_sealed_is_read_again(text: str) -> None:
    assert sealing.unseal(sealing.seal(text)) == text


def test_what_was_changed_on_the_disk_is_not_read(cast: Cast, who: Person) -> None:
    status = _record(cast, who)
    sealed = status.special.sealed
    SpecialFact.objects.update(sealed=sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:])
    with pytest.raises(sealing.Unreadable):
        opened(EligibilityStatus.objects.get())


def test_only_these_modules_open_a_protected_criterion() -> None:
    """« opened » is the one door: whoever needs it is named here, and says why in its docstring."""
    root = Path(levier.__file__).parent
    users = set()
    for path in root.rglob("*.py"):
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("special")
            for alias in node.names
        }
        if "opened" in names:
            users.add(path.relative_to(root).as_posix())
    assert users == {
        "people/held.py",  # the person's own download
        "people/eligibility.py",  # the rules
        "people/merging.py",  # whether two criteria are the same
        "people/services/special.py",  # the reading that is noted
    }


# ------------------------------------------------------------------------------------------------------- the rules


def test_a_clause_that_names_the_criterion_recognises_the_person_on_the_day_worked(cast: Cast, who: Person) -> None:
    _record(cast, who, valid_until=date(2026, 3, 15))
    named, other = ClauseTerms(criteria=frozenset({"disabled_worker"})), ClauseTerms(criteria=frozenset({"aah"}))
    assert answer_on(who, on=date(2026, 3, 15), terms=named).answer is Answer.YES
    assert answer_on(who, on=date(2026, 3, 16), terms=named).answer is Answer.NO
    assert answer_on(who, on=date(2026, 3, 15), terms=other).answer is Answer.NO
    assert answer_on(who, on=date(2026, 3, 15)).answer is Answer.YES


@pytest.mark.parametrize("criterion", HIDDEN, ids=lambda one: one.code)
@pytest.mark.parametrize(
    "missing",
    [{"proof_kind": "", "checked": False, "proof_on": None}, {"checked": False}, {"proof_on": None},
     {"proof_on": date(2024, 1, 1)}, {"valid_until": date(2026, 1, 6)}, {}],
)  # fmt: skip
def test_no_reason_names_a_protected_criterion(
    cast: Cast, who: Person, criterion: Any, missing: dict[str, Any]
) -> None:
    status = _record(cast, who, criterion.code, **missing | {"proof_on": date(2026, 1, 2)})
    if "proof_on" in missing:
        EligibilityStatus.objects.filter(pk=status.pk).update(proof_on=missing["proof_on"])
    found = answer_on(who, on=TODAY)
    said = " ".join((*found.reasons, found.explanation.conclusion)).lower()
    assert "motif protégé" in said
    told = [criterion.label, *(proof.label for proof in criterion.proofs), "mois"]
    assert [word for word in told if word.lower() in said.replace("24 mois", "")] == []


def test_two_protected_criteria_may_start_the_same_day_and_each_only_once(cast: Cast, who: Person) -> None:
    _record(cast, who, "aah")
    _record(cast, who, "disabled_worker")
    with pytest.raises(Conflict, match="déjà enregistré"):
        _record(cast, who, "aah")
    assert {as_rule(one).criterion for one in who.statuses.all()} == {"aah", "disabled_worker"}


def test_two_records_become_one_without_losing_a_protected_criterion(cast: Cast, who: Person) -> None:
    other = world.person(cast, "Protegee")
    _record(cast, who, "aah", checked=False)
    _record(cast, other, "aah")
    _record(cast, other, "disabled_worker")
    merge_people(actor=cast.facilitator, kept=who, merged=other)
    found = [(as_rule(one).criterion, one.checked_on is not None) for one in who.statuses.all()]
    assert sorted(found) == [("aah", True), ("disabled_worker", True)]
    assert SpecialFact.objects.count() == 2


def test_a_proof_seen_later_is_sealed_too(cast: Cast, who: Person) -> None:
    status = _record(cast, who, proof_kind="", proof_on=None, checked=False)
    with pytest.raises(RuleError):
        services.check_status(actor=cast.facilitator, status=status, proof_kind="pass_iae", today=TODAY)
    services.check_status(actor=cast.facilitator, status=status, proof_kind="disability_decision", today=TODAY)
    assert (status.proof_kind, opened(status).proof_kind) == ("", "disability_decision")
    assert answer_on(who, on=TODAY).answer is Answer.YES


@pytest.mark.django_db(transaction=True)
def test_the_same_protected_criterion_is_recorded_once_by_two_at_the_same_time() -> None:
    cast = make_cast()
    who = world.person(cast, "Ensemble")
    # The control: no constraint of the database sees that both rows hide the same criterion.
    for _ in range(2):
        statuses.status(who, "aah", valid_from=SINCE)
    EligibilityStatus.objects.all().delete()
    assert at_once(lambda: _record(cast, who, "aah"), 3) == ["conflict", "conflict", "won"]


# ------------------------------------------------------------------------------------------------- who reads, noted


def _lines() -> list[tuple[str, int | None]]:
    return list(JournalEntry.objects.filter(action="people.special.read").values_list("role", "user_id"))


@pytest.mark.parametrize("reader", ["facilitator", "admin", "referrer"])
def test_each_reading_leaves_one_line(cast: Cast, who: Person, reader: str) -> None:
    status = _record(cast, who)
    for count in (1, 2):
        secret = read_special(actor=cast.actor(reader), status=status)
        assert secret.rule.label.startswith("Travailleur handicapé")
        assert _lines() == [(reader, cast.members[reader].user.pk)] * count
    entry = JournalEntry.objects.latest("sequence")
    assert (entry.target_type, entry.target_id) == ("people.person", str(who.pk))
    assert entry.payload["facts"] == {"status": status.pk}


@pytest.mark.parametrize("reader", ["buyer", "contractor", "structure", "coordinator", "stranger"])
def test_nobody_else_reads_it(cast: Cast, who: Person, reader: str) -> None:
    status = _record(cast, who)
    world.employment(who, cast.contractor)
    with pytest.raises(NotAllowed):
        read_special(actor=cast.actor(reader), status=status)
    assert _lines() == []


def test_a_referrer_reads_those_of_its_own_people_only(cast: Cast) -> None:
    status = _record(cast, world.person(cast, "Ailleurs"))
    Person.objects.update(referrer=None)
    with pytest.raises(NotAllowed):
        read_special(actor=cast.actor("referrer"), status=status)
    assert cast.client("referrer").get(f"/personnes/{status.person_id}/statut/{status.pk}/critere/").status_code == 404


@pytest.mark.parametrize("reader", ["facilitator", "referrer"])
def test_no_page_nor_file_says_it_but_the_one_that_notes_it(cast: Cast, who: Person, reader: str) -> None:
    status = _record(cast, who, valid_until=date(2026, 5, 1))
    client = cast.client(reader)
    paths = [f"/personnes/{who.pk}/", f"/personnes/{who.pk}/parcours/", f"/personnes/{who.pk}/pieces/", "/personnes/"]
    paths += ["/a-faire/", "/personnes/export/", f"/personnes/{who.pk}/statut/{status.pk}/critere/"]
    for path in paths:
        content = client.get(path).content.decode(errors="replace")
        assert ("handicap" in content.lower(), "Décision" in content) == (False, False), path
    assert _lines() == []
    assert f"/personnes/{who.pk}/statut/{status.pk}/critere/" in client.get(paths[0]).text
    page = client.post(f"/personnes/{who.pk}/statut/{status.pk}/critere/")
    assert "Travailleur handicapé" in page.text
    assert "Décision en cours de validité" in page.text
    assert "no-store" in page["Cache-Control"]
    assert len(_lines()) == 1


def test_the_proof_of_a_protected_criterion_is_checked_from_its_own_page(cast: Cast, who: Person) -> None:
    status = _record(cast, who, proof_kind="", proof_on=None, checked=False)
    client, address = cast.client("facilitator"), f"/personnes/{who.pk}/statut/{status.pk}/"
    assert client.get(f"{address}verifier/")["Location"] == f"{address}critere/"
    page = client.post(f"{address}critere/").text
    assert "J’ai vu cette pièce" in page
    wrong = client.post(f"{address}verifier/", {"proof_kind": "autre"})
    assert wrong["Location"] == f"{address}critere/"
    right = client.post(f"{address}verifier/", {"proof_kind": "disability_decision"})
    assert right["Location"] == f"/personnes/{who.pk}/"
    assert "J’ai vu cette pièce" not in client.post(f"{address}critere/").text


def test_an_ordinary_criterion_has_no_such_page(cast: Cast, who: Person) -> None:
    status = _record(cast, who, "rsa", proof_kind="benefit_certificate")
    page = cast.client("facilitator").get(f"/personnes/{who.pk}/").text
    assert "Bénéficiaire du RSA" in page
    assert "Lire le critère" not in page
    path = f"/personnes/{who.pk}/statut/{status.pk}/critere/"
    assert cast.client("facilitator").post(path).status_code == 404


def test_the_person_finds_their_criterion_in_their_download_and_not_on_the_screen(cast: Cast, who: Person) -> None:
    _record(cast, who)
    _, token = make_link(workspace=cast.workspace, purpose=LinkPurpose.PERSON, days=3, target=who)
    assert "handicap" not in Client().get(f"/mon-dossier/{token}/").text.lower()
    held = Client().get(f"/mon-dossier/{token}/donnees/").json()
    fact = held["people.specialfact"]["lignes"][0]
    criterion = by_code("disabled_worker")
    assert fact["criterion"] == {"intitulé": "critère", "valeur": criterion.code, "en clair": criterion.label}
    assert fact["proof_kind"]["en clair"] == criterion.proofs[0].label
    assert JournalEntry.objects.filter(action="people.access.download", target_id=str(who.pk)).count() == 1


# ---------------------------------------------------------------------------------------------------------- the key


def _rotate() -> Any:
    return CliRunner().invoke(rotate_keys, catch_exceptions=False, standalone_mode=True)


def test_a_key_is_replaced_then_removed_and_everything_is_still_read(
    cast: Cast, who: Person, settings: Settings
) -> None:
    (old,), new = settings.DATA_KEYS, Fernet.generate_key().decode()
    status = _record(cast, who)
    settings.DATA_KEYS = [new, old]
    later = _record(cast, who, "aah")
    assert {opened(one).criterion for one in (status, later)} == {"disabled_worker", "aah"}
    first, second = _rotate(), _rotate()
    assert first.output.startswith("1 critère protégé chiffré avec")
    assert second.output.startswith("0 critère protégé chiffré avec")
    settings.DATA_KEYS = [new]
    assert {opened(one).criterion for one in EligibilityStatus.objects.all()} == {"disabled_worker", "aah"}
    assert list(violations()) == []
    assert JournalEntry.objects.filter(action="people.special.rotate").count() == 1


def test_a_change_of_key_stopped_half_way_is_taken_up_again(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("levier.people.services.special._BATCH", 2)
    for rank in range(5):
        _record(cast, world.person(cast, f"Personne{rank}"))
    settings.DATA_KEYS = [Fernet.generate_key().decode(), *settings.DATA_KEYS]
    rotate(actor=Actor.system(cast.workspace), after=0)
    assert under_another_key().count() == 3
    assert _rotate().output.startswith("3 critères protégés chiffrés")
    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    assert {opened(one).criterion for one in EligibilityStatus.objects.all()} == {"disabled_worker"}


def test_a_key_removed_too_early_is_said_and_loses_nothing(cast: Cast, who: Person, settings: Settings) -> None:
    (old,), new = settings.DATA_KEYS, Fernet.generate_key().decode()
    status = _record(cast, who)
    settings.DATA_KEYS = [new]
    answer = _rotate()
    assert answer.exit_code == 1
    assert "1 autre ne s’ouvre avec aucune" in answer.output
    assert [sealing.fingerprint(old) in sentence for sentence in violations()] == [True]
    page = cast.client("facilitator").get(f"/personnes/{who.pk}/")
    assert page.status_code == 400
    assert "prévenez la personne qui tient Levier" in page.text
    settings.DATA_KEYS = [new, old]
    assert opened(status).criterion == "disabled_worker"
    assert _rotate().exit_code == 0


@pytest.mark.parametrize(("keys", "sentence"), [([], "LEVIER_DATA_KEYS manque"), (["pas une clé"], "clé illisible")])
def test_without_a_usable_key_nothing_is_written(
    cast: Cast, who: Person, settings: Settings, keys: list[str], sentence: str
) -> None:
    settings.DATA_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match=sentence):
        _record(cast, who)
    assert not EligibilityStatus.objects.exists()
    assert sentence in _rotate().output


def test_a_new_key_is_printed_and_is_a_key() -> None:
    printed = CliRunner().invoke(data_key).output.strip()
    assert re.fullmatch(r"[\w-]{43}=", printed)
    Fernet(printed)
