"""Two committees: the one held this autumn, with what became of its decisions, and the one that is being prepared."""

from __future__ import annotations

from datetime import datetime, timedelta

from levier.committees import services
from levier.committees.enums import DecisionState
from levier.procurement.models import Programme

from .story import Story

_HELD, _DONE, _NEXT = timedelta(days=70), timedelta(days=40), timedelta(days=9)
_PARTICIPANTS = (
    "La directrice des achats\nLe chargé d’opérations\nLa conseillère de la mission locale\nL’équipe des clauses"
)
_MINUTES = (
    "Les heures avancent comme prévu sur la plupart des chantiers. Deux entreprises ont du retard : l’une attend la reprise "
    "du gros œuvre, l’autre cherche encore ses candidats.\n"
    "Les participants demandent une visite de chantier avant l’hiver et une rencontre avec les structures du territoire."
)


def plan_committees(story: Story) -> None:
    """The first looks at the whole workspace; the next, at the « grand chantier », waits in « À faire »."""
    story.at(story.today - _HELD, lambda now: _held(story, now))
    story.at(story.last_day, lambda now: _next(story, now))


def _held(story: Story, now: datetime) -> None:
    team, today = story.facilitator, now.date()
    meeting = services.plan_meeting(
        actor=team, on=today, today=today, place="Salle du conseil", participants=_PARTICIPANTS
    )
    services.prepare_pack(actor=team, meeting=meeting, now=now, today=today)
    services.write_minutes(actor=team, meeting=meeting, text=_MINUTES, version=0)

    def decide(text: str, days: int, **owner: object) -> object:
        return services.record_decision(
            actor=team,
            meeting=meeting,
            text=text,
            due_on=today + timedelta(days=days),
            today=today,
            **owner,  # type: ignore[arg-type]
        )

    visit = decide("Organiser une visite de chantier pour les prescripteurs", 45, member=team.user)
    decide("Présenter le planning de recrutement de l’hiver", 60, organisation=story.organisations["main"])
    decide("Réunir les structures du territoire autour des lots à venir", 90, member=team.user)
    services.send_decisions(actor=team, meeting=meeting, today=today)

    def done(later: datetime) -> None:
        services.settle_decision(
            actor=team,
            decision=visit,  # type: ignore[arg-type]
            state=DecisionState.DONE,
            outcome="Huit conseillers sont venus.",
            today=later.date(),
        )

    story.at(story.today - _DONE, done)


def _next(story: Story, now: datetime) -> None:
    programme = Programme.objects.filter(workspace=story.workspace, parent=None).order_by("pk").first()
    services.plan_meeting(
        actor=story.facilitator,
        on=story.today + _NEXT,
        today=now.date(),
        programme=programme,
        place="Hôtel de ville",
        participants=_PARTICIPANTS,
    )
