"""A month's hours sent as a sheet: our template, or any payroll or time export once its columns are known.

``read`` turns a file into lines or every fault of it; ``match`` puts the lines on the statements, people and work contracts
known. Nothing is written here.
"""

from __future__ import annotations

from .fields import FIELDS, LAYOUT, MAX_BYTES
from .match import Plan, plan
from .read import MOST_FAULTS, Remembered, SheetLines, check, guess, header_row, open_table, read_lines, unsaid

__all__ = [
    "FIELDS",
    "LAYOUT",
    "MAX_BYTES",
    "MOST_FAULTS",
    "Plan",
    "Remembered",
    "SheetLines",
    "check",
    "guess",
    "header_row",
    "open_table",
    "plan",
    "read_lines",
    "unsaid",
]
