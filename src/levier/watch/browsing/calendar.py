"""Deadlines as a calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from icalendar import Calendar, Event, vText

from ..models import StoredNotice


def deadlines(notices: Iterable[tuple[StoredNotice, str]], *, now: datetime) -> str:
    """One event for each deadline, all day when the notice gives no hour. ``notices``: each with the address of its page."""
    calendar = Calendar()
    calendar.add("prodid", "-//Levier//Veille//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Dates limites des avis")
    for notice, address in notices:
        if notice.deadline_now is not None:
            calendar.add_component(_event(notice, notice.deadline_now, address, now))
    return str(calendar.to_ical().decode())


def _event(notice: StoredNotice, deadline: datetime, address: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"avis-{notice.source}-{notice.key}@levier".replace(" ", "-"))
    event.add("dtstamp", now.astimezone(UTC))
    if notice.deadline_has_hour:
        event.add("dtstart", (deadline - timedelta(minutes=30)).astimezone(UTC))
        event.add("dtend", deadline.astimezone(UTC))
    else:
        day = timezone.localdate(deadline)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"Date limite : {notice.title or notice.key}")
    event.add("description", vText(f"{notice.buyer_name}\n{notice.official_url}".strip()))
    event.add("url", address)
    event.add("status", "CANCELLED" if notice.is_cancelled else "CONFIRMED")
    return event
