"""Sheets, days and letters the lives of contracts use. Everything is fictional."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from django.utils import timezone

from levier.post.models import OutgoingMessage
from tests.e2e.visitor import PATIENCE, Visitor, spaces


def today() -> date:
    return timezone.localdate()


def first_of_last_month(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def french_month(day: date) -> str:
    names = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    return f"{names[day.month - 1]} {day.year}"


def programme_sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    """A buyer's own sheet: its titles are not ours, so that the columns must be said."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Achats à venir")
    headers = (
        "N° interne",
        "Ce que nous achetons",
        "T/F/S",
        "CPV",
        "Enveloppe HT",
        "Durée",
        "Ville",
        "Code postal",
        "Lancement",
    )
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, column, value)
            else:
                sheet.write_string(line, column, str(value))
    book.close()
    return path


def letter(subject: str, *, to: str | None = None) -> OutgoingMessage:
    """The last message about it, as soon as it is written."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        found = OutgoingMessage.objects.filter(subject__icontains=subject).order_by("-pk")
        one = (found.filter(to=to) if to else found).first()
        if one is not None:
            return one
        time.sleep(0.05)
    raise AssertionError(f"no message « {subject} », only {list(OutgoingMessage.objects.values_list('subject', 'to'))}")


def link_in(message: OutgoingMessage, under: str) -> str:
    """The path of the personal link a message carries."""
    found = re.search(rf"https?://[^\s/]+(/{under}/\S+)", message.body)
    assert found, f"no link in: {spaces(message.body)}"
    return found[1].rstrip(".,;)")


def step(visitor: Visitor, name: str) -> None:
    """One of the seven steps, in the head of the contract's page."""
    visitor.press(name, group="Les sept étapes de la clause")
