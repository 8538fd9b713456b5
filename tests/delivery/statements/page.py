"""What a company finds behind its link, and what it posts."""

from __future__ import annotations

import re
from typing import Any

from levier.delivery.models import HoursStatement
from levier.post.models import OutgoingMessage


def path_of(message: OutgoingMessage) -> str:
    found = re.search(r"/releves/[^\s]+", message.body)
    assert found
    return found[0]


def form_of(statement: HoursStatement, **fields: Any) -> dict[str, Any]:
    statement.refresh_from_db()
    return {"version": statement.version, "submitted_by": "Camille Test", "comment": "", **fields}
