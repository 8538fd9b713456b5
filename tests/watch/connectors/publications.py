"""Fictional notices and contracts as the three sources publish them."""

from __future__ import annotations

import json
from datetime import date, timedelta

from tests.notices.samples import EFORMS, MAPA

FIRST = date(2026, 11, 2)


def record(number: int, day: date, **fields: object) -> dict[str, object]:
    """One record of the BOAMP."""
    content = json.loads(json.dumps(MAPA))
    content["MAPA"]["initial"]["description"]["objet"] = f"Entretien des espaces verts n° {number}"
    return {
        "idweb": f"26-{number:05d}",
        "id": f"26_{number:05d}",
        "objet": f"Entretien des espaces verts n° {number}",
        "famille": "MAPA",
        "dateparution": day.isoformat(),
        "datelimitereponse": f"{day + timedelta(days=30)}T12:00:00+00:00",
        "nomacheteur": f"Ville fictive {number % 7}",
        "nature": "APPEL_OFFRE",
        "type_marche": ["SERVICES"],
        "code_departement": ["38"],
        "source_schema": "3.2.5",
        "donnees": json.dumps(content, ensure_ascii=False),
        **fields,
    }


def records(many: int, *, days: int = 1, first: date = FIRST) -> list[dict[str, object]]:
    return [record(rank + 1, first + timedelta(days=rank % days)) for rank in range(many)]


def notice(number: int, day: date) -> tuple[str, tuple[str, str, bytes]]:
    """One notice of TED: its publication number, and the rest."""
    publication = f"{number:08d}-{day.year}"
    xml = (
        EFORMS.decode()
        .replace("00000001-2025", publication)
        .replace("2025-03-18+01:00", f"{day}+01:00")
        .replace('schemeName="notice-id">0b1c', f'schemeName="notice-id">{number:08x}-0000-4000-8000-000000000000')
        .replace("de l&amp;#039;école des Tilleuls", f"du groupe scolaire n° {number}")
    )
    return f"{number}-{day.year}", ("FRA", f"{day:%Y%m%d}", xml.encode())


def notices(many: int, *, days: int = 1, first: date = FIRST) -> dict[str, tuple[str, str, bytes]]:
    return dict(notice(rank + 1, first + timedelta(days=rank % days)) for rank in range(many))


def contract(number: int, day: date = FIRST) -> dict[str, object]:
    """One awarded contract, in the form of 2022."""
    return {
        "id": f"2026F{number:05d}",
        "acheteur": {"id": "21380001400010"},
        "nature": "Marché",
        "objet": f"Nettoyage des écoles n° {number}",
        "codeCPV": "90911200-8",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "38", "typeCode": "Code département"},
        "dureeMois": 24,
        "dateNotification": day.isoformat(),
        "datePublicationDonnees": day.isoformat(),
        "montant": 10_000.5 + number,
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "35600000000048"}}],
        "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": ["Pas de considération environnementale"]},
    }


def contracts(many: int) -> bytes:
    return json.dumps(
        {"marches": {"marche": [contract(rank + 1) for rank in range(many)]}}, ensure_ascii=False
    ).encode()
