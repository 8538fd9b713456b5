"""What waits at the end: balance, certificate, missing hours and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.delivery.enums import ShortfallState
from levier.delivery.models import ClosingReport, Shortfall
from levier.delivery.selectors.ledger import hours_of
from levier.domain.quantities import format_hours
from levier.domain.steps import Step
from levier.domain.vocabulary import Role
from levier.procurement.enums import ContractState

from .. import addresses, scope
from .item import TodoItem, Urgency, about, provider, urgency_of

#: The certificate follows the balance within the month; our rhythm.
_CERTIFICATE_DELAY = timedelta(days=30)
_COMPANIES = (Role.CONTRACTOR, Role.STRUCTURE)


@provider("shortfall", "Heures manquantes", (*TEAM, Role.BUYER, *_COMPANIES))
def shortfalls(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """The exchange waits for the company, then for the facilitator, then for the buyer, who decides."""
    found = (
        Shortfall.objects.filter(obligation__in=scope.obligations(actor=actor, only=only))
        .select_related("obligation__contractor", "obligation__award__lot__contract")
        .order_by("notice_on", "pk")
    )
    if actor.role in _COMPANIES:
        found = found.filter(state=ShortfallState.NOTICE_SENT, obligation__contractor_id=actor.organisation_id)
    elif actor.role is Role.BUYER:
        found = found.filter(state=ShortfallState.ADVISED)
    else:
        found = found.filter(state__in=[ShortfallState.NOTICE_SENT, ShortfallState.REPLIED])
    for one in found:
        waiting_reply = one.state == ShortfallState.NOTICE_SENT
        if actor.role in TEAM and waiting_reply and one.reply_due_on >= today:
            continue
        contract, company = one.obligation.award.lot.contract, one.obligation.contractor.name
        missing = format_hours(one.hours_missing)
        if actor.role in _COMPANIES:
            title, button = f"Répondre au constat : {missing} manquantes", "Répondre"
            why, due = "Vous pouvez expliquer ce manque avant toute décision de l’acheteur.", one.reply_due_on
        elif actor.role is Role.BUYER:
            title, button = f"Décider des suites : {company}, {missing} manquantes", "Décider"
            why, due = "L’avis du facilitateur est rendu : la pénalité ou la renonciation vous revient.", None
        else:
            title, button = f"Rendre votre avis : {company}, {missing} manquantes", "Rendre l’avis"
            why = "Le délai de réponse est passé." if waiting_reply else "L’entreprise a répondu."
            due = one.reply_due_on
        yield TodoItem(
            kind="shortfall",
            title=title,
            why=why,
            since=one.advised_on or one.replied_on or one.notice_on,
            due=due,
            urgency=urgency_of(due, today) if due else Urgency.SOON,
            url=addresses.shortfall(contract.pk, one.pk),
            button=button,
            **about(contract),
        )


@provider("balance", "Bilans à établir", TEAM)
def balances(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Obligations that are over and have no balance; none of a contract that was closed or dropped without one."""
    found = (
        scope.obligations(actor=actor, only=only)
        .filter(closed_on=None, reopened_on=None, closing_reports=None, ends_on__lt=today)
        .filter(award__lot__contract__state=ContractState.ACTIVE)
        .select_related("contractor", "award__lot__contract")
        .order_by("ends_on", "pk")
    )
    for row in hours_of(found, today=today):
        one = row.obligation
        contract = one.award.lot.contract
        yield TodoItem(
            kind="balance",
            title=f"Établir le bilan : {one.contractor.name}",
            why=row.forecast.explanation.conclusion,
            since=one.ends_on,
            due=one.ends_on + _CERTIFICATE_DELAY,
            urgency=urgency_of(one.ends_on + _CERTIFICATE_DELAY, today),
            url=addresses.step(contract.pk, Step.FIN),
            button="Établir le bilan",
            **about(contract),
        )


@provider("reopened", "Obligations rouvertes à clore", TEAM)
def reopened(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Obligations reopened for a correction and not closed again, in a contract under way or over."""
    found = (
        scope.obligations(actor=actor, only=only)
        .filter(closed_on=None, reopened_on__isnull=False)
        .exclude(award__lot__contract__state=ContractState.ABANDONED)
        .select_related("contractor", "award__lot__contract")
        .order_by("reopened_on", "pk")
    )
    for one in found:
        contract = one.award.lot.contract
        yield TodoItem(
            kind="reopened",
            title=f"Rouverte, à clore : {one.contractor.name}",
            why="L’obligation est rouverte pour corriger ses heures. Corrigez-les, arrêtez un nouveau bilan, puis clôturez-la.",
            since=one.reopened_on,
            due=None,
            urgency=Urgency.SOON,
            url=addresses.step(contract.pk, Step.FIN),
            button="Clore",
            **about(contract),
        )


@provider("certificate", "Attestations à délivrer ou à retirer", TEAM)
def certificates(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Balances whose obligation is met and that have no certificate; certificates that later corrections contradict."""
    reports = list(
        ClosingReport.objects.filter(
            obligation__in=scope.obligations(actor=actor, only=only), obligation__shortfalls=None
        )
        .select_related("certificate")
        .order_by("-made_at", "-pk")
    )
    last: dict[int, ClosingReport] = {}
    certified = {one.obligation_id for one in reports if hasattr(one, "certificate") and not one.certificate.revoked_on}
    for report in reports:
        last.setdefault(report.obligation_id, report)
    ended = scope.obligations(actor=actor, only=only).filter(pk__in=set(last)).order_by("pk")
    for row in hours_of(ended.select_related("contractor", "award__lot__contract"), today=today):
        one, missing = row.obligation, row.progress.missing
        if bool(missing) is not (one.pk in certified):
            continue
        contract, made = one.award.lot.contract, timezone.localdate(last[one.pk].made_at)
        yield TodoItem(
            kind="certificate",
            title=f"{'Retirer' if missing else 'Délivrer'} l’attestation : {one.contractor.name}",
            why=f"Elle est remise, et des corrections laissent {format_hours(missing)} manquantes : elle n’est plus exacte."
            if missing
            else "Le bilan est fait et les heures dues sont réalisées.",
            since=made,
            due=today if missing else made + _CERTIFICATE_DELAY,
            urgency=urgency_of(today if missing else made + _CERTIFICATE_DELAY, today),
            url=addresses.step(contract.pk, Step.FIN),
            button="Retirer" if missing else "Délivrer",
            **about(contract),
        )
