"""Steps 4 and 5: hours due, launch meeting, monthly statements, validation, corrections."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.clauses.models import Clause
from levier.delivery.declaration import DeclaredLine
from levier.delivery.enums import StatementState
from levier.delivery.models import HoursStatement, LaunchMeeting, LedgerEntry, Obligation
from levier.delivery.selectors.obligations import hours_due
from levier.delivery.selectors.review import Review, review
from levier.delivery.services import declare, launch, ledger, obligations, recruitments, reminders, statements, worked
from levier.directory.models import Organisation
from levier.domain.months import add_months, month_start
from levier.domain.quantities import ZERO
from levier.domain.vocabulary import ContractKind, HourKind, Lever, Modality
from levier.procurement.models import Award, Contract

from .clock import moment
from .orders import expected_hours
from .payroll import compare_with_payroll
from .people import Job
from .plans import INVITED, MET, OWED, Calendar, Flag, LotPlan, Purchase
from .story import Act, Story, working_day
from .work import Site, Workforce, plan_work

_AGENDA = (
    "Ce que prévoit la clause et comment la réaliser\nPublics et structures du territoire\n"
    "Calendrier des recrutements\nRelevés mensuels et justificatifs"
)
_NOTES = "Calendrier validé. Premier point de suivi dans trois mois. Les structures transmettent leurs propositions."
_TO_COMPLETE = "Merci de préciser les jours travaillés : deux personnes apparaissent aussi sur un autre chantier."
_CORRECTION = "Erreur de saisie signalée par l’entreprise : une journée comptée deux fois."
_TOTAL_RECEIVED = timedelta(days=12)
_BUNCHED_FROM, _BUNCHED_TO, _BUNCHED_ON = 1, 10, (12, 3)


def owes_hours(plan: LotPlan, clause: Clause) -> bool:
    return plan.lever is not Lever.NONE and bool(clause.hours or clause.tranche)


def plan_follow_up(
    story: Story,
    force: Workforce,
    purchase: Purchase,
    plan: LotPlan,
    days: Calendar,
    award: Award,
    holder: Organisation,
) -> None:
    """Hours due, then the people who will do them, for one award."""

    def act(now: datetime) -> None:
        fresh = Award.objects.select_related("lot__contract__workspace").get(pk=award.pk)
        if not owes_hours(plan, Clause.objects.get(lot=fresh.lot)):
            return
        made = obligations.create_obligations(actor=story.facilitator, award=fresh)
        received = working_day(story.today - _TOTAL_RECEIVED)
        if made[0].follows_worked_hours and made[0].starts_on <= received:
            story.at(received, _record_total(story, made[0]))
        site = Site(purchase=purchase, plan=plan, days=days, holder=holder, obligation=made[0])
        if purchase.started:
            plan_work(story, force, site, due=hours_due(made[0]) or expected_hours(purchase))
            story.at(days.on(MET + 1), _plan_recruitments(story, site))

    story.at(days.on(OWED), act)


def _record_total(story: Story, obligation: Obligation) -> Act:
    """The company says how many hours it worked: as many a day as the calibration foresaw."""

    def act(now: datetime) -> None:
        clause, today = obligation.clause, now.date()
        assert clause.hours is not None and clause.hours_share is not None  # noqa: S101, PT018 - the charter method sets both
        days = (obligation.ends_on - obligation.starts_on).days
        part = min(Decimal(1), Decimal((today - obligation.starts_on).days) / days)
        worked.record_worked_hours(
            actor=story.facilitator,
            obligation=obligation,
            total=(clause.hours / clause.hours_share * part).quantize(Decimal(1)),
            up_to=min(today, obligation.ends_on),
            source="État des heures remis par l’entreprise",
            today=today,
        )

    return act


def plan_meeting(story: Story, purchase: Purchase, contract: Contract, days: Calendar) -> None:
    """The launch meeting: planned, invited, held; or left to do where the catalogue says so."""
    if Flag.NO_MEETING in purchase.flags:
        return
    met = working_day(days.on(MET))
    if Flag.MEETING_TO_NOTE in purchase.flags:
        met = working_day(story.today - timedelta(days=5))

    def invite(now: datetime) -> None:
        fresh = Contract.objects.select_related("workspace", "buyer").get(pk=contract.pk)
        meeting = launch.plan_meeting(
            actor=story.facilitator,
            contract=fresh,
            at=moment(met, 10),
            minutes=90,
            place=f"{fresh.buyer.name}, salle des commissions",
            agenda=_AGENDA,
        )
        launch.send_invitations(actor=story.facilitator, meeting=meeting, now=now)
        if Flag.MEETING_TO_NOTE not in purchase.flags:
            story.at(met, hold, hour=18)

    def hold(now: datetime) -> None:
        meeting = LaunchMeeting.objects.select_related("contract__workspace").get(contract=contract)
        launch.hold_meeting(
            actor=story.facilitator, meeting=meeting, held_on=now.date(), notes=_NOTES, today=now.date()
        )

    story.at(min(days.on(INVITED), met - timedelta(days=7)), invite)


def _plan_recruitments(story: Story, site: Site) -> Act:
    def act(now: datetime) -> None:
        for modality, employer in site.employers.items():
            jobs = [job for job in site.jobs if job.modality is modality]
            total = sum((hours for job in jobs for hours in job.hours.values()), ZERO)
            if not total:
                continue
            recruitments.plan_recruitment(
                actor=story.facilitator,
                obligation=site.obligation,
                occupation=jobs[0].occupation,
                people=len(jobs),
                hours=total,
                starts_on=site.days.first,
                modality=modality,
                structure=None if employer.pk == site.holder.pk else employer,
            )

    return act


def plan_months(story: Story, force: Workforce) -> None:
    """On the first of each month, the schedule asks for the month that ended."""
    month = add_months(month_start(story.today), -24)
    while month <= story.last_day:
        story.at(month, _ask(story, force, add_months(month, -1)), hour=6)
        month = add_months(month, 1)


def _ask(story: Story, force: Workforce, month: date) -> Act:
    def act(now: datetime) -> None:
        if not force.sites:
            return
        asked = statements.request_statements(actor=story.system, month=month, now=now)
        for statement in asked.statements:
            site = force.sites.get(statement.obligation_id)
            if site is not None:
                _expect(story, site, statement)

    return act


def _expect(story: Story, site: Site, statement: HoursStatement) -> None:
    """When the company sends its month: soon, too late, or not yet."""
    month, own = statement.month, statement.declarant_id == site.holder.pk
    asked = add_months(month, 1)
    if site.has(Flag.LATE_STATEMENT) and own and _months_ago(story, month) <= 2:
        for days in (13, 20):
            story.at(asked + timedelta(days=days), _remind(story, statement))
        if _months_ago(story, month) == 2:
            story.at(asked + timedelta(days=52), _tell_buyer(story, statement))
        return
    if site.has(Flag.TO_DECLARE) and own and _months_ago(story, month) <= 1:
        chased = story.today - timedelta(days=4)  # the schedule leaves the next reminder to whoever tries it
        if chased > statement.due_on:
            story.at(chased, _remind(story, statement))
        return
    sent = asked + timedelta(days=story.rng.randint(2, 8))
    last_year = story.today.year - 1
    if site.has(Flag.BUNCHING) and month.year == last_year and _BUNCHED_FROM <= month.month <= _BUNCHED_TO:
        story.at(asked + timedelta(days=14), _remind(story, statement))
        sent = max(sent, date(last_year, *_BUNCHED_ON))
    story.at(sent, _send(story, site, statement))


def _remind(story: Story, statement: HoursStatement) -> Act:
    def act(now: datetime) -> None:
        fresh = HoursStatement.objects.select_related("obligation__workspace", "declarant").get(pk=statement.pk)
        reminders.remind_statement(actor=story.system, statement=fresh, now=now)

    return act


def _tell_buyer(story: Story, statement: HoursStatement) -> Act:
    def act(now: datetime) -> None:
        fresh = HoursStatement.objects.select_related("obligation__clause__lot__contract").get(pk=statement.pk)
        reminders.tell_buyer(actor=story.system, statement=fresh, now=now)

    return act


def _send(story: Story, site: Site, statement: HoursStatement) -> Act:
    def act(now: datetime) -> None:
        declarant = statement.declarant
        jobs = site.jobs_of(declarant, statement.month)
        lines = [line for job in jobs for line in _lines(site, job, statement.month)]
        sent = declare.submit_statement(
            actor=_declarant(story, statement),
            statement=statement,
            version=statement.version,
            lines=lines,
            submitted_by=story.signatories.get(declarant.pk, declarant.name),
            now=now,
        )
        if lines:
            _treat(story, site, sent)

    return act


def _treat(story: Story, site: Site, statement: HoursStatement) -> None:
    """What the facilitator does with a month that came: validate it, give it back, or not yet."""
    behind = _months_ago(story, statement.month)
    if site.has(Flag.NOT_VALIDATED) and behind <= 2:
        if behind == 1:
            story.at(story.now.date() + timedelta(days=1), compare_with_payroll(story, statement))
        return
    day = story.now.date() + timedelta(days=story.rng.randint(4, 9))
    if site.has(Flag.RETURNED) and statement.declarant_id != site.holder.pk and behind == 2:
        story.at(day, _return(story, statement))
    else:
        story.at(day, _validate(story, site, statement))


def _months_ago(story: Story, month: date) -> int:
    return (story.today.year - month.year) * 12 + story.today.month - month.month


def _declarant(story: Story, statement: HoursStatement) -> Actor:
    """The company's own account when it has one, else the personal link it received."""
    for who in ("contractor", "structure"):
        if story.members[who].organisation_id == statement.declarant_id:
            return story.actor(who)
    if statement.link is None:
        raise RuntimeError("a statement of the demonstration was asked without a link")
    return Actor.from_link(statement.link)


