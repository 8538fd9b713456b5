"""Everything about one notice that asks no database: columns, findings, keys, words of the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from levier.notices.alerts.subject import departments
from levier.notices.model import Deadline, Notice
from levier.notices.record import digest as digest_of

from ..models import StoredFinding
from ..search.documents import Document, document
from . import keys
from .content import notice_text, pack
from .findings import found_in

PARIS = ZoneInfo("Europe/Paris")
#: Characters kept of each line of text; the whole is in the content.
_TITLE, _NAME, _URL, _CODES = 500, 250, 500, 500
_MOST = Decimal(10) ** 15


@dataclass(slots=True, kw_only=True)
class Prepared:
    """A notice ready to be written."""

    source: str
    key: str
    digest: str
    #: Larger wins when two different contents claim the same number: the later, then the fuller.
    rank: tuple[str, int, str]
    columns: dict[str, Any]
    dossier_keys: list[str]
    findings: list[StoredFinding] = field(default_factory=list)
    document: Document

    @property
    def identity(self) -> tuple[str, str]:
        return self.source, self.key


@dataclass(frozen=True, slots=True)
class Known:
    """Just enough to see whether a notice is already there."""

    notice: Notice
    text: str
    digest: str
    source: str
    key: str


def recognisable(notice: Notice) -> Known:
    """What tells whether the notice is already stored: cheap beside ``prepare``."""
    text = notice_text(notice)
    digest = digest_of(text)
    return Known(notice, text, digest, notice.source.value, keys.key_of(notice, digest))


def prepare(known: Known | Notice) -> Prepared:
    """Recognise, and set out what each table holds."""
    one = known if isinstance(known, Known) else recognisable(known)
    notice = one.notice
    findings, social = found_in(notice)
    return Prepared(
        source=one.source,
        key=one.key,
        digest=one.digest,
        rank=rank_of(notice, one.text, one.digest),
        columns={
            **_columns(notice),
            "social": ",".join(social),
            "content": pack(one.text),
            "digest": one.digest,
        },
        dossier_keys=keys.dossier_keys(notice, one.key),
        findings=findings,
        document=document(notice),
    )


def rank_of(notice: Notice, text: str, digest: str) -> tuple[str, int, str]:
    """Which of two contents of one number is kept, whatever the order they come in."""
    return notice.published_on.isoformat() if notice.published_on else "", len(text), digest


def _columns(notice: Notice) -> dict[str, Any]:
    buyer = notice.buyers[0] if notice.buyers else None
    moment = deadline_moment(notice.deadline)
    return {
        "publisher": keys.publisher_of(notice).value,
        "identifier": keys.identifier_of(notice),
        "kind": notice.kind.value,
        "published_on": notice.published_on,
        "deadline": moment,
        "deadline_now": moment,
        "deadline_has_hour": isinstance(notice.deadline, datetime),
        "title": _line(notice.title, _TITLE),
        "buyer_name": _line(buyer.name, _NAME) if buyer else "",
        "buyer_siret": (buyer.siret or "") if buyer else "",
        "buyer_siren": (buyer.siren or (buyer.siret or "")[:9]) if buyer else "",
        "buyer_key": keys.buyer_key(notice),
        "cpv": ",".join(_cpv(notice)),
        "departments": ",".join(sorted(departments(notice)))[:_CODES],
        "nature": notice.nature.value if notice.nature else "",
        "value": _value(notice),
        "procedure_id": notice.procedure_id.strip()[: keys.MAX_KEY],
        "official_url": notice.official_url if len(notice.official_url) <= _URL else "",
        "changes_ref": keys.changes_of(notice),
        "problems": list(notice.warnings),
    }


def deadline_moment(deadline: Deadline | None) -> datetime | None:
    """When answers are refused; a day without an hour lasts until its end, in Paris."""
    if deadline is None:
        return None
    if isinstance(deadline, datetime):
        return deadline if deadline.tzinfo else deadline.replace(tzinfo=PARIS)
    return datetime.combine(deadline, time(23, 59, 59), PARIS)


def _line(text: str, most: int) -> str:
    """One line without the zero that PostgreSQL refuses."""
    return " ".join(text.replace("\0", "").split())[:most]


def _cpv(notice: Notice) -> list[str]:
    codes = [notice.cpv_main, *notice.cpv_additional]
    codes += [code for lot in notice.lots for code in (lot.cpv, *lot.cpv_additional)]
    return list(dict.fromkeys(code for code in codes if code))


def _value(notice: Notice) -> Decimal | None:
    """Euros; none when the amount is in another currency or cannot be one."""
    best = notice.best_amount
    if best is None or notice.currency != "EUR" or not best[0].is_finite() or not 0 <= best[0] < _MOST:
        return None
    return best[0].quantize(Decimal("0.01"))
