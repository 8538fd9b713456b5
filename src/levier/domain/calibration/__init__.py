"""Calibration: how many hours of insertion a contract can carry, by which method, and why."""

from __future__ import annotations

from .compare import Comparison, compare
from .fields import Field, FieldKind
from .inputs import (
    FIELDS,
    INPUTS,
    CharterInputs,
    HoursPerEuroInputs,
    Inputs,
    LabourShareInputs,
    Method,
    PactInputs,
    build_inputs,
    shown_inputs,
)
from .methods import (
    DEFAULT_SETTINGS,
    calibrate,
    charter_hours,
    hours_per_euro,
    labour_share_hours,
    pact_cleaning_hours,
    total_hours_first,
)
from .page import page
from .reading import read_rate, read_value, read_values
from .result import Calibration, Pathway, Settings, Verdict

__all__ = [
    "DEFAULT_SETTINGS",
    "FIELDS",
    "INPUTS",
    "Calibration",
    "CharterInputs",
    "Comparison",
    "Field",
    "FieldKind",
    "HoursPerEuroInputs",
    "Inputs",
    "LabourShareInputs",
    "Method",
    "PactInputs",
    "Pathway",
    "Settings",
    "Verdict",
    "build_inputs",
    "calibrate",
    "charter_hours",
    "compare",
    "hours_per_euro",
    "labour_share_hours",
    "pact_cleaning_hours",
    "page",
    "read_rate",
    "read_value",
    "read_values",
    "shown_inputs",
    "total_hours_first",
]
