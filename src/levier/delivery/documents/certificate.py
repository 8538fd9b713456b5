"""The certificate of good performance: companies, contract, hours and who signs; nobody who did the hours."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from levier.domain.dates import format_date
from levier.domain.quantities import format_completion, format_hours

from ..models import ClosingReport
from ..standing import of_report
from .render import pdf, qr_svg


def certificate_pdf(
    *, report: ClosingReport, number: str, url: str, issued_on: date, issued_by: str, made_at: datetime
) -> bytes:
    """The PDF, with its QR code leading to ``url``; ``issued_by`` is who signs, with their function."""
    obligation = report.obligation
    lot = obligation.clause.lot
    contract = lot.contract
    workspace = obligation.workspace
    due, done = Decimal(report.figures["due"]), Decimal(report.figures["validated"])
    signatory = f"{issued_by}, pour {workspace.name}" if issued_by else workspace.name
    data = {
        "title": "Attestation de bonne réalisation",
        "issuer": workspace.name,
        "footer": f"Attestation {number}",
        "number": number,
        "sentence": (
            f"{workspace.name} atteste que {obligation.contractor} a réalisé les heures d’insertion prévues par la "
            "clause sociale du marché désigné ci-dessous."
        ),
        "facts": [
            ["Entreprise", obligation.contractor.name + _siret(obligation.contractor.siret)],
            ["Donneur d’ordre", contract.buyer.name],
            ["Marché", contract.title + (f" ({contract.reference})" if contract.reference else "")],
            ["Lot", f"{lot.number}, {lot.title}"],
            ["Période", f"du {format_date(obligation.starts_on)} au {format_date(obligation.ends_on)}"],
            ["Heures d’insertion dues", format_hours(due)],
            ["Heures d’insertion réalisées et validées", format_hours(done)],
        ],
        "conclusion": f"Taux de réalisation : {format_completion(done / due)}.",
        "note": f"{of_report(report).sentence}, après contrôle de l’éligibilité des personnes.",
        "signed": f"Fait le {format_date(issued_on)}, {signatory}.",
        "verify": "Chacun peut vérifier cette attestation, sans compte, avec ce code ou à cette adresse :",
        "url": url,
        "qr": qr_svg(url),
    }
    return pdf("certificate", data, made_at=made_at)


def _siret(siret: str) -> str:
    return f", SIRET {siret}" if siret else ""
