"""The little that figures share: which statements count as declared, and sums at two decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from levier.delivery.enums import StatementState
from levier.domain.quantities import CENT, ZERO, Hours

#: A statement counts as declared once it was sent; « commencé » is still the company's own draft.
DECLARED_STATES = (StatementState.SUBMITTED, StatementState.RETURNED, StatementState.CLOSED)


def cents(value: Decimal | None) -> Hours:
    """A sum of hours at two decimals: SQLite adds decimals in binary."""
    return ZERO if value is None else Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)
