"""Keep the supply check of a day, and the trades it was made for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from levier.accounts.actor import Actor
from levier.directory.selectors import structures_around
from levier.domain.errors import RuleError
from levier.domain.levers import check_supply
from levier.domain.levers import choose_lever as rank_levers
from levier.domain.trades import TRADES_BY_CODE
from levier.journal import note, service
from levier.procurement.models import Lot

from .. import perms
from ..facts import lot_need, policy_of
from ..models import SupplyCheck
from ..stored import advice_data, supply_data
from .common import check_workspace, draft_of


@service("clauses.lot.set_trades", perms.EDIT)
def set_trades(*, actor: Actor, lot: Lot, trades: Sequence[str]) -> Lot:
    """Correct the trades of a lot: the supply check looks for structures that have them.

    Raises:
        RuleError: an unknown trade, or none.
    """
    check_workspace(actor, lot.contract.workspace_id)
    if not trades or set(trades) - set(TRADES_BY_CODE):
        raise RuleError("Choisissez au moins un métier de la liste.", field="trades")
    lot.trades = [code for code in TRADES_BY_CODE if code in trades]
    lot.save(update_fields=["trades"])
    note(lot, trades=lot.trades)
    return lot


@service("clauses.supply.record", perms.EDIT)
def record_supply_check(*, actor: Actor, lot: Lot, today: date) -> SupplyCheck:
    """Keep what the structures around the lot can do today, and the lever advised.

    Raises:
        RuleError: the amount, the duration or the trades are not known yet.
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    need = lot_need(lot, clause, today=today)
    policy = policy_of(actor.workspace)
    offers = structures_around(actor=actor, latitude=lot.contract.latitude, longitude=lot.contract.longitude)
    check = check_supply(need, offers, policy=policy)
    choice = rank_levers(need, check, policy=policy)
    kept = SupplyCheck.objects.create(
        clause=clause, made_on=today, result=supply_data(check, need), advice=advice_data(choice)
    )
    note(clause, able=check.able, to_ask=check.to_ask, counted=check.counted, advised=choice.recommended.value)
    return kept
