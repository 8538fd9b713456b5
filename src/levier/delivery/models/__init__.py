"""Obligations, monthly statements, the hours ledger, closing."""

from .ending import Certificate, ClosingReport, Shortfall
from .evidence import Evidence
from .ledger import LedgerEntry
from .owed import LaunchMeeting, Obligation, ObligationRevision, PlannedRecruitment, WorkedHours
from .statement import HoursLine, HoursSheet, HoursStatement, SheetColumns, StatementChase

__all__ = [
    "Certificate",
    "ClosingReport",
    "Evidence",
    "HoursLine",
    "HoursSheet",
    "HoursStatement",
    "LaunchMeeting",
    "LedgerEntry",
    "Obligation",
    "ObligationRevision",
    "PlannedRecruitment",
    "SheetColumns",
    "Shortfall",
    "StatementChase",
    "WorkedHours",
]
