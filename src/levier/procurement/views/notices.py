"""Drop a published notice: the file is read, the form comes back filled, the person decides."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.accounts.web import Request, requires
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.writing import find_organisation
from levier.domain.errors import ImportFailed, LevierError
from levier.domain.steps import Step
from levier.notices.model import Notice
from levier.notices.read import read_notices

from .. import notice_reading, perms, selectors, services
from ..enums import ContractSource
from ..forms import BuyerForm, ContractForm, LotFormSet, NoticeForm, blame, contract_facts
from ..models import Contract
from ..selectors.header import step_address
from ..selectors.prediagnosis import prediagnose_draft
from ..sheets import MAX_BYTES
from .common import status_of, with_one_more


@requires(perms.EDIT_CONTRACT)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Send the file of a notice."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MAX_BYTES + 1)
        try:
            read_notices(content, filename=file.name)
            pending = services.prepare_import(
                actor=request.actor,
                buyer=None,
                filename=file.name,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
        except ImportFailed as error:
            form.add_error("file", error.message)
        else:
            return redirect("procurement:notice", pk=pending.pk)
    return render(request, "procurement/notice_upload.html", {"form": form}, status=422 if form.errors else 200)


@requires(perms.EDIT_CONTRACT)
@require_http_methods(["GET", "POST"])
def show(request: Request, pk: int) -> HttpResponse:
    """Choose a notice of the file, then save the contract it fills."""
    waiting = selectors.pending_imports(actor=request.actor).filter(buyer=None)
    pending = get_object_or_404(waiting, pk=pk, expires_at__gt=timezone.now())
    notices = read_notices(bytes(pending.content), filename=pending.filename)
    asked = request.GET.get("avis", "" if len(notices) > 1 else "1")
    if not asked:
        choices = [(number, notice_reading.label(notice)) for number, notice in enumerate(notices, 1)]
        return render(request, "procurement/notice_choose.html", {"pending": pending, "choices": choices})
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7 and 1 <= int(asked) <= len(notices)):
        raise Http404
    return _form(request, notices[int(asked) - 1], several=len(notices) > 1)


def _form(request: Request, notice: Notice, *, several: bool) -> HttpResponse:
    data = with_one_more(request, button="add_lot", prefix="lots", at_most=300)
    adding = "add_lot" in request.POST
    known, buyer_initial = _buyer(request, notice)
    initial, lots_initial = notice_reading.contract_initial(notice), notice_reading.lots_initial(notice)
    buyer_form = BuyerForm(data, actor=request.actor, initial=buyer_initial)
    form = ContractForm(data, actor=request.actor, initial=initial)
    lots = LotFormSet(data, prefix="lots", initial=lots_initial)
    if data is not None and not adding and all([buyer_form.is_valid(), form.is_valid(), lots.is_valid()]):
        try:
            contract = services.create_contract(
                actor=request.actor,
                today=timezone.localdate(),
                facts=contract_facts(form, lots),
                source=ContractSource.NOTICE,
                notice_id=notice.publication_number or notice.notice_id,
                notice=notice_reading.record(notice),
                **buyer_form.cleaned_data,
            )
        except LevierError as error:
            blame(error, form, buyer_form)
        else:
            messages.success(request, "Le marché est enregistré à partir de l’avis.")
            return redirect(step_address(contract, Step.PROGRAMMATION))
    context = {
        "notice": notice,
        "several": several,
        "buyer_form": buyer_form,
        "form": form,
        "lots": lots,
        "adding": adding,
        "social": notice_reading.social_sentences(notice),
        "already": _already(request, notice),
        "amount_is": notice.best_amount[1] if notice.best_amount else None,
        "found": prediagnose_draft(
            actor=request.actor, initial=initial, lots=lots_initial, buyer=known, today=timezone.localdate()
        ),
    }
    status = 200 if adding else status_of(buyer_form, form, lots)
    return render(request, "procurement/notice_form.html", context, status=status)


def _buyer(request: Request, notice: Notice) -> tuple[Organisation | None, dict[str, Any]]:
    """The buyer of the notice when the directory has it; else what to create it with on save."""
    named = notice_reading.buyer_initial(notice)
    if not named["name"]:
        return None, {}
    known = find_organisation(
        workspace=request.actor.workspace, name=named["name"], siret=named["siret"], kinds=(OrganisationKind.BUYER,)
    )
    if known is not None and known.kind == OrganisationKind.BUYER and known.is_active:
        return known, {"buyer": known.pk}
    return None, {"buyer_name": named["name"], "buyer_siret": named["siret"]}


def _already(request: Request, notice: Notice) -> Contract | None:
    """The contract this notice was already turned into."""
    number = notice.publication_number or notice.notice_id
    return selectors.contracts(actor=request.actor).filter(notice_id=number).first() if number else None
