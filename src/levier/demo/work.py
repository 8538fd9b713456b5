"""Who works on which lot, for whom and when: the jobs that will do the hours of an obligation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from levier.delivery.models import Obligation
from levier.directory.models import Organisation
from levier.domain.months import add_months, month_end, month_start
from levier.domain.quantities import Hours
from levier.domain.vocabulary import ContractKind, Modality

from . import people
from .people import CONTRACTS, STRUCTURE_OF, Job, Recruit
from .plans import Calendar, Flag, LotPlan, Purchase
from .story import Story

#: Hours one person does each month on a site, about: the clause is rarely all of their work.
_MONTHLY = Decimal(64)
_OPEN_ENDED = (ContractKind.CDI, ContractKind.ESAT_SUPPORT)
_WORK_STUDY = (ContractKind.APPRENTICESHIP, ContractKind.PROFESSIONALISATION)
_HALF = Decimal("0.5")


@dataclass
class Site:
    """One obligation and everything planned for it."""

    purchase: Purchase
    plan: LotPlan
    days: Calendar
    holder: Organisation
    obligation: Obligation
    jobs: list[Job] = field(default_factory=list)
    #: Modality → who employs for it.
    employers: dict[Modality, Organisation] = field(default_factory=dict)

    def has(self, flag: Flag) -> bool:
        return flag in self.purchase.flags

    @property
    def has_questions(self) -> bool:
        """Whether the rules will ask something about each month: nothing is then accepted in one go."""
        return any(self.has(one) for one in (Flag.ALREADY_EMPLOYED, Flag.PARTIAL, Flag.UNCHECKED, Flag.EXPIRING))

    def jobs_of(self, declarant: Organisation, month: date) -> list[Job]:
        """Jobs of one employer that do hours in a month."""
        return [one for one in self.jobs if one.employer.pk == declarant.pk and one.hours.get(month)]


@dataclass
class Workforce:
    """Every site, and the people counted so far."""

    sites: dict[int, Site] = field(default_factory=dict)
    recruited: int = 0


def plan_work(story: Story, force: Workforce, site: Site, *, due: Hours) -> None:
    """Plan the jobs of a site so that they do the share of the hours due that the catalogue says."""
    for modality in site.plan.modalities:
        site.employers[modality] = _employer(story, site, modality)
    months = site.days.months
    monthly = due * Decimal(site.plan.reached) / len(months)
    slots = max(len(site.plan.modalities), int((monthly / _MONTHLY).to_integral_value()))
    for slot in range(slots):
        modality = site.plan.modalities[slot % len(site.plan.modalities)]
        _fill(story, force, site, modality, months, monthly / slots)
    if site.has(Flag.RECOUNTED):
        _recount(force, site)
    if site.has(Flag.SHORT_CONTRACTS):
        _add_short(story, force, site)
    if site.has(Flag.ALREADY_EMPLOYED):
        for job in [one for one in site.jobs if site.days.first in one.hours][:2]:
            job.employed_before, job.kind, job.ends_on = True, ContractKind.CDI, None
            job.starts_on = site.days.first - timedelta(days=400)
    _mark_statuses(story, force, site)
    for job in site.jobs:
        people.plan_job(story, job, not_before=site.days.first)
    force.sites[site.obligation.pk] = site


def _employer(story: Story, site: Site, modality: Modality) -> Organisation:
    kind = STRUCTURE_OF.get(modality)
    if kind is None:
        temps = story.companies["temp"]
        if modality is Modality.TEMP_AGENCY and site.holder not in temps:
            return story.rng.choice(temps)
        return site.holder
    known = story.structures[kind]
    if site.holder in known:
        return site.holder
    return known[0] if kind == "ei" else story.rng.choice(known)


def _fill(story: Story, force: Workforce, site: Site, modality: Modality, months: list[date], monthly: Decimal) -> None:
    """One place on the site, held by people in turn until the end. Months to come are planned too."""
    rng, at = story.rng, 0
    while at < len(months) and months[at] <= story.last_day:
        kind = rng.choice(CONTRACTS[modality])
        length = _length(story, kind)
        stretch = months[at : at + length]
        made = _job(story, force, site, modality, kind, stretch)
        for month in stretch:
            hours = monthly * Decimal(rng.randint(94, 106)) / 100
            made.hours[month] = (hours / _HALF).to_integral_value() * _HALF
        at += length


def _length(story: Story, kind: ContractKind) -> int:
    if kind in _OPEN_ENDED:
        return 99
    if kind in _WORK_STUDY:
        return 12
    return 2 if kind is ContractKind.INTERNSHIP else story.rng.randint(3, 6)


def _job(
    story: Story, force: Workforce, site: Site, modality: Modality, kind: ContractKind, stretch: list[date]
) -> Job:
    starts_on = stretch[0] + timedelta(days=story.rng.choice((0, 0, 0, 1, 2, 5)))
    one = people.recruit(
        story,
        structure=STRUCTURE_OF.get(modality, ""),
        criteria=site.plan.publics,
        count=force.recruited,
    )
    job = Job(
        recruit=one,
        employer=site.employers[modality],
        modality=modality,
        kind=kind,
        starts_on=starts_on,
        ends_on=None if kind in _OPEN_ENDED else _end(kind, stretch),
        occupation=people.occupation(one, site.plan.trade),
        weekly=Decimal(story.rng.choice((35, 35, 35, 28, 24))),
    )
    site.jobs.append(job)
    _enter(story, force, one, starts_on=max(starts_on, site.days.first))
    return job


def _end(kind: ContractKind, stretch: list[date]) -> date:
    if kind in _WORK_STUDY:
        return month_end(add_months(stretch[0], 11))
    return month_end(stretch[-1])


def _enter(story: Story, force: Workforce, one: Recruit, *, starts_on: date) -> None:
    people.plan_person(story, one, starts_on=starts_on, rank=force.recruited)
    force.recruited += 1


def _recount(force: Workforce, site: Site) -> None:
    """People of the same company's other site are declared here at the same time, with no globalisation."""
    others = [one for one in force.sites.values() if one.holder.pk == site.holder.pk and one is not site]
    known = [job for other in others for job in other.jobs]
    for mine in site.jobs:
        if mine.employer.pk != site.holder.pk:
            continue
        twin = next((job for job in known if job.starts_on < mine.starts_on and set(job.hours) & set(mine.hours)), None)
        if twin is not None:
            mine.recruit = twin.recruit
            mine.occupation = twin.occupation


