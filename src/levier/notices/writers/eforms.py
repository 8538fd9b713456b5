"""Social facts as the fields a buyer fills in an eForms notice, lot by lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .facts import LotFacts, Reserved, SocialFacts

#: What each field is called in the French forms, in short.
LABELS: Mapping[str, str] = {
    "BT-06-Lot": "Achat stratégique",
    "BT-775-Lot": "Objectif social",
    "BT-71-Lot": "Participation réservée",
    "BT-736-Lot": "Exécution réservée",
    "BT-70-Lot": "Conditions d’exécution",
    "BT-300-Lot": "Informations complémentaires",
    "BT-539-Lot": "Critère d’attribution : type",
    "BT-734-Lot": "Critère d’attribution : nom",
    "BT-540-Lot": "Critère d’attribution : description",
    "BT-541-Lot-WeightNumber": "Critère d’attribution : poids",
    "BT-5421-Lot": "Critère d’attribution : unité du poids",
}
_UNITS = {"%": "per-exa", "points": "poi-exa", "rang": "ord-imp"}
WHOLE = "LOT-0001"
#: Written in BT-70 when the condition's own text is not known.
CONDITION = "Le marché comporte une condition d’exécution à caractère social (clause d’insertion)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of one lot: a code of the official list, or a text to type."""

    lot: str
    field: str
    value: str

    @property
    def label(self) -> str:
        return LABELS[self.field]


def eforms_fields(facts: SocialFacts) -> tuple[Field, ...]:
    """The fields to fill, in the order of the form.

    A lot with nothing social gets ``none`` and ``no``: a field left empty says nothing. BT-71 has one code for
    handicap and insertion, so BT-300 says which, with the article.
    """
    return tuple(
        Field(lot=lot.lot or WHOLE, field=field, value=value) for lot in facts.lots for field, value in _lot(lot)
    )


def _lot(lot: LotFacts) -> list[tuple[str, str]]:
    rows = [("BT-06-Lot", "soc-obj" if lot.is_social else "none")]
    rows += [("BT-775-Lot", code) for code in lot.objectives if lot.is_social]
    rows.append(("BT-71-Lot", _reserved(lot.reserved)))
    rows.append(("BT-736-Lot", "yes" if lot.reserved_execution else "no"))
    if lot.condition:
        rows.append(("BT-70-Lot", lot.condition_text or CONDITION))
    if lot.reserved:
        rows.append(("BT-300-Lot", _reservation(lot.reserved)))
    for one in lot.criteria:
        rows += [("BT-539-Lot", "quality"), ("BT-734-Lot", one.name)]
        rows += [("BT-540-Lot", one.description)] if one.description else []
        if one.weight is not None and one.unit in _UNITS:  # a number without its unit has no field
            rows += [("BT-541-Lot-WeightNumber", format(one.weight, "f")), ("BT-5421-Lot", _UNITS[one.unit])]
    return rows


def _reserved(reserved: Reserved | None) -> str:
    if reserved is None:
        return "none"
    return "res-pub-ser" if reserved is Reserved.ESS else "res-ws"


def _reservation(reserved: Reserved) -> str:
    return f"Lot {reserved.label} (article {reserved.article} du code de la commande publique)."
