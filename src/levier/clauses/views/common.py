"""What every page of a lot starts with: the contract, the lot, its clause, the tabs around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.web import Request
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever, Role
from levier.procurement.models import Contract, Lot
from levier.procurement.selectors import contract_header
from levier.procurement.selectors.header import step_address

from .. import perms, selectors
from ..enums import ClauseState
from ..models import Clause
from ..readiness import lacks_hours

#: Beyond this, a tab per lot would not be read: the list of lots is one click away.
MAX_TABS = 8
_CRITERION = (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION)
#: In the order of the work: (label, url name, for the team only).
_PAGES = (
    ("Synthèse", "lot", False),
    ("Offre", "supply", True),
    ("Levier", "lever", True),
    ("Calibrage", "calibration", True),
    ("Heures", "hours", True),
    ("Publics et modalités", "terms", True),
    ("Critère", "criterion", True),
    ("Pénalités", "penalties", True),
    ("Facilitateur", "contact", True),
    ("Texte", "text", False),
)


@dataclass(frozen=True)
class Room:
    """One lot being set up, as the actor sees it."""

    contract: Contract
    lot: Lot
    clause: Clause | None
    today: date
    #: Whether this person sets clauses up; ``can_edit`` says whether this one still changes.
    prepares: bool
    #: The clause is part of a signed contract.
    awarded: bool
    #: The buyer reads that its own answer is awaited.
    for_buyer: bool = False

    @property
    def is_draft(self) -> bool:
        return self.clause is None or self.clause.state == ClauseState.DRAFT

    @property
    def can_edit(self) -> bool:
        return self.prepares and not self.awarded

    @property
    def writes_hours(self) -> bool:
        """Awarded before anybody wrote its hours: they are all that may still be entered."""
        return self.prepares and self.awarded and lacks_hours(self.clause)

    @property
    def amendment_url(self) -> str:
        """Where the hours of a signed contract change."""
        return step_address(self.contract, Step.SUIVI)

    def locked(self, name: str) -> bool:
        """Whether the page of that name is only read."""
        if self.awarded:
            return not (name == "hours" and self.writes_hours)
        return not self.is_draft

    def shows(self, name: str, *, team_only: bool) -> bool:
        """Whether that page has its tab: what is signed is read on the summary and in the text."""
        if name == "criterion" and (self.clause is None or self.clause.lever not in _CRITERION):
            return False
        return not team_only or self.can_edit or (name == "hours" and self.writes_hours)

    def url(self, name: str) -> str:
        return reverse(f"clauses:{name}", kwargs={"pk": self.contract.pk, "lot_pk": self.lot.pk})


def posted(request: Request) -> QueryDict | None:
    """What was sent; an empty submission is bound too, so that it gets its errors."""
    return request.POST if request.method == "POST" else None


def contract_or_404(request: Request, pk: int) -> Contract:
    """The contract, when the actor may see it."""
    return get_object_or_404(selectors.montage_contracts(actor=request.actor), pk=pk)


def open_room(request: Request, pk: int, lot_pk: int) -> Room:
    """The lot and its clause; 404 for a stranger, and for a buyer while the clause is being prepared."""
    contract = contract_or_404(request, pk)
    lot = next((one for one in contract.lots.all() if one.pk == lot_pk), None)
    if lot is None:
        raise Http404
    lot.contract = contract
    clause = selectors.clause_of(lot)
    if clause is None and request.actor.role is Role.BUYER:
        raise Http404
    return Room(
        contract,
        lot,
        clause,
        timezone.localdate(),
        prepares=request.actor.may(perms.EDIT),
        awarded=lot.awarded,  # type: ignore[attr-defined]
        for_buyer=request.actor.role is Role.BUYER,
    )


def header(contract: Contract, *, actor: Actor, lot: Lot | None = None) -> dict[str, Any]:
    """The head of the contract, with one tab per lot."""
    url = reverse("clauses:montage", kwargs={"pk": contract.pk})
    tabs = [{"label": "Ce qui s’applique", "url": url, "current": lot is None, "count": None}]
    lots = list(contract.lots.all())
    shown = lots if len(lots) <= MAX_TABS else [one for one in lots if lot is not None and one.pk == lot.pk]
    tabs += [
        {
            "label": f"Lot {one.number}" if len(lots) > 1 else "Lot unique",
            "url": reverse("clauses:lot", kwargs={"pk": contract.pk, "lot_pk": one.pk}),
            "current": lot is not None and one.pk == lot.pk,
            "count": None,
        }
        for one in shown
    ]
    return contract_header(contract=contract, actor=actor, tabs=tabs)


def page(
    request: Request, room: Room, name: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of a lot inside its tabs."""
    sections = [
        {"label": label, "url": room.url(target), "current": target == name, "count": None}
        for label, target, team_only in _PAGES
        if room.shows(target, team_only=team_only)
    ]
    shared = {
        "contract_header": header(room.contract, actor=request.actor, lot=room.lot),
        "room": room,
        "contract": room.contract,
        "lot": room.lot,
        "clause": room.clause,
        "sections": sections,
        "locked": room.locked(name),
    }
    if room.locked(name) and name != "lot":  # « lot » holds the form that takes the clause up again
        _freeze(context.get("form"))
    return render(request, template, {**shared, **context}, status=status)


def _freeze(form: object) -> None:
    """What cannot be saved cannot be typed: a proposed clause is read until it is taken up again."""
    if isinstance(form, BaseForm):
        for field in form.fields.values():
            field.disabled = True
