"""Supply check, trades and choice of the lever."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from levier.accounts.web import Request, requires
from levier.directory.departments import approximation
from levier.directory.selectors import structures_around
from levier.domain.applies import SocialConditionException
from levier.domain.errors import LevierError, RuleError
from levier.domain.levers import Ability, check_supply
from levier.domain.levers import choose_lever as rank_levers
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import Lever, StructureKind
from levier.procurement.forms.base import blame

from .. import perms, selectors, services
from ..facts import applicable, lot_need, policy_of, purchase_of, trades_of
from ..forms import LeverForm, TradesForm
from ..stored import advice_data, supply_data
from .common import Room, open_room, page, posted

_TONES = {Ability.CAN: "success", Ability.TO_ASK: "info", Ability.CANNOT: "neutral"}
_RISK_TONES = {"low": "success", "medium": "warning", "high": "danger"}


def _today_s_check(request: Request, room: Room) -> dict[str, Any]:
    """The check as it would be kept now; the same shape as a stored one, so that one template shows both."""
    need = lot_need(room.lot, room.clause, today=room.today)
    policy = policy_of(request.actor.workspace)
    offers = structures_around(actor=request.actor, latitude=room.contract.latitude, longitude=room.contract.longitude)
    check = check_supply(need, offers, policy=policy)
    return {"result": supply_data(check, need), "advice": advice_data(rank_levers(need, check, policy=policy))}


def shown_structures(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the tables of structures."""
    return [
        {
            **one,
            "kind": StructureKind(one["kind"]).acronym,
            "possible": Ability(one["ability"]) is not Ability.CANNOT,
            "ability": Ability(one["ability"]).label,
            "tone": _TONES[Ability(one["ability"])],
            "url": f"/annuaire/{one['id']}/",
        }
        for one in result["structures"]
    ]


def shown_options(advice: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the levers ranked."""
    return [{**one, "label": Lever(one["lever"]).label, "tone": _RISK_TONES[one["risk"]]} for one in advice["options"]]


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def supply(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Who could do the hours; POST keeps the check of the day."""
    room = open_room(request, pk, lot_pk)
    if request.method == "POST":
        services.record_supply_check(actor=request.actor, lot=room.lot, today=room.today)
        messages.success(request, "La vérification de l’offre est conservée avec le dossier.")
        return redirect(room.url("supply"))
    context: dict[str, Any] = {"problem": "", "check": None, "possible": [], "impossible": [], "options": []}
    try:
        found = _today_s_check(request, room)
    except RuleError as error:
        context["problem"] = error.message
    else:
        structures = shown_structures(found["result"])
        context |= {
            "check": found["result"],
            "advice": found["advice"],
            "possible": [one for one in structures if one["possible"]],
            "impossible": [one for one in structures if not one["possible"]],
            "options": shown_options(found["advice"]),
        }
    trades, contract = trades_of(room.lot), room.contract
    context |= {
        "kept": selectors.latest_supply_check(room.clause),
        "place_read": " ".join(filter(None, (contract.postcode, contract.place))),
        "counted_from": approximation(
            latitude=contract.latitude, longitude=contract.longitude, postcode=contract.postcode, name=contract.place
        ),
        "trades": [TRADES_BY_CODE[code].label for code in trades],
        "trades_form": TradesForm(initial={"trades": list(trades)}),
        "guessed": bool(trades) and not room.lot.trades,
    }
    return page(request, room, "supply", "clauses/supply.html", context)


@requires(perms.EDIT)
@require_POST
def trades(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Correct the trades of the lot."""
    room = open_room(request, pk, lot_pk)
    form = TradesForm(request.POST)
    if not form.is_valid():
        raise RuleError(str(next(iter(form.errors.values()))[0]))
    services.set_trades(actor=request.actor, lot=room.lot, trades=form.cleaned_data["trades"])
    messages.success(request, "Les métiers du lot sont enregistrés.")
    return redirect(room.url("supply"))


@requires(perms.EDIT)
@require_http_methods(["GET", "POST"])
def lever(request: Request, pk: int, lot_pk: int) -> HttpResponse:
    """Choose the lever, with the duty of L2112-2-1 in view."""
    room = open_room(request, pk, lot_pk)
    form = LeverForm(posted(request), purchase=purchase_of(room.contract), initial=_lever_initial(room))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.choose_lever(
                actor=request.actor,
                lot=room.lot,
                lever=data["lever"],
                reserved_article=data["reserved_article"],
                exception=SocialConditionException(data["exception"]) if data["exception"] else None,
                exception_reason=data["exception_reason"],
                today=room.today,
            )
        except LevierError as error:
            blame(error, form)
        else:
            messages.success(request, "Le levier du lot est enregistré.")
            return redirect(room.url("lot"))
    answer = applicable(room.contract, today=room.today)
    kept = selectors.latest_supply_check(room.clause)
    context = {
        "form": form,
        "duty": answer.duty("social_condition"),
        "answer": answer,
        "kept": kept,
        "options": shown_options(kept.advice) if kept is not None else [],
    }
    return page(request, room, "lever", "clauses/lever.html", context, status=422 if form.errors else 200)


def _lever_initial(room: Room) -> dict[str, Any]:
    clause = room.clause
    if clause is None:
        return {}
    return {
        "lever": clause.lever,
        "reserved_article": clause.reserved_article,
        "exception": clause.exception_code,
        "exception_reason": clause.exception_reason,
    }
