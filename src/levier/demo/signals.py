"""Questions asked about the flags that rise, and one answer."""

from __future__ import annotations

from levier.insights import services
from levier.insights.signals import signals_of

from .story import Story

_ANSWER = (
    "Nos relevés partaient jusqu’ici avec la clôture comptable. Depuis janvier, la conduite de travaux les envoie "
    "chaque mois."
)


def ask_questions(story: Story) -> None:
    """The facilitator asks the main company about last year's flags; it answers the first."""
    company, year = story.organisations["main"], story.today.year - 1
    today = story.last_day
    found = signals_of(actor=story.facilitator, organisation=company, year=year, today=today)
    for rank, result in enumerate(found.raised[:2]):
        reply = services.ask_reply(
            actor=story.facilitator, organisation=company, flag=result.flag.code, year=year, today=today
        )
        if rank == 0:
            services.answer(actor=story.actor("contractor"), reply=reply, text=_ANSWER, today=today)