def _lines(site: Site, job: Job, month: date) -> list[DeclaredLine]:
    """The hours of one job: work, and what the kind of contract adds to it."""
    if job.employment is None:
        return []
    hours = job.hours[month]
    if job.kind is ContractKind.INTERNSHIP:
        return [DeclaredLine(job.employment, HourKind.PMSMP, hours)]
    lines = [DeclaredLine(job.employment, HourKind.WORK, hours)]
    if job.kind in (ContractKind.APPRENTICESHIP, ContractKind.PROFESSIONALISATION) and month.month % 2:
        lines.append(DeclaredLine(job.employment, HourKind.TRAINING, Decimal(14)))
    if site.has(Flag.PARTIAL) and month.month % 4 == 0 and job.modality is Modality.DIRECT_HIRE:
        lines.append(DeclaredLine(job.employment, HourKind.LEAVE, Decimal(7)))
    return lines


def _return(story: Story, statement: HoursStatement) -> Act:
    def act(now: datetime) -> None:
        ledger.return_statement(actor=story.facilitator, statement=statement, reason=_TO_COMPLETE, now=now)

    return act


def _validate(story: Story, site: Site, statement: HoursStatement) -> Act:
    """Clear lines at once, the others one by one: what does not count is refused with the rule's own sentence."""

    def act(now: datetime) -> None:
        actor = story.facilitator
        if not site.has_questions:
            ledger.accept_clear_lines(actor=actor, statement=statement, version=statement.version, now=now)
        if HoursStatement.objects.filter(pk=statement.pk, state=StatementState.SUBMITTED).exists():
            _decide_each(actor, statement, now)
        if site.has(Flag.CORRECTED) and statement.month == add_months(site.days.first, 2):
            story.at(now.date() + timedelta(days=20), _correct(story, statement))

    return act


