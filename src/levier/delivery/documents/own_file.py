"""Everything held about a person, as a document they read: every field of their data, in French."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from levier.accounts.models import Workspace
from levier.domain.dates import format_date
from levier.people.held import UNSAID, Table, Told

from .render import pdf

_LEAD = (
    "Ce document dit tout ce que {} garde de vous au {}, rubrique par rubrique. Il contient vos critères protégés : "
    "gardez-le pour vous. Pour corriger ou faire effacer quelque chose : {}."
)

#: What the workspace notes for itself: empty, it is nothing that somebody has left out, and reads as a threat.
NOTED_BY_US = frozenset(
    {"notice_on", "erased_on", "warned_at_days", "compared_hours", "sender_erased_on", "receiver_erased_on"}
)


def own_file_pdf(*, workspace: Workspace, tables: Sequence[Table], made_at: datetime) -> bytes:
    """The PDF, tagged and titled."""
    return pdf("own_file", own_file_data(workspace=workspace, tables=tables, made_at=made_at), made_at=made_at)


def own_file_data(*, workspace: Workspace, tables: Sequence[Table], made_at: datetime) -> dict[str, Any]:
    """What the document says, as texts."""
    day = format_date(timezone.localdate(made_at))
    reach = " ou ".join(one for one in (workspace.contact_email, workspace.contact_phone) if one) or workspace.name
    return {
        "title": "Votre dossier",
        "issuer": workspace.name,
        "footer": f"Votre dossier au {day}, {workspace.name}",
        "lead": _LEAD.format(workspace.name, day, reach),
        "tables": [{"title": one.title, "rows": [_row(row) for row in one.rows]} for one in tables],
    }


def _row(row: Sequence[Told]) -> dict[str, Any]:
    """What is said, a line each; what is not said, on one line."""
    missing = [one.label for one in row if one.text == UNSAID and one.code not in NOTED_BY_US]
    return {
        "facts": [[one.label[:1].upper() + one.label[1:], one.text] for one in row if one.text != UNSAID],
        "missing": f"Non renseigné : {', '.join(missing)}." if missing else "",
        "nothing": "" if row else "Rien d’autre n’en est gardé.",
    }
