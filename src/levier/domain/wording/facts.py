"""What the text of a clause is made of. Nothing is filled in here: what is absent stays absent."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from ..applies import Applicable
from ..criterion import Scheme
from ..obligations import OrderRule
from ..quantities import Euros, Hours, Rate
from ..vocabulary import Ccag, Lever, Modality, ReservedArticle


@dataclass(frozen=True, slots=True)
class FixedHours:
    """A number of hours over the whole contract."""

    hours: Hours


@dataclass(frozen=True, slots=True)
class ShareOfHours:
    """A share of the hours worked to perform the contract."""

    share: Rate


HoursTerms: TypeAlias = FixedHours | OrderRule | ShareOfHours


@dataclass(frozen=True, slots=True)
class FacilitatorContact:
    """The person named in the documents, with professional details only."""

    name: str
    body: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Which hours count, beyond work on the contract."""

    cdi_years_cap: int | None = None
    leave_counts: bool = False
    pmsmp_counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyText:
    """Penalties as the contract writes them; ``None`` writes nothing. No amount of our own."""

    per_hour: Euros | None = None
    smic_multiple: Decimal | None = None
    lump_sum: Euros | None = None
    per_day: Euros | None = None
    cap: Euros | None = None
    cap_share: Rate | None = None
    ccag_cap: bool | None = None
    ccag_exemption: bool | None = None

    @property
    def any(self) -> bool:
        return any(value is not None for value in (self.per_hour, self.smic_multiple, self.lump_sum, self.per_day))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingFacts:
    """One lot's clause, ready to be written. ``publics`` empty means the common list, given in ``common_publics``."""

    lever: Lever | None
    applicable: Applicable
    buyer: str
    object: str
    #: « Lot 2 : Peinture », empty for a single lot.
    lot: str = ""
    is_framework: bool = False
    ccag: Ccag | None = None
    reserved: ReservedArticle | None = None
    exception: str = ""
    exception_reason: str = ""
    scope: str = ""
    facilitator: FacilitatorContact | None = None
    publics: tuple[str, ...] = ()
    common_publics: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ()
    hours: HoursTerms | None = None
    counting: Counting = field(default_factory=Counting)
    penalties: PenaltyText = field(default_factory=PenaltyText)
    scheme: Scheme | None = None
    #: Day of the month by which the statement of the month before is due.
    statement_day: int | None = None
