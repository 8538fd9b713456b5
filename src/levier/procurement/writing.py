"""Writing shared by several services (services do not call services)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.models import Membership
from levier.directory.models import Organisation
from levier.directory.places import place_for
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.steps import SHEETS, DocumentKind, Step
from levier.domain.trades import trades_for_cpv
from levier.domain.vocabulary import Party, Role

from .enums import ContractState
from .models import Award, Contract, ExpectedDocument, Lot, Operation, Review, StepChange
from .values import ContractFacts, LotFacts, amount_of, check_contract, plain

#: Papers of the launch that are one for the whole contract; the others are one for each award.
_OF_CONTRACT = (DocumentKind.WINNERS_LIST, DocumentKind.CCAP)

_DUPLICATE = "Cet acheteur a déjà un marché portant cette référence : ouvrez-le, ou changez la référence."


def party_of(actor: Actor) -> Party:
    """Whose move it is, as the table of steps says it."""
    if actor.kind is ActorKind.SYSTEM or actor.role in (Role.FACILITATOR, Role.ADMIN):
        return Party.FACILITATOR
    if actor.role is Role.BUYER:
        return Party.BUYER
    raise NotAllowed("Votre rôle ne fait pas avancer les marchés.")


def require_own_buyer(actor: Actor, buyer: Organisation) -> None:
    """A buyer acts for itself; everybody, in their own workspace."""
    if buyer.workspace_id != actor.workspace_id:
        raise NotAllowed("Cet acheteur n’est pas dans votre espace.")
    if actor.role is Role.BUYER and actor.organisation_id != buyer.pk:
        raise NotAllowed("Vous ne pouvez agir que pour votre propre organisation.")


def require_contract(actor: Actor, contract: Contract) -> None:
    """The contract is in the actor's workspace, and their own when they are a buyer."""
    if contract.workspace_id != actor.workspace_id:
        raise NotAllowed("Ce marché n’est pas dans votre espace.")
    if actor.role is Role.BUYER and actor.organisation_id != contract.buyer_id:
        raise NotAllowed("Ce marché n’est pas celui de votre organisation.")


def require_live(contract: Contract) -> None:
    """The contract is under way, and stays so until the end of the transaction.

    Raises:
        Conflict: it was dropped, or it is over.
    """
    state = Contract.objects.select_for_update().values_list("state", flat=True).get(pk=contract.pk)
    if state == ContractState.ABANDONED:
        raise Conflict("Ce dossier est abandonné : reprenez-le avant de le modifier.")
    if state == ContractState.CLOSED:
        raise Conflict("Ce marché est terminé : rouvrez-le avant de le modifier.")


def write_contract(contract: Contract, facts: ContractFacts) -> Contract:
    """Check and save a contract and its lots.

    Raises:
        RuleError: a fact that cannot be, a facilitator or an operation of somebody else.
        Conflict: the reference is taken, or a lot to remove is in use.
    """
    check_contract(facts)
    for name, value in plain(facts).items():
        setattr(contract, name, value)
    contract.amount = amount_of(facts)
    contract.facilitator_id = _facilitator(contract, facts.facilitator_id)
    contract.operation_id = _operation(contract, facts.operation_id)
    locate(contract)
    if contract.reference and _taken(contract):
        raise Conflict(_DUPLICATE, field="reference")
    try:
        with transaction.atomic():  # the constraint decides between two that wrote at the same time
            contract.save()
    except IntegrityError:
        raise Conflict(_DUPLICATE, field="reference") from None
    _write_lots(contract, facts.lots)
    return contract


def _taken(contract: Contract) -> bool:
    same = Contract.objects.filter(
        workspace_id=contract.workspace_id, buyer_id=contract.buyer_id, reference=contract.reference
    )
    return same.exclude(pk=contract.pk).exists()


def _facilitator(contract: Contract, user_id: int | None) -> int | None:
    if user_id is None:
        return None
    members = Membership.objects.filter(
        workspace_id=contract.workspace_id, user_id=user_id, role__in=[Role.FACILITATOR, Role.ADMIN], is_active=True
    )
    if not members.exists():
        raise RuleError("Cette personne n’est pas facilitatrice dans cet espace.", field="facilitator")
    return user_id


