"""From an award notice and the competition of its procedure to a contract to follow: what they say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from levier.accounts.models import Workspace
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.writing import find_organisation
from levier.domain.quantities import MAX_AMOUNT
from levier.domain.vocabulary import Lever
from levier.notices.decp.dates import after_months
from levier.notices.model import Kind, Notice, Winner
from levier.notices.recognition import Consideration
from levier.procurement import notice_reading

from ..models import StoredFinding, StoredNotice
from ..storage.content import unpack_notice

#: More lots than this are not shown on one page.
MAX_LOTS = 60
_EUR = "EUR"
_WITHOUT_WINNER = ("clos-nw", "open-nw")


@dataclass(frozen=True, slots=True)
class Company:
    """A winner as the notice names it, and the organisation of the directory it is, if any."""

    name: str
    siret: str
    amount: Decimal | None
    known: Organisation | None


@dataclass(frozen=True, slots=True)
class FollowableLot:
    """A lot that carries a condition."""

    number: str
    title: str
    cpv: str
    trades: tuple[str, ...]
    #: Estimated by the buyer, € excl. VAT.
    estimate: Decimal | None
    #: € excl. VAT; known when one company won, or the group's amount is said once.
    awarded: Decimal | None
    lever: Lever
    #: One figure said clearly of this lot, else ``None``: never added up, never guessed.
    hours: Decimal | None
    quotes: tuple[str, ...]
    companies: tuple[Company, ...]


@dataclass(frozen=True, slots=True)
class Followable:
    """Everything the confirmation page is filled with, each with where it comes from."""

    row: StoredNotice
    award: Notice
    competition: Notice | None
    contract: dict[str, Any]
    buyer: dict[str, str]
    known_buyer: Organisation | None
    lots: tuple[FollowableLot, ...]
    notified_on: date | None
    starts_on: date | None
    ends_on: date | None
    #: How the end was reached, in a sentence; empty when it is not known.
    ends_why: str
    record: dict[str, Any] = field(repr=False)


def read_award(row: StoredNotice, *, workspace: Workspace) -> Followable:
    """Read the notice, whole (``content`` not deferred), and the latest competition of its dossier."""
    award = unpack_notice(row.content)
    others = StoredNotice.objects.filter(dossier=row.dossier_id, kind=Kind.COMPETITION.value, is_shown=True)
    opening = others.order_by("-published_on", "-pk").first()
    competition = unpack_notice(opening.content) if opening else None
    told = competition or award
    rows = [one for one in (row, opening) if one is not None]
    findings = list(StoredFinding.objects.filter(notice__in=rows).order_by("-confidence", "pk"))
    numbers = {one.pk: _numbers(notice) for one, notice in ((row, award), (opening, competition)) if one and notice}
    buyer = notice_reading.buyer_initial(award if award.buyers else told)
    contract = notice_reading.contract_initial(told)
    if competition is None:
        contract["consultation_on"] = None  # the day of the award says nothing of the launch
    notified = max((one.concluded_on for one in award.winners if one.concluded_on), default=None)
    ends, why = _end(notified, _months(award) or _months(told))
    return Followable(
        row=row,
        award=award,
        competition=competition,
        contract=contract,
        buyer=buyer,
        known_buyer=_known(workspace, buyer["name"], buyer["siret"], (OrganisationKind.BUYER,)),
        lots=_lots(award, told, findings, numbers, workspace),
        notified_on=notified,
        starts_on=notified,
        ends_on=ends,
        ends_why=why,
        record=_record(award, competition),
    )


def _record(award: Notice, competition: Notice | None) -> dict[str, Any]:
    """What is kept with the contract: the award, and what either notice says of insertion."""
    kept = notice_reading.record(award)
    said = [*(notice_reading.social_sentences(competition) if competition else []), *kept["social"]]
    kept["social"] = [one for rank, one in enumerate(said) if one not in said[:rank]]
    return kept


def _lots(
    award: Notice,
    told: Notice,
    findings: Sequence[StoredFinding],
    numbers: dict[int, dict[str, str]],
    workspace: Workspace,
) -> tuple[FollowableLot, ...]:
    lots = award.lots or told.lots
    estimates = {one.number: _euros(one.amount, one.currency) for one in told.lots}
    initials = {one["number"]: one for one in notice_reading.lots_initial(award if award.lots else told)}
    found: list[FollowableLot] = []
    for lot, (number, initial) in zip(lots, initials.items(), strict=False):
        mine = [one for one in findings if _is_about(one, lot.number, numbers, single=len(lots) == 1)]
        conditions = [one for one in mine if one.kind == Consideration.CLAUSE.value]
        if not conditions or lot.result in _WITHOUT_WINNER or len(found) == MAX_LOTS:
            continue
        winners = [one for one in award.winners if not one.lots or lot.id in one.lots]
        companies = _companies(winners, workspace)
        amounts = [one.amount for one in companies if one.amount is not None]
        scored = any(one.kind == Consideration.CRITERION.value for one in mine)
        found.append(
            FollowableLot(
                number=number,
                title=initial["title"],
                cpv=initial["cpv"],
                trades=tuple(initial["trades"]),
                estimate=estimates.get(lot.number),
                awarded=amounts[0] if len(amounts) == 1 else None,
                lever=Lever.CONDITION_AND_CRITERION if scored else Lever.PERFORMANCE_CONDITION,
                hours=_hours(conditions, numbers),
                quotes=tuple(dict.fromkeys(one.quote for one in conditions)),
                companies=companies,
            )
        )
    return tuple(found)


def _numbers(notice: Notice) -> dict[str, str]:
    return {lot.id: lot.number for lot in notice.lots}


def _is_about(finding: StoredFinding, number: str, numbers: dict[int, dict[str, str]], *, single: bool) -> bool:
    """What is said of the whole notice is said of each lot: the reader unticks those it is not about."""
    own = numbers[finding.notice_id]
    if not finding.lots or (single and len(own) <= 1):
        return True
    return number in {own.get(one, one) for one in finding.lots}


def _hours(conditions: Iterable[StoredFinding], numbers: dict[int, dict[str, str]]) -> Decimal | None:
    """The figure said of this lot by name, when there is one only; what is said of all lots together is nobody's."""
    named = {one.hours for one in conditions if one.hours and len(one.lots) == 1}
    if not named:
        named = {one.hours for one in conditions if one.hours and not one.lots and len(numbers[one.notice_id]) <= 1}
    return named.pop() if len(named) == 1 else None


