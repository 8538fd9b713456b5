"""Sums made by the database, exact to the hundredth: SQLite adds decimals in binary (98.02 − 90.09 would give 7.92999…).

Every room that sums hours or euros uses these, never a bare ``Sum``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Sum, Value
from django.db.models.functions import Coalesce

from levier.domain.quantities import CENT, ZERO


def _to_cents(value: Any, _expression: object, _connection: object) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(CENT)


class CentSum(Sum):
    """``Sum`` of a two-decimal field, rounded back to two decimals."""

    @property
    def convert_value(self) -> Callable[..., Decimal | None]:
        return _to_cents


class CentCoalesce(Coalesce):
    """``Coalesce`` around such a sum taken in a subquery."""

    @property
    def convert_value(self) -> Callable[..., Decimal | None]:
        return _to_cents


def hours_total(path: str) -> CentCoalesce:
    """The sum of a column of hours, zero when there is none."""
    return CentCoalesce(CentSum(path), Value(ZERO, output_field=DecimalField(max_digits=10, decimal_places=2)))
