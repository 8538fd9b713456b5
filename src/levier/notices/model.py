"""What a published notice says, whatever the format it came in.

A field that the notice does not give, or gives in a form that cannot be trusted, is ``None`` or empty, and
``Notice.warnings`` says so in French. Amounts are euros excluding VAT unless ``currency`` says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

#: Aware (Europe/Paris) when the notice gives the hour, a plain day when it does not.
Deadline: TypeAlias = datetime | date


class Source(StrEnum):
    """The format a notice was read from."""

    EFORMS = "eforms"
    BOAMP_EFORMS = "boamp-eforms"
    BOAMP_MAPA = "boamp-mapa"
    BOAMP_FNS = "boamp-fns"
    BOAMP_LEGACY = "boamp-legacy"
    BOAMP_RECORD = "boamp-record"
    TED_EXPORT = "ted-export"

    @property
    def label(self) -> str:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    Source.EFORMS: "TED (eForms)",
    Source.BOAMP_EFORMS: "BOAMP (eForms)",
    Source.BOAMP_MAPA: "BOAMP (MAPA)",
    Source.BOAMP_FNS: "BOAMP (formulaire national simplifié)",
    Source.BOAMP_LEGACY: "BOAMP (ancien format)",
    Source.BOAMP_RECORD: "BOAMP (fiche sans contenu détaillé)",
    Source.TED_EXPORT: "TED (ancien format)",
}


class Kind(StrEnum):
    """What the notice announces."""

    PLANNING = "planning"
    COMPETITION = "competition"
    RESULT = "result"
    MODIFICATION = "modification"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.PLANNING: "préinformation",
    Kind.COMPETITION: "avis de marché",
    Kind.RESULT: "avis d’attribution",
    Kind.MODIFICATION: "avis de modification",
    Kind.CORRECTION: "avis rectificatif",
    Kind.CANCELLATION: "avis d’annulation",
    Kind.OTHER: "avis",
}


class Nature(StrEnum):
    """Works, supplies or services (BT-23)."""

    WORKS = "works"
    SUPPLIES = "supplies"
    SERVICES = "services"

    @property
    def label(self) -> str:
        return {"works": "travaux", "supplies": "fournitures", "services": "services"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the contract is performed, or where a party is."""

    nuts: str = ""
    #: « 38 », « 2A », « 974 »; deduced from the NUTS code or the postcode.
    department: str = ""
    postcode: str = ""
    city: str = ""

    def __str__(self) -> str:
        town = " ".join(part for part in (self.postcode, self.city) if part)
        code = self.department or self.nuts
        if town and code and not self.postcode.startswith(code):
            return f"{town} ({code})"
        return town or code


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A buyer or a winner as the notice names it."""

    name: str
    #: Fourteen checked digits, else ``None``.
    siret: str | None = None
    #: Nine checked digits, known also from a VAT number.
    siren: str | None = None
    #: As written in the notice.
    identifier: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One award criterion."""

    #: ``price``, ``cost``, ``quality`` or empty.
    kind: str = ""
    name: str = ""
    description: str = ""
    weight: Decimal | None = None
    #: « % », « points », « rang », « » when the notice does not say.
    weight_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A piece of free text, kept for the recognition of social considerations."""

    #: French name of the rubric (« Conditions d’exécution »).
    rubric: str
    text: str
    #: Identifier of the lot, empty for the whole notice.
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot; a notice without lots has exactly one, numbered « 1 »."""

    id: str
    title: str = ""
    description: str = ""
    cpv: str = ""
    cpv_additional: tuple[str, ...] = ()
    amount: Decimal | None = None
    currency: str = "EUR"
    framework_maximum: Decimal | None = None
    nature: Nature | None = None
    places: tuple[Place, ...] = ()
    duration_months: int | None = None
    is_framework: bool = False
    #: BT-765 code other than ``none``: ``fa-wo-rc``, ``fa-w-rc``, ``fa-mix``.
    framework: str = ""
    #: Most operators the framework agreement may have (BT-113).
    framework_operators: int | None = None
    #: BT-766 code other than ``none``: the lot is bought through a dynamic purchasing system.
    dynamic_system: str = ""
    #: When tenders are due (BT-131), else requests to participate, else expressions of interest (BT-630).
    deadline: Deadline | None = None
    #: When requests to participate are due (BT-1311), in two-stage procedures.
    request_deadline: Deadline | None = None
    documents_url: str = ""
    #: BT-71 codes other than ``none``: ``res-ws``, ``res-pub-ser``.
    reserved_participation: tuple[str, ...] = ()
    #: BT-736: ``yes``, ``no``, ``not-known`` or empty.
    reserved_execution: str = ""
    #: Why the execution is reserved (OPT-070).
    reserved_execution_reason: str = ""
    #: BT-06 codes other than ``none``.
    strategic: tuple[str, ...] = ()
    #: What the buyer writes about it (BT-777).
    strategic_terms: str = ""
    #: BT-774 codes.
    environmental_impact: tuple[str, ...] = ()
    #: BT-775 codes.
    social_objectives: tuple[str, ...] = ()
    #: BT-776 codes.
    innovation: tuple[str, ...] = ()
    #: BT-754 code (accessibility criteria for people with disabilities): ``inc``, ``n-inc``, ``n-inc-just``.
    accessibility: str = ""
    #: BT-70 and its kin.
    performance_terms: str = ""
    criteria: tuple[Criterion, ...] = ()
    #: Why the criteria are only ranked (BT-733).
    criteria_order_reason: str = ""
    #: How the criteria are weighed when weights do not say it (BT-543).
    criteria_formula: str = ""
    #: BT-142 in result notices: ``selec-w`` (a winner was chosen), ``clos-nw`` (closed without), ``open-nw``.
    result: str = ""

    @property
    def number(self) -> str:
        """« 3 » for « LOT-0003 »; the identifier itself when it holds no number."""
        digits = self.id.rpartition("-")[2]
        return (digits.lstrip("0") or "0") if digits.isascii() and digits.isdigit() else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A company that won, with the lots and the amount of its tender."""

    party: Party
    lots: tuple[str, ...] = ()
    amount: Decimal | None = None
    currency: str = "EUR"
    concluded_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One published notice."""

    source: Source
    notice_id: str = ""
    publication_number: str = ""
    #: Page of the official site that shows it.
    official_url: str = ""
    procedure_id: str = ""
    #: The notice this one corrects or cancels: its ``notice_id`` (or ``publication_number``), else empty.
    changes: str = ""
    #: Earlier notices of the same purchase, named the same way.
    links: tuple[str, ...] = ()
    #: SDK or schema version, kept for the record only.
    version: str = ""
    kind: Kind = Kind.OTHER
    #: Form as the source names it (« cn-standard », « MAPA », « F02 »).
    form: str = ""
    #: eForms notice subtype (« 16 », « E3 »).
    subtype: str = ""
    published_on: date | None = None
    procedure: str = ""
    buyers: tuple[Party, ...] = ()
    title: str = ""
    description: str = ""
    #: Reference the buyer gives to the contract.
    reference: str = ""
    nature: Nature | None = None
    cpv_main: str = ""
    cpv_additional: tuple[str, ...] = ()
    estimated_amount: Decimal | None = None
    #: Value of the awarded contracts (result notices).
    awarded_amount: Decimal | None = None
    currency: str = "EUR"
    framework_maximum: Decimal | None = None
    is_framework: bool = False
    places: tuple[Place, ...] = ()
    deadline: Deadline | None = None
    duration_months: int | None = None
    lots: tuple[Lot, ...] = ()
    winners: tuple[Winner, ...] = ()
    documents_url: str = ""
    texts: tuple[Text, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def best_amount(self) -> tuple[Decimal, str] | None:
        """The amount to start a pre-diagnosis from, with what it is, in French.

        The procedure's own estimate first, then the sum of the lots when every lot has one in the same currency,
        the framework's maximum, and last the awarded value.
        """
        if self.estimated_amount is not None:
            return self.estimated_amount, "montant estimé"
        amounts = [lot.amount for lot in self.lots if lot.amount is not None and lot.currency == self.currency]
        if amounts and len(amounts) == len(self.lots):
            return sum(amounts, Decimal(0)), "somme des lots"
        if self.framework_maximum is not None:
            return self.framework_maximum, "maximum de l’accord-cadre"
        if self.awarded_amount is not None:
            return self.awarded_amount, "montant attribué"
        return None
