"""The closing report as it leaves the workspace: no figure with fewer than five people behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from levier.domain.dates import format_date, format_month
from levier.domain.quantities import format_completion, format_euros, format_fte, format_hours, format_number

from ..figures import day, people_outside
from ..models import ClosingReport, Shortfall
from ..standing import of_report
from .render import pdf

_HIDDEN = (
    "Les répartitions qui reposent sur moins de 5 personnes sont regroupées ou ne sont pas communiquées, afin que "
    "personne ne puisse être reconnu."
)


def report_pdf(*, report: ClosingReport, shortfall: Shortfall | None) -> bytes:
    """The PDF of a report, always the same for the same report and decision."""
    obligation = report.obligation
    lot, workspace = obligation.clause.lot, obligation.workspace
    contract = lot.contract
    found = report.figures
    data = {
        "title": "Bilan de la clause sociale d’insertion",
        "subtitle": of_report(report).sentence,
        "issuer": workspace.name,
        "footer": f"{workspace.name}, bilan arrêté au {format_date(timezone.localdate(report.as_of))}",
        "facts": [
            ["Entreprise", obligation.contractor.name],
            ["Donneur d’ordre", contract.buyer.name],
            ["Marché", contract.title + (f" ({contract.reference})" if contract.reference else "")],
            ["Lot", f"{lot.number}, {lot.title}"],
            ["Période", f"du {format_date(day(found['starts_on']))} au {format_date(day(found['ends_on']))}"],
        ],
        "hours": [
            ["Heures dues", _hours(found["due"])],
            ["Heures réalisées et validées", _hours(found["validated"])],
            ["Heures manquantes", _hours(found["missing"])],
        ],
        "conclusion": found["conclusion"],
        "figures": _figures(found),
        "modalities": [
            [cell["label"], _hours(cell["hours"]), str(cell["people"])] for cell in found["by_modality_outside"]
        ],
        "note": _HIDDEN,
        "months": [[format_month(day(cell["label"])), _hours(cell["hours"])] for cell in found["by_month_outside"]],
        "explanation": found["explanation"],
        "history": [
            [format_date(day(one["from_day"])), _hours(one["hours"]), one["cause"]] for one in found["history"]
        ],
        "decision": decision_facts(shortfall),
        "comment": report.comment,
    }
    return pdf("report", data, made_at=report.made_at)


def _hours(text: str) -> str:
    return format_hours(Decimal(text))


def _figures(found: dict[str, Any]) -> list[list[str]]:
    rows = []
    if found["rate"] is not None:
        rows.append(["Taux de réalisation", format_completion(Decimal(found["rate"]))])
    basis = format_number(Decimal(found["fte_basis"]))
    rows.append(
        [
            "Équivalent temps plein",
            f"{format_fte(Decimal(found['fte']))}, sur la base de {basis} heures par an",
        ]
    )
    rows.append(["Personnes", people_outside(found["people"])])
    return rows


def decision_facts(shortfall: Shortfall | None) -> list[list[str]]:
    """Where the exchange about missing hours stands, for the report."""
    if shortfall is None:
        return []
    rows = [["État", shortfall.get_state_display()], ["Constat", format_date(shortfall.notice_on)]]
    if shortfall.decided_on and shortfall.decision_amount is not None:
        rows.append(
            [
                "Décision de l’acheteur",
                f"{format_euros(shortfall.decision_amount)}, le {format_date(shortfall.decided_on)}",
            ]
        )
        if shortfall.decision_reason:
            rows.append(["Motif", shortfall.decision_reason])
    return rows
