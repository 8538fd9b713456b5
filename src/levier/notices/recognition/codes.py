"""Structured codes: they raise or lower what the text says, and say nothing alone."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Lot, Notice, Source
from .model import Code, Consideration, Finding, ReservedFor

#: Labels: EU code lists reserved-procurement, social-objective, strategic-procurement (in short).
_LABELS = {
    ("BT-71", "res-ws"): "Participation réservée : EA, ESAT, SIAE ou équivalents",
    ("BT-71", "res-pub-ser"): "Participation réservée : organismes de service public",
    ("BT-736", "yes"): "Exécution réservée dans le cadre d’emplois protégés",
    ("BT-06", "soc-obj"): "Achat stratégique à objectif social",
    ("BT-775", "acc-all"): "Accessibilité à tous",
    ("BT-775", "et-eq"): "Égalité ethnique",
    ("BT-775", "gen-eq"): "Égalité entre les femmes et les hommes",
    ("BT-775", "hum-right"): "Droits humains dans les chaînes d’approvisionnement",
    ("BT-775", "opp"): "Emploi de personnes éloignées de l’emploi, défavorisées ou handicapées",
    ("BT-775", "work-cond"): "Conditions de travail équitables",
    ("BT-775", "other"): "Autre objectif social",
}
#: Formats in which the buyer must say whether the contract is reserved.
_ASKS = frozenset({Source.EFORMS, Source.BOAMP_EFORMS, Source.TED_EXPORT})
#: Of 143 real French notices, BT-71 was filled in one: its silence says little, its presence somewhat more.
_RAISES, _LOWERS = 5, -5


#: CPV of what sheltered and insertion structures commonly do: meals, laundry, cleaning, green spaces, waste, mailing,
#: printing, packing, small furniture. A « reserved » code on a casino or a bus line is a box ticked by mistake.
_THEIR_TRADES = (
    "555",
    "983",
    "909",
    "773",
    "905",
    "906",
    "7981",
    "7982",
    "7992",
    "798",
    "391",
    "301995",
    "7952",
)
_CODE_AND_TRADE = 55


def codes_of(notice: Notice) -> tuple[Code, ...]:
    """The social codes that the buyer filled, lot by lot."""
    found = []
    for lot in notice.lots:
        filled = [("BT-71", code) for code in lot.reserved_participation]
        filled += [("BT-736", lot.reserved_execution)]
        filled += [("BT-06", code) for code in lot.strategic]
        filled += [("BT-775", code) for code in lot.social_objectives]
        found += [
            Code(field=field, code=code, label=_LABELS[field, code], lot=lot.id)
            for field, code in filled
            if (field, code) in _LABELS
        ]
    return tuple(found)


def adjustment(kind: Consideration, notice: Notice, lots: Iterable[str]) -> int:
    """Points of confidence that the codes of the lots concerned add or take."""
    held = set(lots)
    concerned = [lot for lot in notice.lots if not held or lot.id in held]
    if kind is Consideration.RESERVATION:
        if any(lot.reserved_participation for lot in concerned):
            return _RAISES
        return _LOWERS if notice.source in _ASKS else 0
    if kind is Consideration.CLAUSE and any(_aims(lot) for lot in concerned):
        return _RAISES
    return 0


def _aims(lot: Lot) -> bool:
    return "soc-obj" in lot.strategic or "opp" in lot.social_objectives or lot.reserved_execution == "yes"


def reserved_by_code(notice: Notice, lots: Iterable[str]) -> ReservedFor | None:
    """Whom the codes name. ``res-ws`` covers disability and insertion alike."""
    held = set(lots)
    codes = {code for lot in notice.lots if not held or lot.id in held for code in lot.reserved_participation}
    if "res-ws" in codes:
        return ReservedFor.BOTH
    return ReservedFor.PUBLIC_SERVICE if "res-pub-ser" in codes else None


def by_code_and_trade(notice: Notice) -> list[Finding]:
    """Reservations that the code alone says, when inclusive structures commonly do such work; quoted by the title."""
    coded = [lot for lot in notice.lots if "res-ws" in lot.reserved_participation]
    lots = [lot for lot in coded if lot.cpv.startswith(_THEIR_TRADES) or notice.cpv_main.startswith(_THEIR_TRADES)]
    title = next(((rank, text) for rank, text in enumerate(notice.texts) if text.rubric == "Objet" and text.text), None)
    if not lots or title is None:
        return []
    rank, text = title
    end = min(len(text.text), 400)
    return [
        Finding(
            kind=Consideration.RESERVATION,
            quote=text.text[:end],
            rubric=text.rubric,
            lots=() if len(lots) == len(notice.lots) else tuple(lot.id for lot in lots),
            text=rank,
            end=end,
            rule="code-et-metier",
            confidence=_CODE_AND_TRADE,
            reserved_for=ReservedFor.BOTH,
            article=ReservedFor.BOTH.article,
        )
    ]
