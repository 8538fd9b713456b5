"""Orders of a framework agreement: recorded, corrected, asked of the buyer each quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.enums import LinkPurpose
from levier.accounts.letters import compose
from levier.accounts.links import absolute, make_link
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.quantities import MAX_AMOUNT, euros
from levier.domain.steps import ORDER_ANSWER_DAYS, Quarter, order_request, quarter_of
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import ContractState
from ..hooks import order_recorded
from ..letters import MAX_REMINDERS, TONES
from ..models import Award, CallOff, Contract, OrderRequest
from ..values import check_day
from ..writing import require_contract, require_live

#: A personal link to an order request opens this many days.
LINK_DAYS = 60
_LONGEST_NUMBER = 36
_ASKED_TODAY = "L’acheteur a déjà été sollicité aujourd’hui : attendez demain."


@service("procurement.call_off.record", perms.RECORD_ORDERS)
def record_call_off(
    *,
    actor: Actor,
    award: Award,
    organisation: Organisation,
    number: str,
    ordered_on: date,
    amount: Decimal,
    today: date,
    title: str = "",
) -> CallOff:
    """An order to one company of an award, in € excl. VAT (positive; ``correct_call_off`` takes away).

    Raises:
        RuleError: not a framework agreement, not a company of the award, an impossible amount or date; by a link, a date
            outside the quarter asked about.
        Conflict: the number is taken on this award; the contract is not live; by a link, the quarter was answered.
        NotAllowed: a link that opens another contract.
    """
    asked = _require_orders(actor, award, organisation)
    amount = _amount(amount)
    if asked is not None:
        _require_in_quarter(ordered_on, quarter_of(asked.quarter))
    if amount <= 0:
        raise RuleError(
            "Le montant commandé doit être positif ; pour le diminuer, corrigez la commande d’origine.", field="amount"
        )
    call_off = _save(
        award=award,
        organisation=organisation,
        number=_order_number(number),
        title=title,
        ordered_on=_ordered_on(ordered_on, award, today),
        amount=amount,
    )
    note(call_off, amount=amount, award=award.pk)
    return call_off


@service("procurement.call_off.correct", perms.RECORD_ORDERS)
def correct_call_off(*, actor: Actor, call_off: CallOff, new_amount: Decimal, today: date, reason: str) -> CallOff:
    """Bring an order to ``new_amount`` (€ excl. VAT, zero to cancel it) by a correcting line; the order itself stays.

    Raises:
        RuleError: no reason, a negative result, or nothing to change.
        Conflict, NotAllowed: as for ``record_call_off``.
    """
    _require_orders(actor, call_off.award, call_off.organisation)
    reason = " ".join(reason.split())
    if not reason:
        raise RuleError("Écrivez pourquoi la commande est corrigée.", field="reason")
    new_amount = _amount(new_amount)
    if new_amount < 0:
        raise RuleError("Une commande ne peut pas devenir négative : zéro l’annule.", field="new_amount")
    award = Award.objects.select_for_update(of=("self",)).get(pk=call_off.award_id)
    root = call_off.number.partition("~")[0]
    lines = list(award.call_offs.filter(number__startswith=f"{root}~")) + list(award.call_offs.filter(number=root))
    difference = new_amount - sum((line.amount for line in lines), Decimal(0))
    if difference == 0:
        raise RuleError("Le montant est déjà celui-là : il n’y a rien à corriger.", field="new_amount")
    correction = _save(
        award=award,
        organisation=call_off.organisation,
        number=f"{root}~{len(lines)}",
        title=f"Correction : {reason}"[:250],
        ordered_on=max(today, call_off.ordered_on),
        amount=difference,
    )
    note(correction, reason=reason, corrects=root, difference=difference)
    return correction


def _require_orders(actor: Actor, award: Award, organisation: Organisation) -> OrderRequest | None:
    """The request a personal link answers; None for a member, who is bound to no quarter."""
    contract = award.lot.contract
    require_contract(actor, contract)
    asked = _require_open_quarter(actor, contract) if actor.kind is ActorKind.LINK else None
    require_live(contract)
    if not contract.is_framework:
        raise RuleError("Seul un accord-cadre reçoit des bons de commande.")
    if not award.members.filter(organisation=organisation).exists():
        raise RuleError("Cette entreprise n’est pas dans l’attribution du lot.", field="organisation")
    return asked


def _require_in_quarter(ordered_on: date, quarter: Quarter) -> None:
    if not quarter.start <= ordered_on <= quarter.end:
        raise RuleError(
            f"Cette page ne recueille que les commandes du {quarter.label}, du {format_date(quarter.start)} au "
            f"{format_date(quarter.end)}. Pour une commande d’une autre date, écrivez au facilitateur : il l’enregistrera.",
            field="ordered_on",
        )


def _require_open_quarter(actor: Actor, contract: Contract) -> OrderRequest:
    """A personal link writes on the contract it was made for, until its buyer has said « everything is entered »."""
    link = actor.link
    asked = None
    if link is not None and link.target_type == "procurement.orderrequest":
        asked = OrderRequest.objects.select_for_update().filter(pk=link.target_id or 0, contract=contract).first()
    if asked is None:
        raise NotAllowed("Ce lien n’ouvre pas ce marché.")
    if asked.answered_at is not None:
        raise Conflict(
            f"L’état des commandes du {quarter_of(asked.quarter).label} est déjà terminé : pour ajouter ou corriger une "
            "commande, écrivez au facilitateur."
        )
    return asked


def _order_number(typed: str) -> str:
    """A number that leaves room for the « ~1 » of its corrections, and cannot be taken for one of them."""
    number = typed.strip()
    if "~" in number or len(number) > _LONGEST_NUMBER:
        raise RuleError(
            f"Écrivez le numéro du bon de commande sans « ~ » et en {_LONGEST_NUMBER} signes au plus.", field="number"
        )
    return number


def _amount(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) > MAX_AMOUNT:
        raise RuleError("Ce montant dépasse 99 milliards d’euros : c’est sans doute une erreur.", field="amount")
    return euros(value)


def _ordered_on(value: date, award: Award, today: date) -> date:
    check_day(value, field_name="ordered_on")
    if value > today:
        raise RuleError("Une commande ne peut pas être datée d’un jour à venir.", field="ordered_on")
    if value < award.notified_on:
        raise RuleError("La commande précède la notification du marché : vérifiez la date.", field="ordered_on")
    return value


def _save(
    *, award: Award, organisation: Organisation, number: str, title: str, ordered_on: date, amount: Decimal
) -> CallOff:
    number = number.strip()[:40]
    if not number:
        raise RuleError("Indiquez le numéro du bon de commande.", field="number")
    try:
        with transaction.atomic():
            call_off = CallOff.objects.create(
                award=award, organisation=organisation, number=number, title=title, ordered_on=ordered_on, amount=amount
            )
    except IntegrityError:
        raise Conflict(f"Le bon de commande « {number} » est déjà enregistré sur ce lot.", field="number") from None
    order_recorded(call_off)
    return call_off


@service("procurement.order_request.send", perms.REQUEST_ORDERS)
def request_orders(
    *,
    actor: Actor,
    contract: Contract,
    quarter: Quarter,
    now: datetime,
    link_path: Callable[[str], str] | None = None,
) -> OrderRequest:
    """Ask the buyer for the orders of a quarter, per company, in one message; ``ORDER_ANSWER_DAYS`` at least to reply.

    ``link_path(token)`` gives the address a personal link opens; without it the message leads to the contract's page.

    Raises:
        RuleError: not a framework agreement, the quarter is not over, or no address to write to.
        Conflict: this quarter was asked for already, or the contract is not live.
    """
    require_contract(actor, contract)
    require_live(contract)
    today = timezone.localdate(now)
    if not contract.is_framework:
        raise RuleError("Seul un accord-cadre reçoit des bons de commande.")
    if today <= quarter.end:
        raise RuleError(f"Le {quarter.label} n’est pas terminé : l’état des commandes se demande ensuite.")
    due_on = max(order_request(quarter).due_on, today + timedelta(days=ORDER_ANSWER_DAYS))
    try:
        with transaction.atomic():
            request = OrderRequest.objects.create(contract=contract, quarter=quarter.start, due_on=due_on, sent_at=now)
    except IntegrityError:
        raise Conflict(f"L’état des commandes du {quarter.label} a déjà été demandé.") from None
    _send(actor, request, link_path=link_path, day=today)
    note(request, quarter=quarter.start)
    return request


@service("procurement.order_request.remind", perms.REQUEST_ORDERS)
def remind_orders(
    *, actor: Actor, request: OrderRequest, now: datetime, link_path: Callable[[str], str] | None = None
) -> OrderRequest:
    """Ask again, in one message for all the buyer is late with; nobody is reminded twice the same day.

    Raises:
        Conflict: answered, or reminded today already, or the contract is not live.
        RuleError: no address to write to.
    """
    require_contract(actor, request.contract)
    require_live(request.contract)
    if request.answered_at is not None:
        raise Conflict("L’acheteur a déjà répondu pour ce trimestre.")
    today = timezone.localdate(now)
    last = request.reminded_at or request.sent_at
    if last is not None and timezone.localdate(last) == today:
        raise Conflict(_ASKED_TODAY)
    found = [request, *_late_with(request, today=today)]
    workspace, buyer = actor.workspace, request.contract.buyer
    subject, body = compose(
        workspace,
        TONES[min(max(one.reminders for one in found) + 1, MAX_REMINDERS) - 1],
        {"liste": "\n".join(_line(actor, one, link_path) for one in found), "acheteur": buyer.name},
    )
    sent = queue_message(
        workspace_id=workspace.pk, target=request, to=_address(buyer), subject=subject, body=body, reminder_on=today
    )
    if sent is None:
        raise Conflict(_ASKED_TODAY)
    for one in found:
        one.reminded_at, one.reminders = now, one.reminders + 1
        one.save(update_fields=["reminded_at", "reminders"])
    note(request, reminders=request.reminders, requests=[one.pk for one in found])
    return request


def _late_with(request: OrderRequest, *, today: date) -> list[OrderRequest]:
    """The other late requests of the same buyer that its next reminder may speak of."""
    late = OrderRequest.objects.filter(
        contract__buyer_id=request.contract.buyer_id,
        contract__workspace_id=request.contract.workspace_id,
        contract__state=ContractState.ACTIVE,
        answered_at=None,
        due_on__lt=today,
        sent_at__date__lt=today,
        reminders__lt=MAX_REMINDERS,
    ).exclude(reminded_at__date=today)
    return list(late.exclude(pk=request.pk).select_related("contract__buyer").order_by("quarter", "pk"))


def _line(actor: Actor, request: OrderRequest, link_path: Callable[[str], str] | None) -> str:
    label = quarter_of(request.quarter).label
    due = format_date(request.due_on)
    return f"– {request.contract.title}, {label}, attendu le {due} :\n  {_page(actor, request, link_path)}"


def _address(buyer: Organisation) -> str:
    to = link_contact(buyer)
    if not to:
        raise RuleError(
            "Aucune adresse ne répond pour cet acheteur : ajoutez dans l’annuaire un contact qui reçoit les relances."
        )
    return to


def _page(actor: Actor, request: OrderRequest, link_path: Callable[[str], str] | None) -> str:
    """Where the buyer answers: by a personal link, else on the contract's page."""
    if link_path is None:
        return absolute(f"/marches/{request.contract_id}/commandes/")
    _, token = make_link(
        workspace=actor.workspace,
        purpose=LinkPurpose.CALL_OFFS,
        days=LINK_DAYS,
        organisation_id=request.contract.buyer_id,
        target=request,
    )
    return absolute(link_path(token))


