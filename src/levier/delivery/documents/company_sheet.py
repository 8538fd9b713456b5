"""The one page a company is handed at the launch meeting: what it owes, how to do it, whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from levier.accounts.models import User, Workspace
from levier.clauses.enums import HoursBasis
from levier.clauses.readiness import hours_sentence
from levier.clauses.wording import penalties_of
from levier.directory.models import LocalService
from levier.domain.dates import format_date
from levier.domain.quantities import Hours, format_hours
from levier.domain.vocabulary import Modality
from levier.domain.wording.sections import penalty_sentences

from ..models import Obligation
from ..selectors.launch import NearStructure, rough_distances
from .render import pdf

#: What fits on one page.
_STRUCTURES, _SERVICES, _TEXT, _TRADES = 6, 6, 90, 110


def company_sheet(
    *,
    obligation: Obligation,
    due: Hours,
    modalities: Sequence[Modality],
    structures: Sequence[NearStructure],
    services: Sequence[LocalService],
    workspace: Workspace,
    facilitator: User | None,
    made_at: datetime,
) -> bytes:
    """The PDF, on one A4 page."""
    lot = obligation.clause.lot
    contract = lot.contract
    data = {
        "title": "Votre clause sociale d’insertion en une page",
        "subtitle": _cut(f"{obligation.contractor}, {contract.title}, lot {lot.number} : {lot.title}", 220),
        "issuer": workspace.name,
        "footer": f"{workspace.name}, {format_date(made_at.date())}",
        "due": _due(obligation, due),
        "how": {
            "lead": "Vous choisissez une ou plusieurs de ces façons de faire :",
            "modalities": [one.label for one in modalities],
            "proof": (
                "Avant chaque embauche, faites vérifier l’éligibilité de la personne par le facilitateur. Chaque mois, "
                f"déclarez les heures avant le {workspace.statement_due_day} par le lien personnel qui vous est envoyé."
            ),
        },
        "penalties": list(penalty_sentences(penalties_of(obligation.clause))) or ["Aucune pénalité écrite au contrat."],
        "contacts": _contacts(workspace, facilitator),
        "structures": [_structure(one) for one in structures[:_STRUCTURES]],
        "rough": rough_distances(structures[:_STRUCTURES]),
        "services": [_service(one) for one in services[:_SERVICES]],
    }
    return pdf("company_sheet", data, made_at=made_at)


def _due(obligation: Obligation, due: Hours) -> dict[str, Any]:
    clause = obligation.clause
    detail = ""
    if clause.hours_basis == HoursBasis.PER_EURO:
        detail = f"{hours_sentence(clause)}. Le nombre d’heures évolue avec les commandes."
    facts = [
        ["Période", f"du {format_date(obligation.starts_on)} au {format_date(obligation.ends_on)}"],
        ["Donneur d’ordre", _cut(obligation.clause.lot.contract.buyer.name, 120)],
    ]
    return {"sentence": f"{format_hours(due)} d’insertion à réaliser à ce jour.", "detail": detail, "facts": facts}


def _contacts(workspace: Workspace, facilitator: User | None) -> list[list[str]]:
    rows = [["Votre facilitateur", facilitator.full_name or workspace.name if facilitator else workspace.name]]
    if workspace.contact_phone:
        rows.append(["Téléphone", workspace.contact_phone])
    email = workspace.contact_email or (facilitator.email if facilitator else "")
    if email:
        rows.append(["Adresse électronique", email])
    return rows


def _structure(one: NearStructure) -> list[str]:
    return [
        _cut(f"{one.offer.name} ({one.offer.kind.acronym})", 60),
        _trades(one.trades) or "—",
        _cut(one.organisation.city, 30) or "—",
        one.organisation.phone or "—",
        one.distance,
    ]


def _service(one: LocalService) -> str:
    parts = [f"{one.get_kind_display()} : {one.name}", one.description, one.phone or one.website]
    return _cut(", ".join(part.strip().rstrip(".") for part in parts if part), 2 * _TEXT)


def _trades(text: str) -> str:
    """As many whole trades as three lines hold."""
    if len(text) <= _TRADES:
        return text
    return f"{text[:_TRADES].rpartition(', ')[0] or text[:_TRADES]}…"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
