"""Step 3: who won each lot, and the papers expected, received, chased."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.selectors import reminded_today
from levier.domain.errors import LevierError
from levier.domain.steps import SHEETS, Step

from .. import perms, selectors, services
from ..enums import AwardRole, ContractState
from ..forms import AwardForm, DocumentForm, MemberFormSet, blame, member_facts
from ..models import Award, Contract, Lot
from ..selectors.header import step_address
from ..values import award_questions
from .common import found, page, posted, status_of, with_one_more


@requires(perms.READ)
@require_GET
def show(request: Request, pk: int) -> HttpResponse:
    """Awards per lot, and the papers."""
    contract = found(request, pk)
    actor = request.actor
    documents = list(selectors.visible_documents(actor=actor).filter(contract=contract))
    live = contract.state == ContractState.ACTIVE
    launched = Step(contract.step).number >= Step.LANCEMENT.number
    lots = _lots(request, contract)
    nobody_won = not any(awards for _, awards in lots)
    context = {
        "lots": lots,
        "main_lot": lots[0][0] if lots and nobody_won else None,
        "documents": documents,
        "missing": [one for one in documents if one.received_on is None],
        "today": timezone.localdate(),
        "may_award": actor.may(perms.RECORD_AWARD) and live and launched,
        "may_receive": actor.may(perms.RECEIVE_DOCUMENT) and live,
        "may_remind": actor.may(perms.REMIND_DOCUMENT) and live,
        "quiet_today": contract.buyer_id
        in reminded_today(workspace_id=contract.workspace_id, today=timezone.localdate()),
        "sees_documents": actor.may(perms.RECEIVE_DOCUMENT) or actor.sees_whole_workspace,
        "sheet": SHEETS[Step.LANCEMENT],
        "launched": launched,
    }
    return page(request, "procurement/launch.html", contract, context)


def _lots(request: Request, contract: Contract) -> list[tuple[Lot, list[Award]]]:
    """Lots with their awards; a company sees the lots it won."""
    awards: dict[int, list[Award]] = {}
    for award in selectors.awards(actor=request.actor).filter(lot__contract=contract):
        awards.setdefault(award.lot_id, []).append(award)
    all_of_them = request.actor.sees_whole_workspace or request.actor.organisation_id == contract.buyer_id
    return [(lot, awards.get(lot.pk, [])) for lot in contract.lots.all() if all_of_them or lot.pk in awards]


@requires(perms.RECORD_AWARD)
@require_http_methods(["GET", "POST"])
def award(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """A lot was won."""
    contract = found(request, pk)
    lot = get_object_or_404(contract.lots.select_related("contract__workspace"), pk=lot_pk)
    data = with_one_more(request, button="add_member", prefix="members", at_most=40)
    asked: tuple[str, ...] = ()
    form = AwardForm(data, initial={"amount": lot.amount, "notified_on": contract.notified_on})
    members = MemberFormSet(data, actor=request.actor, initial=[{"role": AwardRole.HOLDER.value}])
    if _ready(request, form, members) and not (asked := _questions(request, contract, form)):
        try:
            services.record_award(
                actor=request.actor,
                lot=lot,
                today=timezone.localdate(),
                members=member_facts(members),
                **form.cleaned_data,
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "L’attribution est enregistrée ; les documents du lancement sont attendus.")
            return redirect(step_address(contract, Step.LANCEMENT))
    return _award_page(request, contract, lot, form, members, award=None, asked=asked)


@requires(perms.RECORD_AWARD)
@require_http_methods(["GET", "POST"])
def update_award(request: Request, pk: int, award_pk: int) -> HttpResponse:
    """Correct an award."""
    contract = found(request, pk)
    award = get_object_or_404(selectors.awards(actor=request.actor), pk=award_pk, lot__contract=contract)
    data = with_one_more(request, button="add_member", prefix="members", at_most=40)
    asked: tuple[str, ...] = ()
    names = ("amount", "notified_on", "starts_on", "ends_on")
    form = AwardForm(data, initial={name: getattr(award, name) for name in names})
    initial: list[dict[str, Any]] = [
        {"organisation": one.organisation_id, "role": one.role, "amount": one.amount} for one in award.members.all()
    ]
    members = MemberFormSet(data, actor=request.actor, initial=initial)
    if _ready(request, form, members) and not (asked := _questions(request, contract, form)):
        try:
            services.update_award(actor=request.actor, award=award, members=member_facts(members), **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "L’attribution est à jour.")
            return redirect(step_address(contract, Step.LANCEMENT))
    return _award_page(request, contract, award.lot, form, members, award=award, asked=asked)


def _ready(request: Request, form: AwardForm, members: Any) -> bool:
    return request.method == "POST" and "add_member" not in request.POST and all([form.is_valid(), members.is_valid()])


def _questions(request: Request, contract: Contract, form: AwardForm) -> tuple[str, ...]:
    """What the dates typed make one ask; nothing once these very sentences were confirmed."""
    days = form.cleaned_data
    asked = award_questions(
        published_on=contract.consultation_on, notified_on=days["notified_on"], starts_on=days["starts_on"]
    )
    return () if request.POST.getlist("confirmed") == list(asked) else asked


def _award_page(
    request: Request,
    contract: Contract,
    lot: Lot,
    form: AwardForm,
    members: Any,
    *,
    award: Award | None,
    asked: tuple[str, ...],
) -> HttpResponse:
    adding = "add_member" in request.POST
    context = {
        "lot": lot,
        "form": form,
        "members": members,
        "award": award,
        "adding": adding,
        "asked": asked,
        "back_url": step_address(contract, Step.LANCEMENT),
    }
    return page(
        request,
        "procurement/award.html",
        contract,
        context,
        status=200 if adding else 422 if asked else status_of(form, members),
    )


@requires(perms.RECEIVE_DOCUMENT)
@require_http_methods(["GET", "POST"])
def receive(request: Request, pk: int, document_pk: int) -> HttpResponse:
    """A paper came in."""
    contract = found(request, pk)
    document = get_object_or_404(selectors.visible_documents(actor=request.actor), pk=document_pk, contract=contract)
    today = timezone.localdate()
    form = DocumentForm(
        posted(request), initial={"received_on": document.received_on or today, "location": document.location}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.receive_document(actor=request.actor, document=document, today=today, **form.cleaned_data)
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le document est à jour.")
            return redirect(step_address(contract, Step.LANCEMENT))
    context = {"document": document, "form": form, "back_url": step_address(contract, Step.LANCEMENT)}
    return page(request, "procurement/document.html", contract, context, status=status_of(form))


@requires(perms.REMIND_DOCUMENT)
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """Chase the papers that are missing on this contract, in one message."""
    contract = found(request, pk)
    documents = list(selectors.visible_documents(actor=request.actor).filter(contract=contract, received_on=None))
    try:
        count = services.remind_documents(
            actor=request.actor, buyer=contract.buyer, documents=documents, now=timezone.now()
        )
    except LevierError as error:
        messages.error(request, error.message)
    else:
        s = "s" if count > 1 else ""
        messages.success(request, f"La relance part vers l’acheteur : {count} document{s} demandé{s}.")
    return redirect(step_address(contract, Step.LANCEMENT))
