"""What the page « Fin » shows, and what anyone may read of a certificate."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from levier.accounts.actor import Actor, ActorKind
from levier.domain.quantities import ZERO, Hours
from levier.procurement.models import Contract

from ..ending import Hindrance, State, hindrances
from ..enums import StatementState
from ..models import Certificate, ClosingReport, HoursStatement, Obligation, Shortfall
from ..standing import corrected_since, of_report
from .obligations import obligations, obligations_of


@dataclass(frozen=True, slots=True)
class Ending:
    """Where one obligation stands at the end."""

    obligation: Obligation
    reports: list[ClosingReport]
    certificates: list[Certificate]
    #: Exchanges about missing hours, the last first.
    shortfalls: list[Shortfall]
    #: Report → moment of the last correction it does not reflect.
    corrected: Mapping[int, datetime]
    #: Statements received and not treated.
    waiting: int

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
    def shortfall(self) -> Shortfall | None:
        """The last exchange, if any."""
        return self.shortfalls[0] if self.shortfalls else None

    @property
    def _state(self) -> State:
        return State(
            self.obligation, self.due, self.validated, self.reports, self.certificate, self.shortfall, self.waiting
        )

    @property
    def before_closing(self) -> list[Hindrance]:
        """What must be settled before it is closed."""
        return list(hindrances(self._state, today=timezone.localdate()))

    @property
    def may_be_noticed(self) -> bool:
        """Hours are missing that no exchange is about, and none is under way."""
        return self._state.unestablished and (self.shortfall is None or self.shortfall.decided_on is not None)

    @property
    def may_begin_to_close(self) -> bool:
        """Its end is in sight: a balance was drawn up, or nothing was ever due."""
        return bool(self.reports) or not (self.due or self.validated)

    @property
    def report_rows(self) -> list[tuple[ClosingReport, Hours, Hours, Hours, str, datetime | None]]:
        """Each report with its hours due, validated and missing, as published, its state, and any correction since."""
        return [
            (
                one,
                Decimal(one.figures["due"]),
                Decimal(one.figures["validated"]),
                Decimal(one.figures["missing"]),
                of_report(one).entries,
                self.corrected.get(one.pk),
            )
            for one in self.reports
        ]

    @property
    def last_report(self) -> ClosingReport | None:
        return self.reports[0] if self.reports else None


def endings_of(*, actor: Actor, contract: Contract) -> list[Ending]:
    """Every obligation of a contract the actor sees, with its reports, certificates and shortfalls. Six queries."""
    owed = list(obligations_of(actor=actor, contract=contract))
    reports: dict[int, list[ClosingReport]] = {one.pk: [] for one in owed}
    for report in ClosingReport.objects.filter(obligation__in=owed):
        reports[report.obligation_id].append(report)
    certificates: dict[int, list[Certificate]] = {one.pk: [] for one in owed}
    kept = Certificate.objects.filter(report__obligation__in=owed).defer("pdf").select_related("report")
    for certificate in kept.order_by("-issued_on", "-pk"):
        certificates[certificate.report.obligation_id].append(certificate)
    exchanges: dict[int, list[Shortfall]] = {one.pk: [] for one in owed}
    for exchange in Shortfall.objects.filter(obligation__in=owed):
        exchanges[exchange.obligation_id].append(exchange)
    corrected = corrected_since(one for own in reports.values() for one in own)
    waiting = Counter(
        HoursStatement.objects.filter(obligation__in=owed, state=StatementState.SUBMITTED)
        .order_by()
        .values_list("obligation", flat=True)
    )
    return [
        Ending(one, reports[one.pk], certificates[one.pk], exchanges[one.pk], corrected, waiting[one.pk])
        for one in owed
    ]


def reports(*, actor: Actor) -> QuerySet[ClosingReport]:
    """Reports of the obligations the actor sees."""
    return ClosingReport.objects.filter(obligation__in=obligations(actor=actor).order_by().values("pk")).select_related(
        "obligation__workspace", "obligation__contractor", "obligation__clause__lot__contract__buyer"
    )


def certificates(*, actor: Actor) -> QuerySet[Certificate]:
    """Certificates of the obligations the actor sees."""
    return Certificate.objects.filter(report__in=reports(actor=actor).order_by().values("pk"))


def shortfalls(*, actor: Actor) -> QuerySet[Shortfall]:
    """Exchanges about missing hours the actor sees; a personal link, the one it was sent to its company for."""
    found = Shortfall.objects.filter(obligation__in=obligations(actor=actor).order_by().values("pk")).select_related(
        "obligation__workspace", "obligation__contractor", "obligation__clause__lot__contract__buyer", "decided_by"
    )
    if actor.kind is ActorKind.LINK:
        return found.filter(pk=opened_by(actor), obligation__contractor=actor.organisation_id)
    return found


def opened_by(actor: Actor) -> int:
    """The exchange a personal link was made for; zero when it was made for something else."""
    link = actor.link
    return link.target_id or 0 if link and link.target_type == Shortfall._meta.label_lower else 0


def earlier_exchange(shortfall: Shortfall) -> Shortfall | None:
    """The exchange decided before this one, about some of the same hours."""
    return Shortfall.objects.filter(obligation=shortfall.obligation_id, pk__lt=shortfall.pk).first()


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
    #: Day of the last correction of hours written since the state the certificate reflects.
    corrected_on: date | None
    #: « 12 lignes d’heures validées ou corrigées »: those of the obligation, which tells nothing of others.
    entries: str
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
    corrected = corrected_since([found.report]).get(found.report.pk)
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
        corrected_on=timezone.localdate(corrected) if corrected else None,
        entries=of_report(found.report).entries,
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
