"""Which column of a programme holds what (``levier.sheets.mapping``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levier.sheets import mapping as shared

from .fields import FIELDS

#: Amounts including VAT are never taken for amounts excluding it.
_NEVER = frozenset({"ttc"})


def guess_mapping(headers: Sequence[str], *, remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our field → header of the sheet."""
    return shared.guess_mapping(headers, fields=FIELDS, remembered=remembered, never=_NEVER)


def check_mapping(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """The mapping if it can be used.

    Raises:
        ImportFailed: with one line per fault.
    """
    return shared.check_mapping(mapping, headers, fields=FIELDS)
