"""An explanation as a page shows it, whether it comes fresh from a rule or from storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from levier.domain.explanation import Explanation

TO_CHECK = "à vérifier"
_MARK = f"({TO_CHECK})"


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A reference, without its mark, and whether the mark must be shown."""

    reference: str
    to_check: bool


@dataclass(frozen=True, slots=True)
class ShownStep:
    label: str
    formula: str
    result: str
    source: ShownSource | None


@dataclass(frozen=True, slots=True)
class ShownWarning:
    message: str
    severity: str
    source: ShownSource | None


@dataclass(frozen=True, slots=True)
class ShownExplanation:
    """What ``components/explanation.html`` draws."""

    conclusion: str
    steps: tuple[ShownStep, ...]
    warnings: tuple[ShownWarning, ...]
    sources: tuple[ShownSource, ...]

    @property
    def to_check(self) -> bool:
        return any(source.to_check for source in self.sources)


def _source(text: object) -> ShownSource | None:
    raw = str(text).strip() if text else ""
    if not raw:
        return None
    return ShownSource(reference=raw.removesuffix(_MARK).strip(), to_check=raw.endswith(_MARK))


def explained(value: Explanation | Mapping[str, Any]) -> ShownExplanation:
    """Read an ``Explanation`` or its stored form (``as_dict()``)."""
    data: Mapping[str, Any] = value.as_dict() if isinstance(value, Explanation) else value
    steps = tuple(
        ShownStep(
            label=step.get("label", ""),
            formula=step.get("formula", ""),
            result=step.get("result", ""),
            source=_source(step.get("source")),
        )
        for step in data.get("steps", ())
    )
    warnings = tuple(
        ShownWarning(
            message=warning.get("message", ""),
            severity=warning.get("severity", "warning"),
            source=_source(warning.get("source")),
        )
        for warning in data.get("warnings", ())
    )
    found = [step.source for step in steps] + [warning.source for warning in warnings]
    seen = {source: None for source in found if source is not None}
    return ShownExplanation(conclusion=data.get("conclusion", ""), steps=steps, warnings=warnings, sources=tuple(seen))
