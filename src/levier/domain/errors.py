"""The small tree of errors a rule or a service may raise.

Every message is a French sentence a person can act on; web, command line and API map each class once.
"""

from __future__ import annotations

from dataclasses import dataclass


class LevierError(Exception):
    """Root of all the errors that are meant to be shown."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        #: Name of the form field or parameter at fault, when there is exactly one.
        self.field = field


class RuleError(LevierError):
    """A value the rules cannot accept (negative amount, rate above 1, end before start…)."""


class NotAllowed(LevierError):
    """The actor may see the object but may not do this with it."""


class Conflict(LevierError):
    """The object changed meanwhile, or the action was done already."""


@dataclass(frozen=True, slots=True)
class CellError:
    """One fault in an imported sheet: where it is, what is wrong, what to do."""

    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        where = []
        if self.line is not None:
            where.append(f"ligne {self.line}")
        if self.column:
            where.append(f"colonne « {self.column} »")
        prefix = ", ".join(where)
        return f"{prefix[:1].upper()}{prefix[1:]} : {self.message}" if prefix else self.message


class ImportFailed(LevierError):
    """A file that cannot be taken in; nothing of it was written."""

    def __init__(self, message: str, *, errors: tuple[CellError, ...] = ()) -> None:
        super().__init__(message)
        self.errors = errors
