"""The fictional workspace of the demonstration, and a small one next door. Nobody and nothing in them exists.

Two years are told in order, through the services everybody uses, by the people of the workspace: the journal, the
ledger and the explanations are those of a real one. The same day gives the same workspace.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.db import transaction

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.directory.references import ensure_short_lists
from levier.domain.errors import Conflict
from levier.domain.months import add_months, month_start
from levier.domain.steps import Step
from levier.procurement.models import Award, Operation

from . import (
    clauses,
    closing,
    committees,
    doubles,
    hours,
    neighbours,
    notices,
    orders,
    organisations,
    people,
    places,
    purchases,
    recruiting,
    signals,
    tidying,
)
from .catalogue import purchases as catalogue
from .clock import moment, story_time, turn_to
from .names import Names
from .plans import Calendar, LotPlan, Purchase, calendar
from .story import Progress, Story
from .work import Workforce

SEED = 2026
PEOPLE = 150
#: Months of story: two years of hours, and what comes before the first of them.
_MONTHS = 30

__all__ = ["PEOPLE", "SEED", "Progress", "load"]


def load(*, today: date, progress: Progress | None = None, seed: int = SEED) -> Workspace:
    """Create the demonstration workspace as it stands on ``today``, with one account for each role.

    Raises:
        Conflict: the demonstration is already in this database.
    """
    if Workspace.objects.filter(slug=organisations.SLUG).exists():
        raise Conflict("La démonstration est déjà dans cette base : « levier demo --fresh » la recrée à neuf.")
    first_day = add_months(month_start(today), -_MONTHS)
    with story_time(moment(first_day)), transaction.atomic():
        return _load(today, first_day, Random(seed), progress)  # noqa: S311 - a story, not a secret


def _load(today: date, first_day: date, rng: Random, progress: Progress | None) -> Workspace:
    ensure_short_lists(fictional_communes=True)
    story = Story(today=today, rng=rng, names=Names(rng), workspace=organisations.open_workspace(), first_day=first_day)
    organisations.open_team(story)
    _say(progress, "Annuaire", 0)
    organisations.fill_directory(story, first_day)
    organisations.open_partners(story)
    places.add_services(story)
    _say(progress, "Annuaire", 1)
    operations = places.add_great_works(story)
    force = Workforce()
    for number, purchase in enumerate(catalogue(), start=1):
        _plan(story, force, purchase, number, operations)
    purchases.plan_sheet(story)
    organisations.plan_capacities(story)
    hours.plan_months(story, force)
    committees.plan_committees(story)
    recruiting.plan_offers(story)
    neighbours.plan_neighbours(story)
    doubles.plan_doubles(story)
    story.at(today - timedelta(days=26), lambda _now: people.plan_candidates(story, PEOPLE - force.recruited))
    story.tell(progress)
    turn_to(moment(story.last_day, 19))
    signals.ask_questions(story)
    tidying.messages_left(story)
    tidying.one_address_lost(story)
    notices.publish_notices(story)
    return story.workspace


def _say(progress: Progress | None, label: str, done: int) -> None:
    if progress is not None:
        progress(label, done, 1)


def _plan(story: Story, force: Workforce, purchase: Purchase, number: int, operations: dict[str, Operation]) -> None:
    """The whole life of one contract: it enters on its day, and everything else follows."""
    days = calendar(purchase, today=story.today)

    def enter(_now: object) -> None:
        contract = purchases.create(story, purchase, days, number, operations)
        purchases.plan_steps(story, purchase, contract, days)
        if purchase.until is Step.PROGRAMMATION:
            return
        for plan, lot in zip(purchase.lots, contract.lots.order_by("pk"), strict=True):
            clauses.plan_set_up(story, purchase, plan, lot, days.on)
            purchases.plan_award(story, purchase, plan, lot, days, _awarded(story, force, purchase, plan, days))
        if purchase.until.number >= Step.SUIVI.number:
            hours.plan_meeting(story, purchase, contract, days)

    story.at(days.entered, enter)


def _awarded(
    story: Story, force: Workforce, purchase: Purchase, plan: LotPlan, days: Calendar
) -> Callable[[Award, Organisation, date], None]:
    def then(award: Award, holder: Organisation, _on: date) -> None:
        hours.plan_follow_up(story, force, purchase, plan, days, award, holder)
        orders.plan_orders(story, purchase, days, award, holder)
        story.at(days.end(2), lambda _now: _end(story, force, award))

    return then


def _end(story: Story, force: Workforce, award: Award) -> None:
    for site in force.sites.values():
        if site.obligation.award_id == award.pk:
            closing.plan_end(story, site)
