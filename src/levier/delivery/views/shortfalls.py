"""The exchange about missing hours: one page, one form for whoever's turn it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import open_link
from levier.accounts.selectors import live_links, with_targets
from levier.accounts.web import Request, requires
from levier.directory.selectors import link_addresses, link_contact
from levier.domain.errors import LevierError
from levier.domain.penalties import Action, allowed
from levier.domain.vocabulary import Party
from levier.post.selectors import messages_about
from levier.procurement.models import Contract
from levier.procurement.selectors import contract_header
from levier.ui.http import attachment

from .. import perms
from ..documents.letters import letter_pdf, letters
from ..documents.render import CONTENT_TYPE
from ..forms.closing import AdviceForm, DecisionForm, NoticeForm, ReplyForm
from ..models import Shortfall
from ..penalties import assess_missing, assessed
from ..selectors.closing import earlier_exchange, shortfalls
from ..selectors.obligations import hours_due, hours_validated
from ..services import shortfalls as services
from ..wording import earlier_sentence
from .common import contract_or_404, obligation_or_404

#: Days proposed for the reply; the contract's own delay replaces it.
_PROPOSED_DELAY = 15
_TURNS = (
    (Action.REPLY, Party.CONTRACTOR, perms.REPLY_SHORTFALL, ReplyForm, "reply"),
    (Action.GIVE_OPINION, Party.FACILITATOR, perms.ADVISE_SHORTFALL, AdviceForm, "advise"),
    (Action.DECIDE, Party.BUYER, perms.DECIDE_SHORTFALL, DecisionForm, "decide"),
)


def _shortfall(request: Request, contract: Contract, pk: int) -> Shortfall:
    found = shortfalls(actor=request.actor).filter(obligation__clause__lot__contract=contract)
    return get_object_or_404(found.select_related("obligation__award__lot__contract"), pk=pk)


@requires(perms.OPEN_SHORTFALL)
@require_http_methods(["GET", "POST"])
def shortfall_open(request: Request, pk: int, obligation_pk: int) -> HttpResponse:
    """Send the constat, once its consequences are on screen."""
    contract = contract_or_404(request, pk)
    obligation = obligation_or_404(request, contract, obligation_pk)
    today = timezone.localdate()
    form = NoticeForm(
        request.POST or None, initial={"reply_due_on": today + timedelta(days=_PROPOSED_DELAY), "late_days": 0}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_shortfall(actor=request.actor, obligation=obligation, today=today, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            if link_contact(obligation.contractor):
                messages.success(request, "Le constat est enregistré et l’entreprise est prévenue.")
            else:
                messages.warning(
                    request,
                    "Le constat est enregistré, mais l’entreprise n’a pas d’adresse électronique : appelez-la, et "
                    "remettez-lui la lettre ci-dessous.",
                )
            return redirect("delivery:shortfall", pk, made.pk)
    missing = max(hours_due(obligation) - hours_validated(obligation), 0)
    context = {
        "contract": contract,
        "obligation": obligation,
        "missing": missing,
        "assessment": _preview(obligation, missing, today),
        "earlier": earlier_sentence(obligation.shortfalls.first()),
        "form": form,
    }
    return render(request, "delivery/shortfall_open.html", context, status=422 if form.errors else 200)


def _preview(obligation: Any, missing: Any, today: Any) -> Any:
    try:
        return assess_missing(obligation, missing, late_days=0, on=today).explanation
    except LevierError as error:
        return {"conclusion": error.message}


def _turn(actor: Actor, shortfall: Shortfall, data: Any = None) -> dict[str, Any]:
    """The form of whoever may act now, if the actor is one of them."""
    exchange, today = services.exchange_of(shortfall), timezone.localdate()
    for action, party, permission, form, code in _TURNS:
        if actor.may(permission) and action in allowed(exchange, by=party, on=today):
            options: dict[str, Any] = {}
            if action is Action.DECIDE:
                kept = shortfall.assessment
                options = {"assessed": assessed(shortfall), "planned": kept["planned"]}
            return {"action": action.label, "form": form(data, **options), "code": code}
    return {}


def _done(shortfall: Shortfall, code: str) -> str:
    """What was just written down, and who was written to."""
    obligation = shortfall.obligation
    buyer = obligation.clause.lot.contract.buyer
    written, told = {
        "reply": ("La réponse de l’entreprise est enregistrée", buyer),
        "advise": ("Votre avis est enregistré", buyer),
        "decide": ("La décision est enregistrée", obligation.contractor),
    }[code]
    if link_addresses(told):
        return f"{written}. Un message part à {told.name}."
    return f"{written}. {told.name} n’a pas d’adresse électronique dans l’annuaire : à prévenir par téléphone."


@requires(perms.READ_CLOSING)
@require_GET
def shortfall(request: Request, pk: int, shortfall_pk: int) -> HttpResponse:
    """The exchange so far, its documents, and what comes next."""
    contract = contract_or_404(request, pk)
    found = _shortfall(request, contract, shortfall_pk)
    return _page(request, contract, found, _turn(request.actor, found))


def _page(request: Request, contract: Contract, found: Shortfall, turn: dict[str, Any]) -> HttpResponse:
    sees_mail = request.actor.sees_whole_workspace
    sent = messages_about(workspace_id=contract.workspace_id, target=found) if sees_mail else ()
    links = live_links(actor=request.actor).filter(target_type=found._meta.label_lower, target_id=found.pk)
    context = {
        "contract": contract,
        "contract_header": contract_header(contract=contract, actor=request.actor),
        "shortfall": found,
        "letters": letters(found),
        "turn": turn,
        "sent": list(sent),
        "links": with_targets(links),
        "next": _next(found),
        "earlier": earlier_sentence(earlier_exchange(found)),
    }
    form = turn.get("form")
    return render(request, "delivery/shortfall.html", context, status=422 if form is not None and form.errors else 200)


def _next(found: Shortfall) -> str:
    """Who is expected to do what, in one sentence."""
    exchange, today = services.exchange_of(found), timezone.localdate()
    for action, party, _, _, _ in _TURNS:
        if action in allowed(exchange, by=party, on=today):
            return {
                Action.REPLY: "La réponse de l’entreprise est attendue.",
                Action.GIVE_OPINION: "L’avis du facilitateur est attendu, puis l’acheteur décidera.",
                Action.DECIDE: "La décision de l’acheteur est attendue : lui seul peut la prendre.",
            }[action]
    return ""


@requires(perms.READ_CLOSING)
@require_POST
def shortfall_act(request: Request, pk: int, shortfall_pk: int) -> HttpResponse:
    """Reply, advise or decide: the one thing that is this actor's to do now."""
    contract = contract_or_404(request, pk)
    found = _shortfall(request, contract, shortfall_pk)
    turn = _turn(request.actor, found, request.POST)
    if not turn:
        messages.error(request, "Ce n’est pas à vous d’agir à cette étape, ou c’est déjà fait.")
        return redirect("delivery:shortfall", pk, shortfall_pk)
    form = turn["form"]
    act: Any = {
        "reply": services.reply_shortfall,
        "advise": services.advise_shortfall,
        "decide": services.decide_shortfall,
    }[turn["code"]]
    if form.is_valid():
        try:
            act(actor=request.actor, shortfall=found, on=timezone.localdate(), **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _done(found, turn["code"]))
            return redirect("delivery:shortfall", pk, shortfall_pk)
    return _page(request, contract, found, turn)


