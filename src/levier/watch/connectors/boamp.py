"""BOAMP's interface (Opendatasoft Explore 2.1): pages of at most 100 records, of which only the first 10,000 can be had.

Source: formats.md of the data folder, §1.1; documentation of Opendatasoft Explore. The default order is oldest first and is not
promised: it is always asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from .addresses import BOAMP_RECORDS
from .errors import TOO_LARGE, SourceFailed
from .http import Web
from .windows import Batch, Document, Listed, Window, walk

#: Largest page the interface gives, and how far it goes: offset + limit stays under the last.
PAGE = 100
REACH = 10_000

#: Widest window read at once: reading it again after a crash, or because the list moved, stays a matter of seconds.
CEILING = 2_000

_FAMILIES = ("MAPA", "FNS", "JOUE", "DSP", "DIVERS")
_OTHERS = "autres"


class Boamp:
    """The notices of the BOAMP, one document for each record."""

    name = "boamp"
    #: Whether a visit stopped inside a window goes on there: otherwise it starts the window again.
    resumes_inside = False

    def __init__(self, web: Web, *, records: str = BOAMP_RECORDS, page: int = PAGE, ceiling: int = CEILING) -> None:
        self._web = web
        self._records = records
        self._page = page
        self._ceiling = ceiling

    def batches(self, since: date, until: date) -> Iterator[Batch]:
        """Every record published from ``since`` to ``until``, both included.

        Raises:
            SourceFailed: with a sentence to show; what was given before it stands.
        """
        whole = Window(first=since, last=until)
        return walk(whole, self._pages, ceiling=self._ceiling, parts=(*_FAMILIES, _OTHERS))

    def _pages(self, window: Window) -> Iterator[Listed]:
        offset = 0
        while True:
            page = self._read_what_fits(window, offset)
            yield page
            offset += len(page.items)
            if not page.items or offset >= page.total:
                return

    def _read_what_fits(self, window: Window, offset: int) -> Listed:
        """A page, or a shorter one when records are so long that it passes the limit."""
        for limit in (self._page, 10):
            try:
                return self._read(window, offset, limit)
            except SourceFailed as failed:
                if failed.code != TOO_LARGE:
                    raise
        return self._read(window, offset, 1)

    def _read(self, window: Window, offset: int, limit: int) -> Listed:
        asked = {
            "where": where(window),
            "order_by": "dateparution asc, idweb asc",
            "limit": limit,
            "offset": offset,
        }
        answer = self._web.json(f"{self._records}?{urlencode(asked)}")
        results = answer.get("results") if isinstance(answer, dict) else None
        total = answer.get("total_count") if isinstance(answer, dict) else None
        if not isinstance(results, list) or type(total) is not int or total < 0:
            raise SourceFailed(
                "Le BOAMP répond par autre chose qu’une page d’avis : son interface a peut-être changé. Rien n’a été lu de "
                "cette page ; signalez-le.",
                code="shape",
            )
        return Listed(items=tuple(document(record) for record in results), total=total)


def where(window: Window) -> str:
    """The condition of a window in the interface's own language."""
    days = f"dateparution >= date'{window.first:%Y-%m-%d}' and dateparution <= date'{window.last:%Y-%m-%d}'"
    if not window.part:
        return days
    if window.part == _OTHERS:
        known = ", ".join(f'"{family}"' for family in _FAMILIES)
        return f"{days} and (famille is null or not famille in ({known}))"
    return f'{days} and famille = "{window.part}"'


def document(record: object) -> Document:
    """One record, written always in the same way so that the same content has the same bytes."""
    data = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    ref = ""
    if isinstance(record, dict):
        ref = next((str(record[name]).strip() for name in ("idweb", "id") if record.get(name)), "")
    return Document(ref=ref[:80] or f"sans-numero-{hashlib.sha256(data).hexdigest()[:16]}", data=data)
