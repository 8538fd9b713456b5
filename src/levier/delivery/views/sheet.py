"""The month's grid as a page shows it: stored hours, what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from levier.domain.errors import LevierError
from levier.domain.quantities import ZERO, Hours, format_hours, format_number
from levier.domain.vocabulary import HourKind
from levier.people.models import Employment

from ..declaration import DeclaredLine, cell_name, read_hours
from ..selectors.statements import Row

_LABELS = {
    HourKind.WORK: "Heures de travail",
    HourKind.TRAINING: "Formation",
    HourKind.LEAVE: "Congés ou absence",
    HourKind.PMSMP: "Immersion ou stage",
}


@dataclass
class Box:
    """One field of the grid."""

    name: str
    label: str
    kind: HourKind
    text: str
    locked: bool
    error: str = ""
    #: What is stored, when somebody else changed it meanwhile.
    stored: str = ""
    #: Why these hours were refused, as written for the company.
    refused: str = ""


@dataclass
class Person:
    """One person of the grid: the hours of work first, the rest folded unless used."""

    employment: Employment
    work: Box
    others: list[Box]

    @property
    def open(self) -> bool:
        return any(box.text or box.error or box.refused for box in self.others)


@dataclass
class Sheet:
    """The whole grid, and the lines it stands for when nothing is wrong."""

    people: list[Person]
    lines: list[DeclaredLine] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(field, who, sentence) of each fault, in order."""
        return [
            (box.name, f"{one.employment.person}, {box.label.lower()}", box.error)
            for one in self.people
            for box in (one.work, *one.others)
            if box.error
        ]

    @property
    def total(self) -> Hours:
        return sum((line.hours for line in self.lines), ZERO)

    def mark(self, problems: Mapping[str, str]) -> None:
        """Put sentences beside their fields."""
        for one in self.people:
            for box in (one.work, *one.others):
                box.error = problems.get(box.name, box.error)

    def mark_changes(self, rows: list[Row]) -> None:
        """Show what is stored now where it differs from what was typed."""
        stored = {cell_name(row.employment.pk, cell.kind): cell.hours for row in rows for cell in row.cells}
        typed = {cell_name(line.employment.pk, line.kind): line.hours for line in self.lines}
        for one in self.people:
            for box in (one.work, *one.others):
                if stored.get(box.name, ZERO) != typed.get(box.name, ZERO):
                    box.stored = format_hours(stored.get(box.name, ZERO))


def build(rows: list[Row], typed: Mapping[str, str] | None = None) -> Sheet:
    """The grid from what is stored, or from what was typed over it."""
    sheet = Sheet([])
    for row in rows:
        boxes = []
        for cell in row.cells:
            name = cell_name(row.employment.pk, cell.kind)
            shown = format_number(cell.hours) if cell.hours else ""
            box = Box(name, _LABELS[cell.kind], cell.kind, shown, cell.locked, refused=cell.refused)
            hours = cell.hours
            if typed is not None and not cell.locked:
                box.text = typed.get(name, shown)[:40]
                try:
                    hours = read_hours(box.text, field=name)
                except LevierError as error:
                    box.error = error.message
            if hours or cell.kind is HourKind.WORK:
                sheet.lines.append(DeclaredLine(row.employment, cell.kind, hours))
            boxes.append(box)
        sheet.people.append(Person(row.employment, boxes[0], boxes[1:]))
    return sheet
