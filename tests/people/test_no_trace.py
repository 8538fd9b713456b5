"""Nothing in the database names an erased person: every text of every row about them is marked, then looked for.

The rows are found in the models, as erasure finds them: a new table or a new column is marked here by itself, and a new
table that belongs to nobody must be told below.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.delivery.enums import EntryKind
from levier.delivery.models import (
    Certificate,
    ClosingReport,
    Evidence,
    HoursLine,
    HoursSheet,
    HoursStatement,
    LedgerEntry,
    Obligation,
    Shortfall,
)
from levier.delivery.services.obligations import amend_obligation
from levier.domain.steps import Step
from levier.insights.models import FlagReply
from levier.journal.models import JournalEntry
from levier.journal.selectors import broken_links
from levier.people.enums import HandOverState, StepKind
from levier.people.erasure.relations import relations
from levier.people.erasure.rules import ERASED
from levier.people.models import (
    Candidacy,
    DistinctPeople,
    Exit,
    FormerName,
    HandOver,
    JobOffer,
    PathwayStep,
    Person,
    Profile,
)
from levier.people.services.erasure import erase_person
from levier.people.services.record import update_person
from levier.people.values import PersonFacts
from levier.post.messages import queue_message
from levier.post.models import DeadAddress, OutgoingMessage
from tests.cast import Cast
from tests.desk import world
from tests.people import statuses

MARK = "Xylandre"
BORN = date(1987, 3, 19)
TODAY = date(2026, 10, 20)

#: Tables that hold texts, or files, in which a person may be named although no column points to them.
MAY_NAME = {
    "accounts.accesslink", "delivery.certificate", "delivery.closingreport", "delivery.hourssheet",
    "delivery.hoursstatement", "delivery.obligationrevision", "delivery.shortfall", "insights.flagreply",
    "journal.journalentry", "post.deadaddress", "post.outgoingmessage",
}  # fmt: skip
#: Tables about organisations, purchases, the team or the machine: nobody in insertion is written there
#: (the minutes of a committee refuse their names).
ABOUT_NOBODY = {
    "accounts.lettertext", "accounts.membership", "accounts.user", "accounts.workspace", "clauses.calibration", "clauses.clause",
    "clauses.facilitatorconsent", "clauses.supplycheck", "committees.committee",
    "committees.decision", "committees.pack", "delivery.launchmeeting",
    "delivery.obligation", "delivery.plannedrecruitment", "delivery.sheetcolumns", "delivery.statementchase",
    "delivery.workedhours", "directory.buyerprofile", "directory.commune", "directory.contact",
    "directory.localservice", "directory.organisation", "directory.reference", "directory.structureprofile",
    "journal.journalhead", "people.joboffer", "post.scheduledrun", "post.workerbeat", "procurement.award",
    "procurement.awardmember", "procurement.calloff", "procurement.columnmapping", "procurement.contract",
    "procurement.expecteddocument", "procurement.lot", "procurement.operation", "procurement.orderrequest",
    "procurement.pendingimport", "procurement.programme", "procurement.programmesheet",
    "procurement.programmetarget", "procurement.review", "procurement.stepchange",
    "watch.alertcursor", "watch.alerthit", "watch.awardedcontractrow", "watch.awardfollowup",
    "watch.bidderprofile", "watch.bidreference", "watch.bidsheet",
    "watch.dossier", "watch.dossierkey", "watch.findingcorrection", "watch.jointbid", "watch.jointmember",
    "watch.indexstate",
    "watch.loadproblem", "watch.renewalentry", "watch.savedalert", "watch.sourcecursor", "watch.storedfinding", "watch.storednotice",
}  # fmt: skip


def test_every_table_belongs_to_a_person_may_name_one_or_is_about_nobody() -> None:
    ours = {model._meta.label_lower for model in apps.get_models() if model.__module__.startswith("levier.")}
    owned = {relation.model._meta.label_lower for relation in relations()} | {Person._meta.label_lower}
    assert not owned & (MAY_NAME | ABOUT_NOBODY)
    assert not MAY_NAME & ABOUT_NOBODY
    assert sorted(ours - owned - MAY_NAME - ABOUT_NOBODY) == [], "say above whether a person may be named there"
    assert sorted((MAY_NAME | ABOUT_NOBODY) - ours) == []


def _whole_database() -> Iterator[str]:
    """Every line of a dump: SQLite's own, or what COPY says of each table of PostgreSQL."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        assert isinstance(connection.connection, sqlite3.Connection)
        yield from connection.connection.iterdump()
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as rows:
                for row in rows:
                    yield f"{table}: {bytes(row).decode()}"


