"""What stands between an obligation and its end: the same for « Clore l’obligation » and « Clore le marché »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.domain.dates import format_date
from levier.domain.quantities import ZERO, Hours, format_hours

from .models import Certificate, ClosingReport, Obligation, Shortfall


class Remedy(StrEnum):
    """The page where it is put right."""

    TREAT = "treat"
    REPORT = "report"
    EXCHANGE = "exchange"
    REVOKE = "revoke"
    NOTICE = "notice"
    AMEND = "amend"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that must be settled first: what it is, and what to do, in French."""

    sentence: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class State:
    """What the answer depends on. ``exchange``: the last one; ``waiting``: statements received and not treated."""

    obligation: Obligation
    due: Hours
    validated: Hours
    reports: Sequence[ClosingReport]
    certificate: Certificate | None
    exchange: Shortfall | None
    waiting: int = 0

    @property
    def missing(self) -> Hours:
        return max(ZERO, self.due - self.validated)

    @property
    def unestablished(self) -> bool:
        """More hours are missing than the last exchange established: its decision is not about them."""
        return self.missing > (self.exchange.hours_missing if self.exchange else ZERO)

    @property
    def is_reported(self) -> bool:
        """A report says where it ends: one gives the hours of this moment."""
        now = (self.due, self.validated)
        return any((Decimal(one.figures["due"]), Decimal(one.figures["validated"])) == now for one in self.reports)


def hindrances(state: State, *, today: date) -> Iterator[Hindrance]:
    """What must be settled before the end, in the order it is done. Missing hours always go to the buyer's decision."""
    if state.waiting:
        yield Hindrance(f"Relevés reçus et non traités : {state.waiting}. Traitez-les d’abord.", Remedy.TREAT)
    if (state.due or state.validated) and not state.reports:
        yield Hindrance("Arrêtez d’abord le bilan.", Remedy.REPORT)
    elif state.reports and not state.is_reported:
        yield Hindrance("Depuis le bilan, les heures ont changé : arrêtez un nouveau bilan.", Remedy.REPORT)
    if state.exchange is not None and state.exchange.decided_on is None:
        yield Hindrance("L’échange sur les heures manquantes attend une décision.", Remedy.EXCHANGE)
    elif state.missing and state.certificate is not None:
        yield Hindrance(
            f"Une attestation est remise, et des corrections laissent {format_hours(state.missing)} manquantes. "
            "Retirez-la d’abord.",
            Remedy.REVOKE,
        )
    elif state.unestablished:
        yield _unsettled(state, today)


def _unsettled(state: State, today: date) -> Hindrance:
    missing, ends_on = format_hours(state.missing), state.obligation.ends_on
    if ends_on > today:
        return Hindrance(
            f"Il manque {missing}, et l’obligation court jusqu’au {format_date(ends_on)}. Si elle s’arrête plus tôt, modifiez "
            "d’abord les heures dues ou leur fin, en disant pourquoi.",
            Remedy.AMEND,
        )
    if state.exchange is not None:
        return Hindrance(
            f"Il manque {missing}, et la décision de l’acheteur portait sur {format_hours(state.exchange.hours_missing)} : "
            "constatez-les à nouveau. L’entreprise répond, puis l’acheteur décide.",
            Remedy.NOTICE,
        )
    return Hindrance(
        f"Il manque {missing} : constatez-les d’abord. L’entreprise répond, puis l’acheteur décide d’une pénalité ou y "
        "renonce par écrit.",
        Remedy.NOTICE,
    )
