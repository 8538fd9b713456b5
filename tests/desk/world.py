"""A small fictional record with something waiting for every role, made row by row: as many times as asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from levier.clauses.enums import ClauseState, HoursBasis
from levier.clauses.models import Clause, FacilitatorConsent
from levier.committees.models import Committee, Decision
from levier.delivery.enums import EntryKind, LineState, RevisionCause, ShortfallState, StatementState
from levier.delivery.figures import compute
from levier.delivery.models import (
    ClosingReport,
    HoursLine,
    HoursStatement,
    LaunchMeeting,
    LedgerEntry,
    Obligation,
    ObligationRevision,
    PlannedRecruitment,
    Shortfall,
)
from levier.directory.models import Contact, Organisation
from levier.domain.months import add_months, month_start
from levier.domain.quantities import FteBasis
from levier.domain.steps import DocumentKind, Step
from levier.domain.steps.calendar import quarter_of
from levier.domain.vocabulary import ContractKind, Lever, Modality, PurchaseNature
from levier.people.enums import CandidacyState, OfferState, Sex
from levier.people.models import Candidacy, EligibilityStatus, Employment, HandOver, JobOffer, Person
from levier.post.addresses import mark_dead
from levier.post.messages import queue_message
from levier.procurement.models import (
    Award,
    AwardMember,
    Contract,
    ExpectedDocument,
    Lot,
    OrderRequest,
    Review,
    StepChange,
)
from levier.watch.models import BidSheet, JointMember
from tests.cast import Cast
from tests.watch import world as watched

TODAY = date(2026, 10, 20)
NOW = datetime(2026, 10, 20, 9, 0, tzinfo=timezone.get_default_timezone())


def contract(cast: Cast, title: str, step: Step, **values: object) -> Contract:
    """A contract of the cast's buyer with one lot."""
    base = {"nature": PurchaseNature.WORKS.value, "facilitator": cast.members["facilitator"].user}
    made = Contract.objects.create(
        workspace=cast.workspace, title=title, step=step, **{"buyer": cast.buyer, **base, **values}
    )
    Lot.objects.create(contract=made, number="1", title="Gros œuvre")
    StepChange.objects.create(contract=made, to_step=step)
    return made


def clause(made: Contract, state: ClauseState = ClauseState.AGREED) -> Clause:
    return Clause.objects.create(
        lot=made.lots.get(),
        state=state,
        lever=Lever.PERFORMANCE_CONDITION.value,
        hours=Decimal(1000),
        proposed_on=date(2026, 3, 2),
        agreed_on=date(2026, 3, 20) if state == ClauseState.AGREED else None,
    )


def award(made: Contract, organisation: Organisation) -> Award:
    won = Award.objects.create(
        lot=made.lots.get(),
        amount=Decimal(500_000),
        notified_on=date(2026, 4, 1),
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 12, 31),
    )
    AwardMember.objects.create(award=won, organisation=organisation)
    return won


def obligation(cast: Cast, made: Contract, organisation: Organisation, **values: object) -> Obligation:
    """1 000 hours due over May to December 2026."""
    won = award(made, organisation)
    lever = Clause.objects.filter(lot=won.lot).first() or clause(made)
    dates = {"starts_on": won.starts_on, "ends_on": won.ends_on, **values}
    owed = Obligation.objects.create(
        workspace=cast.workspace, clause=lever, award=won, contractor=organisation, **dates
    )
    ObligationRevision.objects.create(
        obligation=owed,
        from_day=won.starts_on,
        hours_due=Decimal(1000),
        cause=RevisionCause.AWARD,
        explanation={"conclusion": "1 000 h dues.", "steps": [], "warnings": []},
    )
    return owed


def person(cast: Cast, name: str, **values: object) -> Person:
    base = {"birth_date": date(1995, 1, 1), "sex": Sex.WOMAN, "referrer": cast.referrer, "in_qpv": True}
    return Person.objects.create(workspace=cast.workspace, first_name="Camille", last_name=name, **{**base, **values})


