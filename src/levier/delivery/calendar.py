"""The launch meeting as an iCalendar invitation (RFC 5545, method REQUEST)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from .models import LaunchMeeting


def invitation(meeting: LaunchMeeting, *, organiser: str, attendees: Sequence[str], now: datetime) -> str:
    """The invitation as text. The summary names the contract, never a person.

    Args:
        organiser: address answers go to; left out when empty.
        attendees: addresses invited.
        now: aware time of the sending; a later one replaces an earlier one.
    """
    contract = meeting.contract
    event = Event()
    event.add("uid", f"reunion-lancement-{contract.workspace.slug}-{contract.pk}@levier")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("dtstart", meeting.at.astimezone(UTC))
    event.add("dtend", (meeting.at + timedelta(minutes=meeting.minutes)).astimezone(UTC))
    event.add("summary", f"Réunion de lancement : {contract.title}")
    event.add("location", vText(meeting.place))
    event.add("description", vText(meeting.agenda))
    event.add("status", "CONFIRMED")
    if organiser:
        event["organizer"] = vCalAddress(f"mailto:{organiser}")
    for address in attendees:
        attendee = vCalAddress(f"mailto:{address}")
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Levier//Clauses sociales//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    return str(calendar.to_ical().decode())
