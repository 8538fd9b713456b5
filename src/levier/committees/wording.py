"""What the message of this room says: no personal datum, and to each only what was given to them."""

from __future__ import annotations

from collections.abc import Sequence

from levier.domain.dates import format_date

from .models import Committee, Decision


def decisions_message(meeting: Committee, decided: Sequence[Decision], *, page: str) -> tuple[str, str]:
    """Subject and body sent to whoever has something to do after a committee."""
    lines = "\n".join(f"- {one.text} (pour le {format_date(one.due_on)})" for one in decided)
    body = (
        "Bonjour,\n\n"
        f"Le comité de suivi du {format_date(meeting.on)} ({meeting.about}) vous a confié :\n\n{lines}\n\n"
        f"Dites ce qui est fait dans « À faire » :\n{page}\n"
        "Sans compte, répondez simplement à votre facilitateur.\n\n"
        f"{meeting.workspace.name}\n"
    )
    return f"Comité de suivi du {format_date(meeting.on)} : ce qui vous est confié", body
