"""Each situation that asks for somebody is in the demonstration, and « À faire » shows it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from levier.clauses.enums import ConsentAnswer
from levier.clauses.models import FacilitatorConsent, SupplyCheck
from levier.delivery.enums import ChaseKind, ShortfallState
from levier.delivery.models import ClosingReport, Obligation, Shortfall, StatementChase
from levier.delivery.tasks import remind_late
from levier.desk.todo import todo_items
from levier.domain.flags import ALREADY_EMPLOYED, RECOUNTED_PEOPLE, SHORT_CONTRACTS, YEAR_END_BUNCHING
from levier.domain.steps import DocumentKind
from levier.insights.models import FlagReply
from levier.insights.signals import signals_of
from levier.people.enums import CandidacyState
from levier.people.models import Candidacy, EligibilityStatus
from levier.post.models import DeadAddress
from levier.procurement.models import Contract, ExpectedDocument, OrderRequest, Review
from levier.procurement.tasks import remind_documents, request_orders

from .conftest import Loaded

pytestmark = pytest.mark.django_db


def _kinds(loaded: Loaded, who: str) -> set[str]:
    return {item.kind for item in todo_items(actor=loaded.actor(who), today=loaded.today)}


def test_the_facilitator_has_everything_to_do(loaded: Loaded) -> None:
    assert _kinds(loaded, "facilitator") >= {
        "review",
        "document",
        "lever",
        "proposal",
        "consent",
        "meeting",
        "orders",
        "late_statement",
        "validate",
        "pace",
        "balance",
        "certificate",
        "shortfall",
        "status",
        "unchecked",
        "address",
        "candidacy",
    }


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("buyer", {"proposal", "orders", "shortfall"}),
        ("contractor", {"declare", "flag", "candidacy"}),
        ("structure", {"capacity", "declare"}),
        ("referrer", {"status"}),
        ("coordinator", {"late_statement", "pace"}),
    ],
)
def test_each_role_has_something_to_do(loaded: Loaded, who: str, kinds: set[str]) -> None:
    assert _kinds(loaded, who) >= kinds


def test_a_review_is_due_soon(loaded: Loaded) -> None:
    due = Review.objects.filter(decision="pending").values_list("due_on", flat=True)
    assert any(loaded.today <= day <= loaded.today + timedelta(days=15) for day in due)


def test_a_list_of_winners_and_a_document_are_missing(loaded: Loaded) -> None:
    missing = ExpectedDocument.objects.filter(received_on=None, due_on__lt=loaded.today, reminders__gte=1)
    assert missing.filter(kind=DocumentKind.WINNERS_LIST.value, award=None).exists()
    assert missing.exclude(award=None).exists()


def test_statuses_end_soon_or_have_ended(loaded: Loaded) -> None:
    ends = [one.valid_until or date.max for one in EligibilityStatus.objects.exclude(valid_until=None)]
    assert any(day < loaded.today for day in ends)
    assert any(loaded.today < day <= loaded.today + timedelta(days=30) for day in ends)


def test_a_consent_waits(loaded: Loaded) -> None:
    waiting = FacilitatorConsent.objects.filter(answer=ConsentAnswer.PENDING)
    assert waiting.filter(facilitator=loaded.actor("facilitator").user).exists()


def test_a_supply_is_too_thin(loaded: Loaded) -> None:
    printing = Contract.objects.get(cpv="79810000")
    check = SupplyCheck.objects.get(clause__lot__contract=printing)
    assert check.result["able"] == 0


def test_every_flag_is_raised_somewhere(loaded: Loaded) -> None:
    actor = loaded.actor("facilitator")
    companies = {one.contractor for one in _obligations(loaded)}
    raised = {
        result.flag.code
        for company in companies
        for year in (loaded.today.year - 1, loaded.today.year)
        for result in signals_of(actor=actor, organisation=company, year=year, today=loaded.today).raised
    }
    assert raised >= {one.code for one in (SHORT_CONTRACTS, RECOUNTED_PEOPLE, ALREADY_EMPLOYED, YEAR_END_BUNCHING)}


def _obligations(loaded: Loaded) -> QuerySet[Obligation]:
    return Obligation.objects.filter(workspace=loaded.workspace).select_related("contractor").order_by("pk")


def test_one_question_is_answered_and_one_waits() -> None:
    assert FlagReply.objects.filter(answered_on=None).count() == 1
    assert FlagReply.objects.exclude(answered_on=None).count() == 1


def test_missing_hours_are_at_each_turn_of_the_exchange() -> None:
    assert set(Shortfall.objects.values_list("state", flat=True)) == {
        ShortfallState.REPLIED,
        ShortfallState.ADVISED,
        ShortfallState.WAIVED,
    }


def test_a_certificate_waits_and_others_were_issued() -> None:
    reports = ClosingReport.objects.filter(obligation__shortfalls=None)
    assert reports.filter(certificate=None).exists()
    assert reports.exclude(certificate=None).count() >= 6


def test_the_request_of_the_last_quarter_has_no_answer(loaded: Loaded) -> None:
    last = OrderRequest.objects.order_by("-quarter")[0]
    assert last.answered_at is None
    assert last.reminders == 1
    assert OrderRequest.objects.exclude(answered_at=None).count() >= 3


def test_the_first_turn_of_the_schedule_leaves_something_to_chase_by_hand(loaded: Loaded) -> None:
    """Statements, documents and orders of which the visitor may send the next reminder on the first day."""
    with transaction.atomic():
        morning = datetime.combine(loaded.today, time(10), tzinfo=timezone.get_default_timezone())
        remind_late(now=morning)
        remind_documents(now=morning)
        request_orders(now=morning)
        found = todo_items(actor=loaded.actor("facilitator"), today=loaded.today)
        offered = {item.kind for item in found if item.button == "Relancer"}
        transaction.set_rollback(True)
    assert offered >= {"late_statement", "document", "orders"}


def test_a_company_was_reminded_in_growing_tone_then_its_buyer_told(loaded: Loaded) -> None:
    levels = set(StatementChase.objects.filter(kind=ChaseKind.REMINDER).values_list("level", flat=True))
    assert levels >= {1, 2}


def test_one_address_no_longer_answers(loaded: Loaded) -> None:
    assert DeadAddress.objects.filter(workspace=loaded.workspace).count() == 1


def test_an_offer_has_a_candidate_at_each_state_and_another_a_company_that_does_not_answer(loaded: Loaded) -> None:
    found = Candidacy.objects.filter(offer__workspace=loaded.workspace)
    assert set(found.values_list("state", flat=True)) == set(CandidacyState.values)
    silent = found.get(escalated_on__isnull=False)
    assert (silent.state, silent.reminders) == (CandidacyState.PROPOSED, 2)
    assert silent.offer.company != found.get(state=CandidacyState.HIRED).offer.company