@requires(perms.READ_CLOSING)
@require_GET
def shortfall_letter(request: Request, pk: int, shortfall_pk: int, kind: str) -> HttpResponse:
    """One dated document of the exchange, as a PDF."""
    found = _shortfall(request, contract_or_404(request, pk), shortfall_pk)
    if kind not in {code for code, _, _ in letters(found)}:
        raise Http404
    return attachment(letter_pdf(found, kind), filename=f"{kind}-{found.pk}.pdf", content_type=CONTENT_TYPE)


@login_not_required
@require_http_methods(["GET", "POST"])
def shortfall_link(request: HttpRequest, token: str) -> HttpResponse:
    """The company's personal link: what is missing, what the contract provides, and its reply. No account."""
    actor = Actor.from_link(open_link(token, LinkPurpose.SHORTFALL))
    found = get_object_or_404(shortfalls(actor=actor))
    today = timezone.localdate()
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply_shortfall(actor=actor, shortfall=found, on=today, **form.cleaned_data)
        except LevierError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "Votre réponse est enregistrée et l’acheteur est prévenu. Merci.")
            return redirect("delivery:shortfall_link", token)
    context = {
        "shortfall": found,
        "contract": found.obligation.clause.lot.contract,
        "form": form,
        "open": Action.REPLY in allowed(services.exchange_of(found), by=Party.CONTRACTOR, on=today),
        "earlier": earlier_sentence(earlier_exchange(found)),
        "contact": actor.workspace.contact,
    }
    return render(request, "delivery/shortfall_link.html", context, status=422 if form.errors else 200)
