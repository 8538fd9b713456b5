"""What waits between the award and the first hours: meeting, hours due, planned recruitments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.clauses.enums import ClauseState
from levier.delivery.models import LaunchMeeting, PlannedRecruitment
from levier.domain.dates import format_date
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever, Role
from levier.people.models import Employment
from levier.procurement.enums import ContractState
from levier.procurement.models import Award, Contract

from .. import addresses, scope
from .item import TodoItem, Urgency, provider, urgency_of

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
            contract_id=contract.pk,
            contract=contract.title,
            facilitator_id=contract.facilitator_id,
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
        .select_related("lot__contract")
        .order_by("notified_on", "pk")
    )
    for award in found:
        contract = award.lot.contract
        yield TodoItem(
            kind="obligation",
            title=f"Enregistrer les heures dues du lot {award.lot.number}",
            why=f"Le lot est attribué depuis le {format_date(award.notified_on)} et aucune heure n’est encore due.",
            since=award.notified_on,
            due=award.starts_on,
            urgency=urgency_of(award.starts_on, today),
            url=addresses.step(contract.pk, Step.SUIVI),
            button="Enregistrer",
            contract_id=contract.pk,
            contract=contract.title,
            facilitator_id=contract.facilitator_id,
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
            contract_id=contract.pk,
            contract=contract.title,
            facilitator_id=contract.facilitator_id,
        )
