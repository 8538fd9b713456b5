"""Lever choice and supply check: what the structures around a lot can do, hence which lever fits."""

from __future__ import annotations

from .choice import LeverChoice, LeverOption, Risk, choose_lever, page
from .supply import (
    Ability,
    LotNeed,
    ReservationOption,
    StructureAnswer,
    StructureOffer,
    SupplyCheck,
    SupplyPolicy,
    check_supply,
)

__all__ = [
    "Ability",
    "LeverChoice",
    "LeverOption",
    "LotNeed",
    "ReservationOption",
    "Risk",
    "StructureAnswer",
    "StructureOffer",
    "SupplyCheck",
    "SupplyPolicy",
    "check_supply",
    "choose_lever",
    "page",
]
