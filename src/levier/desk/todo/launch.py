"""What waits between the award and the first hours: meeting, hours due, planned recruitments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.clauses.enums import ClauseState
from levier.delivery.guards import carries_hours
from levier.delivery.models import LaunchMeeting, PlannedRecruitment
from levier.delivery.selectors.launch import missing_plans, plan_due
from levier.delivery.selectors.obligations import awaiting_worked_hours
from levier.directory.selectors import reminded_today
from levier.domain.dates import format_date
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever, Role
from levier.people.models import Employment
from levier.procurement.enums import ContractState
from levier.procurement.models import Award, Contract

from .. import addresses, scope
from .item import TodoItem, Urgency, about, provider, urgency_of

#: A meeting is useful before the work starts; our rhythm, no text gives one.
_MEETING_DELAY = timedelta(days=30)
#: A contract signed up to this long before the planned date still answers it.
_EARLY_HIRE = timedelta(days=31)


@provider("meeting", "Réunions de lancement", TEAM)
def meetings(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """To plan, or to write up once its date has passed."""
    now = timezone.now()
    past = Q(launch_meeting__at__lt=now, launch_meeting__held_on=None)
    found = (
        Contract.objects.filter(pk__in=scope.contracts(actor=actor, only=only), state=ContractState.ACTIVE)
        .filter(Q(launch_meeting=None, step=Step.SUIVI) | past)
        .select_related("launch_meeting")
        .order_by("notified_on", "pk")
    )
    for contract in found:
        meeting: LaunchMeeting | None = getattr(contract, "launch_meeting", None)
        since = timezone.localdate(meeting.at) if meeting else contract.notified_on
        due = (since + _MEETING_DELAY) if since and not meeting else since
        yield TodoItem(
            kind="meeting",
            title="Noter ce qui s’est dit à la réunion de lancement" if meeting else "Fixer la réunion de lancement",
            why="La date est passée : notez si la réunion s’est tenue et ce qui a été décidé."
            if meeting
            else "L’entreprise doit savoir ce qu’elle doit, comment le faire et qui appeler.",
            since=since,
            due=due,
            urgency=urgency_of(due, today),
            url=addresses.step(contract.pk, Step.SUIVI),
            button="Noter" if meeting else "Fixer la date",
            **about(contract),
        )


@provider("obligation", "Heures dues à enregistrer", TEAM)
def awards_without_obligation(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    found = (
        Award.objects.filter(
            lot__contract__in=scope.contracts(actor=actor, only=only),
            lot__contract__state=ContractState.ACTIVE,
            lot__clause__state__in=[ClauseState.PROPOSED, ClauseState.AGREED],
            obligations=None,
        )
        .exclude(lot__clause__lever=Lever.NONE)
        .select_related("lot__contract", "lot__clause")
        .order_by("notified_on", "pk")
    )
    for award in found:
        contract, lot = award.lot.contract, award.lot
        written = carries_hours(lot.clause)
        yield TodoItem(
            kind="obligation",
            title=f"Enregistrer les heures dues du lot {lot.number}",
            why=f"Le lot est attribué depuis le {format_date(award.notified_on)} et aucune heure n’est encore due.",
            since=award.notified_on,
            due=award.starts_on,
            urgency=urgency_of(award.starts_on, today),
            url=addresses.step(contract.pk, Step.SUIVI) if written else addresses.lot(contract.pk, lot.pk),
            button="Enregistrer" if written else "Écrire les heures",
            **about(contract),
        )


@provider("worked", "Heures travaillées à saisir", TEAM)
def worked_hours(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Where a share of the hours worked is owed, nothing says how much until their total is entered."""
    found = scope.obligations(actor=actor, only=only).filter(award__lot__contract__state=ContractState.ACTIVE)
    for one, wanted in awaiting_worked_hours(found.select_related("contractor", "award__lot__contract"), today=today):
        contract = one.award.lot.contract
        known = one.worked_up_to  # type: ignore[attr-defined]
        yield TodoItem(
            kind="worked",
            title=f"Saisir les heures travaillées : {one.contractor.name}",
            why=f"Le dernier total s’arrête au {format_date(known)} ; les heures dues en sont une part."
            if known
            else "Les heures dues sont une part des heures travaillées, dont aucun total n’est saisi.",
            since=known or one.starts_on,
            due=wanted,
            urgency=urgency_of(wanted, today),
            url=addresses.worked_hours(contract.pk, one.pk),
            button="Saisir",
            **about(contract),
        )


@provider("plan", "Recrutements à prévoir", (*TEAM, Role.CONTRACTOR, Role.STRUCTURE))
def plans(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """What the company will recruit: it says so, the team chases what is late. One line for each contract.

    Not for the team the day a reminder left: nothing more can be done before the next.
    """
    reminded = reminded_today(workspace_id=actor.workspace_id, today=today) if actor.role in TEAM else set()
    waiting = missing_plans(actor=actor, today=today)
    if only is not None:
        waiting = waiting.filter(clause__lot__contract_id=only)
    for contract, owed in groupby(waiting, key=lambda one: one.clause.lot.contract):
        team = actor.role in TEAM
        shown = [one for one in owed if not team or (plan_due(one) < today and one.contractor_id not in reminded)]
        if not shown:
            continue
        names, due = ", ".join(dict.fromkeys(one.contractor.name for one in shown)), plan_due(shown[0])
        yield TodoItem(
            kind="plan",
            title=f"Recrutements pas encore prévus : {names}" if team else "Prévoir vos recrutements",
            why="La réunion de lancement a eu lieu ; l’entreprise n’a pas dit quels postes elle ouvre."
            if team
            else "Dites quels postes vous ouvrez, pour combien d’heures et quand : le facilitateur cherchera des candidats.",
            since=contract.launch_meeting.held_on,
            due=due,
            urgency=urgency_of(due, today),
            url=addresses.step(contract.pk, Step.SUIVI),
            button="Relancer" if team else "Prévoir",
            **about(contract),
        )


@provider("recruitment", "Recrutements prévus", (*TEAM, Role.CONTRACTOR))
def recruitments(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Planned dates that passed while neither the company nor the planned structure recorded a work contract."""
    found = list(
        PlannedRecruitment.objects.filter(
            obligation__in=scope.obligations(actor=actor, only=only), obligation__closed_on=None, starts_on__lt=today
        )
        .select_related("obligation__contractor", "obligation__award__lot__contract")
        .order_by("starts_on", "pk")
    )
    employers = {one.obligation.contractor_id for one in found} | {one.structure_id for one in found}
    hired = Employment.objects.filter(employer_id__in=employers - {None}).values_list("employer_id", "starts_on")
    starts: dict[int, list[date]] = {}
    for employer, started in hired:
        starts.setdefault(employer, []).append(started)
    for plan in found:
        both = [*starts.get(plan.obligation.contractor_id, []), *starts.get(plan.structure_id or 0, [])]
        if any(day >= plan.starts_on - _EARLY_HIRE for day in both):
            continue
        contract = plan.obligation.award.lot.contract
        team = actor.role in TEAM
        yield TodoItem(
            kind="recruitment",
            title=f"Recrutement prévu : {plan.occupation}",
            why=f"{plan.obligation.contractor.name} devait recruter à partir du {format_date(plan.starts_on)} ; "
            "aucun contrat de travail n’est enregistré depuis.",
            since=plan.starts_on,
            due=None,
            urgency=Urgency.SOON,
            url=addresses.step(contract.pk, Step.MISE_EN_OEUVRE if team else Step.SUIVI),
            button="Faire le point",
            **about(contract),
        )