def employment(who: Person, employer: Organisation, **values: object) -> Employment:
    base = {
        "contract_kind": ContractKind.CDD.value,
        "modality": Modality.DIRECT_HIRE.value,
        "starts_on": date(2026, 5, 4),
        "ends_on": None,
    }
    return Employment.objects.create(person=who, employer=employer, **{**base, **values})


def statement(owed: Obligation, month: date, state: StatementState, **values: object) -> HoursStatement:
    sent = state in (StatementState.SUBMITTED, StatementState.RETURNED, StatementState.CLOSED)
    base = {
        "declarant": owed.contractor,
        "due_on": add_months(month, 1).replace(day=10),
        "submitted_at": timezone.make_aware(datetime(month.year, month.month, 28)) if sent else None,  # noqa: DTZ001
    }
    return HoursStatement.objects.create(obligation=owed, month=month, state=state, **{**base, **values})


def hours(owed: Obligation, job: Employment, month: date, amount: str, sent_on: date | None = None) -> LedgerEntry:
    """Declared, validated, in the ledger."""
    made = HoursStatement.objects.filter(obligation=owed, month=month).first() or statement(
        owed, month, StatementState.CLOSED
    )
    if sent_on:
        made.submitted_at = timezone.make_aware(datetime(sent_on.year, sent_on.month, sent_on.day))  # noqa: DTZ001
        made.save()
    line = HoursLine.objects.create(
        statement=made, employment=job, hours=Decimal(amount), counted=Decimal(amount), state=LineState.ACCEPTED
    )
    return LedgerEntry.objects.create(
        workspace=owed.workspace,
        obligation=owed,
        employment=job,
        month=month,
        kind=EntryKind.VALIDATED,
        hours=Decimal(amount),
        line=line,
        recorded_at=NOW,
    )


#: What the exchange about missing hours keeps when the contract writes no penalty.
NO_PENALTY = {
    "due": "1000",
    "validated": "880",
    "late_days": 0,
    "planned": False,
    "lines": [],
    "gross": "0",
    "total": "0",
    "explanation": {"conclusion": "Le contrat ne prévoit pas de pénalité.", "steps": [], "warnings": []},
}


def something_for_everyone(cast: Cast, times: int = 1) -> None:
    """One of each situation, ``times`` times."""
    for rank in range(times):
        _one_of_each(cast, rank)


def _one_of_each(cast: Cast, rank: int) -> None:
    facilitator = cast.members["facilitator"].user
    asked = contract(cast, f"Groupe scolaire {rank}", Step.PROGRAMMATION)
    Review.objects.create(contract=asked, asked_on=date(2026, 9, 1), due_on=date(2026, 10, 1))
    setting_up = contract(cast, f"Gymnase {rank}", Step.MONTAGE, consultation_on=date(2026, 11, 1))
    draft = clause(setting_up, ClauseState.DRAFT)
    FacilitatorConsent.objects.create(clause=draft, facilitator=facilitator, asked_by=cast.members["admin"].user)
    clause(contract(cast, f"Médiathèque {rank}", Step.MONTAGE), ClauseState.PROPOSED)
    launched = contract(cast, f"Piscine {rank}", Step.LANCEMENT)
    ExpectedDocument.objects.create(contract=launched, kind=DocumentKind.CCAP, due_on=date(2026, 9, 30))
    clause(launched)
    award(launched, cast.contractor)
    contract(cast, f"Voirie {rank}", Step.SUIVI, notified_on=date(2026, 9, 1))
    for company in (cast.contractor, cast.structure):
        met = contract(cast, f"Passerelle {rank}, {company.name}", Step.SUIVI)
        obligation(cast, met, company)
        LaunchMeeting.objects.create(
            contract=met, at=NOW - timedelta(days=20), place="Mairie", agenda="La clause", held_on=date(2026, 9, 30)
        )
    _candidates(cast, rank)
    _under_way(cast, rank)
    _by_share(cast, rank)
    _forgotten(cast, rank)
    _unreachable(cast, rank)
    _ending(cast, rank)
    _committee(cast, rank)
    _entrusted(cast, rank)
    _answering(cast, rank)


