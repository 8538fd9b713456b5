"""Follow a published award, set it aside, and say that its hours were compared with the contract's documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from levier.accounts.actor import Actor
from levier.clauses.enums import ClauseState
from levier.clauses.models import Clause
from levier.delivery import dues
from levier.delivery.enums import RevisionCause
from levier.delivery.models import Obligation
from levier.delivery.services.obligations import revise
from levier.directory.writing import Entered, find_or_create_buyer, told
from levier.domain.errors import Conflict, RuleError
from levier.domain.explanation import Explanation, Warning  # noqa: A004 - the word of the field
from levier.domain.quantities import Euros, Hours, check_hours
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever
from levier.journal.services import note, service
from levier.procurement.enums import ContractSource
from levier.procurement.models import Award, Contract
from levier.procurement.services.awards import enter_award
from levier.procurement.values import ContractFacts, MemberFacts
from levier.procurement.writing import change_step, write_contract

from .. import personal
from ..models import AwardFollowUp, StoredNotice
from . import perms
from .enums import FollowState

_LONGEST = 300
_ALREADY = "Cette attribution a déjà été traitée dans votre espace : retrouvez-la parmi les attributions traitées."


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedLot:
    """A lot to follow: its number among the contract's, its condition, who won it."""

    number: str
    lever: Lever
    #: Hours the condition asks for; ``None`` when nobody said them: nothing is then due yet.
    hours: Hours | None
    #: The passage that says the condition.
    scope: str
    #: € excl. VAT of each award.
    amount: Euros | None
    #: Companies of each award: one award for one company or one group, several when several hold the lot.
    awards: Sequence[Sequence[MemberFacts]]


@service("watch.award.follow", perms.FOLLOW_AWARD)
def follow_award(
    *,
    actor: Actor,
    notice: StoredNotice,
    today: date,
    facts: ContractFacts,
    buyer_name: str,
    buyer_siret: str,
    lots: Sequence[FollowedLot],
    notified_on: date,
    starts_on: date,
    ends_on: date,
    checked: bool,
    record: dict[str, Any],
) -> AwardFollowUp:
    """Make of an award notice a contract to follow: lots, clauses, awards, and hours due where they were said.

    ``checked``: somebody compared the hours with the contract's documents; otherwise they stay to be confirmed.

    Raises:
        Conflict: the notice was dealt with already, or this buyer has a contract of that reference.
        RuleError: no lot, a fact that cannot be, a company without a sound SIRET.
    """
    if not lots:
        raise RuleError("Gardez au moins un lot à suivre, ou écartez l’attribution.", field="lots")
    bought = find_or_create_buyer(workspace=actor.workspace, name=buyer_name.strip(), siret=buyer_siret)
    contract = Contract(
        workspace=actor.workspace,
        buyer=bought.organisation,
        source=ContractSource.NOTICE,
        notice_id=notice.key[:60],
        notice=record,
    )
    write_contract(contract, facts)
    change_step(contract, actor=actor, to=Step.LANCEMENT, reason=f"Suivi depuis l’avis d’attribution n° {notice.key}")
    entered = [bought]
    rows = {lot.number: lot for lot in contract.lots.all()}
    for one in lots:
        lot = rows[one.number]
        clause = _clause(one, lot_id=lot.pk, agreed_on=notice.published_on)
        for members in one.awards:
            award, named = enter_award(
                actor=actor, lot=lot, today=today, notified_on=notified_on, starts_on=starts_on, ends_on=ends_on,
                members=members, amount=one.amount if len(one.awards) == 1 else None,
            )  # fmt: skip
            entered += named
            if one.hours and len(one.awards) == 1:
                _owe(actor, award, clause, number=notice.key, checked=checked)
    made = _keep(
        actor, notice, state=FollowState.FOLLOWED, contract=contract,
        to_confirm=not checked and any(one.hours for one in lots),
    )  # fmt: skip
    note(made, notice=notice.key, contract=contract.pk, lots=len(lots), checked=checked, **_told(entered))
    return made


