"""Every dated fact of a contract, as far as the reader is concerned. Never a person in insertion: hours are by month.

Team and coordinator read everything; the buyer, what was exchanged with it and the hours of each company; a company,
its own award, orders, statements and hours. Messages and journal lines are for the workspace only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import READ_JOURNAL
from levier.clauses.enums import ClauseState, ConsentAnswer
from levier.clauses.models import Calibration, Clause, FacilitatorConsent
from levier.committees.selectors import about_contract
from levier.domain.quantities import format_hours
from levier.domain.steps import Step
from levier.domain.steps.calendar import quarter_of
from levier.domain.vocabulary import Role
from levier.procurement import selectors as procurement
from levier.procurement.enums import ReviewDecision
from levier.procurement.models import Contract, Review

from .. import addresses
from . import delivery, offers, trace
from .event import Event
from .page import ContractPage

#: What the reader chooses to see: code in the address, label.
VIEWS = {"faits": "Faits", "messages": "Messages", "journal": "Journal"}


def views_for(actor: Actor) -> dict[str, str]:
    """Which histories this actor may open; empty when there is only one."""
    if actor.may(READ_JOURNAL):
        return VIEWS
    return {"faits": VIEWS["faits"], "messages": VIEWS["messages"]} if actor.sees_whole_workspace else {}


def shown_events(*, actor: Actor, page: ContractPage, view: str) -> list[Event]:
    """Newest first; of one day, by time of record, then by number. An unknown or forbidden view reads « faits »."""
    if view in ("messages", "journal") and view in views_for(actor):
        events = list(trace.messages(actor, page) if view == "messages" else trace.journal(actor, page))
    else:
        events = [*_steps(page.contract), *_awards(page), *delivery.events(actor, page), *offers.events(actor, page)]
        if actor.role not in (Role.CONTRACTOR, Role.STRUCTURE):
            events += [*_review(page.contract), *_clauses(actor, page.contract), *_papers(actor, page.contract)]
            events += _committees(actor, page.contract)
    return in_order(events)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Newest first. Each kind of fact comes by number: of two at the same moment, the last numbered is the newest."""
    numbered = sorted(enumerate(events), key=lambda one: (*_moment(one[1]), one[0]), reverse=True)
    return [event for _, event in numbered]


def _committees(actor: Actor, contract: Contract) -> Iterator[Event]:
    """Committees that looked at this contract, and what they decided."""
    found = about_contract(actor=actor, contract=contract).prefetch_related("decisions")
    for one in found.filter(on__lte=timezone.localdate()).order_by("pk"):
        decided = len(one.decisions.all())
        said = f"{decided} décisions" if decided > 1 else "Une décision" if decided else ""
        yield Event(one.on, "Comité de suivi", said, who=one.about, url=f"/comites/{one.pk}/", tone="neutral")


def _moment(event: Event) -> tuple[date, datetime]:
    """Days and moments together: a day whose time of record is unknown comes before the moments of the same day."""
    if isinstance(event.when, datetime):
        return timezone.localdate(event.when), event.when
    start = timezone.make_aware(datetime(event.when.year, event.when.month, event.when.day))  # noqa: DTZ001
    return event.when, event.recorded or start


def _steps(contract: Contract) -> Iterator[Event]:
    yield Event(contract.created_at, "Marché enregistré", contract.get_source_display(), tone="neutral")
    for change in contract.step_changes.select_related("by"):
        who = str(change.by) if change.by else ""
        yield Event(change.at, f"Étape « {Step(change.to_step).label} »", change.reason, who=who)


def _review(contract: Contract) -> Iterator[Event]:
    review: Review | None = getattr(contract, "review", None)
    if review is None:
        return
    url = addresses.step(contract.pk, Step.PROGRAMMATION)
    yield Event(review.asked_on, "Avis demandé par l’acheteur", url=url)
    if review.answered_on and review.decision != ReviewDecision.PENDING:
        title = f"Réponse du facilitateur : {review.get_decision_display().lower()}"
        yield Event(review.answered_on, title, review.comment, url=url, tone="success")


def _clauses(actor: Actor, contract: Contract) -> Iterator[Event]:
    team = actor.sees_whole_workspace
    clauses = Clause.objects.filter(lot__contract=contract).select_related("lot").order_by("lot__number", "pk")
    for clause in clauses:
        lot, url = f"Lot {clause.lot.number}", addresses.lot(contract.pk, clause.lot_id)
        if clause.proposed_on:
            yield Event(clause.proposed_on, f"{lot} : levier proposé", clause.get_lever_display(), url=url)
        if clause.agreed_on:
            agreed = clause.state == ClauseState.AGREED
            title = f"{lot} : levier {'retenu' if agreed else 'non retenu'} par l’acheteur"
            yield Event(clause.agreed_on, title, url=url, tone="success" if agreed else "neutral")
    consents = (
        FacilitatorConsent.objects.filter(clause__lot__contract=contract).select_related("facilitator").order_by("pk")
    )
    for consent in consents:
        name = str(consent.facilitator)
        if team:
            yield Event(consent.asked_at, f"Accord demandé à {name}", tone="neutral")
        if consent.answered_at and consent.answer != ConsentAnswer.PENDING:
            given = consent.answer == ConsentAnswer.GIVEN
            title = f"{name} {'accepte' if given else 'refuse'} d’être nommé dans la clause"
            yield Event(consent.answered_at, title, tone="success" if given else "warning")
    if team:
        made = Calibration.objects.filter(clause__lot__contract=contract).select_related("clause__lot", "made_by")
        for one in made.defer("inputs", "explanation").order_by("pk"):
            title = f"Lot {one.clause.lot.number} : heures calibrées, {format_hours(one.hours)}"
            body = "Calcul retenu." if one.is_chosen else ""
            yield Event(one.made_at, title, body, who=str(one.made_by) if one.made_by else "", tone="neutral")


def _awards(page: ContractPage) -> Iterator[Event]:
    for award in page.awards:
        names = ", ".join(member.organisation.name for member in award.members.all())
        yield Event(
            award.notified_on, f"Lot {award.lot.number} attribué", names, tone="success", recorded=award.created_at
        )


def _papers(actor: Actor, contract: Contract) -> Iterator[Event]:
    for document in procurement.visible_documents(actor=actor).filter(contract=contract).order_by("pk"):
        if document.received_on:
            yield Event(document.received_on, f"Reçu : {document.get_kind_display()}", document.location)
    for request in procurement.order_requests(actor=actor).filter(contract=contract).order_by("pk"):
        label = quarter_of(request.quarter).label
        if request.sent_at:
            yield Event(request.sent_at, f"Commandes du {label} demandées à l’acheteur", tone="neutral")
        if request.answered_at:
            body = "Aucune commande." if request.nothing_ordered else ""
            yield Event(request.answered_at, f"Commandes du {label} reçues", body, tone="success")