def _answering(cast: Cast, rank: int) -> None:
    """The structure began a sheet, is asked to join a group, and is left alone in its own."""
    notice = watched.store(f"26-{rank}", deadline=NOW + timedelta(days=20))
    BidSheet.objects.create(organisation=cast.structure, notice=notice)
    other = watched.neighbour(cast, f"Voisine {rank} (fictive)", "cleaning")
    watched.joint(other, cast.structure, notice)
    JointMember.objects.filter(pk=watched.joint(cast.structure, other, notice).pk).update(state="declined")


def _candidates(cast: Cast, rank: int) -> None:
    """An offer whose company does not answer on somebody, and says nothing after an interview."""
    site = contract(cast, f"Halle {rank}", Step.SUIVI)
    award(site, cast.contractor)
    job = JobOffer.objects.create(
        workspace=cast.workspace, lot=site.lots.get(), company=cast.contractor, title=f"Peinture {rank}", rome="F1606",
        starts_on=date(2026, 12, 1), state=OfferState.PUBLISHED, published_on=date(2026, 9, 1),
    )  # fmt: skip
    for name, state, met in (
        ("Proposée", CandidacyState.PROPOSED, None),
        ("Reçue", CandidacyState.INTERVIEW, date(2026, 10, 1)),
    ):
        Candidacy.objects.create(
            offer=job, person=person(cast, f"{name} {rank}"), state=state, proposed_on=date(2026, 9, 2),
            due_on=date(2026, 9, 17), interview_on=met,
        )  # fmt: skip


def _by_share(cast: Cast, rank: int) -> None:
    owed = obligation(cast, contract(cast, f"Propreté {rank}", Step.MISE_EN_OEUVRE), cast.contractor)
    Clause.objects.filter(pk=owed.clause_id).update(
        hours_basis=HoursBasis.SHARE_OF_HOURS, hours_share=Decimal("0.05"), hours=None
    )


def _under_way(cast: Cast, rank: int) -> None:
    running = contract(cast, f"Accord-cadre {rank}", Step.MISE_EN_OEUVRE, is_framework=True)
    OrderRequest.objects.create(
        contract=running, quarter=date(2026, 4, 1), due_on=date(2026, 7, 15), sent_at=NOW - timedelta(days=100)
    )
    owed = obligation(cast, running, cast.contractor)
    PlannedRecruitment.objects.create(
        obligation=owed,
        occupation="Maçon",
        hours=Decimal(300),
        starts_on=date(2026, 9, 1),
        modality=Modality.DIRECT_HIRE.value,
    )
    statement(owed, date(2026, 8, 1), StatementState.REQUESTED)
    statement(owed, date(2026, 7, 1), StatementState.SUBMITTED)
    statement(owed, date(2026, 6, 1), StatementState.RETURNED, return_reason="Il manque un contrat.")
    silent = statement(owed, date(2026, 8, 1), StatementState.REQUESTED, declarant=cast.structure)
    HoursStatement.objects.filter(pk=silent.pk).update(reminders=3, escalated_at=NOW - timedelta(days=2))
    who = person(cast, f"Exemple{rank}")
    EligibilityStatus.objects.create(
        person=who,
        criterion="rsa",
        valid_from=date(2025, 11, 1),
        valid_until=TODAY + timedelta(days=10),
        checked_on=date(2025, 11, 1),
    )
    EligibilityStatus.objects.create(
        person=person(cast, f"Fictif{rank}"), criterion="long_term_jobseeker", valid_from=TODAY
    )