def _send(actor: Actor, request: OrderRequest, *, link_path: Callable[[str], str] | None, day: date) -> None:
    contract = request.contract
    to = _address(contract.buyer)
    quarter = quarter_of(request.quarter)
    workspace = actor.workspace
    body = [
        "Bonjour,",
        "",
        f"Quelles commandes avez-vous passées au {quarter.label}, par entreprise, sur le marché « {contract.title} » ?",
        f"Réponse attendue le {format_date(request.due_on)} ; s’il n’y en a eu aucune, dites-le aussi :",
        _page(actor, request, link_path),
        "",
        workspace.name,
        *filter(None, (workspace.contact_email, workspace.contact_phone)),
    ]
    queue_message(
        workspace_id=actor.workspace_id,
        target=request,
        to=to,
        subject=f"Clauses sociales : état des commandes, {quarter.label}",
        body="\n".join(body),
        dedupe_key=f"orders:{request.pk}:{day}",
    )


@service("procurement.order_request.nothing", perms.RECORD_ORDERS)
def answer_nothing_ordered(*, actor: Actor, request: OrderRequest, now: datetime) -> OrderRequest:
    """The buyer says nothing was ordered in the quarter.

    Raises:
        Conflict: answered already.
        RuleError: orders of that quarter are recorded.
    """
    _require_request(actor, request)
    quarter = quarter_of(request.quarter)
    ordered = CallOff.objects.filter(
        award__lot__contract=request.contract, ordered_on__range=(quarter.start, quarter.end), amount__gt=0
    )
    if ordered.exists():
        raise RuleError(f"Des commandes du {quarter.label} sont déjà enregistrées sur ce marché.")
    return _answer(request, now=now, nothing=True)


@service("procurement.order_request.answer", perms.RECORD_ORDERS)
def answer_orders(*, actor: Actor, request: OrderRequest, now: datetime) -> OrderRequest:
    """The buyer has entered all the orders of the quarter.

    Raises:
        Conflict: answered already.
    """
    _require_request(actor, request)
    return _answer(request, now=now, nothing=False)


def _require_request(actor: Actor, request: OrderRequest) -> None:
    require_contract(actor, request.contract)
    if actor.kind is ActorKind.LINK and (
        actor.link is None or (actor.link.target_type, actor.link.target_id) != ("procurement.orderrequest", request.pk)
    ):
        raise NotAllowed("Ce lien n’ouvre pas cette demande.")


def _answer(request: OrderRequest, *, now: datetime, nothing: bool) -> OrderRequest:
    updated = OrderRequest.objects.filter(pk=request.pk, answered_at=None).update(
        answered_at=now, nothing_ordered=nothing
    )
    if not updated:
        raise Conflict("Une réponse a déjà été donnée pour ce trimestre.")
    request.answered_at, request.nothing_ordered = now, nothing
    note(request, nothing=nothing)
    return request
