"""Who won which lot, and the papers the launch expects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.quantities import check_amount
from levier.domain.steps import DocumentKind, Step
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import AwardRole, ContractState
from ..models import Award, AwardMember, Contract, ExpectedDocument, Lot
from ..values import MemberFacts, check_day, in_order
from ..writing import expect_documents, require_contract


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

    A lot of a framework agreement may be won several times (several holders).

    Raises:
        RuleError: no holder or two, a company named twice, dates in the wrong order, parts above the whole.
        Conflict: the contract is not live, or is still before its launch.
    """
    contract = lot.contract
    require_contract(actor, contract)
    if contract.state != ContractState.ACTIVE:
        raise Conflict("Ce dossier n’est plus en cours : une attribution ne peut pas y être ajoutée.")
    if Step(contract.step) in (Step.PROGRAMMATION, Step.MONTAGE):
        raise Conflict("Passez d’abord le marché à l’étape « Lancement ».")
    award = Award(lot=lot)
    _write(award, actor=actor, notified_on=notified_on, starts_on=starts_on, ends_on=ends_on, amount=amount)
    _write_members(award, members, actor=actor)
    expect_documents(award, today=today)
    note(award, lot=lot.pk, members=len(members), amount=amount)
    return award


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
    """Correct an award. Same errors as ``record_award``; a company with orders or hours due cannot be removed."""
    require_contract(actor, award.lot.contract)
    _write(award, actor=actor, notified_on=notified_on, starts_on=starts_on, ends_on=ends_on, amount=amount)
    _write_members(award, members, actor=actor)
    note(award, members=len(members), amount=amount)
    return award


def _write(
    award: Award, *, actor: Actor, notified_on: date, starts_on: date, ends_on: date, amount: Decimal | None
) -> None:
    check_day(notified_on, what="Notification", field_name="notified_on")
    check_day(starts_on, what="Début d’exécution", field_name="starts_on")
    check_day(ends_on, what="Fin d’exécution", field_name="ends_on")
    in_order(
        starts_on, ends_on, message="La fin d’exécution précède le début : corrigez les dates.", field_name="ends_on"
    )
    in_order(
        notified_on,
        ends_on,
        message="La fin d’exécution précède la notification : corrigez les dates.",
        field_name="ends_on",
    )
    if amount is not None:
        check_amount(amount, field="amount")
    award.notified_on, award.starts_on, award.ends_on, award.amount = notified_on, starts_on, ends_on, amount
    award.save()
    contract = award.lot.contract
    if contract.notified_on is None or notified_on < contract.notified_on:
        contract.notified_on = notified_on
    if contract.ends_on is None or ends_on > contract.ends_on:
        contract.ends_on = ends_on
    contract.save(update_fields=["notified_on", "ends_on", "updated_at"])


def _write_members(award: Award, members: Sequence[MemberFacts], *, actor: Actor) -> None:
    _check_members(award, members, actor=actor)
    kept = {member.organisation_id for member in members}
    for gone in award.members.exclude(organisation_id__in=kept):
        if award.call_offs.filter(organisation_id=gone.organisation_id).exists():
            raise Conflict(f"« {gone.organisation} » a déjà des commandes : elle ne peut pas être retirée.")
        if _owes_hours(award, gone.organisation_id):
            raise Conflict(f"« {gone.organisation} » doit déjà des heures sur ce lot : elle ne peut pas être retirée.")
        gone.delete()
    # The holder may change hands: everybody steps down first, so that « one holder » holds at each moment.
    award.members.update(role=AwardRole.JOINT)
    for member in members:
        AwardMember.objects.update_or_create(
            award=award,
            organisation_id=member.organisation_id,
            defaults={"role": member.role.value, "amount": member.amount},
        )


def _owes_hours(award: Award, organisation_id: int) -> bool:
    """Whether a room further down the line holds the company to this award (asked of the model, not of the room)."""
    return any(
        relation.related_model._default_manager.filter(
            **{relation.field.name: award, "contractor_id": organisation_id}
        ).exists()
        for relation in award._meta.related_objects
        if any(field.name == "contractor" for field in relation.related_model._meta.fields)
    )


def _check_members(award: Award, members: Sequence[MemberFacts], *, actor: Actor) -> None:
    ids = [member.organisation_id for member in members]
    if len(set(ids)) != len(ids):
        raise RuleError("Une entreprise est nommée deux fois : gardez une seule ligne.", field="members")
    holders = sum(member.role is AwardRole.HOLDER for member in members)
    if holders != 1:
        raise RuleError(
            "Indiquez un titulaire (ou mandataire du groupement), et un seul ; les autres sont cotraitants ou "
            "sous-traitants.",
            field="members",
        )
    if Organisation.objects.filter(workspace=actor.workspace, pk__in=ids).count() != len(ids):
        raise RuleError("Une entreprise n’est pas dans l’annuaire de votre espace.", field="members")
    parts = [check_amount(one.amount, what="La part", field="members") for one in members if one.amount is not None]
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
    check_day(due_on, what="Date attendue", field_name="due_on")
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
    check_day(received_on, what="Reçu le", field_name="received_on")
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
    )
    if sent is None:
        raise Conflict("Cet acheteur a déjà été relancé aujourd’hui pour ses documents : attendez demain.")
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
            "Vous pouvez répondre à ce message par vos moyens habituels, ou indiquer la réception sur la page du marché.",
            "",
            workspace.name,
            *filter(None, (workspace.contact_email, workspace.contact_phone)),
        ]
    )
