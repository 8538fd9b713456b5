"""Step 6: orders of a framework agreement, and the hours they trigger at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import absolute, make_link
from levier.accounts.models import AccessLink
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.quantities import MAX_AMOUNT, Euros
from levier.domain.steps import Quarter, order_request, quarter_of
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import Award, CallOff, Contract, OrderRequest

from .. import dues
from .. import perms_closing as perms
from .obligations import recompute

#: A reminder leaves this long after the last message at the earliest: never twice a day.
REMIND_AFTER = timedelta(days=7)
_LINK_DAYS = 60


@service("delivery.order.record", perms.RECORD_ORDER)
def record_order(
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
    """Enter one order (€ excl. VAT; negative to correct an earlier one) and recompute the hours due at once.

    Raises:
        RuleError: not a framework agreement, a company that is not of the award, an empty number, a null or absurd
            amount, a date outside the award or still to come, corrections that exceed the orders.
        Conflict: this number exists already, or the obligation is closed.
    """
    _check_order(award, organisation, number, ordered_on, amount, today)
    call_off = CallOff.objects.create(
        award=award,
        organisation=organisation,
        number=number.strip(),
        title=title.strip(),
        ordered_on=ordered_on,
        amount=amount,
    )
    dues.award_total(list(award.call_offs.all()))
    revisions = recompute(actor, award, from_day=ordered_on, call_off=call_off)
    note(call_off, amount=amount, hours=sum((one.hours_due for one in revisions), Decimal(0)))
    return call_off


def _check_order(
    award: Award, organisation: Organisation, number: str, ordered_on: date, amount: Euros, today: date
) -> None:
    if not award.lot.contract.is_framework:
        raise RuleError("Ce marché n’est pas un accord-cadre à bons de commande.")
    if not award.members.filter(organisation=organisation).exists():
        raise RuleError("Cette entreprise ne fait pas partie du groupement titulaire.", field="organisation")
    if not number.strip():
        raise RuleError("Indiquez le numéro du bon de commande.", field="number")
    if not amount.is_finite() or amount == 0 or abs(amount) > MAX_AMOUNT:
        raise RuleError("Indiquez un montant hors taxes ; négatif pour un avoir.", field="amount")
    if ordered_on > today:
        raise RuleError("Cette date n’est pas encore passée.", field="ordered_on")
    if ordered_on < award.notified_on - timedelta(days=366):
        raise RuleError(
            f"Cette commande précède de plus d’un an la notification du {format_date(award.notified_on)}.",
            field="ordered_on",
        )
    if award.obligations.exclude(closed_on=None).exists():
        raise Conflict("L’obligation est close : ses heures ne changent plus.")
    if award.call_offs.filter(number=number.strip()).exists():
        raise Conflict("Un bon de commande porte déjà ce numéro sur ce lot.")


@service("delivery.orders.request", perms.REQUEST_ORDERS)
def request_orders(*, actor: Actor, contract: Contract, quarter: Quarter, now: datetime) -> OrderRequest:
    """Ask the buyer for the orders of a quarter, by a personal link that needs no account.

    Raises:
        RuleError: not a framework agreement, a quarter not over, or a buyer without an address.
        Conflict: already asked.
    """
    if not contract.is_framework:
        raise RuleError("Ce marché n’est pas un accord-cadre à bons de commande.")
    if quarter.end >= now.date():
        raise RuleError("Ce trimestre n’est pas terminé.")
    if OrderRequest.objects.filter(contract=contract, quarter=quarter.start).exists():
        raise Conflict("L’état des commandes de ce trimestre est déjà demandé.")
    days = (order_request(quarter).due_on - order_request(quarter).ask_on).days
    request = OrderRequest.objects.create(
        contract=contract,
        quarter=quarter.start,
        due_on=max(order_request(quarter).due_on, now.date() + timedelta(days=days)),
        sent_at=now,
    )
    _send(actor, request, reminder=False, now=now)
    note(request, quarter=quarter.label)
    return request


@service("delivery.orders.remind", perms.REQUEST_ORDERS)
def remind_orders(*, actor: Actor, request: OrderRequest, now: datetime) -> OrderRequest:
    """Chase an unanswered request with a fresh link; the earlier one stops working.

    Raises:
        Conflict: answered already, or a message left less than a week ago.
    """
    last = request.reminded_at or request.sent_at
    claimed = (
        OrderRequest.objects.filter(pk=request.pk, answered_at=None)
        .filter(Q(reminded_at=request.reminded_at) if request.reminded_at else Q(reminded_at__isnull=True))
        .update(reminded_at=now, reminders=request.reminders + 1)
        if last is None or now - last >= REMIND_AFTER
        else 0
    )
    if not claimed:
        raise Conflict("La réponse est arrivée, ou une relance est partie il y a moins d’une semaine.")
    request.refresh_from_db()
    _send(actor, request, reminder=True, now=now)
    note(request, reminders=request.reminders)
    return request


def _send(actor: Actor, request: OrderRequest, *, reminder: bool, now: datetime) -> None:
    contract = request.contract
    to = link_contact(contract.buyer)
    if not to:
        raise RuleError("L’acheteur n’a pas d’adresse électronique : ajoutez un contact dans l’annuaire.")
    target = request._meta.label_lower
    AccessLink.objects.filter(
        purpose=LinkPurpose.CALL_OFFS, target_type=target, target_id=request.pk, revoked_at=None
    ).update(revoked_at=now)
    _, token = make_link(
        workspace=actor.workspace,
        purpose=LinkPurpose.CALL_OFFS,
        days=_LINK_DAYS,
        organisation_id=contract.buyer_id,
        target=request,
    )
    label = quarter_of(request.quarter).label
    queue_message(
        workspace_id=actor.workspace_id,
        target=request,
        to=to,
        subject=f"{'Relance : ' if reminder else ''}état des commandes, {label}",
        body="\n".join(
            [
                "Bonjour,",
                "",
                f"Quelles commandes avez-vous passées au {label} sur le marché « {contract.title} » ?",
                f"Votre réponse, attendue pour le {format_date(request.due_on)}, met à jour les heures dues.",
                "",
                "Répondez par ce lien personnel, sans compte (une commande à la fois, ou « aucune commande ») :",
                absolute(f"/commandes/{token}/"),
                "",
                actor.workspace.name,
            ]
        ),
        dedupe_key=f"orders:{request.pk}:{request.reminders}",
    )


@service("delivery.orders.answer", perms.ANSWER_ORDERS)
def answer_orders(*, actor: Actor, request: OrderRequest, nothing_ordered: bool, now: datetime) -> OrderRequest:
    """Say that all the orders of the quarter are entered, or that there was none.

    Raises:
        RuleError: « nothing ordered » while an order of that quarter is entered.
        Conflict: answered already.
    """
    quarter = quarter_of(request.quarter)
    orders = CallOff.objects.filter(
        award__lot__contract=request.contract, ordered_on__gte=quarter.start, ordered_on__lte=quarter.end
    )
    if nothing_ordered and orders.exists():
        raise RuleError(
            "Des commandes de ce trimestre sont déjà saisies : répondez « Toutes les commandes sont saisies »."
        )
    if not nothing_ordered and not orders.exists():
        raise RuleError("Aucune commande de ce trimestre n’est saisie : saisissez-la, ou répondez « Aucune commande ».")
    updated = OrderRequest.objects.filter(pk=request.pk, answered_at=None).update(
        answered_at=now, nothing_ordered=nothing_ordered
    )
    if not updated:
        raise Conflict("La réponse pour ce trimestre est déjà enregistrée. Merci.")
    request.refresh_from_db()
    note(request, nothing_ordered=nothing_ordered, orders=orders.count())
    return request
