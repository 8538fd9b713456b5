"""Notices found, as rows of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from levier.notices.model import Kind, Nature

from ..models import StoredNotice
from ..search.find import MOST_SIZE, PageRequest, search
from . import words
from .ask import Ask

#: Notices of one export or calendar.
MOST = 5_000
HEADINGS = (
    "Objet",
    "Acheteur",
    "Type d’avis",
    "Nature",
    "Publié le",
    "Date limite",
    "Annulé",
    "Départements",
    "CPV",
    "Montant (€ HT)",
    "Ce qui est reconnu",
    "Passages",
    "Numéro",
    "Page",
    "Avis officiel",
)


def found(ask: Ask, *, now: datetime, most: int = MOST) -> Iterator[StoredNotice]:
    """Every notice of the question, in its order, some at a time.

    Raises:
        RuleError: the query cannot be read.
    """
    after = ""
    left = most
    while left > 0:
        page = search(
            ask.query,
            ask.filters,
            PageRequest(order=ask.order, size=min(MOST_SIZE, left), after=after),
            now=now,
            with_facets=False,
        )
        yield from page.hits
        left -= len(page.hits)
        after = page.after
        if not after:
            return


def rows(notices: Iterator[StoredNotice], address_of: Callable[[StoredNotice], str]) -> Iterator[Sequence[object]]:
    """Cells in the order of ``HEADINGS``."""
    for one in notices:
        findings = list(one.findings.all())
        limit = one.deadline_now if one.deadline_has_hour or one.deadline_now is None else None
        yield (
            one.title,
            one.buyer_name,
            Kind(one.kind).label if one.kind in set(Kind) else one.kind,
            Nature(one.nature).label if one.nature in set(Nature) else one.nature,
            one.published_on,
            limit if limit or one.deadline_now is None else timezone.localdate(one.deadline_now),
            one.is_cancelled,
            one.departments.replace(",", ", "),
            one.cpv.replace(",", ", "),
            one.value,
            " ; ".join(text for text, _ in words.badges(findings)),
            "\n".join(finding.quote for finding in findings),
            one.key,
            address_of(one),
            one.official_url,
        )
