"""What the catalogue says of a purchase, and the calendar that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from levier.domain.months import add_months, month_end, month_start
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever, Modality, PurchaseNature, ReservedArticle

#: Days from the entry of a contract to each event of its preparation.
ANSWERED, SET_UP, CALIBRATED, ASKED, CONSENTED, PROPOSED, AGREED, LAUNCHED = 8, 14, 20, 22, 25, 28, 36, 42
AWARDED, FOLLOWED, OWED, INVITED, MET, STARTED = 96, 103, 106, 108, 118, 122
#: Days from the entry to the first day of work, at least.
PREPARATION = 126
#: Days from the last day of work to each event of the end.
REPORTED, ENDED = 24, 28


class Hold(StrEnum):
    """Where a lot stops inside its step, so that something waits for somebody."""

    LEVER = "lever"
    CALIBRATION = "calibration"
    CONSENT = "consent"
    PROPOSED = "proposed"
    REFUSED = "refused"


class Flag(StrEnum):
    """What happens to a lot that somebody must look at."""

    LATE_STATEMENT = "late_statement"
    TO_DECLARE = "to_declare"
    NOT_VALIDATED = "not_validated"
    BUNCHING = "bunching"
    RECOUNTED = "recounted"
    SHORT_CONTRACTS = "short_contracts"
    ALREADY_EMPLOYED = "already_employed"
    UNCHECKED = "unchecked"
    EXPIRING = "expiring"
    RETURNED = "returned"
    CORRECTED = "corrected"
    PARTIAL = "partial"
    SHORTFALL_REPLIED = "shortfall_replied"
    SHORTFALL_ADVISED = "shortfall_advised"
    SHORTFALL_WAIVED = "shortfall_waived"
    NO_CERTIFICATE = "no_certificate"
    NO_REPORT = "no_report"
    MISSING_WINNERS = "missing_winners"
    MISSING_DOCUMENT = "missing_document"
    THIN_SUPPLY = "thin_supply"
    NO_MEETING = "no_meeting"
    MEETING_TO_NOTE = "meeting_to_note"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPlan:
    """One lot: what it buys, which lever it carries, who does the hours."""

    trade: str
    title: str = ""
    cpv: str = ""
    #: Part of the amount of the contract.
    share: str = "1"
    lever: Lever = Lever.PERFORMANCE_CONDITION
    article: ReservedArticle | None = None
    #: Insertion rate of the calibration.
    rate: str = "0.07"
    #: Hours written by hand (reserved lots, insertion services), instead of a calibration.
    hours: int = 0
    modalities: tuple[Modality, ...] = (Modality.DIRECT_HIRE, Modality.LABOUR_SUPPLY_ETTI)
    #: Hours done at the end, as a share of those due.
    reached: str = "1.08"
    holder: str = ""
    publics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One contract of the catalogue. Either ``entered`` days ago, or at work since ``started`` months."""

    title: str
    nature: PurchaseNature
    cpv: str
    buyer: str
    #: Thousands of euros.
    amount: int
    months: int
    until: Step
    lots: tuple[LotPlan, ...]
    entered: int = 0
    started: int = 0
    hold: Hold | None = None
    flags: frozenset[Flag] = field(default_factory=frozenset)
    framework: bool = False
    operation: str = ""
    place: str = ""
    description: str = ""
    no_clause: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one contract."""

    entered: date
    first: date
    last: date

    def on(self, days: int) -> date:
        """Some days after the entry."""
        return self.entered + timedelta(days=days)

    def end(self, days: int) -> date:
        """Some days after the end of the work."""
        return self.last + timedelta(days=days)

    @property
    def months(self) -> list[date]:
        """First day of each month of work."""
        found, month = [], self.first
        while month <= self.last:
            found.append(month)
            month = add_months(month, 1)
        return found


def calendar(purchase: Purchase, *, today: date) -> Calendar:
    """Dates relative to today: the work starts on the first day of a month."""
    if purchase.started:
        first = add_months(month_start(today), -purchase.started)
        entered = first - timedelta(days=PREPARATION)
    else:
        entered = today - timedelta(days=purchase.entered)
        first = add_months(month_start(entered + timedelta(days=PREPARATION)), 1)
    return Calendar(entered, first, month_end(add_months(first, purchase.months - 1)))
