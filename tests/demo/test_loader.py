"""The workspace of the demonstration: whole, true to the rules, always the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from levier.clauses.models import Calibration, Clause
from levier.cli.check import checks
from levier.delivery.enums import LineState, RevisionCause, StatementState
from levier.delivery.models import Certificate, HoursLine, HoursStatement, LedgerEntry, Obligation, ObligationRevision
from levier.delivery.selectors.obligations import hours_due
from levier.demo.clock import moment
from levier.demo.doubles import DOUBLES
from levier.demo.loader import PEOPLE, load
from levier.demo.organisations import PEOPLE as ACCOUNTS
from levier.directory.enums import OrganisationKind
from levier.directory.models import Contact, LocalService, Organisation, StructureProfile
from levier.domain.errors import Conflict
from levier.domain.identifiers import is_siret
from levier.domain.nir import holds_nir
from levier.domain.steps import Step
from levier.domain.vocabulary import BuyerKind, ContractKind, Lever, Modality, Role, StructureKind
from levier.journal.models import JournalEntry
from levier.people.eligibility import as_rule
from levier.people.models import EligibilityStatus, Employment, Person
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage
from levier.procurement.enums import ContractState
from levier.procurement.models import CallOff, Contract, Programme, ProgrammeTarget

from .conftest import Loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(loaded: Loaded) -> None:
    """Every test reads the same load."""


def test_the_house_is_full(loaded: Loaded) -> None:
    kinds = dict.fromkeys(OrganisationKind, 0)
    for kind in Organisation.objects.filter(workspace=loaded.workspace).values_list("kind", flat=True):
        kinds[OrganisationKind(kind)] += 1
    assert kinds[OrganisationKind.BUYER] == 12
    assert kinds[OrganisationKind.CONTRACTOR] == 60
    assert kinds[OrganisationKind.STRUCTURE] == 40
    assert Contract.objects.count() == 60
    assert Person.objects.filter(workspace=loaded.workspace).count() == PEOPLE + DOUBLES
    assert LocalService.objects.count() >= 6
    months = set(HoursStatement.objects.values_list("month", flat=True))
    assert len(months) >= 22
    assert "fictif" in loaded.workspace.name
    assert loaded.workspace.is_demo


def test_every_kind_is_there() -> None:
    def has(kinds: Iterable[str], found: Iterable[str]) -> bool:
        return {str(one) for one in kinds} <= set(found)

    assert has(BuyerKind, Organisation.objects.filter(kind="buyer").values_list("buyer__buyer_kind", flat=True))
    assert has(StructureKind, StructureProfile.objects.values_list("structure_kind", flat=True))
    assert has(Lever, Clause.objects.values_list("lever", flat=True))
    assert has(Step, Contract.objects.values_list("step", flat=True))
    assert has(ContractState, Contract.objects.values_list("state", flat=True))
    assert has(ContractKind, Employment.objects.values_list("contract_kind", flat=True))
    assert has(Modality, Employment.objects.values_list("modality", flat=True))
    assert len({as_rule(one).criterion for one in EligibilityStatus.objects.select_related("special")}) >= 12


def test_each_person_has_one_dated_status(loaded: Loaded) -> None:
    here = Person.objects.filter(workspace=loaded.workspace)
    assert EligibilityStatus.objects.filter(person__in=here).count() == PEOPLE
    assert here.filter(statuses=None).count() == DOUBLES, "whoever was written twice was checked once"
    assert EligibilityStatus.objects.exclude(checked_on=None).filter(checked_by=None).count() == 0


def test_every_role_has_an_account(loaded: Loaded) -> None:
    roles = [role for _, role, _, _ in ACCOUNTS]
    assert set(roles) == set(Role)
    assert roles.count(Role.FACILITATOR) == 2
    for key, role, _, _ in ACCOUNTS:
        assert loaded.actor(key).role is role


def test_every_invariant_holds() -> None:
    found = {name: list(check()) for name, check in checks() if name != "réglages"}
    assert found == {key: [] for key in found}


def test_figures_are_computed_never_invented() -> None:
    """Each calibration and revision carries its steps; what has no sure source is said « à vérifier »."""
    assert all(one["steps"] for one in Calibration.objects.values_list("explanation", flat=True))
    assert all(one["steps"] for one in ObligationRevision.objects.values_list("explanation", flat=True))
    sources = [
        step["source"]
        for one in Calibration.objects.values_list("explanation", flat=True)
        for step in one["steps"]
        if step.get("source")
    ]
    assert any("à vérifier" in one for one in sources)


def test_the_ledger_comes_from_accepted_lines() -> None:
    accepted = HoursLine.objects.filter(state=LineState.ACCEPTED).count()
    assert LedgerEntry.objects.filter(kind="validated").count() == accepted > 400
    assert HoursLine.objects.filter(state=LineState.REFUSED).exclude(reason="").exists()


def test_nothing_happens_after_today(loaded: Loaded) -> None:
    limit = moment(loaded.today, 0)
    assert JournalEntry.objects.filter(at__gte=limit).count() == 0
    assert LedgerEntry.objects.filter(recorded_at__gte=limit).count() == 0
    here = JournalEntry.objects.filter(workspace=loaded.workspace)
    moments = list(here.order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert (moments[-1] - moments[0]) > timedelta(days=700)


def test_no_old_message_waits() -> None:
    """But the one that came back: its address is shown as lost."""
    left = OutgoingMessage.objects.exclude(state=MessageState.SENT)
    assert [one.state for one in left.order_by("pk")] == [MessageState.FAILED]


def test_nothing_looks_like_a_real_identifier() -> None:
    sirets = list(Organisation.objects.exclude(siret="").values_list("siret", flat=True))
    assert len(sirets) == len(set(sirets))
    assert all(is_siret(one) for one in sirets)
    texts = [
        *Person.objects.values_list("phone", flat=True),
        *Contact.objects.values_list("phone", flat=True),
        *HoursLine.objects.values_list("reason", flat=True),
        *Contract.objects.values_list("title", flat=True),
        *sirets,
    ]
    assert not [one for one in texts if holds_nir(one)]
    addresses = [
        *Organisation.objects.exclude(email="").values_list("email", flat=True),
        *Contact.objects.exclude(email="").values_list("email", flat=True),
        *Person.objects.exclude(email="").values_list("email", flat=True),
        *OutgoingMessage.objects.values_list("to", flat=True),
    ]
    assert all(one.endswith("exemple.test") for one in addresses)


def test_the_framework_agreement_passed_its_trigger() -> None:
    revisions = ObligationRevision.objects.exclude(call_off=None).order_by("made_at", "pk")
    assert CallOff.objects.count() == revisions.count() >= 9
    assert revisions.first().hours_due == 0 < revisions.last().hours_due  # type: ignore[union-attr]


def test_a_share_of_the_hours_worked_follows_their_total() -> None:
    obligation = Obligation.objects.get(worked_hours__isnull=False)
    total = obligation.worked_hours.get().total
    assert obligation.clause.hours_share is not None
    assert abs(hours_due(obligation) - total * obligation.clause.hours_share) <= Decimal("0.01")
    assert obligation.revisions.filter(cause=RevisionCause.WORKED).count() == 1


def test_the_great_works_hold_programmes_inside_a_programme() -> None:
    whole = Programme.objects.get(parent=None)
    assert whole.children.count() == 2
    assert ProgrammeTarget.objects.filter(programme__parent=whole).exists()
    assert Contract.objects.filter(operation__programme__parent=whole).count() >= 3


def test_certificates_can_be_checked(client: Client) -> None:
    certificate = Certificate.objects.order_by("pk")[0]
    page = client.get(f"/attestations/{certificate.number}/")
    assert page.status_code == 200
    assert certificate.number in page.content.decode()


def test_loading_twice_is_refused() -> None:
    before = Contract.objects.count()
    with pytest.raises(Conflict, match="--fresh"):
        load(today=date(2026, 11, 24))
    assert Contract.objects.count() == before


def test_the_clock_is_put_back() -> None:
    assert abs((timezone.now() - datetime.now(tz=UTC)).total_seconds()) < 5


def test_statements_wait_in_every_way() -> None:
    states = set(HoursStatement.objects.values_list("state", flat=True))
    assert {
        StatementState.REQUESTED,
        StatementState.SUBMITTED,
        StatementState.RETURNED,
        StatementState.CLOSED,
    } <= states