def _found(*marks: str) -> list[str]:
    """Lines of the dump that hold one of these; a file is read as the bytes it is, however the dump writes them."""
    wanted = [form.casefold() for mark in marks for form in (mark, mark.encode().hex(), mark.casefold().encode().hex())]
    return [line[:200] for line in _whole_database() if any(mark in line.casefold() for mark in wanted)]


def _one_of_each(cast: Cast, owed: Obligation) -> Person:
    """A row in every table that points to a person."""
    before = world.person(cast, "Voisin")
    who = Person.objects.create(
        workspace=cast.workspace, first_name=f"{MARK}a", last_name=f"{MARK}b", birth_date=BORN,
        referrer=cast.referrer, email=f"{MARK.lower()}@exemple.test",
    )  # fmt: skip
    DistinctPeople.objects.create(one=before, other=who)
    DistinctPeople.objects.create(one=who, other=world.person(cast, "Voisine"))
    FormerName.objects.create(person=who, first_name="Xylandre", last_name="Autrefois")
    Profile.objects.create(person=who, updated_on=TODAY)
    PathwayStep.objects.create(person=who, kind=StepKind.TRAINING, starts_on=TODAY)
    ordinary = statuses.status(who, "rsa", valid_from=date(2026, 1, 1), checked_on=TODAY)
    statuses.status(who, "aah", valid_from=date(2026, 1, 1), proof_kind="benefit_certificate")
    job = world.employment(who, cast.contractor, ends_on=date(2026, 7, 31))
    Exit.objects.create(employment=job, months=3, outcome="cdi", observed_on=TODAY)
    entry = world.hours(owed, job, date(2026, 5, 1), "100")
    LedgerEntry.objects.create(
        workspace=owed.workspace, obligation=owed, employment=job, month=entry.month, kind=EntryKind.CORRECTION,
        hours=-5, corrects=entry, reason=MARK, recorded_at=world.NOW,
    )  # fmt: skip
    offer = JobOffer.objects.create(
        workspace=cast.workspace, lot=owed.clause.lot, company=cast.contractor, title="Peintre", starts_on=TODAY
    )
    Candidacy.objects.create(offer=offer, person=who, proposed_on=TODAY, due_on=TODAY, comment=MARK, employment=job)
    for given, taken, theirs in (
        (
            cast.workspace,
            cast.other_workspace,
            {"person": who, "state": HandOverState.ENDED, "need": MARK, "refusal": MARK},
        ),
        (cast.other_workspace, cast.workspace, {"received": who, "state": HandOverState.ACCEPTED, "summary": [MARK]}),
    ):
        HandOver.objects.create(
            workspace=given, receiver=taken, sender_name="Ici", receiver_name="Là", informed_on=TODAY,
            informed_how="oral", sent_on=TODAY, **theirs,
        )  # fmt: skip
    for rank, about in enumerate(({"person": who, "status": ordinary}, {"employment": job})):
        Evidence.objects.create(
            workspace=cast.workspace, label=MARK, kind="pdf", size=1, sha256="0" * 64, stored_as=f"x{rank}", **about
        )
    return who


