"""Write awarded contracts: one row for each ``uid``, in its current state."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from levier.notices.decp import AwardedContract, end_date
from levier.notices.record import digest as digest_of

from ..models import AwardedContractRow
from .content import contract_text, pack, unpack_contract
from .write import Outcome, Pen

_NAME, _UID, _WINNER = 250, 120, 250
_MOST = Decimal(10) ** 15
_MOST_MONTHS = 1200
#: What is bought, by the first letter of what DECP tables say, else by the CPV division.
_WORKS, _SERVICES_FROM = "45", 50
_COLUMNS = (
    "buyer_siret", "buyer_siren", "buyer_name", "object", "nature", "cpv", "amount", "notified_on", "duration_months",
    "ends_on", "department", "winners", "social", "content", "digest", "problems",
)  # fmt: skip


@transaction.atomic
def store_contracts(batch: Iterable[AwardedContract], *, newest: bool = False) -> Outcome:
    """Add the contracts that are not there, replace those that say something else; the unreadable are left out.

    Of two contents of one contract, the one with more modifications wins, then the later published, then the fuller:
    the order does not count. ``newest`` has the given one win.
    """
    outcome = Outcome()
    wanted: dict[str, tuple[AwardedContract, str, str]] = {}
    for one in batch:
        if not one.uid:
            continue
        text = contract_text(one)
        uid = one.uid.replace("\0", "")[:_UID]
        held = wanted.get(uid)
        outcome.known += held is not None
        if held is None or newest or _rank(one, text) > _rank(held[0], held[1]):
            wanted[uid] = (one, text, digest_of(text))
    Pen()
    stored = {row.uid: row for row in AwardedContractRow.objects.filter(uid__in=wanted)}
    fresh, moved = [], []
    for uid, (one, text, digest) in wanted.items():
        row = stored.get(uid)
        if row is None:
            fresh.append(AwardedContractRow(uid=uid, **_columns(one, text, digest)))
        elif row.digest != digest and (newest or _rank(one, text) > _rank_of(row)):
            for name, value in _columns(one, text, digest).items():
                setattr(row, name, value)
            moved.append(row)
    AwardedContractRow.objects.bulk_create(fresh)
    AwardedContractRow.objects.bulk_update(moved, _COLUMNS)
    outcome.added, outcome.changed = len(fresh), len(moved)
    outcome.known += len(wanted) - len(fresh) - len(moved)
    return outcome


def _rank(contract: AwardedContract, text: str) -> tuple[int, str, int, str]:
    published = contract.published_on.isoformat() if contract.published_on else ""
    return len(contract.modifications), published, len(text), text


def _rank_of(row: AwardedContractRow) -> tuple[int, str, int, str]:
    contract = unpack_contract(row.content)
    return _rank(contract, contract_text(contract))


def _columns(one: AwardedContract, text: str, digest: str) -> dict[str, Any]:
    ends = end_date(one)
    months = one.current_duration_months
    return {
        "buyer_siret": one.buyer.siret,
        "buyer_siren": one.buyer.siren,
        "buyer_name": _line(one.buyer.name, _NAME),
        "object": one.object.replace("\0", ""),
        "nature": _nature(one.cpv),
        "cpv": one.cpv[:10],
        "amount": _amount(one.current_amount),
        "notified_on": one.notified_on,
        "duration_months": months if months is not None and 0 <= months <= _MOST_MONTHS else None,
        "ends_on": ends.on if ends else None,
        "department": one.site.department[:3],
        "winners": [
            {"id": winner.siret or winner.id, "name": _line(winner.name, _WINNER)} for winner in one.current_winners
        ],
        "social": ",".join(code.value for code in one.social or ()),
        "content": pack(text),
        "digest": digest,
        "problems": list(one.warnings),
    }


def _line(text: str, most: int) -> str:
    return " ".join(text.replace("\0", "").split())[:most]


def _amount(amount: Decimal | None) -> Decimal | None:
    if amount is None or not amount.is_finite() or not 0 <= amount < _MOST:
        return None
    return amount.quantize(Decimal("0.01"))


def _nature(cpv: str) -> str:
    """Works, supplies or services, by the CPV division (regulation 213/2008); empty without one."""
    division = cpv[:2]
    if not division.isdigit():
        return ""
    if division == _WORKS:
        return "works"
    return "services" if int(division) >= _SERVICES_FROM else "supplies"
