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
    """The facilitator asks the main company about the flags of the two years; it has answered the first."""
    company, today = story.organisations["main"], story.last_day
    asked = 0
    for year in (story.today.year - 1, story.today.year):
        found = signals_of(actor=story.facilitator, organisation=company, year=year, today=today)
        for result in found.raised[:1]:
            reply = services.ask_reply(
                actor=story.facilitator, organisation=company, flag=result.flag.code, year=year, today=today
            )
            if not asked:
                services.answer(actor=story.actor("contractor"), reply=reply, text=_ANSWER, today=today)
            asked += 1
