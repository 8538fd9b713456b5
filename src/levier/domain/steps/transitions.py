"""How a clause moves along its line: a table, and nothing outside it.

PROGRAMMATION → MONTAGE → LANCEMENT → SUIVI → MISE_EN_OEUVRE → (COMMANDES ↔ MISE_EN_OEUVRE) → FIN. A framework
agreement visits COMMANDES each quarter and comes back; it ends from MISE_EN_OEUVRE, once its last orders are in.
A step reopens only to the one before, with a reason. A file may be dropped, with a reason, and taken up again.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Conflict, NotAllowed, RuleError
from ..vocabulary import Labelled, Party
from .table import SHEETS, Step


class Intent(Labelled):
    """Why a clause moves."""

    SET_UP = "set_up", "Monter le dossier"
    LAUNCH = "launch", "Lancer le marché"
    FOLLOW = "follow", "Ouvrir le suivi"
    IMPLEMENT = "implement", "Mettre en œuvre la clause"
    RECORD_ORDERS = "record_orders", "Passer aux bons de commande"
    BACK_TO_WORK = "back_to_work", "Revenir à la mise en œuvre"
    CLOSE = "close", "Clore le marché"
    REOPEN = "reopen", "Rouvrir l’étape précédente"


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move. ``guard`` says in French what the service must check before it."""

    origin: Step
    target: Step
    intent: Intent
    parties: tuple[Party, ...]
    guard: str
    framework_only: bool = False
    needs_reason: bool = False


_BOTH = (Party.BUYER, Party.FACILITATOR)
_FACILITATOR = (Party.FACILITATOR,)

_P, _M, _L, _S, _O, _C, _E = Step

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_P, _M, Intent.SET_UP, _BOTH, "Le pré-diagnostic est fait et un levier paraît possible."),
    Transition(
        _M,
        _L,
        Intent.LAUNCH,
        _BOTH,
        "Chaque lot a son levier choisi et sa clause complète ; le contact qui y est nommé a donné son accord ; l’acheteur "
        "a répondu à chaque proposition.",
    ),
    Transition(_L, _S, Intent.FOLLOW, _BOTH, "Au moins un titulaire est enregistré."),
    Transition(_S, _O, Intent.IMPLEMENT, _FACILITATOR, "Les heures dues de chaque titulaire sont enregistrées."),
    Transition(
        _O, _C, Intent.RECORD_ORDERS, _BOTH, "Le marché est un accord-cadre à bons de commande.", framework_only=True
    ),
    Transition(
        _C,
        _O,
        Intent.BACK_TO_WORK,
        _BOTH,
        "L’état des commandes du trimestre est reçu, ou son absence est notée.",
        framework_only=True,
    ),
    Transition(
        _O,
        _E,
        Intent.CLOSE,
        _FACILITATOR,
        "Tous les relevés reçus sont traités, chaque bilan est arrêté, chaque échange sur des heures manquantes est décidé ; "
        "pour un accord-cadre, le dernier état des commandes est reçu. Le reste peut être laissé, avec un motif écrit.",
    ),
    Transition(_M, _P, Intent.REOPEN, _FACILITATOR, "Rien n’est publié.", needs_reason=True),
    Transition(
        _L,
        _M,
        Intent.REOPEN,
        _FACILITATOR,
        "Aucun titulaire n’est enregistré, ou le lot est relancé.",
        needs_reason=True,
    ),
    Transition(_S, _L, Intent.REOPEN, _FACILITATOR, "Aucune heure n’est déclarée.", needs_reason=True),
    Transition(_O, _S, Intent.REOPEN, _FACILITATOR, "Aucune heure n’est validée.", needs_reason=True),
    Transition(
        _E, _O, Intent.REOPEN, _FACILITATOR, "L’attestation n’est pas remise, ou elle est retirée.", needs_reason=True
    ),
)

_BY_MOVE = {(one.origin, one.target): one for one in TRANSITIONS}


