"""Who won which lot, and the papers the launch expects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Max, Min
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.directory.writing import Entered, find_or_create_contractor, told
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.quantities import check_amount
from levier.domain.steps import DocumentKind, Step
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import AwardRole
from ..hooks import Period, period_moved
from ..models import Award, AwardMember, Contract, ExpectedDocument, Lot
from ..values import MEMBER_TWICE, ONE_HOLDER, MemberFacts, award_date_faults, check_day, refuse_first
from ..writing import expect_documents, require_contract, require_live


@service("procurement.award.record", perms.RECORD_AWARD)
def record_award(
    *,
    actor: Actor,
    lot: Lot,
    today: date,
    notified_on: date,
    starts_on: date,
    ends_on: date,
    members: Sequence[MemberFacts],
    amount: Decimal | None = None,
) -> Award:
    """A lot was won: amounts in € excl. VAT, dates, companies; the papers of the launch become expected.

    A lot of a framework agreement may be won several times (several holders). A company the directory does not know
    is added to it, by whoever records the award: its SIRET, which is checked, keeps it from being there twice.

    Raises:
        RuleError: no holder or two, a company named twice, dates in the wrong order, parts above the whole; a company
            to add without its name or a sound SIRET, or a SIRET that is no company's.
        Conflict: the contract is not live, or is still before its launch.
    """
    award, entered = enter_award(
        actor=actor, lot=lot, today=today, notified_on=notified_on, starts_on=starts_on, ends_on=ends_on, members=members,
        amount=amount,
    )  # fmt: skip
    note(award, lot=lot.pk, members=len(members), amount=amount, **told(entered))
    return award


def enter_award(
    *,
    actor: Actor,
    lot: Lot,
    today: date,
    notified_on: date,
    starts_on: date,
    ends_on: date,
    members: Sequence[MemberFacts],
    amount: Decimal | None = None,
) -> tuple[Award, list[Entered]]:
    """What ``record_award`` writes, for the services of other rooms; and what naming companies wrote in the directory."""
    contract = lot.contract
    require_contract(actor, contract)
    require_live(contract)
    if Step(contract.step) in (Step.PROGRAMMATION, Step.MONTAGE):
        raise Conflict("Passez d’abord le marché à l’étape « Lancement ».")
    award = Award(lot=lot)
    _write(award, actor=actor, notified_on=notified_on, starts_on=starts_on, ends_on=ends_on, amount=amount)
    entered = _write_members(award, members, actor=actor)
    expect_documents(award, today=today)
    return award, entered


@service("procurement.award.update", perms.RECORD_AWARD)
def update_award(
    *,
    actor: Actor,
    award: Award,
    notified_on: date,
    starts_on: date,
    ends_on: date,
    members: Sequence[MemberFacts],
    amount: Decimal | None = None,
) -> Award:
    """Correct an award; what is due over its period follows the dates, whatever room keeps it.

    Raises:
        RuleError: as for ``record_award``; or hours are already validated outside the new period.
        Conflict: as for ``record_award``; a company with orders or hours due is removed, or its obligation is closed.
    """
    require_contract(actor, award.lot.contract)
    require_live(award.lot.contract)
    award = Award.objects.select_for_update(of=("self",)).select_related("lot__contract").get(pk=award.pk)
    before = Period(award.starts_on, award.ends_on)
    _write(award, actor=actor, notified_on=notified_on, starts_on=starts_on, ends_on=ends_on, amount=amount)
    entered = _write_members(award, members, actor=actor)
    if before != Period(starts_on, ends_on):
        period_moved(award, before)
    note(award, members=len(members), amount=amount, **told(entered))
    return award


def _write(
    award: Award, *, actor: Actor, notified_on: date, starts_on: date, ends_on: date, amount: Decimal | None
) -> None:
    check_day(notified_on, field_name="notified_on")
    check_day(starts_on, field_name="starts_on")
    check_day(ends_on, field_name="ends_on")
    refuse_first(award_date_faults(notified_on=notified_on, starts_on=starts_on, ends_on=ends_on))
    if amount is not None:
        check_amount(amount, field="amount")
    contract = award.lot.contract
    notified_before, ended_before = _span(contract)
    award.notified_on, award.starts_on, award.ends_on, award.amount = notified_on, starts_on, ends_on, amount
    award.save()
    first, last = _span(contract)
    assert first is not None and last is not None  # noqa: S101, PT018 - the award was just saved
    if contract.notified_on in (None, notified_before) or first < contract.notified_on:
        contract.notified_on = first
    # A later end typed on the contract itself is kept: the awards say nothing of it.
    if contract.ends_on in (None, ended_before) or last > contract.ends_on:
        contract.ends_on = last
    contract.save(update_fields=["notified_on", "ends_on", "updated_at"])


def _span(contract: Contract) -> tuple[date | None, date | None]:
    """First notification and last end of the awards of a contract, as they are written."""
    found = Award.objects.filter(lot__contract=contract).aggregate(first=Min("notified_on"), last=Max("ends_on"))
    return found["first"], found["last"]


def _write_members(award: Award, facts: Sequence[MemberFacts], *, actor: Actor) -> list[Entered]:
    """The companies of the award as given; what naming them wrote in the directory."""
    entered: list[Entered] = []
    members = [(_organisation_id(one, entered, actor=actor), one) for one in facts]
    _check_members(award, members, actor=actor)
    for gone in award.members.exclude(organisation_id__in=[organisation_id for organisation_id, _ in members]):
        if award.call_offs.filter(organisation_id=gone.organisation_id).exists():
            raise Conflict(f"« {gone.organisation} » a déjà des commandes : elle ne peut pas être retirée.")
        if _owes_hours(award, gone.organisation_id):
            raise Conflict(f"« {gone.organisation} » doit déjà des heures sur ce lot : elle ne peut pas être retirée.")
        gone.delete()
    # The holder may change hands: everybody steps down first, so that « one holder » holds at each moment.
    award.members.update(role=AwardRole.JOINT)
    for organisation_id, member in members:
        AwardMember.objects.update_or_create(
            award=award,
            organisation_id=organisation_id,
            defaults={"role": member.role.value, "amount": member.amount},
        )
    return entered


def _organisation_id(member: MemberFacts, entered: list[Entered], *, actor: Actor) -> int:
    """The company in the directory, added to it when it is new (and then to ``entered``)."""
    if member.organisation_id is not None:
        return member.organisation_id
    if not member.siret.strip():
        raise RuleError("Indiquez le SIRET de l’entreprise à ajouter.", field="members")
    entered.append(find_or_create_contractor(workspace=actor.workspace, name=member.name, siret=member.siret))
    found = entered[-1].organisation
    if found.kind not in (OrganisationKind.CONTRACTOR, OrganisationKind.STRUCTURE):
        kind = OrganisationKind(found.kind).label.lower()
        raise RuleError(
            f"Ce SIRET est celui de « {found} » ({kind}) : un lot est attribué à une entreprise ou à une structure.",
            field="members",
        )
    if not found.is_active:
        raise RuleError(
            f"« {found} » est désactivée dans l’annuaire : réactivez-la avant de lui attribuer un lot.", field="members"
        )
    return found.pk


def _owes_hours(award: Award, organisation_id: int) -> bool:
    """Whether a room further down the line holds the company to this award (asked of the model, not of the room)."""
    return any(
        relation.related_model._default_manager.filter(
            **{relation.field.name: award, "contractor_id": organisation_id}
        ).exists()
        for relation in award._meta.related_objects
        if any(field.name == "contractor" for field in relation.related_model._meta.fields)
    )


def _check_members(award: Award, members: Sequence[tuple[int, MemberFacts]], *, actor: Actor) -> None:
    ids = [organisation_id for organisation_id, _ in members]
    if len(set(ids)) != len(ids):
        raise RuleError(MEMBER_TWICE, field="members")
    holders = sum(member.role is AwardRole.HOLDER for _, member in members)
    if holders != 1:
        raise RuleError(ONE_HOLDER, field="members")
    if Organisation.objects.filter(workspace=actor.workspace, pk__in=ids).count() != len(ids):
        raise RuleError("Une entreprise n’est pas dans l’annuaire de votre espace.", field="members")
    parts = [check_amount(one.amount, what="La part", field="members") for _, one in members if one.amount is not None]
    if award.amount is not None and sum(parts, Decimal(0)) > award.amount:
        raise RuleError("La somme des parts dépasse le montant attribué : corrigez l’une des deux.", field="members")


@service("procurement.document.expect", perms.RECORD_AWARD)
def expect_document(
    *, actor: Actor, contract: Contract, kind: DocumentKind, due_on: date, award: Award | None = None
) -> ExpectedDocument:
    """Expect one more paper, or change the day it is expected on.

    Raises:
        RuleError: an impossible date, or an award of another contract.
    """
    require_contract(actor, contract)
    check_day(due_on, field_name="due_on")
    if award is not None and award.lot.contract_id != contract.pk:
        raise RuleError("Cette attribution n’est pas celle du marché.", field="award")
    document, _ = ExpectedDocument.objects.update_or_create(
        contract=contract, award=award, kind=kind.value, defaults={"due_on": due_on}
    )
    note(document, kind=kind.value, due_on=due_on)
    return document


@service("procurement.document.receive", perms.RECEIVE_DOCUMENT)
def receive_document(
    *, actor: Actor, document: ExpectedDocument, received_on: date | None, today: date, location: str = ""
) -> ExpectedDocument:
    """Say when a paper came and where it is kept; ``None`` says it did not come after all.

    Raises:
        RuleError: a day to come, or of another age.
    """
    require_contract(actor, document.contract)
    check_day(received_on, field_name="received_on")
    if received_on is not None and received_on > today:
        raise RuleError("Un document ne peut pas être reçu à une date à venir.", field="received_on")
    document.received_on, document.location = received_on, location.strip()
    document.save(update_fields=["received_on", "location"])
    note(document, kind=document.kind, received_on=received_on)
    return document


@service("procurement.document.remind", perms.REMIND_DOCUMENT)
def remind_documents(*, actor: Actor, buyer: Organisation, documents: Sequence[ExpectedDocument], now: datetime) -> int:
    """Remind a buyer, in one message, of papers it has not sent; returns how many are asked for.

    Nobody is reminded twice the same day: the message carries the day in its key.

    Raises:
        RuleError: nothing missing, or no address to write to.
        Conflict: this buyer was reminded today already.
    """
    missing = [one for one in documents if one.received_on is None and one.contract.buyer_id == buyer.pk]
    if not missing:
        raise RuleError("Aucun document ne manque : il n’y a rien à relancer.")
    for one in missing:
        require_contract(actor, one.contract)
    to = link_contact(buyer)
    if not to:
        raise RuleError(
            "Aucune adresse n’est connue pour cet acheteur : ajoutez un contact qui reçoit les relances dans l’annuaire."
        )
    today = timezone.localdate(now)
    sent = queue_message(
        workspace_id=actor.workspace_id,
        target=missing[0].contract,
        to=to,
        subject="Clauses sociales : documents attendus",
        body=_reminder_body(actor, missing),
        dedupe_key=f"documents:{buyer.pk}:{today}",
        reminder_on=today,
    )
    if sent is None:
        raise Conflict("Cet acheteur a déjà été relancé aujourd’hui : attendez demain.")
    for one in missing:
        one.reminded_at, one.reminders = now, one.reminders + 1
        one.save(update_fields=["reminded_at", "reminders"])
    note(buyer, documents=len(missing))
    return len(missing)


def _reminder_body(actor: Actor, missing: Sequence[ExpectedDocument]) -> str:
    lines = ["Bonjour,", "", "Pour lancer le suivi des clauses sociales, il nous manque :", ""]
    ordered = sorted(missing, key=lambda one: (one.contract_id, one.due_on, one.pk))
    for _, group in groupby(ordered, key=lambda one: one.contract_id):
        papers = list(group)
        contract = papers[0].contract
        lines.append(f"{contract.title}{f' ({contract.reference})' if contract.reference else ''}")
        for one in papers:
            lot = f", lot {one.award.lot.number}" if one.award else ""
            lines.append(f"  - {DocumentKind(one.kind).label}{lot}, attendu le {format_date(one.due_on)}")
        lines += [f"  {absolute(f'/marches/{contract.pk}/lancement/')}", ""]
    workspace = actor.workspace
    return "\n".join(
        [
            *lines,
            "Vous les avez ? Dites sur la page du marché où ils se trouvent, ou joignez-les à votre réponse.",
            "",
            workspace.name,
            *filter(None, (workspace.contact_email, workspace.contact_phone)),
        ]
    )
