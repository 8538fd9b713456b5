"""Step 7: reports, certificates of good performance, the end of an obligation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.selectors import link_addresses
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.french import of
from levier.domain.quantities import ZERO, FteBasis, Hours, format_hours
from levier.journal.services import note, service
from levier.people.screening import screen_for_company
from levier.post.messages import queue_message

from .. import figures, perms
from ..documents.certificate import certificate_pdf
from ..ending import State, hindrances
from ..enums import StatementState
from ..models import Certificate, ClosingReport, Obligation, Shortfall
from ..scope import require
from ..selectors.obligations import hours_due, hours_validated
from .obligations import hold

#: No letter or digit that can be taken for another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


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

    Whoever decides a line or corrects hours of this obligation waits: their entry comes after the last one of the report.

    Raises:
        RuleError: nothing was owed yet at that moment.
    """
    require(actor, obligation)
    hold(obligation)
    list(obligation.statements.select_for_update().order_by("pk").values_list("pk", flat=True))
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
    hold(obligation)
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
    content = certificate_pdf(
        report=report,
        number=number,
        url=url,
        issued_on=today,
        issued_by=_signature(actor),
        made_at=now,
    )
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


def _signature(actor: Actor) -> str:
    """« Prénom Nom, facilitateur »; empty for the schedule."""
    if actor.user is None or actor.role is None:
        return ""
    return f"{actor.user.full_name or actor.workspace.name}, {actor.role.label.lower()}"


def _missing_now(obligation: Obligation) -> Hours:
    """Hours missing at this moment: an older report may have been followed by orders, amendments or corrections."""
    return max(ZERO, hours_due(obligation) - hours_validated(obligation))


def _announce(actor: Actor, certificate: Certificate, url: str) -> None:
    company, title = certificate.report.obligation.contractor, certificate.report.obligation.clause.lot.contract.title
    _tell_both(
        actor,
        certificate,
        certificate.report.obligation,
        subject=f"Attestation de bonne réalisation : {title}",
        said=f"L’attestation {certificate.number} est établie pour {company} sur le marché « {title} ».\n"
        f"Elle se vérifie ici, sans compte : {url}",
    )


def _announce_withdrawal(actor: Actor, certificate: Certificate) -> None:
    company, title = certificate.report.obligation.contractor, certificate.report.obligation.clause.lot.contract.title
    _tell_both(
        actor,
        certificate,
        certificate.report.obligation,
        subject=f"Attestation retirée : {title}",
        said=f"L’attestation {certificate.number}, établie pour {company} sur le marché « {title} », est retirée : elle ne doit "
        f"plus être produite.\nSa page le dit à qui la vérifie : {absolute(certificate_path(certificate.number))}",
    )


def _tell_both(actor: Actor, target: Model, obligation: Obligation, *, subject: str, said: str) -> None:
    """One message to each contact of the company and of the buyer."""
    both = [obligation.contractor, obligation.clause.lot.contract.buyer]
    for address in {one.lower(): one for organisation in both for one in link_addresses(organisation)}.values():
        queue_message(
            workspace_id=actor.workspace_id,
            target=target,
            to=address,
            subject=subject,
            body=f"Bonjour,\n\n{said}\n\n{actor.workspace.name}",
        )


@service("delivery.certificate.revoke", perms.REVOKE_CERTIFICATE)
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str, today: date) -> Certificate:
    """Withdraw a certificate; its public page says so from then on (without the reason), and those who received it are
    told.

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
    _announce_withdrawal(actor, certificate)
    note(certificate, reason=reason.strip())
    return certificate


@service("delivery.obligation.close", perms.CLOSE_OBLIGATION)
def close_obligation(*, actor: Actor, obligation: Obligation, today: date) -> Obligation:
    """Close an obligation: its statements are treated, a report says where it ended, missing hours are settled.

    Raises:
        RuleError: what remains to do, in French.
        Conflict: closed already.
    """
    require(actor, obligation)
    hold(obligation)
    if obligation.closed_on:
        raise Conflict("Cette obligation est déjà close.")
    state = _state(obligation)
    if held := [one.sentence for one in hindrances(state, today=today)]:
        raise RuleError(" ".join(held))
    obligation.closed_on = today
    obligation.save(update_fields=["closed_on"])
    note(obligation, report=state.reports[0].pk if state.reports else None)
    return obligation


def _state(obligation: Obligation) -> State:
    valid = Certificate.objects.filter(report__obligation=obligation, revoked_on=None).defer("pdf")
    return State(
        obligation,
        hours_due(obligation),
        hours_validated(obligation),
        list(obligation.closing_reports.all()),
        valid.first(),
        Shortfall.objects.filter(obligation=obligation).first(),
        waiting=obligation.statements.filter(state=StatementState.SUBMITTED).count(),
    )


@service("delivery.obligation.reopen", perms.REOPEN_OBLIGATION)
def reopen_obligation(*, actor: Actor, obligation: Obligation, reason: str, today: date) -> Obligation:
    """Reopen a closed obligation, so that its hours may be corrected; the company and the buyer are told why.

    What was published stays as it was and says, once hours change, that it is of before; closing again asks for a balance
    of the corrected hours, and for the same decisions. Statements that were late already are not asked for again.

    Raises:
        RuleError: no reason, or a reason the company may not read.
        Conflict: it is open.
    """
    require(actor, obligation)
    why = screen_for_company(" ".join(reason.split()), field="reason")
    if not why:
        raise RuleError("Écrivez pourquoi l’obligation est rouverte.", field="reason")
    hold(obligation)
    if not obligation.closed_on:
        raise Conflict("Cette obligation est ouverte : ses heures peuvent déjà être corrigées.")
    before, obligation.closed_on, obligation.reopened_on = obligation.closed_on, None, today
    obligation.save(update_fields=["closed_on", "reopened_on"])
    title = obligation.clause.lot.contract.title
    _tell_both(
        actor,
        obligation,
        obligation,
        subject=f"Heures d’insertion rouvertes : {title}",
        said=f"Les heures d’insertion {of(obligation.contractor)} sur le marché « {title} », closes le {format_date(before)}, "
        f"sont rouvertes pour être corrigées.\nMotif : {why}\n"
        "Ce qui a déjà été remis ne change pas. Un nouveau bilan dira les heures corrigées.",
    )
    note(obligation, reason=why, closed_on=before)
    return obligation
