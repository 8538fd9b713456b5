"""Hours of insertion a notice already gives, lot by lot, in the very words that announce its social clause.

Silence is preferred to a guess: a weekly duration, an hour of the day, a number of hours per tranche, or two different
numbers for the same lot give nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .fold import fold
from .model import Consideration, Finding

#: Fewer is a rate, more is a slip; « 14 h » is an hour of the day.
_LEAST, _DAY, _MOST = Decimal(10), Decimal(25), Decimal(1_000_000)
_NUMBER = r"(?P<number>\d{1,3}(?: \d{3})+|\d+)(?:,(?P<cents>\d{1,2}))?"
_HOURS = re.compile(rf"(?<![\d,/€.-]){_NUMBER} ?(?P<word>heures|h)(?:o?\b|(?=lot))(?! ?\d)(?=(?P<after>.{{0,40}}))")
#: « Heures à réserver à l'insertion : 200. » : the number comes last, and nothing else is counted in the sentence.
_NUMBER_LAST = re.compile(rf"\bheures?\b[^:;.]{{0,90}}\binsertion[^:;.]{{0,70}}: ?{_NUMBER}(?= ?(?:$|[.;)\n,]))")
_LOT = re.compile(r"lots? (?:no ?)?0*(?P<lot>\d{1,3})\b")
#: What makes of a number of hours something else than the hours due.
_RATE = re.compile(
    r"^ ?(?:par |/ ?|hebdo|mensuel|de travail par|chaque|ouvre|calendaires|apres|avant|a compter|au maximum par|minutes)"
)
_SOCIAL = re.compile(r"insertion|clause|social|difficulte|eloigne")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedHours:
    """A number of hours, the lot it is said of (empty for the whole notice), and the words that say it."""

    hours: Decimal
    lot: str
    quote: str
    rubric: str


def hours_in(quote: str) -> dict[str, set[Decimal]]:
    """Numbers of hours of one sentence, by the number of the lot named just before (empty when none is)."""
    folded = fold(quote)
    if not _SOCIAL.search(folded):
        return {}
    lots = [(one.start(), one["lot"]) for one in _LOT.finditer(folded)]
    found: dict[str, set[Decimal]] = {}
    for one in _HOURS.finditer(folded):
        hours = _hours(one)
        least = _LEAST if one["word"] == "heures" else _DAY
        if _RATE.match(one["after"]) or not least <= hours <= _MOST:
            continue
        named = [number for start, number in lots if start < one.start()]
        found.setdefault(named[-1] if named else "", set()).add(hours)
    last = _NUMBER_LAST.search(folded) if not found else None
    if last is not None and _LEAST <= _hours(last) <= _MOST:
        named = [number for start, number in lots if start < last.start()]
        found[named[-1] if named else ""] = {_hours(last)}
    return found


def _hours(found: re.Match[str]) -> Decimal:
    cents = f".{found['cents']}" if found["cents"] else ""
    return Decimal(found["number"].replace(" ", "") + cents)


def quoted_hours(findings: Iterable[Finding]) -> tuple[QuotedHours, ...]:
    """Hours each lot is said to owe; a lot of which two numbers are said is left out."""
    said: dict[str, dict[Decimal, QuotedHours]] = {}
    for finding in findings:
        if finding.kind is not Consideration.CLAUSE:
            continue
        for named, numbers in hours_in(finding.quote).items():
            lot = named or finding.lot
            for hours in numbers:
                one = QuotedHours(hours=hours, lot=lot, quote=finding.quote, rubric=finding.rubric)
                said.setdefault(lot, {}).setdefault(hours, one)
    return tuple(one for found in said.values() if len(found) == 1 for one in found.values())
