"""« Grands chantiers » and operations: what groups contracts, and what is promised for them together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.quantities import check_rate
from levier.journal.services import note, service

from .. import perms
from ..models import Operation, Programme, ProgrammeTarget
from ..selectors.great_works import Tree
from ..values import TargetFacts

_NOT_HERE = "Ce grand chantier n’est pas dans votre espace."


@service("procurement.great_works.create", perms.EDIT_GREAT_WORKS)
def create_programme(
    *, actor: Actor, name: str, charter: str = "", parent: Programme | None = None, targets: Sequence[TargetFacts] = ()
) -> Programme:
    """A « grand chantier », alone or inside another one, with what it commits to.

    Raises:
        RuleError: no name; a share of 0 or above 1, or without its source.
        NotAllowed: the parent is of another workspace.
    """
    programme = Programme(workspace=actor.workspace)
    _write(programme, name=name, charter=charter, parent=parent, targets=targets)
    note(programme, parent=programme.parent_id, targets=len(targets))
    return programme


@service("procurement.great_works.update", perms.EDIT_GREAT_WORKS)
def update_programme(
    *,
    actor: Actor,
    programme: Programme,
    name: str,
    charter: str = "",
    parent: Programme | None = None,
    targets: Sequence[TargetFacts] = (),
) -> Programme:
    """Correct a « grand chantier »; a commitment that is not given any more is removed.

    Raises:
        RuleError: as for ``create_programme``; or the parent is the programme itself, or inside it.
        NotAllowed: it is of another workspace.
    """
    if programme.workspace_id != actor.workspace_id:
        raise NotAllowed(_NOT_HERE)
    _write(programme, name=name, charter=charter, parent=parent, targets=targets)
    note(programme, parent=programme.parent_id, targets=len(targets))
    return programme


def _write(
    programme: Programme, *, name: str, charter: str, parent: Programme | None, targets: Sequence[TargetFacts]
) -> None:
    if not name.strip():
        raise RuleError("Donnez un nom au grand chantier.", field="name")
    for target in targets:
        _check_target(target)
    _check_parent(programme, parent)
    programme.name, programme.charter, programme.parent = name.strip(), charter.strip(), parent
    programme.save()
    programme.targets.exclude(kind__in=[one.kind for one in targets]).delete()
    for target in targets:
        ProgrammeTarget.objects.update_or_create(
            programme=programme,
            kind=target.kind.value,
            defaults={"share": target.share, "source": target.source.strip()},
        )


def _check_target(target: TargetFacts) -> None:
    check_rate(target.share, what="L’engagement", field=f"{target.kind.value}_share")
    if target.share <= Decimal(0):
        raise RuleError(
            "Un engagement de 0 % n’engage à rien : laissez la part vide.", field=f"{target.kind.value}_share"
        )
    if not target.source.strip():
        raise RuleError("Dites où cet engagement est écrit (charte, article…).", field=f"{target.kind.value}_source")


def _check_parent(programme: Programme, parent: Programme | None) -> None:
    if parent is None:
        return
    if parent.workspace_id != programme.workspace_id:
        raise NotAllowed(_NOT_HERE)
    # Locked, so that two people cannot put each of two programmes inside the other at the same time.
    everything = Programme.objects.select_for_update().filter(workspace_id=programme.workspace_id).order_by("pk")
    if programme.pk and parent.pk in Tree(everything).below(programme.pk):
        raise RuleError("Un grand chantier ne peut pas être contenu dans lui-même.", field="parent")


@service("procurement.operation.create", perms.EDIT_GREAT_WORKS)
def create_operation(*, actor: Actor, name: str, buyer: Organisation, programme: Programme | None = None) -> Operation:
    """A project of one buyer that groups several contracts, inside a « grand chantier » or not.

    Raises:
        RuleError: no name, or not a buyer.
        NotAllowed: the buyer or the programme is of another workspace.
    """
    operation = Operation(workspace=actor.workspace)
    _write_operation(operation, name=name, buyer=buyer, programme=programme)
    note(operation, programme=operation.programme_id)
    return operation


@service("procurement.operation.update", perms.EDIT_GREAT_WORKS)
def update_operation(
    *, actor: Actor, operation: Operation, name: str, buyer: Organisation, programme: Programme | None = None
) -> Operation:
    """Correct an operation; its contracts go with it from one « grand chantier » to another.

    Raises:
        RuleError, NotAllowed: as for ``create_operation``.
        Conflict: another buyer, while contracts of the first one are in it.
    """
    if operation.workspace_id != actor.workspace_id:
        raise NotAllowed("Cette opération n’est pas dans votre espace.")
    if operation.buyer_id != buyer.pk and operation.contracts.exists():
        raise Conflict(
            "Cette opération contient des marchés de son acheteur : créez une autre opération pour le nouvel acheteur.",
            field="buyer",
        )
    _write_operation(operation, name=name, buyer=buyer, programme=programme)
    note(operation, programme=operation.programme_id)
    return operation


def _write_operation(operation: Operation, *, name: str, buyer: Organisation, programme: Programme | None) -> None:
    if not name.strip():
        raise RuleError("Donnez un nom à l’opération.", field="name")
    if buyer.workspace_id != operation.workspace_id:
        raise NotAllowed("Cet acheteur n’est pas dans votre espace.")
    if buyer.kind != OrganisationKind.BUYER:
        raise RuleError("Une opération est celle d’un acheteur : choisissez-le dans la liste.", field="buyer")
    if programme is not None and programme.workspace_id != operation.workspace_id:
        raise NotAllowed(_NOT_HERE)
    operation.name, operation.buyer, operation.programme = name.strip(), buyer, programme
    operation.save()
