"""What the services of this room are given: facts already typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.directory.models import Organisation
from levier.domain.matching import Barrier

from .enums import Education, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Who a person is and how to reach them; ``in_qpv`` is ``None`` while nobody knows it."""

    first_name: str
    last_name: str
    birth_date: date
    sex: Sex = Sex.UNSAID
    education: Education = Education.UNSAID
    in_qpv: bool | None = None
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    referrer: Organisation | None = None
    #: When the person was told how their data are used.
    informed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How to reach a person, and where they start from."""

    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """What a candidate can do, wants and needs; hours are a week, distances kilometres as the crow flies."""

    #: ROME codes, the wish that matters most first.
    occupations: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    available_from: date | None = None
    weekly_hours: Decimal | None = None
    radius_km: int | None = None
    has_licence: bool = False
    has_vehicle: bool = False
    uses_transit: bool = False
    wishes: str = ""
    barriers: tuple[Barrier, ...] = ()
