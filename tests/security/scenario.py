"""One object of every kind in the cast's workspace, and the arguments that reach it in each address."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.accounts.models import Workspace
from levier.clauses.models import FacilitatorConsent
from levier.committees.services import plan_meeting, prepare_pack, record_decision
from levier.delivery.enums import EntryKind, LineState, StatementState
from levier.delivery.models import (
    Certificate,
    HoursLine,
    HoursStatement,
    LaunchMeeting,
    LedgerEntry,
    Obligation,
    PlannedRecruitment,
)
from levier.delivery.pieces import inspect
from levier.delivery.services.closing import make_report
from levier.delivery.services.evidence import add_evidence
from levier.delivery.services.shortfalls import open_shortfall
from levier.directory.enums import ServiceKind
from levier.directory.models import Contact, LocalService, Organisation
from levier.domain.flags import FLAGS
from levier.domain.steps import DocumentKind
from levier.domain.vocabulary import ContractKind, HourKind, Modality
from levier.insights.models import FlagReply
from levier.insights.signals import slug
from levier.people.enums import OfferState, StepKind
from levier.people.models import (
    Candidacy,
    EligibilityStatus,
    Employment,
    HandOver,
    JobOffer,
    PathwayStep,
    Person,
    Profile,
)
from levier.post.addresses import mark_dead
from levier.post.messages import queue_message
from levier.post.models import DeadAddress
from levier.procurement.models import (
    CallOff,
    ExpectedDocument,
    Operation,
    OrderRequest,
    PendingImport,
    Programme,
    Review,
)
from levier.watch.alerting.services import create_alert
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation
from tests.notices.samples import EFORMS
from tests.people import statuses
from tests.watch import world as watched
from tests.watch.following import world as following

SHEET = "Objet;Montant\nPeinture des écoles (fictif);120000\n".encode()

FLAG = next(iter(FLAGS)).code
#: Words that must never reach somebody outside: the name of the only person of the scenario.
FIRST_NAME, LAST_NAME = "Zéphirine", "Quatrelangue"


def build(cast: Cast) -> dict[str, int | str]:
    """Create everything; returns the value of each URL argument, by « address argument » or plain argument."""
    obligation: Obligation = make_obligation(cast, framework=True)
    award, lot = obligation.award, obligation.clause.lot
    contract = lot.contract
    Review.objects.create(contract=contract, asked_on=date(2025, 1, 2), due_on=date(2025, 1, 30))
    document = ExpectedDocument.objects.create(
        contract=contract, award=award, kind=DocumentKind.CCAP.value, due_on=date(2025, 2, 1)
    )
    order = CallOff.objects.create(
        award=award, organisation=cast.contractor, number="1", ordered_on=date(2025, 3, 1), amount=Decimal(10_000)
    )
    request = OrderRequest.objects.create(contract=contract, quarter=date(2025, 1, 1), due_on=date(2025, 4, 15))
    LaunchMeeting.objects.create(
        contract=contract, at=datetime(2025, 1, 15, 9, tzinfo=UTC), place="Mairie", agenda="La clause"
    )
    planned = PlannedRecruitment.objects.create(
        obligation=obligation, occupation="Peintre", hours=Decimal(300), starts_on=date(2025, 2, 1),
        modality=Modality.DIRECT_HIRE.value, structure=cast.structure,
    )  # fmt: skip
    person = Person.objects.create(
        workspace=cast.workspace, first_name=FIRST_NAME, last_name=LAST_NAME, birth_date=date(1990, 5, 4),
        referrer=cast.referrer,
    )  # fmt: skip
    alike = Person.objects.create(
        workspace=cast.workspace, first_name="Zéphyrine", last_name=LAST_NAME, birth_date=date(1990, 4, 5)
    )
    status = EligibilityStatus.objects.create(person=person, criterion="rsa", valid_from=date(2025, 1, 1))
    protected = statuses.status(person, "aah", valid_from=date(2025, 1, 2))
    step = PathwayStep.objects.create(person=person, kind=StepKind.SAS, starts_on=date(2025, 1, 6))
    job = Employment.objects.create(
        person=person, employer=cast.contractor, contract_kind=ContractKind.CDD.value,
        modality=Modality.DIRECT_HIRE.value, starts_on=date(2025, 2, 1),
    )  # fmt: skip
    statement = HoursStatement.objects.create(
        obligation=obligation, declarant=cast.contractor, month=date(2025, 2, 1), due_on=date(2025, 3, 10),
        state=StatementState.SUBMITTED, submitted_at=timezone.now(),
    )  # fmt: skip
    line = HoursLine.objects.create(statement=statement, employment=job, hours=Decimal(100))
    accepted = HoursLine.objects.create(
        statement=statement, employment=job, hours=Decimal(20), kind=HourKind.TRAINING.value, state=LineState.ACCEPTED,
        counted=Decimal(20),
    )  # fmt: skip
    entry = LedgerEntry.objects.create(
        workspace=cast.workspace, obligation=obligation, employment=job, month=date(2025, 2, 1),
        kind=EntryKind.VALIDATED, hours=Decimal(20), line=accepted, recorded_at=timezone.now(),
    )  # fmt: skip
    piece = add_evidence(
        actor=cast.facilitator, proves=statement, label="Feuille d’heures", file=inspect(b"\xff\xd8\xff\xe0 une photo")
    )
    report = make_report(actor=cast.facilitator, obligation=obligation, as_of=timezone.now())
    certificate = Certificate.objects.create(
        report=report, number="LV-0001-ABCD-EFGH", issued_on=date(2025, 12, 31), pdf_sha256="0" * 64, pdf=b"%PDF-1.7"
    )
    shortfall = open_shortfall(
        actor=cast.actor("buyer"), obligation=obligation, today=date(2026, 1, 5), reply_due_on=date(2026, 1, 20)
    )
    consent = FacilitatorConsent.objects.create(clause=obligation.clause, facilitator=cast.members["facilitator"].user)
    programme = Programme.objects.create(workspace=cast.workspace, name="Grand chantier du Val (fictif)")
    contract.operation = Operation.objects.create(
        workspace=cast.workspace, buyer=cast.buyer, programme=programme, name="Écoles du Val (fictif)"
    )
    contract.save()
    offer = JobOffer.objects.create(
        workspace=cast.workspace, lot=lot, company=cast.contractor, title="Peintre", rome="F1606",
        starts_on=date(2026, 3, 2), state=OfferState.PUBLISHED, postcode="99010",
    )  # fmt: skip
    profile = Profile.objects.create(person=person, occupations=["F1606"], updated_on=date(2026, 2, 2))
    candidacy = Candidacy.objects.create(
        offer=offer, person=person, proposed_on=date(2026, 2, 2), due_on=date(2026, 2, 17)
    )
    contact = Contact.objects.create(organisation=cast.structure, name="Accueil")
    local = LocalService.objects.create(
        workspace=cast.workspace, kind=ServiceKind.values[0], name="Navette du Val (fictive)"
    )
    link, _ = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=7, organisation_id=cast.contractor.pk,
        target=statement,
    )  # fmt: skip
    entrusted = _entrusted(cast)
    meeting = plan_meeting(
        actor=cast.facilitator, on=timezone.localdate(), today=timezone.localdate(), contract=contract
    )
    pack = prepare_pack(actor=cast.facilitator, meeting=meeting, now=timezone.now(), today=timezone.localdate())
    decided = record_decision(
        actor=cast.facilitator, meeting=meeting, text="Visiter le chantier", due_on=timezone.localdate(),
        today=timezone.localdate(), organisation=cast.buyer,
    )  # fmt: skip
    reply = _reply(cast)
    notice = _pending(cast, "facilitator", buyer=None, filename="avis.xml", content=EFORMS)
    sheet = _pending(cast, "facilitator", buyer=cast.buyer, filename="programme.csv", content=SHEET)
    return {
        "pk": contract.pk,
        "lot_pk": lot.pk,
        "award_pk": award.pk,
        "document_pk": document.pk,
        "order_pk": order.pk,
        "request_pk": request.pk,
        "planned_pk": planned.pk,
        "obligation_pk": obligation.pk,
        "report_pk": report.pk,
        "certificate_pk": certificate.pk,
        "shortfall_pk": shortfall.pk,
        "contact_pk": contact.pk,
        "number": certificate.number,
        "token": "x" * 43,
        "step": "montage",
        "kind": "constat",
        "slug": slug(FLAG),
        "status": status.pk,
        "months": 6,
        "people:edit_step step": step.pk,
        "people:special status": protected.pk,
        "people:compare other": alike.pk,
        "employment": job.pk,
        "key": "abc",
        "uidb36": "1",
        "people: pk": person.pk,
        "people:offer pk": offer.pk,
        "people:edit_offer pk": offer.pk,
        "people:publish_offer pk": offer.pk,
        "people:close_offer pk": offer.pk,
        "people:people_of_offer pk": offer.pk,
        "people:propose pk": offer.pk,
        "people:propose person": profile.pk,
        "people:answer_candidacy pk": offer.pk,
        "people:withdraw_candidacy pk": offer.pk,
        "people:remind_company pk": offer.pk,
        "candidacy": candidacy.pk,
        "what": "refus",
        "directory: pk": cast.structure.pk,
        "directory:create kind": "structure",
        "directory:service_update pk": local.pk,
        "directory:service_remove pk": local.pk,
        "accounts:revoke_link pk": link.pk,
        "accounts:restore_address pk": _dead_address(cast).pk,
        "accounts:deactivate pk": cast.members["referrer"].pk,
        "clauses:consent pk": consent.pk,
        "clauses:answer pk": obligation.clause.pk,
        **{f"people:{name} pk": entrusted.pk for name in _HANDOVERS},
        "people:handover_news pk": _followed(entrusted, alike).pk,
        "committees: pk": meeting.pk,
        "committees:decision pk": decided.pk,
        "pack_pk": pack.pk,
        "delivery:statement pk": statement.pk,
        "delivery:declare_one pk": statement.pk,
        "delivery:declare_sheet pk": statement.pk,
        "delivery:declare_template pk": statement.pk,
        "delivery:statement_sheet pk": statement.pk,
        "delivery:statement_template pk": statement.pk,
        "delivery:declare_evidence pk": statement.pk,
        "delivery:fill_statement pk": statement.pk,
        "delivery:remind_statement pk": statement.pk,
        "delivery:tell_buyer pk": statement.pk,
        "accounts:letter slug": "releve-1",
        "accounts:letter_reset slug": "releve-1",
        "delivery:accept_clear pk": statement.pk,
        "delivery:compare_statement pk": statement.pk,
        "delivery:return_statement pk": statement.pk,
        "delivery:statement_evidence pk": statement.pk,
        "delivery:person_evidence pk": person.pk,
        "delivery:evidence pk": piece.pk,
        "delivery:own_piece pk": piece.pk,
        "delivery:evidence_remove pk": piece.pk,
        "delivery:decide_line pk": line.pk,
        "delivery:reconsider_line pk": line.pk,
        "delivery:correct_entry pk": entry.pk,
        "insights:company pk": cast.contractor.pk,
        "insights:ask pk": cast.contractor.pk,
        "insights:reply pk": reply.pk,
        "insights:programme pk": programme.pk,
        "procurement:great_works_update pk": programme.pk,
        "procurement:operation_update pk": contract.operation.pk,
        "procurement:notice pk": notice.pk,
        "procurement:import_preview pk": sheet.pk,
        "procurement:programme_send pk": cast.buyer.pk,
        **following.values(cast),
        **watched.values(cast),
        **_published(),
        **_alert(cast),
    }


def _alert(cast: Cast) -> dict[str, int | str]:
    """An alert of the facilitator's own."""
    alert = create_alert(actor=cast.facilitator, question="q=peinture")
    return {f"watch:{name} pk": alert.pk for name in ("alert", "alert_pause", "alert_resume", "alert_remove")}


