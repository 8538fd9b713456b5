"""What the services of the directory are given: facts about an organisation, already typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from levier.domain.vocabulary import BuyerKind, StructureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who and where an organisation is. Without coordinates, they are looked up from the commune."""

    name: str
    siret: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    #: WGS 84, degrees.
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureFacts:
    """What an inclusive structure can do. ``capacity_hours_month`` is ``None`` while nobody knows it."""

    structure_kind: StructureKind
    trades: Sequence[str] = ()
    #: Hours a month, all contracts together.
    capacity_hours_month: Decimal | None = None
    recent_load_hours_month: Decimal = Decimal(0)
    radius_km: int = 30
    #: € excl. VAT a year.
    annual_turnover: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerFacts:
    """What the law needs to know of a buyer; amounts in € excl. VAT a year."""

    buyer_kind: BuyerKind = BuyerKind.AUTHORITY
    annual_purchases: Decimal | None = None
    insertion_competence: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """Somebody to call, with professional details only."""

    name: str
    function: str = ""
    email: str = ""
    phone: str = ""
    receives_links: bool = False