def _mark_every_text(person: Person) -> set[str]:
    """Write the mark in each free text of each row of the person; returns the columns marked."""
    marked = set()
    rows = [(Person, models.QuerySet(Person).filter(pk=person.pk))]
    rows += [(relation.model, relation.rows(person)) for relation in relations()]
    for model, found in rows:
        keys = list(found.values_list("pk", flat=True))
        assert keys, f"no row of {model.__name__} for the person: add one to _one_of_each"
        for field in model._meta.concrete_fields:
            value = _marked(field)
            if value is None or (model, field.name) in _LEFT or _frozen(model, field):
                continue
            models.QuerySet(model).filter(pk__in=keys).update(**{field.name: value})
            marked.add(f"{model._meta.label_lower}.{field.name}")
    return marked


#: What identifies a row, seals it or is checked by the database: no text about anybody. Of a follow-up handed over, the
#: names are those of workspaces; the need and the path are each marked on the side that must forget them.
_LEFT = {(Person, "first_name"), (Person, "last_name"), (Person, "email")} | {
    (apps.get_model("people", "SpecialFact"), "sealed"),
    (apps.get_model("people", "SpecialFact"), "key"),
    (apps.get_model("people", "EligibilityStatus"), "criterion"),
    (apps.get_model("people", "EligibilityStatus"), "proof_kind"),
    *((HandOver, name) for name in ("sender_name", "receiver_name", "need", "summary", "refusal")),
}


