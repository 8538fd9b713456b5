"""What prepared people for work, and what became of them afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from levier.domain.months import add_months
from levier.domain.pathways.exits import MILESTONES
from levier.people.enums import ExitOutcome, HandOverState, StepKind, StepOutcome
from levier.people.models import Employment, HandOver, Person
from levier.people.services.exits import record_exit
from levier.people.services.steps import record_step

from .story import Act, Story

#: Kind, days before the start of work, days it lasts: over when the person is entered, two weeks before.
_STEPS = (
    (StepKind.SAS, 45, 30),
    (StepKind.DISCOVERY, 30, 1),
    (StepKind.PMSMP, 25, 10),
    (StepKind.POEC, 70, 50),
    (StepKind.INTERVIEW, 18, 1),
    (StepKind.TRAINING, 90, 60),
)
_O = ExitOutcome
#: In turn; ``None`` was never asked, or never answered.
_OUTCOMES = (
    _O.SHORT_CDD, _O.CDI, _O.SEARCH, None, _O.LONG_CDD, _O.TRAINING, _O.IAE, _O.UNREACHED, _O.CDI, None, _O.TEMP,
)  # fmt: skip


def prepare(story: Story, person: Person, *, starts_on: date, rank: int, today: date) -> None:
    """The step one person in two went through before the work it led to."""
    if rank % 2:
        return
    kind, before, lasts = _STEPS[rank // 2 % len(_STEPS)]
    first = starts_on - timedelta(days=before)
    last = first + timedelta(days=lasts - 1)
    record_step(
        actor=story.facilitator,
        person=person,
        kind=kind,
        starts_on=first,
        ends_on=last if lasts > 1 else None,
        outcome=StepOutcome.DONE,
        today=today,
    )


def plan_exits(story: Story, employment: Employment) -> None:
    """Ask what the person became, a few days after each point, unless they work again."""
    if employment.ends_on is None:
        return
    for months in MILESTONES:
        day = add_months(employment.ends_on, months) + timedelta(days=5)
        if day <= story.last_day:
            story.at(
                day,
                _answer(
                    story, employment, months, _OUTCOMES[(employment.ends_on.toordinal() + months) % len(_OUTCOMES)]
                ),
            )


def _answer(story: Story, employment: Employment, months: int, outcome: ExitOutcome | None) -> Act:
    def act(now: datetime) -> None:
        today = now.date()
        again = employment.person.employments.exclude(pk=employment.pk).filter(ends_on__gt=employment.ends_on)
        entrusted = HandOver.objects.filter(person=employment.person, state=HandOverState.ACCEPTED)
        if (
            outcome is None
            or entrusted.exists()
            or again.exists()
            or employment.person.employments.filter(ends_on=None).exists()
        ):
            return
        record_exit(
            actor=story.facilitator,
            employment=employment,
            months=months,
            outcome=outcome,
            observed_on=today,
            today=today,
        )

    return act
