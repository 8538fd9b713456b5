"""Two job offers: one with a candidate at each state, one whose company does not answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from levier.directory.enums import OrganisationKind
from levier.domain.errors import Conflict
from levier.domain.steps import Step
from levier.domain.vocabulary import ContractKind, Modality
from levier.people.enums import CandidacyState, RefusalReason
from levier.people.models import Candidacy, JobOffer, Person
from levier.people.offers import OfferFacts
from levier.people.ranking import free_for, rank_people
from levier.people.services import candidacies as services
from levier.people.services.offers import create_offer, publish_offer
from levier.people.writing import WorkContract
from levier.procurement.models import AwardMember

from .story import Act, Story

#: Title, ROME code, trade of the lots it is looked for in.
_MASON = ("Aide-maçon ou aide-maçonne", "F1703", "structure")
_PAINTER = ("Peintre en bâtiment (H/F)", "F1606", "painting")
#: What the schedule waits between two reminders, and a day more.
_REST = timedelta(days=6)


def plan_offers(story: Story) -> None:
    """Everything happens in the last six weeks."""
    story.at(story.today - timedelta(days=45), lambda now: _answered(story, now))
    story.at(story.today - timedelta(days=43), lambda now: _silent(story, now))


def _publish(story: Story, now: datetime, kind: tuple[str, str, str], *, main: bool, seats: int) -> JobOffer | None:
    title, rome, trade = kind
    found = AwardMember.objects.filter(
        award__lot__contract__workspace=story.workspace,
        award__lot__contract__step=Step.MISE_EN_OEUVRE,
        award__ends_on__gt=story.today,
        organisation__kind=OrganisationKind.CONTRACTOR,
    ).select_related("organisation", "award__lot__contract")
    company = Q(organisation=story.organisations["main"])
    won = list(found.filter(company if main else ~company).order_by("pk"))
    won.sort(key=lambda one: trade not in one.award.lot.trades)  # the trade when there is one, else any lot
    if not won:
        return None
    lot, contract = won[0].award.lot, won[0].award.lot.contract
    job = create_offer(
        actor=story.facilitator,
        lot=lot,
        facts=OfferFacts(
            company=won[0].organisation,
            title=title,
            rome=rome,
            seats=seats,
            weekly_hours=Decimal(35),
            starts_on=story.today + timedelta(days=7),
            ends_on=story.today + timedelta(days=190),
            postcode=contract.postcode,
            city=contract.place if contract.postcode else "",
            description="Préparer le poste, aider l’équipe, tenir le chantier propre. Débutants accueillis.",
            tutor="Chef ou cheffe d’équipe",
            wished=("sst",),
        ),
    )
    publish_offer(actor=story.facilitator, job=job, today=now.date())
    job.refresh_from_db()
    return job


def _answered(story: Story, now: datetime) -> None:
    job = _publish(story, now, _MASON, main=True, seats=3)
    if job is None:
        return
    company = story.actor("contractor")
    met, hired = story.today - timedelta(days=30), story.today - timedelta(days=27)

    def hire(one: Candidacy, today: date) -> object:
        contract = WorkContract(
            contract_kind=ContractKind.CDD, modality=Modality.DIRECT_HIRE, starts_on=job.starts_on, ends_on=job.ends_on,
            occupation=job.title,
        )  # fmt: skip
        return services.hire_candidate(actor=company, candidacy=one, contract=contract, today=today)

    def meet(on: date) -> Callable[[Candidacy, date], object]:
        return lambda one, today: services.plan_interview(
            actor=company, candidacy=one, on=on, meeting="9 h 30, à l’accueil du chantier", today=today
        )

    def refuse(one: Candidacy, today: date) -> object:
        return services.refuse_candidate(
            actor=company,
            candidacy=one,
            reason=RefusalReason.SKILLS,
            comment="savoir lire un plan simple",
            today=today,
        )

    def withdraw(one: Candidacy, today: date) -> object:
        return services.withdraw_candidacy(actor=story.facilitator, candidacy=one, today=today)

    _propose(story, job, 38, [(34, meet(met)), (27, hire)])
    _propose(story, job, 37, [(32, refuse)])
    _propose(story, job, 16, [(13, withdraw)])
    _propose(story, job, 13, [(9, meet(max(story.today, hired) + timedelta(days=3)))])
    _propose(story, job, 6, [])


def _silent(story: Story, now: datetime) -> None:
    job = _publish(story, now, _PAINTER, main=False, seats=1)
    if job is None:
        return
    _propose(story, job, 36, [])

    def remind(now: datetime) -> None:
        try:
            services.remind_company(actor=story.system, company=job.company, today=now.date(), only_due=True)
        except Conflict:  # this company was reminded of something else that day
            story.at(now.date() + timedelta(days=1), remind)
            return
        again = Candidacy.objects.filter(offer=job, reminders=1, state=CandidacyState.PROPOSED).exists()
        story.at(now.date() + _REST, remind if again else tell)

    def tell(now: datetime) -> None:
        services.tell_buyer(actor=story.system, job=job, today=now.date())

    story.at(story.today - timedelta(days=19), remind)


def _propose(
    story: Story, job: JobOffer, before: int, then: list[tuple[int, Callable[[Candidacy, date], object]]]
) -> None:
    """Propose, that many days before the last, the person nearest to the job; then what follows, each on its day."""

    def act(now: datetime) -> None:
        person = _nearest(story, job)
        if person is None:
            return
        one = services.propose(actor=story.facilitator, job=job, person=person, agreed=True, today=now.date())
        for days, what in then:
            story.at(story.today - timedelta(days=days), _following(one, what))

    story.at(story.today - timedelta(days=before), act)


def _following(one: Candidacy, what: Callable[[Candidacy, date], object]) -> Act:
    def act(now: datetime) -> None:
        what(one, now.date())

    return act


def _nearest(story: Story, job: JobOffer) -> Person | None:
    """The first of the list a facilitator reads, among those who are not at work."""
    at_work = Q(employments__isnull=False) & (
        Q(employments__ends_on=None) | Q(employments__ends_on__gte=story.now.date())
    )
    free = free_for(actor=story.facilitator, job=job).filter(candidacies=None)
    free = free.exclude(pk__in=Person.objects.filter(at_work).values("pk"))
    found = rank_people(actor=story.facilitator, job=job, people=free, eligible_only=True, top=1)
    return found.fits[0].person if found.fits else None