def _add_short(story: Story, force: Workforce, site: Site) -> None:
    """Each month somebody comes for a week and is not kept."""
    for month in site.days.months:
        if month > story.last_day:
            return
        job = _job(story, force, site, Modality.DIRECT_HIRE, ContractKind.CDD, [month])
        job.starts_on = month + timedelta(days=story.rng.randint(3, 14))
        job.ends_on = job.starts_on + timedelta(days=story.rng.randint(2, 5))
        job.hours = {month: Decimal(story.rng.randrange(14, 33))}


def _mark_statuses(story: Story, force: Workforce, site: Site) -> None:
    """Statuses about to end, already ended, or whose proof nobody has seen yet."""
    this_month = month_start(story.today)
    running = [job for job in site.jobs if this_month in job.hours and not job.recruit.person]
    if site.has(Flag.EXPIRING):
        for job, left in zip(running, (18, -6, 41), strict=False):
            job.recruit.expires_on, job.recruit.followed = story.today + timedelta(days=left), True
    if site.has(Flag.UNCHECKED):
        last = add_months(this_month, -1)
        job = _job(story, force, site, site.plan.modalities[0], ContractKind.CDD, [last, this_month])
        job.recruit.checked = False
        job.hours = {last: Decimal(64), this_month: Decimal(70)}
