"""The adversarial exchange before a penalty: notice, reply, opinion, decision. Only the buyer decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ..dates import format_date
from ..errors import Conflict, NotAllowed, RuleError
from ..quantities import Euros, format_euros
from ..vocabulary import Labelled, Party


class Stage(Labelled):
    """Where the exchange stands."""

    NOT_OPENED = "not_opened", "Pas encore ouverte"
    NOTICE_SENT = "notice_sent", "Courrier envoyé, réponse attendue"
    REPLY_CLOSED = "reply_closed", "Réponse reçue ou délai passé"
    OPINION_GIVEN = "opinion_given", "Avis du facilitateur rendu"
    DECIDED = "decided", "Décision prise"


class Action(Labelled):
    """What may be done."""

    SEND_NOTICE = "send_notice", "Envoyer le courrier"
    REPLY = "reply", "Répondre"
    GIVE_OPINION = "give_opinion", "Rendre un avis"
    DECIDE = "decide", "Décider"


class Decision(Labelled):
    """What the buyer may decide."""

    APPLY = "apply", "Appliquer"
    REDUCE = "reduce", "Réduire"
    WAIVE = "waive", "Renoncer"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: who may do what, at which stages."""

    action: Action
    parties: frozenset[Party]
    stages: frozenset[Stage]


MOVES: tuple[Move, ...] = (
    Move(Action.SEND_NOTICE, frozenset({Party.BUYER}), frozenset({Stage.NOT_OPENED})),
    Move(Action.REPLY, frozenset({Party.CONTRACTOR}), frozenset({Stage.NOTICE_SENT})),
    Move(Action.GIVE_OPINION, frozenset({Party.FACILITATOR}), frozenset({Stage.REPLY_CLOSED})),
    Move(Action.DECIDE, frozenset({Party.BUYER}), frozenset({Stage.REPLY_CLOSED, Stage.OPINION_GIVEN})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The dates of an exchange. The reply deadline is the contract's; there is no default.

    ``opinion_required``: the buyer waits for the facilitator's opinion before deciding.
    """

    notice_sent_on: date | None = None
    reply_due_on: date | None = None
    replied_on: date | None = None
    opinion_on: date | None = None
    decided_on: date | None = None
    opinion_required: bool = True

    def __post_init__(self) -> None:
        if self.notice_sent_on is not None and self.reply_due_on is None:
            raise RuleError("Fixez la date limite de réponse de l’entreprise.", field="reply_due_on")
        if self.notice_sent_on and self.reply_due_on and self.reply_due_on < self.notice_sent_on:
            raise RuleError("La date limite de réponse précède l’envoi du courrier.", field="reply_due_on")


def stage(exchange: Exchange, *, on: date) -> Stage:
    """Where the exchange stands on a day."""
    if exchange.decided_on is not None:
        return Stage.DECIDED
    if exchange.notice_sent_on is None or exchange.reply_due_on is None:
        return Stage.NOT_OPENED
    if exchange.opinion_on is not None:
        return Stage.OPINION_GIVEN
    if exchange.replied_on is not None or on > exchange.reply_due_on:
        return Stage.REPLY_CLOSED
    return Stage.NOTICE_SENT


def allowed(exchange: Exchange, *, by: Party, on: date) -> tuple[Action, ...]:
    """What a party may do on a day."""
    return tuple(move.action for move in MOVES if by in move.parties and _open(move, exchange, on=on))


def check_action(exchange: Exchange, action: Action, *, by: Party, on: date) -> None:
    """Refuse an action that is not this party's, or not at this stage.

    Raises:
        NotAllowed: it is not for this party.
        Conflict: it is not the moment, or it is done already.
    """
    move = next(move for move in MOVES if move.action is action)
    if by not in move.parties:
        raise NotAllowed(_NOT_YOURS[action])
    if not _open(move, exchange, on=on):
        raise Conflict(_why_closed(exchange, action, on=on))


def check_decision(
    exchange: Exchange,
    *,
    by: Party,
    decision: Decision,
    amount: Euros,
    assessed: Euros,
    reason: str,
    on: date,
) -> None:
    """Refuse a decision that is not the buyer's, comes too early, or whose amount does not fit.

    Apply: the assessed amount. Reduce: less than it and more than zero, with a reason. Waive: zero, with a reason.

    Raises:
        NotAllowed: anyone but the buyer.
        Conflict: before the company could answer, before a required opinion, or a second time.
        RuleError: amount or reason that does not fit the decision.
    """
    check_action(exchange, Action.DECIDE, by=by, on=on)
    if decision is Decision.APPLY and amount != assessed:
        raise RuleError(
            f"Appliquer, c’est retenir {format_euros(assessed)}. Pour un autre montant, choisissez « Réduire ».",
            field="amount",
        )
    if decision is Decision.REDUCE and not 0 < amount < assessed:
        raise RuleError(f"Le montant réduit doit être compris entre 0 et {format_euros(assessed)}.", field="amount")
    if decision is Decision.WAIVE and amount != 0:
        raise RuleError("Renoncer, c’est ne rien retenir : le montant doit être nul.", field="amount")
    if decision is not Decision.APPLY and not reason.strip():
        raise RuleError("Motivez la réduction ou le renoncement en une phrase.", field="reason")


def _open(move: Move, exchange: Exchange, *, on: date) -> bool:
    now = stage(exchange, on=on)
    if move.action is Action.DECIDE and now is Stage.REPLY_CLOSED:
        return not exchange.opinion_required
    return now in move.stages


_NOT_YOURS: Mapping[Action, str] = MappingProxyType(
    {
        Action.SEND_NOTICE: "Seul l’acheteur peut ouvrir la procédure.",
        Action.REPLY: "Seule l’entreprise peut répondre.",
        Action.GIVE_OPINION: "Seul le facilitateur rend cet avis.",
        Action.DECIDE: "Seul l’acheteur décide d’une pénalité.",
    }
)


def _why_closed(exchange: Exchange, action: Action, *, on: date) -> str:
    now = stage(exchange, on=on)
    if now is Stage.DECIDED:
        return "La décision est déjà prise : elle ne se modifie pas."
    if now is Stage.NOT_OPENED:
        return "La procédure n’est pas ouverte : l’acheteur doit d’abord envoyer le courrier."
    if action is Action.SEND_NOTICE:
        return "Le courrier est déjà envoyé."
    if now is Stage.NOTICE_SENT and exchange.reply_due_on is not None:
        return f"L’entreprise peut répondre jusqu’au {format_date(exchange.reply_due_on)} : attendez sa réponse."
    if action is Action.DECIDE:
        return "L’avis du facilitateur est attendu avant la décision."
    if action is Action.REPLY:
        return "La réponse est déjà reçue, ou le délai est passé."
    return "L’avis est déjà rendu."