def _frozen(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    """The ledger lets its words change and nothing else."""
    return field.name not in getattr(model, "mutable_columns", (field.name,))


def _marked(field: models.Field[Any, Any]) -> Any:
    if field.unique or field.choices:
        return None
    if isinstance(field, models.JSONField):
        return [f"{MARK} {field.name}"]
    if isinstance(field, models.CharField | models.TextField):
        text = f"{MARK} {field.name}"
        return text[: field.max_length] if not field.max_length or field.max_length >= len(MARK) else None
    return None


def _name_everywhere(cast: Cast, owed: Obligation, who: Person) -> None:
    """The person named where no column points to them."""
    statement = HoursLine.objects.filter(employment__person=who).first().statement  # type: ignore[union-attr]
    HoursStatement.objects.filter(pk=statement.pk).update(
        comment=f"Mme {who.last_name} était absente.", return_reason=f"Complétez pour {who}."
    )
    HoursSheet.objects.create(statement=statement, content=f"nom;{who}".encode(), expires_at=timezone.now())
    Shortfall.objects.create(
        obligation=owed, hours_missing=10, assessment=world.NO_PENALTY, notice_on=TODAY, reply_due_on=TODAY,
        reply=f"{who} est partie.", advice=who.last_name.upper(), decision_reason=f"Absence de {who}",
    )  # fmt: skip
    report = ClosingReport.objects.create(obligation=owed, as_of=world.NOW, figures={}, comment=f"Bravo à {who}.")
    Certificate.objects.create(
        report=report, number="LV-0001-ABCD-EFGH", issued_on=TODAY, pdf_sha256="0" * 64, pdf=b"", revoked_on=TODAY,
        revoked_reason=f"Le contrat de {who} a été rompu.",
    )  # fmt: skip
    amend_obligation(
        actor=cast.facilitator, obligation=owed, hours=Decimal(90), from_day=TODAY, reason=f"Départ de {who}."
    )
    FlagReply.objects.create(
        workspace=cast.workspace, organisation=cast.contractor, flag="x", year=2026, figures={}, asked_on=TODAY,
        due_on=TODAY, text=f"{who} a démissionné.", answered_on=TODAY,
    )  # fmt: skip
    for target in (who, statement, who.profile, who.steps.get(), who.candidacies.get(), who.employments.get()):
        to = who.email if target == who else "a@exemple.test"
        queue_message(
            workspace_id=cast.workspace.pk, target=target, to=to, subject="Un message", body=f"Bonjour {who}",
            dedupe_key=f"x:{target._meta.label_lower}",
        )  # fmt: skip
    DeadAddress.objects.create(
        workspace=cast.workspace, address=who.email, message=OutgoingMessage.objects.get(to=who.email),
        since=timezone.now(), code="5.1.1",
    )  # fmt: skip
    make_link(workspace=cast.workspace, purpose=LinkPurpose.PERSON, days=3, target=who)
    facts = PersonFacts(first_name=who.first_name, last_name=who.last_name, birth_date=BORN, email=who.email)
    update_person(actor=cast.facilitator, person=who, facts=facts, today=TODAY)
    JournalEntry.objects.filter(target_id=str(who.pk)).update(payload={"facts": {"was": MARK}})
    for column, text in (("args_kwargs", {"args": [f"Écrire à {who}"], "kwargs": {}}), ("return_value", [str(who)]),
                         ("traceback", f"ValueError: {who.email}")):  # fmt: skip
        DBTaskResult.objects.create(
            **{"task_path": "x", "backend_name": "default", "args_kwargs": {"args": [], "kwargs": {}},
               "run_after": timezone.now(), "exception_class_path": ""} | {column: text}
        )  # fmt: skip


@pytest.fixture
def who(cast: Cast) -> Person:
    owed = world.obligation(cast, world.contract(cast, "Halle", Step.MISE_EN_OEUVRE, place="Sérigny"), cast.contractor)
    made = _one_of_each(cast, owed)
    _mark_every_text(made)
    made.refresh_from_db()
    _name_everywhere(cast, owed, made)
    return made


def test_the_marks_are_found_before(cast: Cast, who: Person) -> None:
    """The control: the dump does show what is looked for, whatever the column."""
    lines = "\n".join(_found(MARK)).lower()
    tables = {"people_person", "people_profile", "people_candidacy", "people_pathwaystep", "people_employment"}
    tables |= {"delivery_hoursline", "delivery_ledgerentry", "delivery_evidence", "delivery_hourssheet"}
    tables |= {"delivery_hoursstatement", "delivery_shortfall", "delivery_closingreport", "insights_flagreply"}
    tables |= {"delivery_certificate", "delivery_obligationrevision"}
    tables |= {"post_outgoingmessage", "post_deadaddress", "journal_journalentry", DBTaskResult._meta.db_table}
    assert {table for table in tables if table not in lines} == set()
    assert _found(BORN.isoformat())


def test_no_line_of_the_whole_dump_names_the_person_once_erased(cast: Cast, who: Person) -> None:
    sealed = [fact.sealed for one in who.statuses.all() if (fact := getattr(one, "special", None))]
    assert sealed
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    assert _found(MARK, BORN.isoformat(), *sealed) == []
    assert list(broken_links(cast.workspace.pk)) == []
    told = JournalEntry.objects.get(action="delivery.obligation.amend")
    assert (told.reason, told.payload) == (f"Départ de {ERASED}.", None)


def test_no_line_names_a_person_erased_at_the_end_of_the_retention(cast: Cast, who: Person) -> None:
    from levier.accounts.actor import Actor

    erase_person(actor=Actor.system(cast.workspace), person=who, today=TODAY + timedelta(days=1000))
    assert _found(MARK, BORN.isoformat()) == []


def test_of_the_person_remain_counts_months_sex_and_year_of_birth(cast: Cast, who: Person) -> None:
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    who.refresh_from_db()
    assert (who.birth_date, str(who)) == (date(1987, 1, 1), "Personne effacée")
    kept = {one.key: one.rows(who).count() for one in relations()}
    gone = {key for key, count in kept.items() if not count}
    assert gone == {
        "people.handover.person",
        "people.handover.received",
        "people.profile.person", "people.candidacy.person",
        "people.candidacy.employment", "people.specialfact.status", "people.distinctpeople.one",
        "people.distinctpeople.other", "people.formername.person", "delivery.evidence.person", "delivery.evidence.status",
        "delivery.evidence.employment",
    }  # fmt: skip
