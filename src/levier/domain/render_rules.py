"""The rule pages of the documentation, rendered from the code's own tables so that they cannot drift.

Each rule module exposes a builder; list it in ``PAGES``, in the order of reading.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from . import (
    calibration,
    counting,
    criterion,
    eligibility,
    fit,
    flags,
    ledger,
    levers,
    matching,
    obligations,
    penalties,
    statistics,
    trades,
)
from .applies import law_page
from .parameters import parameters_page
from .steps import steps_page

PageBuilder: TypeAlias = Callable[[], tuple[str, str]]
"""Returns the slug of a page (its file name without ``.md``) and its French Markdown."""

PAGES: tuple[PageBuilder, ...] = (
    parameters_page,
    law_page,
    steps_page,
    calibration.page,
    trades.page,
    levers.page,
    criterion.page,
    eligibility.page,
    matching.page,
    fit.page,
    counting.page,
    obligations.page,
    penalties.page,
    ledger.page,
    flags.page,
    statistics.page,
)


def rule_pages() -> dict[str, str]:
    """Slug → Markdown, in the order of reading.

    Raises:
        ValueError: when two builders claim the same slug.
    """
    pages: dict[str, str] = {}
    for build in PAGES:
        slug, markdown = build()
        if slug in pages:
            raise ValueError(f"two rule pages share the slug {slug}")
        pages[slug] = markdown
    return pages
