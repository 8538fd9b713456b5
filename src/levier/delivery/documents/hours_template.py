"""The sheet a company or a structure may fill: its open statements, the people known, one line each."""

from __future__ import annotations

from collections.abc import Iterable

from levier.domain.dates import format_month
from levier.ui.exports import xlsx_bytes

from ..models import HoursStatement
from ..selectors.statements import Row

#: Our own columns, recognised without any mapping.
HEADERS = (
    "Nom", "Prénom", "Mois", "Marché", "Lot", "Heures de travail", "Formation", "Congés ou absence", "Immersion ou stage",
    "Date de naissance", "Contrat de travail", "Début du contrat", "Fin du contrat", "Poste",
)  # fmt: skip


def hours_template(months: Iterable[tuple[HoursStatement, list[Row]]]) -> bytes:
    """An .xlsx with a line for each person of each statement, their hours as they stand. No birth date leaves with it."""
    lines: list[tuple[object, ...]] = []
    for statement, rows in months:
        lot = statement.obligation.clause.lot
        place = (format_month(statement.month), lot.contract.title, lot.number)
        for row in rows:
            job = row.employment
            hours = [cell.hours or None for cell in row.cells]
            about = (None, job.get_contract_kind_display(), job.starts_on, job.ends_on, job.occupation)
            lines.append((job.person.last_name, job.person.first_name, *place, *hours, *about))
        if not rows:
            lines.append((None, None, *place))
    return xlsx_bytes(HEADERS, lines, sheet="Heures")
