"""What the page « Fin » shows, and what anyone may read of a certificate."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.domain.quantities import ZERO, Hours
from levier.procurement.models import Contract

from ..models import Certificate, ClosingReport, Obligation, Shortfall
from .obligations import obligations, obligations_of


@dataclass(frozen=True, slots=True)
class Ending:
    """Where one obligation stands at the end."""

    obligation: Obligation
    reports: list[ClosingReport]
    certificates: list[Certificate]
    shortfall: Shortfall | None

    @property
    def due(self) -> Hours:
        return self.obligation.due  # type: ignore[attr-defined,no-any-return]

    @property
    def validated(self) -> Hours:
        return self.obligation.validated  # type: ignore[attr-defined,no-any-return]

    @property
    def missing(self) -> Hours:
        return max(ZERO, self.due - self.validated)

    @property
    def certificate(self) -> Certificate | None:
        """The valid one, if any."""
        return next((one for one in self.certificates if one.revoked_on is None), None)

    @property
    def report_rows(self) -> list[tuple[ClosingReport, Hours, Hours, Hours]]:
        """Each report with its hours due, validated and missing, as published."""
        names = ("due", "validated", "missing")
        return [(one, *(Decimal(one.figures[name]) for name in names)) for one in self.reports]  # type: ignore[misc]

    @property
    def last_report(self) -> ClosingReport | None:
        return self.reports[0] if self.reports else None


def endings_of(*, actor: Actor, contract: Contract) -> list[Ending]:
    """Every obligation of a contract the actor sees, with its reports, certificates and shortfall. Four queries."""
    owed = list(obligations_of(actor=actor, contract=contract))
    reports: dict[int, list[ClosingReport]] = {one.pk: [] for one in owed}
    for report in ClosingReport.objects.filter(obligation__in=owed):
        reports[report.obligation_id].append(report)
    certificates: dict[int, list[Certificate]] = {one.pk: [] for one in owed}
    kept = Certificate.objects.filter(report__obligation__in=owed).defer("pdf").select_related("report")
    for certificate in kept.order_by("-issued_on", "-pk"):
        certificates[certificate.report.obligation_id].append(certificate)
    shortfalls = {one.obligation_id: one for one in Shortfall.objects.filter(obligation__in=owed)}
    return [Ending(one, reports[one.pk], certificates[one.pk], shortfalls.get(one.pk)) for one in owed]


def reports(*, actor: Actor) -> QuerySet[ClosingReport]:
    """Reports of the obligations the actor sees."""
    return ClosingReport.objects.filter(obligation__in=obligations(actor=actor).order_by().values("pk")).select_related(
        "obligation__workspace", "obligation__contractor", "obligation__clause__lot__contract__buyer"
    )


def certificates(*, actor: Actor) -> QuerySet[Certificate]:
    """Certificates of the obligations the actor sees."""
    return Certificate.objects.filter(report__in=reports(actor=actor).order_by().values("pk"))


def shortfalls(*, actor: Actor) -> QuerySet[Shortfall]:
    """Exchanges about missing hours the actor sees."""
    return Shortfall.objects.filter(obligation__in=obligations(actor=actor).order_by().values("pk")).select_related(
        "obligation__workspace", "obligation__contractor", "obligation__clause__lot__contract__buyer", "decided_by"
    )


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """All that a certificate's public page may say: there is no field for a person."""

    number: str
    company: str
    buyer: str
    contract: str
    lot: str
    due: Hours
    done: Hours
    as_of: date
    issued_on: date
    issuer: str
    revoked_on: date | None
    pdf_sha256: str

    @property
    def valid(self) -> bool:
        return self.revoked_on is None

    def matches(self, content: bytes) -> bool:
        """True when a file is, to the last byte, the one that was issued."""
        return hashlib.sha256(content).hexdigest() == self.pdf_sha256


_NOT_OURS = re.compile(r"[^0-9A-Z]")


def normalise_number(text: str) -> str:
    """A certificate number as people type it (« lv 7k3m9qrt2xwp ») in the form it is kept."""
    signs = _NOT_OURS.sub("", text.upper())[:14]
    if not signs.startswith("LV") or len(signs) != 14:
        return ""
    return "-".join([signs[:2], signs[2:6], signs[6:10], signs[10:]])


def public_certificate(number: str) -> PublicCertificate | None:
    """What anyone may read of a certificate, by its number; None when there is none."""
    found = (
        Certificate.objects.filter(number=normalise_number(number))
        .defer("pdf")
        .select_related(
            "report__obligation__workspace",
            "report__obligation__contractor",
            "report__obligation__clause__lot__contract__buyer",
        )
        .first()
    )
    if found is None:
        return None
    obligation = found.report.obligation
    lot = obligation.clause.lot
    return PublicCertificate(
        number=found.number,
        company=obligation.contractor.name,
        buyer=lot.contract.buyer.name,
        contract=lot.contract.title,
        lot=f"{lot.number}, {lot.title}",
        due=Decimal(found.report.figures["due"]),
        done=Decimal(found.report.figures["validated"]),
        as_of=timezone.localdate(found.report.as_of),
        issued_on=found.issued_on,
        issuer=obligation.workspace.name,
        revoked_on=found.revoked_on,
        pdf_sha256=found.pdf_sha256,
    )


def shown(figures: Mapping[str, Any], *, inside: bool) -> dict[str, Any]:
    """The figures of a report as a page draws them: numbers as Decimal, small groups joined outside the workspace."""
    suffix = "" if inside else "_outside"
    return {
        **{name: Decimal(figures[name]) for name in ("due", "validated", "missing", "surplus", "fte")},
        "rate": None if figures["rate"] is None else Decimal(figures["rate"]),
        "fte_basis": Decimal(figures["fte_basis"]),
        "conclusion": figures["conclusion"],
        "explanation": figures["explanation"],
        "contracts": figures["contracts"],
        "starts_on": date.fromisoformat(figures["starts_on"]),
        "ends_on": date.fromisoformat(figures["ends_on"]),
        "modalities": [(one["label"], Decimal(one["hours"]), one["people"]) for one in figures[f"by_modality{suffix}"]],
        "months": [(date.fromisoformat(one["label"]), Decimal(one["hours"])) for one in figures[f"by_month{suffix}"]],
        "history": [
            (date.fromisoformat(one["from_day"]), Decimal(one["hours"]), one["cause"], one["conclusion"])
            for one in figures["history"]
        ],
    }
