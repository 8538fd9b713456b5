"""The page of a sheet of hours, and sheets to send to it."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from levier.delivery.models import HoursStatement

HEAD = ["Nom", "Prénom", "Heures"]


class Page:
    """The page of the sheet, behind a personal link, with scripts off."""

    def __init__(self, path: str, client: Client | None = None) -> None:
        self.path, self.client = path, client or Client()
        #: Which file the preview last seen was about.
        self.sent = ""

    def send(self, data: bytes, name: str = "heures.xlsx") -> str:
        """What is read once the file is sent: the preview, or why it is refused."""
        answer = self.client.post(self.path, {"file": SimpleUploadedFile(name, data)})
        if answer.status_code == 303:
            answer = self.client.get(self.path)
        found = re.search(r'name="sent" value="([^"]+)"', answer.text)
        self.sent = found[1] if found else ""
        return seen(answer.content)

    def take(self, **columns: str) -> str:
        """Confirm; the page that follows."""
        data = {"confirm": "1", "sent": self.sent, **({"columns": "1", **columns} if columns else {})}
        answer = self.client.post(self.path, data)
        if answer.status_code == 303:
            answer = self.client.get(answer["Location"])
        return seen(answer.content)


def seen(content: bytes) -> str:
    return content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def xlsx(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def hours(statement: HoursStatement) -> dict[tuple[str, str], Decimal]:
    lines = statement.lines.select_related("employment__person")
    return {(line.employment.person.last_name, line.kind): line.hours for line in lines}
