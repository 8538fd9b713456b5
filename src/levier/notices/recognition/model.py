"""What a passage of a notice announces, and the facts it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Consideration(StrEnum):
    """What a sentence announces."""

    CLAUSE = "clause"
    CRITERION = "criterion"
    RESERVATION = "reservation"
    OBJECT = "object"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Consideration.CLAUSE: "clause sociale d’exécution",
    Consideration.CRITERION: "critère social d’attribution",
    Consideration.RESERVATION: "marché ou lot réservé",
    Consideration.OBJECT: "l’insertion est l’objet de l’achat",
}


class ReservedFor(StrEnum):
    """Whom a contract or a lot is reserved to."""

    DISABILITY = "disability"
    IAE = "iae"
    BOTH = "both"
    PRISON = "prison"
    ESS = "ess"
    PUBLIC_SERVICE = "public-service"

    @property
    def label(self) -> str:
        return _RESERVED_LABELS[self]

    @property
    def article(self) -> str:
        """Article of the Code de la commande publique that allows it."""
        return _ARTICLES[self]


_RESERVED_LABELS = {
    ReservedFor.DISABILITY: "entreprises adaptées et ESAT",
    ReservedFor.IAE: "structures d’insertion par l’activité économique",
    ReservedFor.BOTH: "secteur adapté et insertion par l’activité économique",
    ReservedFor.PRISON: "travail en établissement pénitentiaire",
    ReservedFor.ESS: "entreprises de l’économie sociale et solidaire",
    ReservedFor.PUBLIC_SERVICE: "organismes chargés d’une mission de service public",
}
_ARTICLES = {
    ReservedFor.DISABILITY: "L2113-12",
    ReservedFor.IAE: "L2113-13",
    ReservedFor.BOTH: "L2113-14",
    ReservedFor.PRISON: "L2113-13-1",
    ReservedFor.ESS: "L2113-15",
    ReservedFor.PUBLIC_SERVICE: "L2113-15",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountRule:
    """« 1 h par tranche de 2 000 € »."""

    hours: Decimal
    #: Euros.
    per: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the passage says beside what it announces. Nothing is guessed: silence is empty."""

    hours: Decimal | None = None
    #: Share of the work, in percent.
    percentage: Decimal | None = None
    amount_rule: AmountRule | None = None
    #: The words that say the penalty.
    penalty: str = ""
    #: Euros for each hour not done.
    penalty_per_hour: Decimal | None = None
    #: Who helps the companies, as named.
    facilitator: str = ""
    #: French names of the publics aimed at.
    publics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A passage that announces a social consideration, and the rule that says so."""

    kind: Consideration
    #: The passage as it stands in the notice (at most 400 characters).
    quote: str
    rubric: str
    #: Identifiers of the lots, empty for the whole notice.
    lots: tuple[str, ...] = ()
    #: Rank in ``Notice.texts``; the passage is ``texts[text].text[start:end]``.
    text: int = 0
    start: int = 0
    end: int = 0
    #: The very words that the rule read, in the same text.
    mark: tuple[int, int] = (0, 0)
    rule: str = ""
    #: Percent.
    confidence: int = 100
    reserved_for: ReservedFor | None = None
    #: Article cited in the passage, else the one that the beneficiaries point to.
    article: str = ""
    #: Weight of a criterion with its unit as in ``Criterion``.
    weight: Decimal | None = None
    weight_unit: str = ""
    facts: Facts = field(default_factory=Facts)

    @property
    def lot(self) -> str:
        """The only lot, else empty."""
        return self.lots[0] if len(self.lots) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A structured code filled by the buyer, with its label; a hint only."""

    field: str
    code: str
    label: str
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialReading:
    """What the notice says of social considerations."""

    findings: tuple[Finding, ...] = ()
    codes: tuple[Code, ...] = ()

    def announces(self, kind: Consideration) -> bool:
        return any(finding.kind is kind for finding in self.findings)
