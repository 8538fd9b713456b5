"""Job offers: who sees which, and what an offer holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.perms import TEAM
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.places import commune_for
from levier.domain.errors import RuleError
from levier.domain.vocabulary import Role
from levier.procurement.models import Lot

from .conditions import unknown_conditions
from .enums import CandidacyState, OfferState
from .models import Candidacy, JobOffer
from .occupations import occupation_labels
from .screening import screen_for_company
from .writing import check_day

_COMPANIES = (Role.CONTRACTOR, Role.STRUCTURE)


def offers(*, actor: Actor) -> QuerySet[JobOffer]:
    """Offers the actor may see: the team all; a company its own; a referrer those published where it is.

    A referrer also follows elsewhere those one of its own people is proposed for.
    """
    found = JobOffer.objects.filter(workspace=actor.workspace).select_related(
        "company", "commune", "workspace", "lot__contract__buyer", "lot__clause"
    )
    if actor.role in TEAM or actor.kind is ActorKind.SYSTEM:
        return found
    if actor.role in _COMPANIES and actor.organisation_id:
        return found.filter(company_id=actor.organisation_id).exclude(state=OfferState.DRAFT)
    if actor.role is Role.REFERRER and actor.organisation_id:
        here = Organisation.objects.get(pk=actor.organisation_id).postcode[:2]
        near = Q(postcode="") | Q(postcode__startswith=here) if here else Q(postcode="")
        own = Candidacy.objects.filter(offer=OuterRef("pk"), person__referrer_id=actor.organisation_id)
        return found.filter(near | Exists(own)).exclude(state=OfferState.DRAFT)
    return found.none()


def offers_list(*, actor: Actor) -> QuerySet[JobOffer]:
    """The same for a list, with how many people are proposed and hired."""
    return offers(actor=actor).annotate(
        proposed=Count("candidacies", filter=~Q(candidacies__state=CandidacyState.WITHDRAWN)),
        hired=Count("candidacies", filter=Q(candidacies__state=CandidacyState.HIRED)),
    )


def covering_referrers(offer: JobOffer) -> QuerySet[Organisation]:
    """Referrers of the offer's département; all of them while the offer has no place."""
    found = Organisation.objects.filter(
        workspace_id=offer.workspace_id, kind=OrganisationKind.REFERRER, is_active=True
    ).order_by("name", "pk")
    if not offer.postcode:
        return found
    return found.filter(postcode__startswith=offer.postcode[:2])


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """What an offer says."""

    company: Organisation
    title: str
    rome: str
    starts_on: date
    weekly_hours: Decimal
    seats: int = 1
    ends_on: date | None = None
    description: str = ""
    tutor: str = ""
    odd_hours: bool = False
    postcode: str = ""
    city: str = ""
    indispensable: Sequence[str] = ()
    wished: Sequence[str] = ()


def apply_offer(job: JobOffer, facts: OfferFacts) -> None:
    """Write what an offer says.

    Raises:
        RuleError: a company that did not win the lot, an unknown occupation or condition, impossible dates or
            numbers, or a text that must not be written.
    """
    if not companies_of(job.lot).filter(pk=facts.company.pk).exists():
        raise RuleError("Choisissez une entreprise qui a remporté ce lot, ou une structure.", field="company")
    if not occupation_labels([facts.rome]):
        raise RuleError("Choisissez un métier de la liste ROME.", field="occupation")
    both = set(facts.indispensable) & set(facts.wished)
    if both or unknown_conditions([*facts.indispensable, *facts.wished]):
        raise RuleError(
            "Dites de chaque condition qu’elle est indispensable ou souhaitée, pas les deux.", field="wished"
        )
    for field, day in (("starts_on", facts.starts_on), ("ends_on", facts.ends_on)):
        check_day(day, field=field)
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        raise RuleError("Le poste finit avant d’avoir commencé.", field="ends_on")
    if not 1 <= facts.weekly_hours <= 48:
        raise RuleError("Indiquez entre 1 et 48 heures par semaine.", field="weekly_hours")
    if not 1 <= facts.seats <= 500:
        raise RuleError("Indiquez de 1 à 500 postes.", field="seats")
    job.company, job.rome, job.seats = facts.company, facts.rome, facts.seats
    job.title = screen_for_company(facts.title, field="title")
    job.description = screen_for_company(facts.description, field="description")
    job.tutor = screen_for_company(facts.tutor, field="tutor")
    job.starts_on, job.ends_on = facts.starts_on, facts.ends_on
    job.weekly_hours, job.odd_hours = facts.weekly_hours, facts.odd_hours
    job.postcode, job.city = facts.postcode.strip(), facts.city.strip()
    job.commune = commune_for(postcode=job.postcode, name=job.city)
    job.indispensable, job.wished = list(facts.indispensable), list(facts.wished)
    job.save()


def companies_of(lot: Lot) -> QuerySet[Organisation]:
    """Who may recruit for a lot: the companies that won it, and the structures that may lend people."""
    won = Q(awards__award__lot=lot)
    return (
        Organisation.objects.filter(workspace_id=lot.contract.workspace_id, is_active=True)
        .filter(won | Q(kind=OrganisationKind.STRUCTURE))
        .distinct()
        .order_by("name", "pk")
    )