def _forgotten(cast: Cast, rank: int) -> None:
    """Somebody nobody followed for two years, whose erasure was announced."""
    who = person(cast, f"Oublié{rank}", notice_on=TODAY - timedelta(days=10))
    Person.objects.filter(pk=who.pk).update(created_at=NOW - timedelta(days=730))


def _unreachable(cast: Cast, rank: int) -> None:
    """A person and a contact whose messages come back."""
    who = person(cast, f"Déménagé{rank}", email=f"Demenage{rank}@exemple.test")
    contact = Contact.objects.create(
        organisation=cast.contractor, name=f"Contact {rank}", email=f"parti{rank}@exemple.test"
    )
    for target, address in ((who, who.email), (cast.contractor, contact.email)):
        message = queue_message(
            workspace_id=cast.workspace.pk, target=target, to=address, subject="Rappel", body="Bonjour"
        )
        assert message is not None
        mark_dead(message, code="5.1.1", now=NOW)


def _committee(cast: Cast, rank: int) -> None:
    """Held without minutes, and a decision the company is late with."""
    held = Committee.objects.create(workspace=cast.workspace, on=TODAY - timedelta(days=30))
    Decision.objects.create(
        meeting=held, text=f"Recruter {rank}", organisation=cast.contractor, due_on=TODAY - timedelta(days=1)
    )


def _entrusted(cast: Cast, rank: int) -> None:
    """A follow-up another workspace proposes."""
    who = Person.objects.create(
        workspace=cast.other_workspace, first_name="Voisin", last_name=f"Voisin{rank}", birth_date=date(1990, 1, 1)
    )
    HandOver.objects.create(
        workspace=cast.other_workspace, receiver=cast.workspace, sender_name="La Côte", receiver_name="Val d’Orne",
        person=who, informed_on=TODAY, informed_how="talk", need="Embauche chez vous", sent_on=TODAY,
    )  # fmt: skip


def _ending(cast: Cast, rank: int) -> None:
    left = person(cast, f"Parti{rank}")
    employment(left, cast.structure, starts_on=date(2025, 9, 1), ends_on=TODAY - timedelta(days=100))
    closing = contract(cast, f"Crèche {rank}", Step.FIN)
    owed = obligation(cast, closing, cast.contractor)
    job = employment(person(cast, f"Terminé{rank}"), cast.structure, starts_on=date(2026, 2, 1))
    for index in range(4):
        hours(owed, job, add_months(date(2026, 5, 1), index), "250")
    now = timezone.now()
    figures = compute(owed, as_of=now, fte_basis=FteBasis.AVE)
    ClosingReport.objects.create(obligation=owed, as_of=now, figures=figures)
    Obligation.objects.filter(pk=owed.pk).update(reopened_on=date(2026, 9, 28))
    over = contract(cast, f"Parking {rank}", Step.FIN)
    obligation(cast, over, cast.contractor, ends_on=date(2026, 9, 30))
    late = contract(cast, f"Stade {rank}", Step.FIN)
    Shortfall.objects.create(
        obligation=obligation(cast, late, cast.contractor, ends_on=date(2026, 6, 30), closed_on=date(2026, 7, 1)),
        hours_missing=Decimal(120),
        assessment=NO_PENALTY,
        state=ShortfallState.NOTICE_SENT,
        notice_on=date(2026, 9, 1),
        reply_due_on=date(2026, 9, 20),
    )
    decided = contract(cast, f"Théâtre {rank}", Step.FIN)
    Shortfall.objects.create(
        obligation=obligation(cast, decided, cast.contractor, ends_on=date(2026, 6, 30), closed_on=date(2026, 7, 1)),
        hours_missing=Decimal(80),
        assessment=NO_PENALTY,
        state=ShortfallState.ADVISED,
        notice_on=date(2026, 8, 1),
        reply_due_on=date(2026, 8, 20),
        advised_on=date(2026, 9, 5),
    )


LAST_QUARTER = quarter_of(TODAY).previous.start
THIS_MONTH = month_start(TODAY)
