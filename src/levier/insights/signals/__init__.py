"""Clause-washing flags, computed from the record for each company or each contract of a year."""

from __future__ import annotations

from .compute import Signals, signals, signals_of
from .definitions import FLAGS_BY_CODE, flag_of, slug, title_of

__all__ = ["FLAGS_BY_CODE", "Signals", "flag_of", "signals", "signals_of", "slug", "title_of"]
