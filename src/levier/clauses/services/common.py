"""Work shared by the services: the clause of a lot, and whether it may still be changed."""

from __future__ import annotations

from levier.accounts.actor import Actor
from levier.domain.errors import Conflict, NotAllowed
from levier.procurement.models import Lot

from ..enums import ClauseState
from ..models import Clause
from ..readiness import lacks_hours


def check_workspace(actor: Actor, workspace_id: int) -> None:
    """A second door behind the scoped selectors.

    Raises:
        NotAllowed: the object belongs to another workspace.
    """
    if workspace_id != actor.workspace_id:
        raise NotAllowed("Cet objet n’est pas dans votre espace de travail.")


def draft_of(actor: Actor, lot: Lot, *, writes_hours: bool = False) -> Clause:
    """The lot's clause, locked for writing, made when there is none yet.

    ``writes_hours``: hours that nobody wrote before the award may still be, those an award criterion brought: they are
    known with the bid that won, when the buyer has long kept the clause.

    Raises:
        Conflict: it was proposed or answered: it must be taken up again first; or the lot is awarded.
    """
    check_workspace(actor, lot.contract.workspace_id)
    Clause.objects.get_or_create(lot=lot)
    clause = Clause.objects.select_for_update().get(lot=lot)
    clause.lot = lot
    if not lot.awards.exists():
        check_draft(clause)
    elif not (writes_hours and lacks_hours(clause)):
        raise Conflict(
            "Le lot est attribué : sa clause fait partie du contrat signé. Les heures dues changent par un avenant, à "
            "l’étape « Suivi »."
        )
    return clause


def check_draft(clause: Clause) -> None:
    """Raises ``Conflict`` unless the clause is being prepared."""
    if clause.state != ClauseState.DRAFT:
        raise Conflict(
            f"Cette clause est « {clause.get_state_display().lower()} ». Reprenez-la en préparation pour la modifier."
        )
