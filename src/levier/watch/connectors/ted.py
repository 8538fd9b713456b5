"""TED: a search (version 3, by POST) that gives publication numbers, then each notice in XML.

Source: formats.md of the data folder, §2.1. The search takes no order; it refuses the whole request for one field it does not know,
so that only two are asked for; its token may still come after the last page, so that an empty page ends the list; ``timedOut`` says
that an answer is not whole. A notice published on TED never changes: those already stored are not asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from .addresses import TED_SEARCH, TED_XML
from .errors import TOO_LARGE, SourceFailed
from .http import Web
from .windows import Batch, Document, Listed, Window, walk

PAGE = 250
#: Beyond, the window is halved: a list that takes long to read has time to move.
CEILING = 5_000
#: Notices stored together: what a crash may make us download again.
TOGETHER = 25

_FIELDS = ("publication-number", "publication-date")
_OF_ONE_NOTICE = frozenset({"http-404", "http-410", TOO_LARGE})
_NUMBER = re.compile(r"\d{1,8}-\d{4}")


class Ted:
    """The notices of French buyers on TED, one document for each XML.

    ``known`` says which of these publication numbers are stored already.
    """

    name = "ted"
    resumes_inside = True

    def __init__(
        self,
        web: Web,
        *,
        search: str = TED_SEARCH,
        xml: str = TED_XML,
        country: str = "FRA",
        page: int = PAGE,
        ceiling: int = CEILING,
        known: Callable[[Sequence[str]], set[str]] = lambda _numbers: set(),
    ) -> None:
        self._web = web
        self._search = search
        self._xml = xml
        self._country = country
        self._page = page
        self._ceiling = ceiling
        self._known = known

    def batches(self, since: date, until: date) -> Iterator[Batch]:
        """Every notice published from ``since`` to ``until``, both included.

        Raises:
            SourceFailed: with a sentence to show; what was given before it stands.
        """
        for listed in walk(Window(first=since, last=until), self._pages, ceiling=self._ceiling):
            yield from self._with_content(listed)

    def _with_content(self, listed: Batch) -> Iterator[Batch]:
        numbers = [document.ref for document in listed.documents]
        known = self._known(numbers) if numbers else set()
        wanted = [number for number in numbers if number not in known]
        for start in range(0, len(wanted), TOGETHER):
            together = wanted[start : start + TOGETHER]
            yield self._fetch(together, listed, seen=listed.seen - len(wanted) + start + len(together))
        if not wanted:
            yield Batch(through=listed.through, expected=listed.expected, seen=listed.seen)

    def _fetch(self, numbers: Sequence[str], listed: Batch, *, seen: int) -> Batch:
        documents: list[Document] = []
        problems: list[tuple[str, str]] = []
        for number in numbers:
            try:
                data = self._web.page(self._xml.format(number=number), accept="application/xml")
            except SourceFailed as failed:  # this one only, if it is gone or too large
                if failed.code not in _OF_ONE_NOTICE:
                    raise
                problems.append((number, failed.message))
            else:
                documents.append(Document(ref=number, data=data))
        return Batch(documents=tuple(documents), problems=tuple(problems), expected=listed.expected, seen=seen)

    def _pages(self, window: Window) -> Iterator[Listed]:
        token: str | None = None
        tokens: set[str] = set()
        while True:
            answer = self._ask(window, token)
            page = _listed(answer)
            yield page
            following = answer.get("iterationNextToken")
            if not page.items or not isinstance(following, str) or not following or following in tokens:
                return
            tokens.add(following)
            token = following

    def _ask(self, window: Window, token: str | None) -> dict[str, object]:
        body: dict[str, object] = {
            "query": query(window, self._country),
            "fields": list(_FIELDS),
            "limit": self._page,
            "scope": "ALL",
            "paginationMode": "ITERATION",
        }
        if token is not None:
            body["iterationNextToken"] = token
        answer = self._web.json(self._search, body=body, whole=_is_whole)
        if not isinstance(answer, dict):
            raise _unreadable()
        return answer


def query(window: Window, country: str) -> str:
    """The window in TED's expert language."""
    return (
        f"buyer-country = {country} AND publication-date >= {window.first:%Y%m%d} "
        f"AND publication-date <= {window.last:%Y%m%d}"
    )


def _is_whole(answer: object) -> bool:
    return not (isinstance(answer, dict) and answer.get("timedOut") is True)


def _listed(answer: dict[str, object]) -> Listed:
    notices, total = answer.get("notices"), answer.get("totalNoticeCount")
    if not isinstance(notices, list) or type(total) is not int or total < 0:
        raise _unreadable()
    return Listed(items=tuple(Document(ref=_number(notice), data=b"") for notice in notices), total=total)


def _number(notice: object) -> str:
    """The publication number: a text, sometimes in a list. It goes into an address, so nothing else may."""
    value = notice.get("publication-number") if isinstance(notice, dict) else None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str) or _NUMBER.fullmatch(value) is None:
        raise _unreadable()
    return value


def _unreadable() -> SourceFailed:
    return SourceFailed(
        "TED répond par autre chose qu’une liste d’avis : son interface a peut-être changé. Rien n’a été lu de cette page ; "
        "signalez-le.",
        code="shape",
    )
