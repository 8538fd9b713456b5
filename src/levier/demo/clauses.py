"""Step 2: calibration, lever, terms, supply check, consent, proposal, and the buyer's answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from levier.clauses import services
from levier.clauses.enums import HoursBasis
from levier.clauses.models import Clause, FacilitatorConsent
from levier.domain.applies import SocialConditionException
from levier.domain.criterion import EXAMPLE_SCHEME
from levier.domain.vocabulary import Lever, Modality
from levier.procurement.models import Lot

from .calibrations import inputs_for
from .plans import AGREED, ASKED, CALIBRATED, CONSENTED, PROPOSED, SET_UP, Hold, LotPlan, Purchase
from .story import Act, Story

_CONDITIONS = (Lever.PERFORMANCE_CONDITION, Lever.CONDITION_AND_CRITERION)
_CRITERIA = (Lever.AWARD_CRITERION, Lever.CONDITION_AND_CRITERION)
_WITH_SCOPE = (*_CONDITIONS, Lever.INSERTION_SERVICES)
_SCOPE = (
    "Le titulaire confie à des personnes éloignées de l’emploi une part de l’exécution : {work}. "
    "Il associe le facilitateur à l’organisation de leur accueil, de leur formation et de leur suivi."
)
_REFUSAL = "Le besoin a été réduit après l’arbitrage budgétaire : la prestation est trop courte pour une clause."
#: Where a lot stops: the events after this one do not happen.
_ORDER = (Hold.LEVER, Hold.CALIBRATION, Hold.CONSENT, Hold.PROPOSED, Hold.REFUSED)


class _Penalties(TypedDict, total=False):
    """Euros for each missing hour, each day of delay, and the cap."""

    per_hour: Decimal
    per_day: Decimal
    cap: Decimal
    cap_share: Decimal


def plan_set_up(story: Story, purchase: Purchase, plan: LotPlan, lot: Lot, on: Callable[[int], date]) -> None:
    """Schedule the set-up of one lot, up to where the catalogue holds it. ``on`` gives a day from the entry."""
    stop = _ORDER.index(purchase.hold) if purchase.hold else len(_ORDER)
    if stop == 0:
        return
    if plan.lever is not Lever.NONE:
        story.at(on(SET_UP + 2), _check_supply(story, lot))
    story.at(on(CALIBRATED), _choose(story, purchase, plan, lot))
    if stop == 1 or plan.lever is Lever.NONE:
        if plan.lever is Lever.NONE and stop > 1:
            story.at(on(PROPOSED), _propose(story, lot))
            story.at(on(AGREED), _answer(story, lot, agreed=True))
        return
    story.at(on(CALIBRATED + 1), _complete(story, purchase, plan, lot))
    waits = purchase.hold is Hold.CONSENT
    asker, named = ("colleague", "facilitator") if waits else ("facilitator", _named(lot))
    story.at(on(ASKED), _ask(story, lot, asker=asker, named=named))
    if waits:
        return
    if named != asker:  # who names themself agrees by that act
        story.at(on(CONSENTED), _consent(story, lot, named=named))
    story.at(on(PROPOSED), _propose(story, lot))
    if purchase.hold is Hold.PROPOSED:
        return
    story.at(on(AGREED), _answer(story, lot, agreed=purchase.hold is not Hold.REFUSED))


def _named(lot: Lot) -> str:
    return "colleague" if _rank(lot) % 4 == 0 else "facilitator"


def _fresh(lot: Lot) -> Lot:
    return Lot.objects.select_related("contract__buyer__buyer", "contract__workspace").get(pk=lot.pk)


def _clause(lot: Lot) -> Clause:
    return Clause.objects.select_related("lot__contract__buyer", "lot__contract__workspace").get(lot=lot)


def _check_supply(story: Story, lot: Lot) -> Act:
    def act(now: datetime) -> None:
        services.record_supply_check(actor=story.facilitator, lot=_fresh(lot), today=now.date())

    return act


def _choose(story: Story, purchase: Purchase, plan: LotPlan, lot: Lot) -> Act:
    """The hours first: what is calibrated weighs on the lever."""

    def act(now: datetime) -> None:
        actor, fresh = story.facilitator, _fresh(lot)
        if plan.lever is Lever.NONE:
            services.choose_lever(
                actor=actor,
                lot=fresh,
                lever=Lever.NONE,
                today=now.date(),
                exception=SocialConditionException.NO_LINK,
                exception_reason="Contrôles réglementaires de quelques heures par visite, sans tâche à confier.",
            )
            return
        if plan.hours:
            services.set_hours(actor=actor, lot=fresh, basis=HoursBasis.FIXED, hours=Decimal(plan.hours))
        elif plan.lever in _CONDITIONS:
            inputs, chosen = inputs_for(purchase, plan)
            services.keep_calibration(actor=actor, lot=fresh, inputs=inputs, chosen=chosen, today=now.date())

    return act


def _complete(story: Story, purchase: Purchase, plan: LotPlan, lot: Lot) -> Act:
    def act(now: datetime) -> None:
        actor, fresh = story.facilitator, _fresh(lot)
        services.choose_lever(actor=actor, lot=fresh, lever=plan.lever, today=now.date(), reserved_article=plan.article)
        if plan.lever in _CRITERIA:
            services.save_scheme(actor=actor, lot=fresh, scheme=EXAMPLE_SCHEME)
        scope = _SCOPE.format(work=(lot.title[:1].lower() + lot.title[1:])) if plan.lever in _WITH_SCOPE else ""
        services.set_terms(
            actor=actor,
            lot=fresh,
            scope=scope,
            publics=plan.publics,
            modalities=_modalities(plan),
            cdi_years_cap=2 if purchase.months >= 24 else None,
        )
        if plan.lever in _CONDITIONS:
            services.set_penalties(actor=actor, lot=fresh, **_penalties(lot))

    return act


def _modalities(plan: LotPlan) -> tuple[Modality, ...]:
    """The clause names its modalities when a structure is the contractor, or when ordinary temp work is accepted."""
    named = plan.article is not None or Modality.TEMP_AGENCY in plan.modalities
    return plan.modalities if named else ()


def _penalties(lot: Lot) -> _Penalties:
    """As each contract writes them: three ways of writing, none of them a rule."""
    ways: tuple[_Penalties, ...] = (
        {"per_hour": Decimal(45)},
        {"per_hour": Decimal(60), "per_day": Decimal(50), "cap_share": Decimal("0.05")},
        {"per_hour": Decimal(50), "cap": Decimal(20000)},
    )
    return ways[_rank(lot) % len(ways)]


def _ask(story: Story, lot: Lot, *, asker: str, named: str) -> Act:
    def act(now: datetime) -> None:
        services.request_consent(actor=story.actor(asker), lot=_fresh(lot), facilitator=story.user(named))

    return act


def _consent(story: Story, lot: Lot, *, named: str) -> Act:
    def act(now: datetime) -> None:
        asked = FacilitatorConsent.objects.select_related("clause__lot__contract").get(clause__lot=lot)
        services.answer_consent(actor=story.actor(named), consent=asked, agreed=True)

    return act


def _propose(story: Story, lot: Lot) -> Act:
    def act(now: datetime) -> None:
        services.propose_clause(actor=story.facilitator, clause=_clause(lot), today=now.date())

    return act


def _answer(story: Story, lot: Lot, *, agreed: bool) -> Act:
    def act(now: datetime) -> None:
        clause = _clause(lot)
        own = clause.lot.contract.buyer_id == story.organisations["ville"].pk
        services.record_answer(
            actor=story.actor("buyer") if own else story.facilitator,
            clause=clause,
            agreed=agreed,
            on=now.date(),
            today=now.date(),
            comment="" if agreed else _REFUSAL,
        )

    return act


def _rank(lot: Lot) -> int:
    """Place of a lot in its workspace: unlike its key, the same at each loading of one database."""
    return Lot.objects.filter(contract__workspace=lot.contract.workspace_id, pk__lte=lot.pk).count()