def _operation(contract: Contract, operation_id: int | None) -> int | None:
    if operation_id is None:
        return None
    if not Operation.objects.filter(
        pk=operation_id, workspace_id=contract.workspace_id, buyer_id=contract.buyer_id
    ).exists():
        raise RuleError("Cette opération est celle d’un autre acheteur : choisissez-en une du même.", field="operation")
    return operation_id


def locate(contract: Contract) -> None:
    """Coordinates of the place of performance: its commune's, else its chef-lieu's; unknown stays unknown."""
    found = place_for(postcode=contract.postcode, name=contract.place)
    contract.latitude = found.latitude if found else None
    contract.longitude = found.longitude if found else None


def _write_lots(contract: Contract, lots: Iterable[LotFacts]) -> None:
    """Save the lots given; remove those that are not given any more; keep one (« lot unique ») when there is none."""
    wanted = list(lots) or [_single_lot(contract)]
    existing = {lot.pk: lot for lot in contract.lots.all()}
    kept = {lot.pk for lot in wanted if lot.pk is not None}
    if not kept <= existing.keys():
        raise Conflict("Un lot a été retiré pendant votre saisie. Rechargez la page.", field="lots")
    for pk in existing.keys() - kept:
        _remove(existing[pk])
    # Numbers may be swapped between two lots: they are first set aside, so that the unique constraint holds.
    Lot.objects.filter(pk__in=kept).update(number=_aside())
    for facts in wanted:
        lot = existing.get(facts.pk) if facts.pk is not None else None
        lot = lot or Lot(contract=contract)
        lot.number, lot.title, lot.description = facts.number.strip(), facts.title.strip(), facts.description
        lot.cpv, lot.amount = facts.cpv, facts.amount
        lot.trades = list(facts.trades) or _trades_of(facts.cpv or contract.cpv)
        lot.save()


def _trades_of(cpv: str) -> list[str]:
    """Codes of the trades a CPV points to, for a lot whose trades nobody has said yet."""
    return [trade.code for trade in trades_for_cpv(cpv)] if cpv else []


def _aside() -> Any:
    from django.db.models import F, Value
    from django.db.models.fields import CharField
    from django.db.models.functions import Cast, Concat

    return Concat(Value("~"), Cast(F("pk"), CharField()))


def _single_lot(contract: Contract) -> LotFacts:
    first = contract.lots.order_by("pk").first() if contract.pk else None
    return LotFacts(
        pk=first.pk if first else None, number="1", title=contract.title, cpv=contract.cpv, amount=contract.amount
    )


def _remove(lot: Lot) -> None:
    if lot.awards.exists() or _has_clause(lot):
        raise Conflict(
            f"Le lot {lot.number} porte déjà une clause ou une attribution : il ne peut pas être retiré.", field="lots"
        )
    lot.delete()


def _has_clause(lot: Lot) -> bool:
    """Whether a row of a room further down the line refers to the lot (asked of the model, not of the room)."""
    for relation in lot._meta.related_objects:
        if relation.related_model._default_manager.filter(**{relation.field.name: lot}).exists():
            return True
    return False


def open_review(contract: Contract, *, today: date) -> Review:
    """Ask the facilitator: answer within the workspace's delay, and before the publication when it comes first."""
    due = today + timedelta(days=contract.workspace.answer_days)
    launch = contract.consultation_on
    if launch is not None and today <= launch < due:
        due = launch
    return Review.objects.create(contract=contract, asked_on=today, due_on=due)


def change_step(contract: Contract, *, actor: Actor, to: Step, reason: str = "") -> StepChange:
    """Move and remember."""
    change = StepChange.objects.create(
        contract=contract, from_step=contract.step, to_step=to.value, by_id=actor.user_id, reason=reason
    )
    contract.step = to.value
    contract.save(update_fields=["step", "updated_at"])
    return change


def expect_documents(award: Award, *, today: date) -> None:
    """The papers the booklet expects « dès la notification »: for this award, and for the contract once."""
    contract = award.lot.contract
    due = max(award.notified_on, today)
    for document in SHEETS[Step.LANCEMENT].documents:
        of_contract = document.kind in _OF_CONTRACT
        ExpectedDocument.objects.get_or_create(
            contract=contract,
            award=None if of_contract else award,
            kind=document.kind.value,
            defaults={"due_on": due},
        )