def _decide_each(actor: Actor, statement: HoursStatement, now: datetime) -> None:
    found = [one for one in review(statement) if one.pending]
    if any(one.clear for one in found):
        ledger.accept_clear_lines(actor=actor, statement=statement, version=statement.version, now=now)
    for one in found:
        if not one.clear:
            _decide(actor, one, now)


def _decide(actor: Actor, one: Review, now: datetime) -> None:
    if one.counted == one.declared:
        ledger.accept_line(actor=actor, line=one.line, counted=one.declared, now=now)
    elif one.counted > 0:
        ledger.accept_line(actor=actor, line=one.line, counted=one.counted, now=now, reason=one.reason)
    elif not any(part.pending for part in one.parts):
        ledger.refuse_line(actor=actor, line=one.line, reason=one.reason, now=now)
    # else: the eligibility is still to be established, the line waits for its proof.


def _correct(story: Story, statement: HoursStatement) -> Act:
    def act(now: datetime) -> None:
        entry = LedgerEntry.objects.filter(line__statement=statement, hours__gt=7).order_by("pk").first()
        if entry is not None:
            ledger.correct_entry(
                actor=story.facilitator,
                entry=entry,
                standing=entry.hours,
                wanted=entry.hours - 7,
                reason=_CORRECTION,
                now=now,
            )

    return act