def _published() -> dict[str, int | str]:
    """A notice with a passage, which belongs to nobody."""
    notice = watched.store("26-90")
    pages = ("watch:notice", "watch:notice_ics", "watch:notice_missed", "watch:finding_correct")
    return {
        **{f"{name} pk": notice.pk for name in pages},
        "watch:finding_correct finding": watched.reserve(notice).pk,
        "watch:search_export kind": "xlsx",
    }


def _dead_address(cast: Cast) -> DeadAddress:
    message = queue_message(
        workspace_id=cast.workspace.pk, target=cast.buyer, to="partie@exemple.test", subject="Rappel", body="Bonjour"
    )
    assert message is not None
    mark_dead(message, code="5.1.1", now=timezone.now())
    return DeadAddress.objects.get()


_HANDOVERS = ("handover", "handover_accept", "handover_refuse", "handover_end")


def _followed(entrusted: HandOver, received: Person) -> HandOver:
    """Another one of the same workspace, that the cast's accepted."""
    who = Person.objects.create(
        workspace=entrusted.workspace, first_name="Achille", last_name="Lointain", birth_date=date(1992, 6, 5)
    )
    return HandOver.objects.create(
        workspace=entrusted.workspace, receiver=entrusted.receiver, sender_name="P", receiver_name="V", person=who,
        informed_on=date(2026, 1, 5), informed_how="talk", need="Embauche", sent_on=timezone.localdate(),
        state="accepted", received=received, answered_on=timezone.localdate(),
    )  # fmt: skip


