"""Invented contracts in each format of the DECP."""

from __future__ import annotations

import io
import json
from typing import Any

from levier.notices.decp import AwardedContract, read_contracts

BUYER, WINNER, OTHER = "21310555400017", "80295478500027", "55208131766522"


def contract(**changes: Any) -> dict[str, Any]:
    """A sound contract in the format of 2022."""
    return {
        "id": "2024CLAUSE01",
        "acheteur": {"id": BUYER},
        "nature": "Marché",
        "objet": "Entretien des espaces verts du lac",
        "codeCPV": "77310000",
        "techniques": {"technique": ["Sans objet"]},
        "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
        "marcheInnovant": False,
        "ccag": "Fournitures courantes et services",
        "offresRecues": 3,
        "attributionAvance": True,
        "tauxAvance": 0.05,
        "typeGroupementOperateurs": "Pas de groupement",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "31555", "typeCode": "Code commune"},
        "dureeMois": 12,
        "dateNotification": "2024-03-15",
        "datePublicationDonnees": "2024-04-02",
        "montant": 84500.5,
        "typesPrix": {"typePrix": ["Définitif révisable"]},
        "formePrix": "Mixte",
        "sousTraitanceDeclaree": False,
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": WINNER}}],
        "considerationsSociales": {"considerationSociale": ["Clause sociale", "Critère social"]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": ["Pas de considération environnementale"]},
        **changes,
    }


def contract_2019(**changes: Any) -> dict[str, Any]:
    """A contract in the format of 2019, with the oddities of real ones."""
    return {
        "id": "201917S0012300",
        "acheteur": {"id": BUYER, "nom": "Ville du Lac"},
        "nature": "marché",
        "objet": " Nettoyage  des écoles ",
        "codeCPV": "90910000-9",
        "procedure": "Appel d offres ouvert",
        "lieuExecution": {"code": "31000", "typeCode": "Code Postal", "nom ": "Toulouse"},
        "dureeMois": "24",
        "dateNotification": "2019-06-30",
        "datePublicationDonnees": "2019-07-02",
        "montant": "120000.00",
        "formePrix": "Ferme",
        "titulaires": [{"id": WINNER, "typeIdentifiant": "", "denominationSociale": "Propreté Fictive"}],
        "modifications": [],
        **changes,
    }


def document(*contracts: object, **envelope: object) -> bytes:
    """A document of 2022 that holds them."""
    return json.dumps({"marches": {"marche": list(contracts), **envelope}}, ensure_ascii=False).encode()


def read(data: bytes) -> list[AwardedContract]:
    return list(read_contracts(io.BytesIO(data)))


def read_one(**changes: Any) -> AwardedContract:
    """The contract of 2022 with these changes, once through the reader."""
    (found,) = read(document(contract(**changes)))
    return found