def _told(entered: Sequence[Entered]) -> dict[str, Any]:
    """Each organisation once: one company may win several lots."""
    return {name: list(dict.fromkeys(keys)) for name, keys in told(entered).items()}


def _clause(lot: FollowedLot, *, lot_id: int, agreed_on: date | None) -> Clause:
    """The clause as the contract was published with it."""
    hours = check_hours(lot.hours, field="hours") if lot.hours is not None else None
    return Clause.objects.create(
        lot_id=lot_id,
        state=ClauseState.AGREED,
        lever=lot.lever.value,
        scope=lot.scope,
        hours=hours,
        agreed_on=agreed_on,
    )


def _owe(actor: Actor, award: Award, clause: Clause, *, number: str, checked: bool) -> None:
    """What the holder owes, said to come from a notice until somebody reads the documents."""
    members = dues.owing_members(award, shared=False)
    starts_on, ends_on = dues.period_of(award)
    for member, due in zip(members, dues.initial_dues(dues.check_clause(clause), members), strict=True):
        obligation = Obligation.objects.create(
            workspace_id=actor.workspace_id,
            clause=clause,
            award=award,
            contractor_id=member.organisation_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        why = due.explanation
        if not checked:
            message = f"Heures lues dans l’avis n° {number} : à confirmer avec les pièces du marché."
            why = Explanation(why.conclusion, why.steps, (*why.warnings, Warning("read_in_notice", message)))
        revise(actor.user_id, obligation, due.hours, RevisionCause.AWARD, dues.stored(why), starts_on)


def _keep(actor: Actor, notice: StoredNotice, **fields: Any) -> AwardFollowUp:
    """The trace that decides between two who deal with the same notice.

    Raises:
        Conflict: the other was first; everything written before it in the transaction is undone.
    """
    try:
        with transaction.atomic():
            return AwardFollowUp.objects.create(workspace=actor.workspace, notice=notice, by_id=actor.user_id, **fields)
    except IntegrityError:
        raise Conflict(_ALREADY) from None


@service("watch.award.set_aside", perms.FOLLOW_AWARD)
def set_aside(*, actor: Actor, notice: StoredNotice, reason: str) -> AwardFollowUp:
    """Take an award out of the list, with why.

    Raises:
        RuleError: no reason, one too long, or one that tells how to reach somebody.
        Conflict: the notice was dealt with already.
    """
    why = " ".join(personal.refuse(reason, field="reason").split())
    if not why:
        raise RuleError("Dites en une phrase pourquoi vous écartez cette attribution.", field="reason")
    if len(why) > _LONGEST:
        raise RuleError(f"Écrivez un motif plus court : {_LONGEST} caractères au plus.", field="reason")
    made = _keep(actor, notice, state=FollowState.SET_ASIDE, reason=why)
    note(made, notice=notice.key, reason=why)
    return made


@service("watch.award.restore", perms.FOLLOW_AWARD)
def restore(*, actor: Actor, follow_up: AwardFollowUp) -> None:
    """Put an award that was set aside back in the list; the journal keeps both.

    Raises:
        Conflict: it became a contract.
    """
    if follow_up.state != FollowState.SET_ASIDE:
        raise Conflict("Cette attribution est devenue un marché : abandonnez le marché s’il n’est plus à suivre.")
    note(follow_up, notice=follow_up.notice.key)
    follow_up.delete()


@service("watch.award.confirm", perms.FOLLOW_AWARD)
def confirm_hours(*, actor: Actor, follow_up: AwardFollowUp) -> AwardFollowUp:
    """The hours read in the notice are those of the contract's documents: somebody compared them.

    Raises:
        Conflict: nothing waits to be confirmed.
    """
    changed = AwardFollowUp.objects.filter(pk=follow_up.pk, to_confirm=True).update(to_confirm=False)
    if not changed:
        raise Conflict("Ces heures sont déjà confirmées.")
    follow_up.to_confirm = False
    note(follow_up, contract=follow_up.contract_id)
    return follow_up