class AbandonReason(Labelled):
    """Why a file is dropped."""

    NO_CLAUSE = "no_clause", "Pas de clause retenue"
    UNSUCCESSFUL = "unsuccessful", "Consultation infructueuse ou déclarée sans suite"
    CANCELLED = "cancelled", "Marché annulé ou résilié"


#: Where each reason makes sense. Once hours were validated the closing report is due: a cancelled contract is closed.
ABANDON_FROM: dict[AbandonReason, tuple[Step, ...]] = {
    AbandonReason.NO_CLAUSE: (_P, _M),
    AbandonReason.UNSUCCESSFUL: (_L,),
    AbandonReason.CANCELLED: (_P, _M, _L, _S, _O, _C),
}


def next_transitions(step: Step, *, is_framework: bool) -> tuple[Transition, ...]:
    """The moves open from a step, forward ones first."""
    return tuple(one for one in TRANSITIONS if one.origin is step and (is_framework or not one.framework_only))


def allowed(step: Step, to: Step, *, is_framework: bool) -> bool:
    """True when the table has this move for this kind of contract."""
    return any(one.target is to for one in next_transitions(step, is_framework=is_framework))


def _check_reason(reason: str) -> str:
    tidy = " ".join(reason.split())
    if not tidy:
        raise RuleError("Écrivez pourquoi : ce motif reste dans l’historique du dossier.", field="reason")
    return tidy


def _check_party(party: Party, allowed_parties: tuple[Party, ...], what: str) -> None:
    if party not in allowed_parties:
        who = " ou ".join(one.label.lower() for one in allowed_parties)
        raise NotAllowed(f"« {what} » revient au rôle suivant : {who}.")


def check_transition(step: Step, to: Step, *, party: Party, is_framework: bool, reason: str = "") -> Transition:
    """The transition to carry out.

    Raises:
        Conflict: when the table has no such move.
        NotAllowed: when this party may not make it.
        RuleError: when it needs a reason and none is written.
    """
    move = _BY_MOVE.get((step, to))
    if move is not None and move.framework_only and not is_framework:
        raise Conflict("L’étape « Bons de commande » n’existe que pour un accord-cadre à bons de commande.")
    if step is to:
        raise Conflict(f"Le dossier est déjà à l’étape « {step.label} ». Rechargez la page.")
    if move is None:
        options = next_transitions(step, is_framework=is_framework)
        names = ", ".join(f"« {one.target.label} »" for one in options)
        raise Conflict(f"On ne passe pas de « {step.label} » à « {to.label} ». Étapes possibles depuis ici : {names}.")
    _check_party(party, move.parties, move.intent.label)
    if move.needs_reason:
        _check_reason(reason)
    return move


def check_abandon(step: Step, why: AbandonReason, *, party: Party, comment: str) -> str:
    """Return the tidied comment if the file may be dropped at this step for this reason.

    Raises:
        Conflict: when the reason makes no sense at this step.
        NotAllowed: when this party may not drop it.
        RuleError: when no comment is written.
    """
    if step not in ABANDON_FROM[why]:
        raise Conflict(f"« {why.label} » n’est pas un motif possible à l’étape « {step.label} ».")
    _check_party(party, _BOTH, "Abandonner le dossier")
    return _check_reason(comment)


def check_resume(*, party: Party, reason: str) -> str:
    """Return the tidied reason if a dropped file may be taken up again, at the step where it was dropped.

    Raises:
        NotAllowed: when this party may not.
        RuleError: when no reason is written.
    """
    _check_party(party, _FACILITATOR, "Reprendre le dossier")
    return _check_reason(reason)


def is_forward(move: Transition) -> bool:
    """False for a reopening."""
    return move.intent is not Intent.REOPEN


def documents_due(step: Step, *, is_framework: bool) -> tuple[str, ...]:
    """Codes of the documents required up to and including a step."""
    reached = [one for one in Step if one.number <= step.number and (is_framework or not SHEETS[one].framework_only)]
    return tuple(document.kind.value for one in reached for document in SHEETS[one].required_documents)
