"""What the public data say of an awarded contract, whatever the format they came in.

A field that is absent, or that cannot be trusted, is ``None`` or empty, and ``AwardedContract.warnings`` says so in
French. Amounts are euros excluding VAT. The contract's own fields are those of its first publication; the properties
``current_…`` apply the modifications in order. The classes are named tuples, frozen and three times as fast to make as
frozen data classes: millions of contracts are read.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Source(StrEnum):
    """The format a contract was read from."""

    DECP_2019 = "decp-2019"
    DECP_2022 = "decp-2022"
    CONCESSION_2022 = "decp-2022-concession"
    TABLE = "decp-table"
    UNREADABLE = "decp-unreadable"

    @property
    def label(self) -> str:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    Source.DECP_2019: "DECP (format 2019)",
    Source.DECP_2022: "DECP (format 2022)",
    Source.CONCESSION_2022: "DECP (concession, format 2022)",
    Source.TABLE: "DECP (table consolidée)",
    Source.UNREADABLE: "DECP (contrat illisible)",
}


class Social(StrEnum):
    """A social consideration as the buyer declares it (arrêté du 22 décembre 2022)."""

    CLAUSE = "clause"
    CRITERION = "criterion"
    RESERVED = "reserved"

    @property
    def label(self) -> str:
        return {"clause": "Clause sociale", "criterion": "Critère social", "reserved": "Marché réservé"}[self.value]


class Environmental(StrEnum):
    """An environmental consideration as the buyer declares it (same text)."""

    CLAUSE = "clause"
    CRITERION = "criterion"

    @property
    def label(self) -> str:
        return {"clause": "Clause environnementale", "criterion": "Critère environnemental"}[self.value]


class Organisation(NamedTuple):
    """A buyer, a winner or a subcontractor."""

    #: As written, cleaned of blanks.
    id: str = ""
    #: SIRET, TVA, TAHITI, RIDET, FRWF, IREP or HORS-UE; empty when neither written nor plain from the identifier.
    kind: str = ""
    name: str = ""
    #: Fourteen digits with a sound key, else empty.
    siret: str = ""

    @property
    def siren(self) -> str:
        """Nine checked digits, known also when only they were written."""
        return self.id if self.kind == "SIREN" else self.siret[:9]

    def __str__(self) -> str:
        return self.name or self.siret or self.id


class Site(NamedTuple):
    """The main place where the contract is performed."""

    code: str = ""
    #: « Code postal », « Code commune », « Code département »…
    kind: str = ""
    name: str = ""
    #: « 38 », « 2A », « 974 »; empty for a region, a country, or a code nobody can place.
    department: str = ""


class Modification(NamedTuple):
    """A change made after award: only what changed is filled."""

    number: int = 0
    notified_on: date | None = None
    published_on: date | None = None
    amount: Decimal | None = None
    duration_months: int | None = None
    winners: tuple[Organisation, ...] = ()
    object: str = ""


class AwardedContract(NamedTuple):
    """One contract or concession, with its modifications in order."""

    source: Source
    #: SIRET of the buyer, then the buyer's number; where the number is a placeholder shared by several contracts, a
    #: mark of their content follows it. Empty when the contract could not be read.
    uid: str = ""
    id: str = ""
    buyer: Organisation = Organisation()
    nature: str = ""
    object: str = ""
    cpv: str = ""
    procedure: str = ""
    techniques: tuple[str, ...] = ()
    execution_modes: tuple[str, ...] = ()
    framework_id: str = ""
    site: Site = Site()
    duration_months: int | None = None
    notified_on: date | None = None
    #: A concession says when its execution begins.
    starts_on: date | None = None
    published_on: date | None = None
    amount: Decimal | None = None
    price_form: str = ""
    price_kinds: tuple[str, ...] = ()
    winners: tuple[Organisation, ...] = ()
    grouping: str = ""
    offers_received: int | None = None
    ccag: str = ""
    innovative: bool | None = None
    advance: bool | None = None
    #: Share of the amount, between 0 and 1.
    advance_rate: Decimal | None = None
    subcontracting: bool | None = None
    subcontractors: tuple[Organisation, ...] = ()
    #: ``None``: the buyer declares nothing (2019 has no such field); empty: the buyer declares that there is none.
    social: tuple[Social, ...] | None = None
    environmental: tuple[Environmental, ...] | None = None
    modifications: tuple[Modification, ...] = ()
    #: File or platform the row of a consolidated table came from.
    origin: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def is_concession(self) -> bool:
        return self.source is Source.CONCESSION_2022

    @property
    def is_framework(self) -> bool:
        return "Accord-cadre" in self.techniques or self.nature == "Accord-cadre"

    @property
    def current_amount(self) -> Decimal | None:
        return next((m.amount for m in reversed(self.modifications) if m.amount is not None), self.amount)

    @property
    def current_duration_months(self) -> int | None:
        found = (m.duration_months for m in reversed(self.modifications) if m.duration_months is not None)
        return next(found, self.duration_months)

    @property
    def current_winners(self) -> tuple[Organisation, ...]:
        return next((m.winners for m in reversed(self.modifications) if m.winners), self.winners)
