"""What the answer is made of: duties that bind, levers that are open, each with its reason and its article."""

from __future__ import annotations

from dataclasses import dataclass

from ..explanation import Explanation, Source
from ..vocabulary import Lever, ReservedArticle
from .exceptions import SocialConditionException


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something the buyer must do. ``binds`` is ``None`` when a fact is missing or the text was not found."""

    code: str
    title: str
    #: The rule in general, whatever the purchase (one French sentence).
    rule: str
    binds: bool | None
    #: Complete French sentences.
    why: str
    article: str
    source: Source
    #: Exceptions that this purchase could invoke; each needs a written reason (``check_exception``).
    exceptions: tuple[SocialConditionException, ...] = ()
    #: Facts to ask for, in French (« le montant »).
    missing: tuple[str, ...] = ()

    @property
    def written_reason_required(self) -> bool:
        """True when the buyer may step out of the duty only by writing why."""
        return bool(self.exceptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A lever and whether it is open to this purchase (``None``: a fact is missing, or the text was not found)."""

    lever: Lever
    title: str
    open: bool | None
    conditions: tuple[str, ...]
    why: str
    article: str
    source: Source
    #: For a reserved contract, the article it rests on.
    reserved: ReservedArticle | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applicable:
    """The whole answer of ``what_applies``."""

    duties: tuple[Duty, ...]
    levers: tuple[Opening, ...]
    explanation: Explanation

    def duty(self, code: str) -> Duty:
        """The duty of that code (``KeyError`` when it is not in the answer)."""
        return {duty.code: duty for duty in self.duties}[code]

    def opening(self, lever: Lever, reserved: ReservedArticle | None = None) -> Opening:
        """The line of a lever, and of its article for a reserved contract."""
        return {(line.lever, line.reserved): line for line in self.levers}[lever, reserved]

    @property
    def binding(self) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if duty.binds)

    @property
    def open_levers(self) -> tuple[Opening, ...]:
        return tuple(line for line in self.levers if line.open)

    @property
    def missing(self) -> tuple[str, ...]:
        """Every fact to ask for, once each."""
        asked = [duty.missing for duty in self.duties] + [line.missing for line in self.levers]
        return tuple(dict.fromkeys(fact for facts in asked for fact in facts))

    def as_dict(self) -> dict[str, object]:
        """Plain data, for storage and for programs."""
        return {
            "duties": [
                {
                    "code": duty.code,
                    "title": duty.title,
                    "rule": duty.rule,
                    "binds": duty.binds,
                    "why": duty.why,
                    "article": duty.article,
                    "source": str(duty.source),
                    "exceptions": [exception.value for exception in duty.exceptions],
                    "written_reason_required": duty.written_reason_required,
                    "missing": list(duty.missing),
                }
                for duty in self.duties
            ],
            "levers": [
                {
                    "lever": line.lever.value,
                    "reserved": line.reserved.value if line.reserved else None,
                    "title": line.title,
                    "open": line.open,
                    "conditions": list(line.conditions),
                    "why": line.why,
                    "article": line.article,
                    "source": str(line.source),
                    "missing": list(line.missing),
                }
                for line in self.levers
            ],
            "missing": list(self.missing),
            "explanation": self.explanation.as_dict(),
        }
