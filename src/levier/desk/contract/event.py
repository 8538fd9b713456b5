"""One dated fact of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Event:
    """``when`` is a day or a moment. ``tone`` as the timeline component names it.

    ``recorded`` is when a fact dated by its day alone was written down, when the record says it.
    """

    when: date
    title: str
    body: str = ""
    who: str = ""
    url: str = ""
    tone: str = "accent"
    recorded: datetime | None = None

    @property
    def item(self) -> dict[str, object]:
        """As ``components/timeline.html`` reads it."""
        return {
            "when": self.when,
            "title": self.title,
            "body": self.body,
            "who": self.who,
            "url": self.url,
            "tone": self.tone,
            "done": True,
        }
