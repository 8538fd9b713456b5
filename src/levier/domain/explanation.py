"""The explanation every rule returns beside its result, in French, ready to be shown step by step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How sure we are of a value or a text (the tags of the domain fact sheet)."""

    VERIFIED = "V"
    STATED = "S"
    DERIVED = "D"
    RECALLED = "R"
    NOT_FOUND = "NF"

    @property
    def to_check(self) -> bool:
        """True when the value must be shown « à vérifier »."""
        return self in (Certainty.RECALLED, Certainty.NOT_FOUND)

    @property
    def label(self) -> str:
        return _CERTAINTY_LABELS[self]


_CERTAINTY_LABELS = {
    Certainty.VERIFIED: "vérifié",
    Certainty.STATED: "énoncé par le terrain",
    Certainty.DERIVED: "calculé",
    Certainty.RECALLED: "à vérifier",
    Certainty.NOT_FOUND: "à vérifier (source non trouvée)",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value or a rule comes from."""

    #: Article or document, as a French reader would cite it (« CCP, art. L2112-2 »).
    reference: str
    certainty: Certainty
    #: Free precision: publication read, date, divergence between sources.
    note: str = ""

    def __str__(self) -> str:
        return f"{self.reference} (à vérifier)" if self.certainty.to_check else self.reference


class Severity(StrEnum):
    """How strongly a warning should be shown. None of them blocks."""

    INFO = "info"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the word of the field; the builtin is never needed in the rules
    """Something the facilitator should know before going on."""

    code: str
    message: str
    severity: Severity = Severity.WARNING
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a computation: what is computed, how, and what it gives (all formatted for a reader)."""

    label: str
    formula: str = ""
    result: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a result was reached. ``conclusion`` is one complete French sentence."""

    conclusion: str
    steps: tuple[Step, ...] = ()
    warnings: tuple[Warning, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every distinct source met, in order."""
        seen: dict[Source, None] = {}
        for source in (*(step.source for step in self.steps), *(warning.source for warning in self.warnings)):
            if source is not None:
                seen[source] = None
        return tuple(seen)

    def as_dict(self) -> dict[str, object]:
        """Plain data for storage: a figure keeps the explanation it was produced with."""
        return {
            "conclusion": self.conclusion,
            "steps": [
                {
                    "label": step.label,
                    "formula": step.formula,
                    "result": step.result,
                    "source": str(step.source) if step.source else "",
                }
                for step in self.steps
            ],
            "warnings": [
                {
                    "code": warning.code,
                    "message": warning.message,
                    "severity": warning.severity.value,
                    "source": str(warning.source) if warning.source else "",
                }
                for warning in self.warnings
            ],
        }
