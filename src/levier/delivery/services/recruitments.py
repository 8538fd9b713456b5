"""Step 4: what each company plans to recruit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.vocabulary import Modality
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import Contract

from .. import perms
from ..dues import check_due
from ..models import Obligation, PlannedRecruitment
from ..scope import require, require_contract
from ..selectors.launch import missing_plans, plan_due
from ..wording import plan_message


@service("delivery.recruitment.plan", perms.PLAN_RECRUITMENT)
def plan_recruitment(
    *,
    actor: Actor,
    obligation: Obligation,
    occupation: str,
    people: int,
    hours: Decimal,
    starts_on: date,
    modality: Modality,
    structure: Organisation | None = None,
    comment: str = "",
) -> PlannedRecruitment:
    """Write down one recruitment the company plans: hours are for all these people together.

    Raises:
        RuleError: an empty occupation, nobody, no hours, or a start outside the obligation.
        Conflict: the obligation is closed.
    """
    require(actor, obligation)
    if obligation.closed_on:
        raise Conflict("Cette obligation est close.")
    if not occupation.strip():
        raise RuleError("Indiquez le poste.", field="occupation")
    if not 1 <= people <= 1000:
        raise RuleError("Indiquez de 1 à 1 000 personnes.", field="people")
    if check_due(hours) == 0:
        raise RuleError("Indiquez le nombre d’heures prévues.", field="hours")
    earliest = obligation.starts_on - timedelta(days=92)
    if not earliest <= starts_on <= obligation.ends_on:
        raise RuleError(
            f"Le début doit tomber pendant l’exécution : du {format_date(obligation.starts_on)} "
            f"au {format_date(obligation.ends_on)}.",
            field="starts_on",
        )
    planned = PlannedRecruitment.objects.create(
        obligation=obligation,
        occupation=occupation.strip(),
        people=people,
        hours=hours,
        starts_on=starts_on,
        modality=modality.value,
        structure=structure,
        comment=comment.strip(),
    )
    note(planned, obligation=obligation.pk, people=people, hours=hours)
    return planned


@service("delivery.recruitment.remove", perms.PLAN_RECRUITMENT)
def remove_recruitment(*, actor: Actor, planned: PlannedRecruitment) -> None:
    """Take a planned recruitment out."""
    require(actor, planned.obligation)
    note(planned, obligation=planned.obligation_id)
    planned.delete()


@service("delivery.recruitment.remind", perms.REMIND_PLAN)
def remind_plans(*, actor: Actor, contract: Contract, now: datetime) -> int:
    """Ask the companies of a contract that are late what they will recruit; returns how many are written to.

    One message for each company, whatever it owes on the contract, at most once a day.

    Raises:
        RuleError: nothing is missing, or no company has an address.
        Conflict: each was reminded today already.
    """
    require_contract(actor, contract)
    today = timezone.localdate(now)
    waiting = missing_plans(actor=actor, today=today).filter(clause__lot__contract=contract)
    companies = {one.contractor_id: one.contractor for one in waiting if plan_due(one) < today}
    if not companies:
        raise RuleError("Aucune entreprise n’est en retard pour prévoir ses recrutements : il n’y a rien à relancer.")
    reached = {pk: address for pk, company in companies.items() if (address := link_contact(company))}
    if not reached:
        raise RuleError(
            "Aucune adresse n’est connue : appelez l’entreprise, ou cochez « Reçoit les liens et les relances » sur un "
            "de ses contacts dans l’annuaire."
        )
    subject, body = plan_message(contract)
    written = [
        queue_message(
            workspace_id=actor.workspace_id,
            target=contract,
            to=address,
            subject=subject,
            body=body,
            dedupe_key=f"plan:{contract.pk}:{pk}:{today}",
            reminder_on=today,
        )
        for pk, address in reached.items()
    ]
    reminded = sum(one is not None for one in written)
    if not reminded:
        raise Conflict("Un message est déjà parti aujourd’hui : attendez demain.")
    note(contract, companies=reminded)
    return reminded
