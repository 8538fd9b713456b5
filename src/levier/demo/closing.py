"""Step 7: reports, certificates, missing hours and what is decided about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from levier.delivery.models import ClosingReport, Obligation, Shortfall
from levier.delivery.services import closing, shortfalls
from levier.domain.penalties import Decision
from levier.domain.steps import Step
from levier.procurement import services as procurement
from levier.procurement.models import Contract

from .plans import ENDED, REPORTED, Flag
from .story import Act, Story
from .work import Site

_GOOD = "La clause est réalisée ; deux personnes ont poursuivi leur parcours dans l’entreprise."
_SHORT = "Le manque tient surtout à l’arrêt du chantier pendant l’hiver."
_REPLY = "Le chantier a été arrêté neuf semaines par les intempéries ; nous proposons de reporter deux recrutements."
_ADVICE = "L’arrêt est établi et l’entreprise a recruté dès la reprise : une réduction paraît justifiée."
_WAIVER = "L’arrêt du chantier, décidé par la ville, explique le manque : la pénalité n’est pas appliquée."

#: Read where something is left to do, an attestation that waits for instance.
_LEFT = "Les heures sont faites ; ce qui reste part avec le prochain courrier."


def plan_end(story: Story, site: Site) -> None:
    """Report, then certificate or exchange, then the end: whatever comes after today stays to be done."""
    if site.days.last >= story.today or site.has(Flag.NO_REPORT):
        return
    story.at(site.days.end(REPORTED), _report(story, site))


def _obligation(site: Site) -> Obligation:
    return Obligation.objects.select_related(
        "award__lot__contract__buyer", "clause__lot__contract__workspace", "contractor", "workspace"
    ).get(pk=site.obligation.pk)


def _report(story: Story, site: Site) -> Act:
    def act(now: datetime) -> None:
        report = closing.make_report(
            actor=story.facilitator,
            obligation=_obligation(site),
            as_of=now,
            comment=_SHORT if _is_short(site) else _GOOD,
        )
        day = now.date()
        if Decimal(report.figures["missing"]) > 0:
            story.at(day + timedelta(days=1), _open(story, site))
        elif not site.has(Flag.NO_CERTIFICATE):
            story.at(day + timedelta(days=2), _certify(story, report))
            story.at(site.days.end(ENDED), _close(story, site))

    return act


def _is_short(site: Site) -> bool:
    return any(site.has(flag) for flag in (Flag.SHORTFALL_REPLIED, Flag.SHORTFALL_ADVISED, Flag.SHORTFALL_WAIVED))


def _certify(story: Story, report: ClosingReport) -> Act:
    def act(now: datetime) -> None:
        fresh = ClosingReport.objects.select_related(
            "obligation__contractor", "obligation__clause__lot__contract__buyer", "obligation__award__lot__contract"
        ).get(pk=report.pk)
        closing.issue_certificate(actor=story.facilitator, report=fresh, now=now, today=now.date())

    return act


def _open(story: Story, site: Site) -> Act:
    def act(now: datetime) -> None:
        today = now.date()
        shortfalls.open_shortfall(
            actor=story.actor("buyer"),
            obligation=_obligation(site),
            today=today,
            reply_due_on=today + timedelta(days=15),
        )
        story.at(today + timedelta(days=2), _reply(story, site))

    return act


def _reply(story: Story, site: Site) -> Act:
    """The facilitator records the letter of a company without an account."""

    def act(now: datetime) -> None:
        shortfalls.reply_shortfall(actor=story.facilitator, shortfall=_shortfall(site), text=_REPLY, on=now.date())
        if not site.has(Flag.SHORTFALL_REPLIED):
            story.at(now.date() + timedelta(days=1), _advise(story, site))

    return act


def _advise(story: Story, site: Site) -> Act:
    def act(now: datetime) -> None:
        shortfalls.advise_shortfall(actor=story.facilitator, shortfall=_shortfall(site), text=_ADVICE, on=now.date())
        if not site.has(Flag.SHORTFALL_ADVISED):
            story.at(now.date() + timedelta(days=5), _waive(story, site))

    return act


def _waive(story: Story, site: Site) -> Act:
    def act(now: datetime) -> None:
        shortfalls.decide_shortfall(
            actor=story.actor("buyer"),
            shortfall=_shortfall(site),
            decision=Decision.WAIVE,
            amount=None,
            reason=_WAIVER,
            on=now.date(),
        )
        story.at(now.date() + timedelta(days=3), _close(story, site))

    return act


def _shortfall(site: Site) -> Shortfall:
    return Shortfall.objects.select_related(
        "obligation__clause__lot__contract__buyer",
        "obligation__clause__lot__contract__workspace",
        "obligation__award__lot__contract",
        "obligation__contractor",
    ).get(obligation_id=site.obligation.pk)


def _close(story: Story, site: Site) -> Act:
    """The obligation first; the contract once all of its obligations are closed."""

    def act(now: datetime) -> None:
        obligation = _obligation(site)
        closing.close_obligation(actor=story.facilitator, obligation=obligation, today=now.date())
        contract = Contract.objects.select_related("buyer", "workspace").get(lots__awards=obligation.award_id)
        still = Obligation.objects.filter(award__lot__contract=contract, closed_on=None)
        if site.purchase.until is Step.FIN and not still.exists():
            procurement.advance(actor=story.facilitator, contract=contract, to=Step.FIN, reason=_LEFT)

    return act
