"""Step 7: reports, certificates of good performance, the end of an obligation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict, RuleError
from levier.domain.quantities import ZERO, FteBasis, Hours, format_hours
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import figures, perms
from ..documents.certificate import certificate_pdf
from ..enums import ShortfallState, StatementState
from ..models import Certificate, ClosingReport, Obligation, Shortfall
from ..scope import require
from ..selectors.obligations import hours_due, hours_validated

#: No letter or digit that can be taken for another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_DECIDED = (ShortfallState.APPLIED, ShortfallState.REDUCED, ShortfallState.WAIVED)


def new_number() -> str:
    """« LV-7K3M-9QRT-2XWP »: twelve random signs, about 59 bits; nobody can guess one."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)]
    return "-".join(["LV", *groups])


def certificate_path(number: str) -> str:
    """Public address that confirms a certificate."""
    return f"/attestations/{number}/"


@service("delivery.report.make", perms.MAKE_REPORT)
def make_report(*, actor: Actor, obligation: Obligation, as_of: datetime, comment: str = "") -> ClosingReport:
    """Freeze the figures of an obligation as known at ``as_of`` (an interim, yearly or final report).

    Raises:
        RuleError: nothing was owed yet at that moment.
    """
    require(actor, obligation)
    if not obligation.revisions.filter(made_at__lte=as_of).exists():
        raise RuleError("À cette date, aucune heure n’était encore enregistrée comme due.", field="as_of")
    report = ClosingReport.objects.create(
        obligation=obligation,
        as_of=as_of,
        figures=figures.compute(obligation, as_of=as_of, fte_basis=FteBasis(actor.workspace.fte_basis)),
        comment=comment.strip(),
        made_by_id=actor.user_id,
    )
    note(report, due=report.figures["due"], validated=report.figures["validated"])
    return report


@service("delivery.certificate.issue", perms.ISSUE_CERTIFICATE)
def issue_certificate(*, actor: Actor, report: ClosingReport, now: datetime, today: date) -> Certificate:
    """Issue the certificate of good performance a report allows, and tell the company and the buyer.

    Raises:
        RuleError: hours are missing, or nothing was due.
        Conflict: the obligation has a valid certificate, or this report carried one that was revoked.
    """
    require(actor, report.obligation)
    missing, due = Decimal(report.figures["missing"]), Decimal(report.figures["due"])
    if due == 0:
        raise RuleError("Rien n’était dû : il n’y a pas de réalisation à attester.")
    if missing > 0:
        raise RuleError(
            f"Il manque {format_hours(missing)} : l’attestation de bonne réalisation n’est pas possible. "
            "Le bilan dit ce qui a été fait."
        )
    obligation = report.obligation
    _lock(obligation)
    if (now_missing := _missing_now(obligation)) > 0:
        raise RuleError(
            f"Depuis ce bilan, les heures ont changé : il manque maintenant {format_hours(now_missing)}. "
            "L’attestation de bonne réalisation n’est pas possible."
        )
    if Certificate.objects.filter(report__obligation=obligation, revoked_on=None).exists():
        raise Conflict("Cette obligation a déjà une attestation valable.")
    if Certificate.objects.filter(report=report).exists():
        raise Conflict("L’attestation de ce bilan a été retirée : arrêtez un nouveau bilan.")
    number = new_number()
    url = absolute(certificate_path(number))
    content = certificate_pdf(report=report, number=number, url=url, issued_on=today, made_at=now)
    certificate = Certificate.objects.create(
        report=report,
        number=number,
        issued_on=today,
        issued_by_id=actor.user_id,
        pdf=content,
        pdf_sha256=hashlib.sha256(content).hexdigest(),
    )
    _announce(actor, certificate, url)
    note(certificate, report=report.pk)
    return certificate


def _lock(obligation: Obligation) -> None:
    """Two people ending the same obligation wait for one another."""
    now = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    obligation.closed_on = now.closed_on


def _missing_now(obligation: Obligation) -> Hours:
    """Hours missing at this moment: an older report may have been followed by orders, amendments or corrections."""
    return max(ZERO, hours_due(obligation) - hours_validated(obligation))


def _announce(actor: Actor, certificate: Certificate, url: str) -> None:
    obligation = certificate.report.obligation
    contract = obligation.clause.lot.contract
    for address in {link_contact(obligation.contractor), link_contact(contract.buyer)} - {""}:
        queue_message(
            workspace_id=actor.workspace_id,
            target=certificate,
            to=address,
            subject=f"Attestation de bonne réalisation : {contract.title}",
            body=(
                f"Bonjour,\n\nL’attestation {certificate.number} est établie pour {obligation.contractor} sur le "
                f"marché « {contract.title} ».\nElle se vérifie ici, sans compte : {url}\n\n{actor.workspace.name}"
            ),
        )


@service("delivery.certificate.revoke", perms.REVOKE_CERTIFICATE)
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str, today: date) -> Certificate:
    """Withdraw a certificate; its public page says so from then on (without the reason).

    Raises:
        RuleError: no reason.
        Conflict: withdrawn already.
    """
    require(actor, certificate.report.obligation)
    if not reason.strip():
        raise RuleError("Écrivez pourquoi l’attestation est retirée.", field="reason")
    updated = Certificate.objects.filter(pk=certificate.pk, revoked_on=None).update(
        revoked_on=today, revoked_reason=reason.strip()
    )
    if not updated:
        raise Conflict("Cette attestation est déjà retirée.")
    certificate.refresh_from_db()
    note(certificate, reason=reason.strip())
    return certificate


@service("delivery.obligation.close", perms.CLOSE_OBLIGATION)
def close_obligation(*, actor: Actor, obligation: Obligation, today: date) -> Obligation:
    """Close an obligation: its statements are treated, a report says where it ended, missing hours are settled.

    Raises:
        RuleError: something remains to do, said in one sentence.
        Conflict: closed already.
    """
    require(actor, obligation)
    _lock(obligation)
    if obligation.closed_on:
        raise Conflict("Cette obligation est déjà close.")
    waiting = obligation.statements.filter(state=StatementState.SUBMITTED).count()
    if waiting:
        raise RuleError(f"Relevés reçus et non traités : {waiting}. Traitez-les d’abord.")
    report = obligation.closing_reports.first()
    if report is None:
        raise RuleError("Arrêtez d’abord le bilan de cette obligation.")
    settled = Shortfall.objects.filter(obligation=obligation, state__in=_DECIDED).exists()
    missing = max(Decimal(report.figures["missing"]), _missing_now(obligation))
    if missing > 0 and not settled:
        raise RuleError("Des heures manquent : l’acheteur doit décider d’une pénalité, ou y renoncer par écrit.")
    obligation.closed_on = today
    obligation.save(update_fields=["closed_on"])
    note(obligation, report=report.pk)
    return obligation
