"""What was recognised in a notice, as social facts of each lot: the texts decide, the codes only fill in the fields they alone have."""

from __future__ import annotations

from collections.abc import Iterable

from levier.notices.model import Lot, Notice
from levier.notices.recognition import Consideration, Finding, ReservedFor, find_social_considerations

from .facts import LotFacts, Reserved, SocialCriterion, SocialFacts

MAX_NAME = 200
_RESERVED = {
    ReservedFor.DISABILITY: Reserved.HANDICAP,
    ReservedFor.IAE: Reserved.IAE,
    ReservedFor.BOTH: Reserved.BOTH,
    ReservedFor.PRISON: Reserved.PRISON,
    ReservedFor.ESS: Reserved.ESS,
    ReservedFor.PUBLIC_SERVICE: Reserved.ESS,
}


def facts_of_notice(notice: Notice, findings: Iterable[Finding] | None = None) -> SocialFacts:
    """Social facts of a notice; ``findings`` when they are already known (corrected by a reader, say)."""
    found = list(find_social_considerations(notice) if findings is None else findings)
    return SocialFacts(
        lots=tuple(_of_lot(lot, found) for lot in notice.lots) or (_of_lot(Lot(id=""), found),),
        title=notice.title,
        procedure_id=notice.procedure_id,
    )


def _of_lot(lot: Lot, findings: list[Finding]) -> LotFacts:
    mine = [one for one in findings if not one.lots or lot.id in one.lots]
    clauses = dict.fromkeys(one.quote for one in mine if one.kind is Consideration.CLAUSE)
    return LotFacts(
        lot=lot.id,
        condition=bool(clauses),
        condition_text="\n".join(clauses),
        criteria=tuple(dict.fromkeys(_criterion(one) for one in mine if one.kind is Consideration.CRITERION)),
        reserved=_reserved([one for one in mine if one.kind is Consideration.RESERVATION]),
        reserved_execution=lot.reserved_execution == "yes",
        insertion_object=any(one.kind is Consideration.OBJECT for one in mine),
        objectives=lot.social_objectives or ("opp",),
    )


def _criterion(one: Finding) -> SocialCriterion:
    return SocialCriterion(name=one.quote[:MAX_NAME], weight=one.weight, unit=one.weight_unit)


def _reserved(findings: list[Finding]) -> Reserved | None:
    """To whom, both when the passages together say handicap and insertion, or do not say."""
    kinds = {_RESERVED[one.reserved_for] for one in findings if one.reserved_for}
    if len(kinds) == 1:
        return kinds.pop()
    return Reserved.BOTH if findings else None