def _companies(winners: Sequence[Winner], workspace: Workspace) -> tuple[Company, ...]:
    found: dict[str, Company] = {}
    for one in winners:
        name, siret = " ".join(one.party.name.split())[:200], one.party.siret or ""
        if not name and not siret:
            continue
        known = _known(workspace, name, siret, (OrganisationKind.CONTRACTOR, OrganisationKind.STRUCTURE))
        # an amount told of a winner of several lots is not this lot's
        amount = _euros(one.amount, one.currency) if len(one.lots) <= 1 else None
        found.setdefault(siret or name, Company(name, siret or (known.siret if known else ""), amount, known))
    return tuple(found.values())


def _known(workspace: Workspace, name: str, siret: str, kinds: tuple[OrganisationKind, ...]) -> Organisation | None:
    if not name and not siret:
        return None
    found = find_organisation(workspace=workspace, name=name, siret=siret, kinds=kinds)
    return found if found is not None and found.kind in kinds and found.is_active else None


def _euros(amount: Decimal | None, currency: str) -> Decimal | None:
    return amount if amount is not None and currency == _EUR and 0 < amount <= MAX_AMOUNT else None


def _months(notice: Notice) -> int | None:
    return notice.duration_months or max((lot.duration_months or 0 for lot in notice.lots), default=0) or None


def _end(start: date | None, months: int | None) -> tuple[date | None, str]:
    if start is None or not months or months > 600:
        return None, ""
    return after_months(start, months), f"conclusion du marché, plus les {months} mois que l’avis annonce"
