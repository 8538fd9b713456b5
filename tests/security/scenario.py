"""One object of every kind in the cast's workspace, and the arguments that reach it in each address."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from levier.clauses.models import FacilitatorConsent
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
from levier.delivery.services.closing import make_report
from levier.delivery.services.shortfalls import open_shortfall
from levier.directory.enums import ServiceKind
from levier.directory.models import Contact, LocalService, Organisation
from levier.domain.flags import FLAGS
from levier.domain.steps import DocumentKind
from levier.domain.vocabulary import ContractKind, HourKind, Modality
from levier.insights.models import FlagReply
from levier.insights.signals import slug
from levier.people.models import EligibilityStatus, Employment, Person
from levier.procurement.models import (
    CallOff,
    ExpectedDocument,
    Operation,
    OrderRequest,
    PendingImport,
    Programme,
    Review,
)
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation
from tests.notices.samples import EFORMS

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
    status = EligibilityStatus.objects.create(person=person, criterion="rsa", valid_from=date(2025, 1, 1))
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
    contact = Contact.objects.create(organisation=cast.structure, name="Accueil")
    local = LocalService.objects.create(
        workspace=cast.workspace, kind=ServiceKind.values[0], name="Navette du Val (fictive)"
    )
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
        "employment": job.pk,
        "key": "abc",
        "uidb36": "1",
        "people: pk": person.pk,
        "directory: pk": cast.structure.pk,
        "directory:create kind": "structure",
        "directory:service_update pk": local.pk,
        "directory:service_remove pk": local.pk,
        "accounts:deactivate pk": cast.members["referrer"].pk,
        "clauses:consent pk": consent.pk,
        "clauses:answer pk": obligation.clause.pk,
        "delivery:statement pk": statement.pk,
        "delivery:fill_statement pk": statement.pk,
        "delivery:remind_statement pk": statement.pk,
        "delivery:accept_clear pk": statement.pk,
        "delivery:return_statement pk": statement.pk,
        "delivery:decide_line pk": line.pk,
        "delivery:reconsider_line pk": line.pk,
        "delivery:correct_entry pk": entry.pk,
        "insights:company pk": cast.contractor.pk,
        "insights:ask pk": cast.contractor.pk,
        "insights:reply pk": reply.pk,
        "insights:programme pk": programme.pk,
        "procurement:notice pk": notice.pk,
        "procurement:import_preview pk": sheet.pk,
        "procurement:programme_send pk": cast.buyer.pk,
    }


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