def _entrusted(cast: Cast) -> HandOver:
    """A follow-up that a third workspace proposes to the cast's."""
    third = Workspace.objects.create(name="Clauses du Plateau", slug="plateau", territory="Le Plateau")
    who = Person.objects.create(
        workspace=third, first_name="Ondine", last_name="Lointaine", birth_date=date(1991, 6, 5)
    )
    return HandOver.objects.create(
        workspace=third, receiver=cast.workspace, sender_name=third.name, receiver_name=cast.workspace.name, person=who,
        informed_on=date(2026, 1, 5), informed_how="talk", need="Embauche chez vous", sent_on=timezone.localdate(),
    )  # fmt: skip


def _reply(cast: Cast) -> FlagReply:
    today = timezone.localdate()
    return FlagReply.objects.create(
        workspace=cast.workspace,
        organisation=cast.contractor,
        flag=FLAG,
        year=2025,
        figures={
            "version": 1, "value": "0.9", "threshold": "0.5", "people": 1, "shown_outside": False,
            "explanation": {"conclusion": "Une question", "steps": []},
        },
        asked_on=today - timedelta(days=3),
        due_on=today + timedelta(days=27),
    )  # fmt: skip


def _pending(cast: Cast, who: str, *, buyer: Organisation | None, filename: str, content: bytes) -> PendingImport:
    return PendingImport.objects.create(
        workspace=cast.workspace,
        user=cast.members[who].user,
        buyer=buyer,
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        expires_at=timezone.now() + timedelta(hours=1),
    )
