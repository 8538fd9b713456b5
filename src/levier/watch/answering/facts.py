"""What a structure may write, as its services take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """Everything of ``BidderProfile`` that a person types."""

    other_kinds: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    preparation_days: int | None = None
    euros_per_hour: Decimal | None = None
    ess_mission: bool | None = None
    legal_form: str = ""
    created_in: int | None = None
    workers: int | None = None
    insertion_workers: int | None = None
    presentation: str = ""
    means: str = ""
    quality: str = ""
    publics: str = ""
    support: str = ""
    outcomes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceFacts:
    """Work already done."""

    title: str
    client: str
    year: int
    amount: Decimal | None = None
    trade: str = ""
    description: str = ""


#: Question → (answer, why).
Answers = Mapping[str, tuple[str, str]]
