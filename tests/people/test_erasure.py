"""Erasing a person: every table has its rule, no trace of them is left, no published figure moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.delivery.checks import violations
from levier.delivery.enums import EntryKind
from levier.delivery.figures import compute
from levier.delivery.models import ClosingReport, HoursLine, LedgerEntry, Obligation, Shortfall
from levier.delivery.selectors.statements import rows as sheet_rows
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.quantities import FteBasis
from levier.domain.steps import Step
from levier.insights.models import FlagReply
from levier.journal.models import JournalEntry
from levier.journal.selectors import broken_links
from levier.people.enums import Education, Sex, StepKind
from levier.people.erasure.relations import relations
from levier.people.erasure.rules import ERASED, KEPT, RULES, blanked
from levier.people.models import EligibilityStatus, PathwayStep, Person, Profile
from levier.people.services.erasure import erase_person
from levier.people.services.record import update_person
from levier.people.values import PersonFacts
from levier.post.messages import queue_message
from tests.cast import Cast
from tests.desk import world
from tests.people import statuses

#: What becomes of each table that points to a person. A new one is decided here and in its room's rules.
FATES = {
    "delivery.evidence.employment": "reduced",
    "delivery.evidence.person": "reduced",
    "delivery.evidence.status": "reduced",
    "delivery.hoursline.employment": "kept",
    "delivery.ledgerentry.corrects": "kept",
    "delivery.ledgerentry.employment": "kept",
    "delivery.ledgerentry.line": "kept",
    "people.candidacy.employment": "deleted",
    "people.candidacy.person": "deleted",
    "people.distinctpeople.one": "deleted",
    "people.distinctpeople.other": "deleted",
    "people.eligibilitystatus.person": "reduced",
    "people.employment.person": "kept",
    "people.formername.person": "deleted",
    "people.handover.person": "reduced",
    "people.handover.received": "reduced",
    "people.exit.employment": "kept",
    "people.pathwaystep.person": "kept",
    "people.profile.person": "deleted",
    "people.specialfact.status": "deleted",
}
MARK = "Xylandre"
TODAY = date(2026, 10, 20)


def _fate(key: str) -> str:
    rule = RULES[key]
    return "deleted" if rule.delete else "reduced" if rule.reduce else "kept"


def test_every_relation_to_a_person_has_its_erasure_rule() -> None:
    keys = [one.key for one in relations()]
    assert sorted(keys) == sorted(set(keys))
    missing = sorted(set(keys) - RULES.keys())
    assert not missing, f"say what erasure does with {missing} (levier.people.erasure.rules, or the room's erasure.py)"
    assert {key: _fate(key) for key in sorted(keys)} == FATES
    assert all(RULES[key].why for key in keys)


def test_every_column_of_a_person_is_kept_or_blanked() -> None:
    columns = {field.name for field in Person._meta.concrete_fields}
    changed = set(blanked(Person(birth_date=date(1990, 5, 4))))
    assert changed | KEPT == columns
    assert not changed & KEPT


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    return world.obligation(cast, world.contract(cast, "Halle", Step.MISE_EN_OEUVRE, place="Sérigny"), cast.contractor)


def _everywhere(cast: Cast, owed: Obligation) -> Person:
    """A person whose mark is in every place that may hold it."""
    who = Person.objects.create(
        workspace=cast.workspace, first_name=f"{MARK}a", last_name=f"{MARK}b", birth_date=date(1990, 5, 4),
        sex=Sex.WOMAN, education=Education.CAP, in_qpv=True, postcode="61000", city=f"{MARK}-ville",
        phone=f"06{MARK}", email=f"{MARK}@exemple.test".lower(), referrer=cast.referrer, informed_on=date(2026, 1, 2),
    )  # fmt: skip
    Profile.objects.create(person=who, wishes=f"Souhait de {MARK}", updated_on=date(2026, 1, 2))
    for criterion, first, last in (
        ("rsa", date(2026, 3, 5), date(2026, 6, 12)),
        ("rsa", date(2026, 3, 20), date(2026, 8, 1)),
        ("aah", date(2026, 4, 9), None),
    ):
        statuses.status(
            who, criterion, valid_from=first, valid_until=last, proof_kind=MARK, proof_on=first, checked_on=first,
            checked_by=cast.members["facilitator"].user,
        )  # fmt: skip
    job = world.employment(who, cast.contractor, occupation=f"Poste de {MARK}", ends_on=date(2026, 7, 31))
    entry = world.hours(owed, job, date(2026, 5, 1), "100")
    HoursLine.objects.filter(pk=entry.line_id).update(reason=f"Absence de {MARK}")
    LedgerEntry.objects.create(
        workspace=owed.workspace, obligation=owed, employment=job, month=entry.month, kind=EntryKind.CORRECTION,
        hours=Decimal(-5), corrects=entry, reason=f"{MARK} était absente", recorded_at=world.NOW,
    )  # fmt: skip
    statement = HoursLine.objects.get(pk=entry.line_id).statement
    statement.comment = f"Mme {MARK}b était absente, {MARK}a {MARK}b reviendra."
    statement.return_reason = f"Complétez pour {who}."
    statement.save()
    Shortfall.objects.create(
        obligation=owed, hours_missing=Decimal(10), assessment=world.NO_PENALTY, notice_on=TODAY, reply_due_on=TODAY,
        reply=f"{who} est partie.", advice=f"{who.last_name.upper()} est partie.",
    )  # fmt: skip
    ClosingReport.objects.create(
        obligation=owed, as_of=world.NOW, comment=f"Bravo à {who}.",
        figures=compute(owed, as_of=world.NOW, fte_basis=FteBasis.AVE),
    )  # fmt: skip
    FlagReply.objects.create(
        workspace=cast.workspace, organisation=cast.contractor, flag="x", year=2026, figures={}, asked_on=TODAY,
        due_on=TODAY, text=f"{who} a démissionné.", answered_on=TODAY,
    )  # fmt: skip
    for target in (who, statement):
        queue_message(
            workspace_id=cast.workspace.pk, target=target, to=who.email if target == who else "a@exemple.test",
            subject="Un message", body=f"Bonjour {who}",
        )  # fmt: skip
    make_link(workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=3, target=who)
    DBTaskResult.objects.create(
        task_path="x", backend_name="default", args_kwargs={"args": [f"Écrire à {who}"], "kwargs": {}},
        run_after=timezone.now(), exception_class_path="",
    )  # fmt: skip
    PathwayStep.objects.create(person=who, kind=StepKind.TRAINING, starts_on=TODAY, next_step=f"Rappeler {MARK}")
    update_person(actor=cast.facilitator, person=who, facts=_facts(who), today=TODAY)
    JournalEntry.objects.filter(target_id=str(who.pk)).update(payload={"facts": {"was": MARK}})
    return who


def _facts(who: Person) -> PersonFacts:
    return PersonFacts(
        first_name=who.first_name, last_name=who.last_name, birth_date=who.birth_date, sex=Sex(who.sex),
        education=Education(who.education), in_qpv=who.in_qpv, city=who.city, phone=who.phone, email=who.email,
        referrer=who.referrer,
    )  # fmt: skip


def _dump() -> Iterator[tuple[str, str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield (
                    table,
                    " ".join(bytes(one).decode("latin-1") if isinstance(one, memoryview) else str(one) for one in row),
                )


def _tables_with(mark: str) -> set[str]:
    return {table for table, text in _dump() if mark.casefold() in text.casefold()}


def test_nothing_in_the_database_names_an_erased_person(cast: Cast, owed: Obligation) -> None:
    who = _everywhere(cast, owed)
    assert _tables_with(MARK) >= {
        "people_person", "people_profile", "people_pathwaystep", "people_eligibilitystatus", "people_employment", "delivery_hoursline",
        "delivery_hoursstatement", "delivery_ledgerentry", "delivery_shortfall", "delivery_closingreport",
        "insights_flagreply", "post_outgoingmessage", "journal_journalentry", DBTaskResult._meta.db_table,
    }  # fmt: skip
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    assert _tables_with(MARK) == set()
    assert _tables_with("1990-05-04") == set()
    who.refresh_from_db()
    assert (str(who), who.birth_date, who.sex, who.erased_on) == (
        "Personne effacée",
        date(1990, 1, 1),
        Sex.WOMAN,
        TODAY,
    )
    assert list(broken_links(cast.workspace.pk)) == []
    assert list(violations()) == []


def test_the_public_of_an_erased_person_is_kept_by_months_without_proof_nor_health(
    cast: Cast, owed: Obligation
) -> None:
    who = _everywhere(cast, owed)
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    kept = EligibilityStatus.objects.filter(person=who)
    assert list(kept.values_list("criterion", "valid_from", "valid_until", "proof_kind", "proof_on", "checked_on")) == [
        ("rsa", date(2026, 3, 1), date(2026, 8, 31), "", None, None),
        ("recognised_by_structure", date(2026, 4, 1), None, "", None, None),
    ]


def test_a_person_without_work_leaves_no_status(cast: Cast) -> None:
    who = world.person(cast, "Partie")
    EligibilityStatus.objects.create(person=who, criterion="rsa", valid_from=date(2026, 1, 1))
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    assert not EligibilityStatus.objects.exists()


def test_the_words_about_others_stay(cast: Cast, owed: Obligation) -> None:
    who = _everywhere(cast, owed)
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    statement = HoursLine.objects.get(employment__person=who).statement
    assert statement.comment == f"Mme {ERASED} était absente, {ERASED} reviendra."


def test_an_erased_person_is_found_nowhere_and_cannot_be_erased_twice(cast: Cast, owed: Obligation) -> None:
    who = _everywhere(cast, owed)
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    client = cast.client("facilitator")
    for path in ("/personnes/", "/a-faire/", "/recherche/?q=effacée"):
        assert "Personne effacée" not in client.get(path).content.decode()
    assert client.get(f"/personnes/{who.pk}/").status_code == 404
    assert client.get(f"/personnes/{who.pk}/effacer/").status_code == 404
    statement = world.statement(owed, date(2026, 6, 1), world.StatementState.REQUESTED)
    assert sheet_rows(statement) == []
    with pytest.raises(Conflict):
        erase_person(actor=cast.facilitator, person=who, today=TODAY)


def test_two_people_of_the_same_year_may_be_erased(cast: Cast) -> None:
    for name in ("Un", "Deux"):
        erase_person(actor=cast.facilitator, person=world.person(cast, name), today=TODAY)
    assert Person.objects.filter(erased_on=TODAY).count() == 2


def test_a_person_whose_hours_wait_or_whose_contract_runs_is_not_erased_yet(cast: Cast, owed: Obligation) -> None:
    who = world.person(cast, "Présente")
    job = world.employment(who, cast.contractor)
    HoursLine.objects.create(
        statement=world.statement(owed, date(2026, 6, 1), world.StatementState.SUBMITTED),
        employment=job,
        hours=Decimal(10),
    )
    with pytest.raises(RuleError, match=r"date de fin.*attendent une décision"):
        erase_person(actor=cast.facilitator, person=who, today=TODAY)
    page = cast.client("facilitator").get(f"/personnes/{who.pk}/effacer/").content.decode()
    assert "attendent une décision" in page
    assert "Effacer définitivement" not in page
    who.refresh_from_db()
    assert who.erased_on is None


def test_only_the_team_erases(cast: Cast) -> None:
    who = world.person(cast, "Quelqu’un")
    with pytest.raises(NotAllowed):
        erase_person(actor=cast.actor("referrer"), person=who, today=TODAY)
    with pytest.raises(NotAllowed):
        erase_person(actor=cast.stranger, person=who, today=TODAY)


def test_a_facilitator_erases_after_saying_that_they_are_sure(cast: Cast) -> None:
    who = world.person(cast, "Demandeuse")
    client = cast.client("facilitator")
    assert f"/personnes/{who.pk}/effacer/" in client.get(f"/personnes/{who.pk}/").content.decode()
    assert client.post(f"/personnes/{who.pk}/effacer/").status_code == 422
    assert client.post(f"/personnes/{who.pk}/effacer/", {"sure": "on"}).status_code == 302
    who.refresh_from_db()
    assert who.erased_on == timezone.localdate()


def test_the_ledger_lets_its_words_be_erased_and_nothing_else() -> None:
    assert LedgerEntry.mutable_columns == ("reason",)
