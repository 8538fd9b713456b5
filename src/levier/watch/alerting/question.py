"""From a question of the search to an alert of ``levier.notices``: what will be sent, told in French."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict

from levier.domain.errors import RuleError
from levier.notices.alerts import Alert, Buyer, Social, cpv_prefixes, describe, parse
from levier.notices.model import Kind, Nature

from ..browsing.ask import Ask
from ..search.filters import Value

#: Characters kept of a question, as written in an address.
LONGEST = 2_000
#: Bounds of each bucket, euros excluding VAT.
_BOUNDS: dict[Value, tuple[Decimal | None, Decimal | None]] = {
    Value.UNDER_40K: (None, Decimal(40_000)),
    Value.UNDER_90K: (Decimal(40_000), Decimal(90_000)),
    Value.UNDER_250K: (Decimal(90_000), Decimal(250_000)),
    Value.UNDER_1M: (Decimal(250_000), Decimal(1_000_000)),
    Value.OVER_1M: (Decimal(1_000_000), None),
}


def ask_of(question: str) -> Ask:
    """The question as the search reads it."""
    return Ask.read(QueryDict(question))


def settled(ask: Ask) -> str:
    """One way of writing what an alert keeps: neither the order, nor what is only about today."""
    return urlencode(Ask(query=ask.query, filters=ask.over_a_year).pairs())


def alert_of(question: str) -> Alert:
    """What is asked of each notice.

    The amounts chosen become one range, from the smallest to the largest; a notice that gives no amount is sent too.

    Raises:
        RuleError: the words cannot be read, or nothing at all is asked.
    """
    ask = ask_of(question)
    if ask.is_empty:
        raise RuleError("Cherchez d’abord quelque chose : une alerte sans critère enverrait tous les avis.", field="q")
    if len(question) > LONGEST:
        raise RuleError("Cette recherche est trop longue pour une alerte : retirez des mots ou des choix.", field="q")
    filters = ask.filters
    low, high = _range(filters.values)
    return Alert(
        text=parse(ask.query) if ask.query else None,
        cpv=cpv_prefixes(filters.cpv),
        departments=filters.departments,
        value_from=low,
        value_to=high,
        social=frozenset(map(Social, filters.social)),
        buyers=frozenset(map(Buyer.typed, filters.buyers)),
        natures=frozenset(map(Nature, filters.natures)),
        kinds=frozenset(map(Kind, filters.kinds)),
    )


def _range(values: frozenset[Value]) -> tuple[Decimal | None, Decimal | None]:
    chosen = [_BOUNDS[one] for one in values if one in _BOUNDS]
    if not chosen:
        return None, None
    lows, highs = [low for low, _ in chosen], [high for _, high in chosen]
    return (
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def told(question: str) -> str:
    """The alert in one French sentence, as ``levier.notices.alerts.describe`` says it."""
    return describe(alert_of(question))
